"""The server says whether it can answer, and every failure is a problem with a slug."""

import asyncio
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

import app.main
from app import __version__
from app.kit.http import HeadAsGet, install_problem_handlers
from app.kit.static import mount_frontend
from app.ledger.models import LedgerState
from tests.cast import Cast
from tests.conftest import Client


def test_health_names_version_database_and_epoch_without_sign_in(client: Client, cast: Cast) -> None:
    answer = client.get("/api/health")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "version": __version__, "database": "ok", "epoch": "first"}


def test_health_names_the_epoch_of_a_restored_backup(client: Client, session: Session) -> None:
    session.add(LedgerState(name="epoch", told="restored"))
    session.commit()
    assert client.get("/api/health").json()["epoch"] == "restored"


def test_a_database_that_is_away_is_a_503(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_session: object) -> str:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr(app.main.ledger, "epoch", away)
    answer = client.get("/api/health")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/database-away")


def test_an_unknown_address_a_wrong_method_and_malformed_json_are_problems(client: Client, cast: Cast) -> None:
    unknown = client.get("/api/nothing")
    assert (unknown.status_code, unknown.json()["type"]) == (404, "/problems/not-found")
    wrong = client.request("DELETE", "/api/health")
    assert (wrong.status_code, wrong.json()["type"], wrong.headers["allow"]) == (
        405, "/problems/method-not-allowed", "GET",
    )  # fmt: skip
    json = {"Content-Type": "application/json"}
    broken = client.post("/api/people", cast.administrator, content=b'{"name": ', headers=json)
    assert (broken.status_code, broken.json()["type"]) == (422, "/problems/input-invalid")


def test_what_nobody_expected_is_a_500_with_an_id_and_without_the_answers(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def trip(_session: object) -> str:
        raise RuntimeError(" ".join(["twelve", "children"]))

    monkeypatch.setattr(app.main.ledger, "epoch", trip)
    answer = client.get("/api/health")
    assert answer.status_code == 500
    assert len(answer.json()["incident"]) == 12
    logged = capsys.readouterr().out
    assert answer.json()["incident"] in logged
    assert "RuntimeError" in logged
    assert "twelve children" not in logged + answer.text


def test_head_is_answered_like_get_without_a_body(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!doctype html><title>Kwetu</title>")
    bare = FastAPI()
    install_problem_handlers(bare)
    bare.add_middleware(HeadAsGet)
    mount_frontend(bare, tmp_path)

    async def asked(method: str, path: str) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(bare), base_url="http://kwetu") as browser:
            return await browser.request(method, path)

    told = asyncio.run(asked("HEAD", "/"))
    assert (told.status_code, told.content) == (200, b"")
    assert told.headers["content-length"] == asyncio.run(asked("GET", "/")).headers["content-length"]
    assert asyncio.run(asked("HEAD", "/nothing.js")).status_code == 404
    assert asyncio.run(asked("HEAD", "/api/health")).status_code == 405
