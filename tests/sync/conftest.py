"""A real server, and Mara's phone, for the tests that do it harm."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.forking import ForkedServer
from tests.phones import Phone, phone_of
from tests.sync.bearing import SECONDS


@pytest.fixture
def server(cast: Cast, tmp_path: Path) -> Iterator[ForkedServer]:
    """A real process of this test alone, on the database with the cast in it."""
    running = ForkedServer(tmp_path)
    running.settings = {"KWETU_BODY_SECONDS": str(SECONDS)}
    if other := os.environ.get("KWETU_DATABASE_URL"):
        running.settings["KWETU_DATABASE_URL"] = other
    running.start()
    yield running
    running.stop()
    told = (tmp_path / "server.log").read_text(encoding="utf-8")
    assert "Traceback" not in told, told
    assert "[error" not in told, told


@pytest.fixture
def mara(cast: Cast) -> Phone:
    return phone_of(cast.muntinlupa.mapper, cast.muntinlupa)
