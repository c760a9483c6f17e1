"""Every test gets a database built by the migrations with the named cast in it, and the app called in-process.

SQLite by default (a fresh copy of one prepared file a test). With KWETU_TEST_DATABASE_URL the same tests run on that
PostgreSQL, each in a fresh copy of one prepared database; ``python -m tests.postgresql pytest …`` starts one for it.
"""

import asyncio
import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples
from sqlmodel import Session

from app.kit import db
from app.kit.migrations import migrate
from app.settings import settings
from tests.cast import Cast, Member, make_cast
from tests.postgresql import Databases, databases

OTHER_DATABASE = os.environ.get("KWETU_TEST_DATABASE_URL")
REAL_FILES = Path(os.environ.get("KWETU_REAL_FILES") or Path(__file__).resolve().parents[2] / "shared" / "data")

examples.register_profile("however busy the computer is", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("however busy the computer is")


def _forget() -> None:
    if db.engine.cache_info().currsize:
        db.engine().dispose()
    db.engine.cache_clear()
    settings.cache_clear()


@pytest.fixture(scope="session")
def _databases() -> Iterator[Databases | None]:
    if not OTHER_DATABASE:
        yield None
        return
    with databases(OTHER_DATABASE) as made:
        yield made


def _prepared(databases: Databases | None, folder: Path, fill: Callable[[str], Any]) -> tuple[str, Any]:
    if databases:
        return databases.prepare(fill)
    url = f"sqlite:///{folder / 'kwetu.sqlite3'}"
    return url, fill(url)


def _with_people(url: str) -> Cast:
    migrate(url)
    engine = db.open_engine(url)
    with Session(engine) as session, session.begin():
        cast = make_cast(session)
    engine.dispose()
    return cast


@pytest.fixture(scope="session")
def _migrated(tmp_path_factory: pytest.TempPathFactory, _databases: Databases | None) -> str:
    return _prepared(_databases, tmp_path_factory.mktemp("migrated"), migrate)[0]


@pytest.fixture(scope="session")
def _with_cast(tmp_path_factory: pytest.TempPathFactory, _databases: Databases | None) -> tuple[str, Cast]:
    return _prepared(_databases, tmp_path_factory.mktemp("with-cast"), _with_people)


@contextmanager
def _own_database(
    prepared: str, databases: Databases | None, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    monkeypatch.setenv("DATA_DIR", str(folder))
    monkeypatch.delenv("PUBLIC_URL", raising=False)
    own = databases.fresh(prepared) if databases else None
    if own:
        monkeypatch.setenv("KWETU_DATABASE_URL", own)
    else:
        monkeypatch.delenv("KWETU_DATABASE_URL", raising=False)
        shutil.copy(prepared.removeprefix("sqlite:///"), folder / "kwetu.sqlite3")
    _forget()
    yield
    _forget()
    if databases and own:
        databases.drop(own)


@pytest.fixture
def empty_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, _migrated: str, _databases: Databases | None
) -> Iterator[Path]:
    """A migrated database in which nobody began yet; yields DATA_DIR."""
    with _own_database(_migrated, _databases, tmp_path, monkeypatch):
        yield tmp_path


@pytest.fixture
def cast(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, _with_cast: tuple[str, Cast], _databases: Databases | None
) -> Iterator[Cast]:
    """The named people, in a database of this test alone."""
    prepared, people = _with_cast
    with _own_database(prepared, _databases, tmp_path, monkeypatch):
        yield people


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


@pytest.fixture(scope="session")
def _app() -> Any:
    """The app of the whole run: it holds nothing of a test, and laying out its addresses takes as long as a test."""
    from app.main import build_app

    app = build_app()
    gc.freeze()  # what stands until the end is not looked through again and again
    gc.set_threshold(20_000)
    return app


@pytest.fixture
def client(cast: Cast, _app: Any) -> Iterator[Client]:
    """The app in-process, with the cast in its database."""
    caller = Client(_app)
    yield caller
    caller.close()


@pytest.fixture(scope="session")
def real_files() -> Path:
    """The folder of real files; the tests that need it are reported as skipped where it is absent."""
    if not REAL_FILES.is_dir():
        pytest.skip("2026-11-21: the folder of real files stands beside the project only where it was handed out")
    return REAL_FILES
