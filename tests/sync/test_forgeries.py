"""Forged cursors, tokens, receipts and hosts open nothing on a real server, and are not believed."""

import base64
import json
import uuid
from typing import Any

import httpx

from app.kit import signing
from app.kit.canonical import canonical_json, sha256_hex
from tests.cast import Cast
from tests.e2e.server import Server
from tests.phones import Phone, batch
from tests.sync.bearing import push, works
from tests.sync.lines import dialled, head, heard


def forged_cursors(cursor: str, city_id: str) -> list[str]:
    """Cursors that nobody gave out: of large numbers, of other shapes, of other places, with a sign changed."""
    seqs: list[Any] = [2**63, 2**63 - 1, 2**64, -(2**63), 10**400, 1.5, "1", None, True, [], {}]
    told = [[uuid.uuid4().hex, "policy", "people", {city_id: seq}] for seq in seqs]
    written = [base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in told]
    changed = [cursor[:at] + ("A" if cursor[at] != "A" else "B") + cursor[at + 1 :] for at in range(0, len(cursor), 3)]
    return [*written, *changed, cursor * 2, cursor[:-1], "A" * 20_000, "\0", "%", "=" * 50]


def test_what_is_forged_opens_nothing(server: Server, cast: Cast, mara: Phone) -> None:
    city = cast.muntinlupa
    added = mara.settlement("Ours", team=city.team_id)
    (told,) = push(server, mara, added)
    cursor = httpx.get(f"{server.url}/api/sync/changes", headers=mara.member.headers).json()["cursor"]
    with httpx.Client(base_url=server.url, timeout=60) as phone:
        for forged in forged_cursors(cursor, city.id):
            answer = phone.get("/api/sync/changes", headers=mara.member.headers, params={"cursor": forged})
            assert answer.status_code in (200, 400), forged
            if answer.status_code == 200:  # read as one from before: never more than may be read
                assert {record["city_id"] for record in answer.json()["records"]} <= {city.id}
        token = mara.member.token
        tokens = ["x", token[:-1], token + "x", token.swapcase(), token * 100, "\0", "null", told["receipt"], "é"]
        for forged in tokens:
            for method, path in (("GET", "/api/sync/changes"), ("POST", "/api/sync/push"), ("GET", "/api/people")):
                headers = {b"Authorization": b"Bearer " + forged.encode("latin-1").replace(b"\0", b"%00")}
                body = json.dumps(batch()) if method == "POST" else None
                assert phone.request(method, path, headers=headers, content=body).status_code == 401, (forged, path)
    works(server, mara)


def test_a_receipt_proves_this_servers_word_on_this_edit_only(server: Server, mara: Phone) -> None:
    one, other = mara.settlement("One"), mara.settlement("Other")
    first, second = push(server, mara, one, other)
    key = httpx.get(f"{server.url}/api/people/me", headers=mara.member.headers).json()["server_keys"]["sign"]["jwk"]
    proof = signing.verify(key, first["receipt"])
    assert proof is not None
    assert proof["sha256"] == sha256_hex(canonical_json(one)) != sha256_hex(canonical_json(other))
    letterhead, payload, signature = first["receipt"].split(".")
    foreign = second["receipt"].split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    forged = [
        f"{letterhead}.{foreign[1]}.{signature}", f"{letterhead}.{payload}.{foreign[2]}", f"{none}.{payload}.",
        f"{none}.{payload}.{signature}", f"{letterhead}.{payload}.", f"{letterhead}.{payload}", "..", "", "a.b.c",
        f"{letterhead}.{payload}.{signature[:-2]}AA", first["receipt"] + ".x",
    ]  # fmt: skip
    assert [receipt for receipt in forged if signing.verify(key, receipt)] == []


def test_a_foreign_host_is_answered_without_being_believed(server: Server, cast: Cast) -> None:
    body = json.dumps({"name": "Ana", "role": "verifier", "city_id": cast.muntinlupa.id}).encode()
    lines = ["Content-Type: application/json", f"Content-Length: {len(body)}", "X-Forwarded-Host: evil.example"]
    start = head("POST", "/api/people", cast.administrator, *lines).replace(b"Host: kwetu", b"Host: evil.example")
    with dialled(server.port) as line:
        line.sendall(start + body)
        status, told = heard(line)
    assert status == 201
    assert "evil.example" not in json.dumps(told)
