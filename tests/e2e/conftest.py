"""Servers and browsers for the length of a test, all of them real processes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright

from tests.e2e.browser import PHONE
from tests.e2e.phone import Phone
from tests.e2e.server import Server


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A deployment that has not begun yet, and is not running."""
    folder = tmp_path / "server"
    folder.mkdir()
    deployed = Server(folder)
    yield deployed
    deployed.stop()


@pytest.fixture
def demonstration(server: Server) -> Server:
    """A running server with the demonstration in it."""
    server.start("--demo")
    return server


@pytest.fixture
def new_phone(playwright: Playwright, tmp_path: Path) -> Iterator[Callable[..., Phone]]:
    """Hand out phones by name; all are closed in the end."""
    phones: list[Phone] = []

    def hand_out(name: str, size: dict[str, int] = PHONE) -> Phone:
        phones.append(Phone(playwright, tmp_path / name, size))
        return phones[-1]

    yield hand_out
    for phone in phones:
        phone.browser.close()
