"""Phones that hang up, dawdle or send half a body over a real socket cost the server nothing but themselves."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from app.kit import db
from tests.cast import Cast
from tests.phones import Phone, batch, phone_of
from tests.sync.lines import answering


@pytest.fixture
def port(cast: Cast) -> Iterator[int]:
    """A real server of this test alone."""
    with answering() as number:
        yield number


def head(phone: Phone, length: int, *others: str) -> bytes:
    lines = [
        "POST /api/sync/push HTTP/1.1", "Host: kwetu", f"Authorization: Bearer {phone.member.token}",
        "Content-Type: application/json", f"Content-Length: {length}", *others,
    ]  # fmt: skip
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def dial(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def heard(line: socket.socket) -> bytes:
    """Read one answer: its head and as many bytes as that promises."""

    def more() -> bytes:
        part = line.recv(65_536)
        assert part, "the server hung up"
        return part

    told = more()
    while b"\r\n\r\n" not in told:
        told += more()
    start, _, body = told.partition(b"\r\n\r\n")
    length = int(next(one for one in start.lower().split(b"\r\n") if one.startswith(b"content-length")).split(b":")[1])
    while len(body) < length:
        body += more()
    return start + body


def send(port: int, phone: Phone, name: str) -> str:
    answer = httpx.post(
        f"http://127.0.0.1:{port}/api/sync/push", headers=phone.member.headers, json=batch(phone.settlement(name)),
        timeout=20,
    )  # fmt: skip
    return str(answer.json()["answers"][0]["answer"])


def nothing_is_held() -> bool:
    """Tell whether every database connection is back, giving work that was under way five seconds to end."""
    pool = db.engine().pool
    until = time.monotonic() + 5
    while (held := getattr(pool, "checkedout", lambda: 0)()) and time.monotonic() < until:
        time.sleep(0.05)
    return bool(held == 0)


def test_sixty_phones_that_hang_up_half_way_leave_nothing_behind(port: int, cast: Cast) -> None:
    mara = phone_of(cast.muntinlupa.mapper, cast.muntinlupa)
    body = json.dumps(batch(*[mara.settlement(f"Never {n}") for n in range(20)])).encode()
    for n in range(60):
        with dial(port) as line:
            line.sendall(head(mara, len(body)) + body[: len(body) * n // 60])
    assert send(port, mara, "After the hang-ups") == "kept"
    assert nothing_is_held()
    page = httpx.get(f"http://127.0.0.1:{port}/api/sync/changes", headers=mara.member.headers, timeout=20).json()
    assert [record["fields"]["name"][0][1]["value"] for record in page["records"]] == ["After the hang-ups"]


def test_a_phone_that_hangs_up_after_sending_has_its_answers_kept_once(port: int, cast: Cast) -> None:
    mara = phone_of(cast.muntinlupa.mapper, cast.muntinlupa)
    said = mara.settlement("Sent and gone")
    body = json.dumps(batch(said)).encode()
    for _ in range(20):
        with dial(port) as line:
            line.sendall(head(mara, len(body)) + body)
    answer = httpx.post(
        f"http://127.0.0.1:{port}/api/sync/push", headers=mara.member.headers, json=batch(said), timeout=20
    ).json()["answers"][0]
    assert answer["answer"] in {"kept", "already_had"}
    assert nothing_is_held()


def test_slow_senders_hold_nobody_up(port: int, cast: Cast) -> None:
    mara = phone_of(cast.muntinlupa.mapper, cast.muntinlupa)
    body = json.dumps(batch(mara.settlement("Byte by byte"))).encode()
    with ExitStack() as lines:
        slow = [lines.enter_context(dial(port)) for _ in range(30)]
        for line in slow:
            line.sendall(head(mara, len(body)) + body[:1])
        assert send(port, mara, "In between") == "kept"
        assert nothing_is_held()
        slow[0].sendall(body[1:])
        assert b'"answer":"kept"' in heard(slow[0])


def test_more_bytes_than_promised_and_fewer_are_no_fault_of_the_server(port: int, cast: Cast) -> None:
    mara = phone_of(cast.muntinlupa.mapper, cast.muntinlupa)
    with dial(port) as line:
        line.sendall(head(mara, 10) + b'{"edits": []}' * 3)
        assert heard(line).startswith(b"HTTP/1.1 422")
    with dial(port) as line:
        line.sendall(head(mara, 2 * 1024 * 1024) + b"x" * (1024 * 1024 + 1))
        assert heard(line).startswith(b"HTTP/1.1 413")
    assert send(port, mara, "And on it goes") == "kept"
