"""Many edits and many phones at one moment: a real server answers each, keeps each edit once, and grows no larger."""

import asyncio
import base64
import json
import threading
import time
from typing import Any

import httpx

from tests.cast import Cast
from tests.e2e.server import Server
from tests.phones import Phone, batch, phone_of
from tests.sync.bearing import GROWTH_MB, all_at_once, memory_mb, names, pulled, push, works
from tests.sync.lines import dialled, push_head


def test_requests_one_after_the_other_on_one_line_are_each_answered(server: Server, mara: Phone) -> None:
    said = [mara.settlement(f"In a row {n}") for n in range(5)]
    bodies = [json.dumps(batch(edit)).encode() for edit in said]
    with dialled(server.port) as line:
        line.sendall(b"".join(push_head(mara.member, len(body)) + body for body in bodies))
        told = b""
        while told.count(b'"answer":"kept"') < len(said):
            part = line.recv(65_536)
            assert part, told
            told += part
    works(server, mara)


def test_a_line_that_rested_for_a_while_is_still_there_for_the_next_request(server: Server, mara: Phone) -> None:
    lines, patient = [], httpx.Limits(keepalive_expiry=60)
    with httpx.Client(base_url=server.url, timeout=20, limits=patient) as http:
        for rests_s in (6, 0):  # uvicorn by itself lets go after five
            answer = http.get("/api/people/me", headers=mara.member.headers)
            assert answer.status_code == 200
            lines.append(answer.extensions["network_stream"].get_extra_info("client_addr"))
            time.sleep(rests_s)
    assert lines[0] == lines[1]


def test_the_same_edit_from_many_phones_at_one_moment_is_one_row_with_one_receipt(server: Server, mara: Phone) -> None:
    for turn in range(5):
        said = mara.settlement(f"At one moment {turn}")
        ready, answers = threading.Barrier(8), []

        def send(ready: threading.Barrier = ready, said: Any = said, answers: list[Any] = answers) -> None:
            ready.wait()
            answers.extend(push(server, mara, said))

        all_at_once([send] * 8)
        assert sorted(told["answer"] for told in answers) == ["already_had"] * 7 + ["kept"]
        assert len({json.dumps(said_in(told["receipt"]), sort_keys=True) for told in answers}) == 1
        (record,) = [one for one in pulled(server, mara.member).values() if one["record_id"] == said["record_id"]]
        assert [edit["edit_id"] for edit in record["edits"]] == [said["edit_id"]]


def said_in(receipt: str) -> dict[str, Any]:
    """What a receipt says, whoever signed it."""
    payload = receipt.split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))))


def test_two_hundred_edits_with_one_bad_in_the_middle_are_kept_but_for_that_one(server: Server, mara: Phone) -> None:
    said: list[Any] = [mara.settlement(f"Of two hundred {n}") for n in range(200)]
    for strange in (None, {"edit_id": "\0"}, said[100] | {"kind": "spaceship"}, [[[]]], "\ud800"):
        answers = push(server, mara, *said[:100], strange, *said[101:])
        assert [told["answer"] for told in answers].count("parked") == 1
        assert answers[100]["answer"] == "parked"
    assert len(names(server, mara.member)) == 199


def test_fifty_phones_that_never_stop_asking_are_all_answered_and_the_memory_stays(
    server: Server, cast: Cast, mara: Phone
) -> None:
    lea = phone_of(cast.muntinlupa.leader, cast.muntinlupa)
    push(server, mara, *[mara.settlement(f"Settlement {n}", team=cast.muntinlupa.team_id) for n in range(20)])
    asyncio.run(shouting(server, [mara, lea], 500))  # what is loaded once, is
    before = memory_mb(server)
    statuses = asyncio.run(shouting(server, [mara, lea], 5_000))
    assert {status: statuses.count(status) for status in set(statuses)} == {200: 5_000}
    assert memory_mb(server) - before < GROWTH_MB
    works(server, mara)


WANTED = [*("/api/health", "/api/sync/limits", "/api/people/me") * 3, "/api/sync/push"]


async def shouting(server: Server, phones: list[Phone], n: int) -> list[int]:
    """Send so many requests over fifty lines, one of ten a push; return what was answered."""
    limits = httpx.Limits(max_connections=50, max_keepalive_connections=50, keepalive_expiry=60)
    asked = iter(range(n))
    statuses: list[int] = []

    async def one_line(http: httpx.AsyncClient) -> None:
        for number in asked:
            phone, path = phones[number % len(phones)], WANTED[number % len(WANTED)]
            body = batch(phone.settlement(f"Shouted {number}")) if path == "/api/sync/push" else None
            method, headers = "POST" if body else "GET", phone.member.headers
            answer = await http.request(method, path, headers=headers, json=body)
            statuses.append(answer.status_code)

    async with httpx.AsyncClient(base_url=server.url, timeout=120, limits=limits) as http:
        await asyncio.gather(*(one_line(http) for _ in range(50)))
    return statuses
