"""Every test gets a database built by the migrations with the named cast in it, and the app called in-process.

SQLite by default (a fresh copy of one prepared file a test); KWETU_TEST_DATABASE_URL runs the same tests on another
database.
"""

import asyncio
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlmodel import Session

from app.kit import db
from app.kit.migrations import migrate
from app.settings import settings
from tests.cast import Cast, Member, make_cast

OTHER_DATABASE = os.environ.get("KWETU_TEST_DATABASE_URL")
REAL_FILES = Path(os.environ.get("KWETU_REAL_FILES") or Path(__file__).resolve().parents[2] / "shared" / "data")


def _forget() -> None:
    if db.engine.cache_info().currsize:
        db.engine().dispose()
    db.engine.cache_clear()
    settings.cache_clear()


def _empty(url: str) -> None:
    engine = db.open_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()


@pytest.fixture(scope="session")
def _migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("migrated") / "kwetu.sqlite3"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def _with_cast(_migrated: Path) -> tuple[Path, Cast]:
    file = _migrated.with_name("with-cast.sqlite3")
    shutil.copy(_migrated, file)
    engine = db.open_engine(f"sqlite:///{file}")
    with Session(engine) as session, session.begin():
        cast = make_cast(session)
    engine.dispose()
    return file, cast


def _settle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prepared: Path) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.delenv("PUBLIC_URL", raising=False)
    if OTHER_DATABASE:
        monkeypatch.setenv("KWETU_DATABASE_URL", OTHER_DATABASE)
        _empty(OTHER_DATABASE)
        migrate(OTHER_DATABASE)
    else:
        shutil.copy(prepared, tmp_path / "kwetu.sqlite3")
    _forget()


@pytest.fixture
def empty_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, _migrated: Path) -> Iterator[Path]:
    """A migrated database in which nobody began yet; yields DATA_DIR."""
    _settle(tmp_path, monkeypatch, _migrated)
    yield tmp_path
    _forget()


@pytest.fixture
def cast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, _with_cast: tuple[Path, Cast]) -> Iterator[Cast]:
    """The named people, in a database of this test alone."""
    file, people = _with_cast
    _settle(tmp_path, monkeypatch, file)
    if OTHER_DATABASE:
        with db.writing() as session:
            people = make_cast(session)
    yield people
    _forget()


@pytest.fixture
def session(cast: Cast) -> Iterator[Session]:
    """A writing session on the test's database; commit it before calling the app."""
    with Session(db.engine()) as open_session:
        yield open_session


class Client:
    """Calls the app in-process; ``as_`` says which member of the cast asks."""

    def __init__(self, app: Any) -> None:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self._runner = asyncio.Runner()
        self._http = httpx.AsyncClient(transport=transport, base_url="http://kwetu.test")

    def request(self, method: str, path: str, as_: Member | None = None, **what: Any) -> httpx.Response:
        headers = {**(as_.headers if as_ else {}), **(what.pop("headers", None) or {})}
        return self._runner.run(self._http.request(method, path, headers=headers, **what))

    def get(self, path: str, as_: Member | None = None, **what: Any) -> httpx.Response:
        return self.request("GET", path, as_, **what)

    def post(self, path: str, as_: Member | None = None, **what: Any) -> httpx.Response:
        return self.request("POST", path, as_, **what)

    def put(self, path: str, as_: Member | None = None, **what: Any) -> httpx.Response:
        return self.request("PUT", path, as_, **what)

    def together(self, *calls: tuple[str, str, Member, Any]) -> list[httpx.Response]:
        """Send several requests at the same moment: (method, path, member, json)."""

        async def all_at_once() -> list[httpx.Response]:
            asked = (self._http.request(m, path, headers=who.headers, json=body) for m, path, who, body in calls)
            return list(await asyncio.gather(*asked))

        return self._runner.run(all_at_once())

    def close(self) -> None:
        self._runner.run(self._http.aclose())
        self._runner.close()


@pytest.fixture
def client(cast: Cast) -> Iterator[Client]:
    """The app in-process, with the cast in its database."""
    from app.main import build_app

    caller = Client(build_app())
    yield caller
    caller.close()


@pytest.fixture(scope="session")
def real_files() -> Path:
    """The folder of real files; the tests that need it are reported as skipped where it is absent."""
    if not REAL_FILES.is_dir():
        pytest.skip("2026-11-21: the folder of real files stands beside the project only where it was handed out")
    return REAL_FILES
