"""The server says whether it can answer, and every failure is a problem with a slug."""

import asyncio
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.exc import OperationalError

import app.main
from app import __version__
from app.kit.http import HeadAsGet
from app.kit.static import mount_frontend
from tests.cast import Cast
from tests.conftest import Client


def test_health_names_version_database_and_epoch_without_sign_in(client: Client, cast: Cast) -> None:
    answer = client.get("/api/health")
    assert answer.status_code == 200
    epoch = answer.json().pop("epoch")
    assert answer.json() == {"status": "ok", "version": __version__, "database": "ok", "epoch": epoch}


def test_a_database_that_is_away_is_a_503(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_session: object) -> str:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr(app.main.ledger, "epoch", away)
    answer = client.get("/api/health")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/database-away")


def test_an_unknown_address_a_wrong_method_and_malformed_json_are_problems(client: Client, cast: Cast) -> None:
    assert client.get("/api/nothing").status_code in {404, 503}
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
        answer_of_somebody = "twelve children"
        raise RuntimeError(f"tripped over {len(answer_of_somebody)}")

    monkeypatch.setattr(app.main.ledger, "epoch", trip)
    answer = client.get("/api/health")
    assert answer.status_code == 500
    assert len(answer.json()["incident"]) == 12
    logged = capsys.readouterr().out
    assert answer.json()["incident"] in logged
    assert "twelve children" not in logged.replace('answer_of_somebody = "twelve children"', "")


def test_head_is_answered_like_get_without_a_body(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!doctype html><title>Kwetu</title>")
    bare = FastAPI()
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
