"""What leaders do to let something leave, and what an office reads of the files it gets."""

import csv
import io
import zipfile
from typing import Any

import httpx

from tests.api.saying import Settlement, agreement_with
from tests.cast import Cast, Member
from tests.conftest import Client


def made(client: Client, leader: Member, body: dict[str, Any]) -> str:
    answer = client.post("/api/agreements", leader, json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def released(client: Client, cast: Cast, *settlements: Settlement, **more: Any) -> str:
    """Make an agreement and its first release; return the agreement's path."""
    city = cast.muntinlupa
    path = f"/api/agreements/{made(client, city.leader, agreement_with(city, *settlements, **more))}"
    answer = release_now(client, city.leader, path)
    assert answer.status_code == 201, answer.text
    return path


def release_now(client: Client, leader: Member, path: str) -> httpx.Response:
    """Look at the preview and release exactly that."""
    fingerprint = client.post(f"{path}/preview", leader).json()["fingerprint"]
    return client.post(f"{path}/releases", leader, json={"fingerprint": fingerprint})


def unzipped(body: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))
