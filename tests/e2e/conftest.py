"""Servers and browsers for the length of a test, all of them real processes."""

import contextlib
import shutil
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright

from tests.e2e.browser import PHONE
from tests.e2e.desk import Desk
from tests.e2e.phone import Phone
from tests.e2e.server import Server
from tests.forking import ForkedServer

_failed = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember that a test failed, so that its screens can be told."""
    report = yield
    item.stash[_failed] = item.stash.get(_failed, False) or report.failed
    return report


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A deployment that has not begun yet, and is not running."""
    folder = tmp_path / "server"
    folder.mkdir()
    deployed = ForkedServer(folder)
    yield deployed
    deployed.stop()


@pytest.fixture(scope="session")
def _begun_demonstration(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """The demonstration as `kwetu serve --demo` begins it, stopped again: each test runs a copy."""
    begun = ForkedServer(tmp_path_factory.mktemp("demonstration"))
    begun.start("--demo")
    begun.stop()
    return begun


@pytest.fixture
def demonstration(server: Server, _begun_demonstration: Server) -> Server:
    """A running server with the demonstration in it."""
    shutil.copytree(_begun_demonstration.folder, server.folder, dirs_exist_ok=True)
    links = server.folder / "demo-links.json"
    links.write_text(links.read_text(encoding="utf-8").replace(_begun_demonstration.url, server.url), encoding="utf-8")
    server.start("--demo")
    return server


@pytest.fixture
def _handed_out(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, Phone]]:
    phones: dict[str, Phone] = {}
    yield phones
    for name, phone in phones.items():
        if request.node.stash.get(_failed, False):
            with contextlib.suppress(Exception):
                phone.page.screenshot(path=tmp_path / f"{name}.png")
                words = phone.page.inner_text("body", timeout=2000)
                print(f"--- {name} at {phone.page.url}, picture in {tmp_path}\n{words}")
        phone.browser.close()


@pytest.fixture
def new_phone(playwright: Playwright, tmp_path: Path, _handed_out: dict[str, Phone]) -> Callable[..., Phone]:
    """Hand out phones by name; when a test fails their screens are told."""

    def hand_out(name: str, size: dict[str, int] = PHONE, options: Sequence[str] = ()) -> Phone:
        _handed_out[name] = Phone(playwright, tmp_path / name, size, options=options)
        return _handed_out[name]

    return hand_out


@pytest.fixture
def new_desk(playwright: Playwright, tmp_path: Path, _handed_out: dict[str, Phone]) -> Callable[[str], Desk]:
    """Hand out desks by name."""

    def hand_out(name: str) -> Desk:
        desk = Desk(playwright, tmp_path / name)
        _handed_out[name] = desk
        return desk

    return hand_out
