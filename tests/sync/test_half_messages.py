"""Half a message is no message: what is cut off, too slow or too large is refused whole, and nobody waits for it."""

import gzip
import json
import zlib
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from tests.e2e.server import Server
from tests.phones import Phone, batch
from tests.sync.bearing import GROWTH_MB, MEGABYTE, SECONDS, all_at_once, memory_mb, names, push, works
from tests.sync.lines import dialled, head, heard, push_head


def test_bodies_cut_off_and_hang_ups_leave_nothing_behind(server: Server, mara: Phone) -> None:
    body = json.dumps(batch(*[mara.settlement(f"Never {n}") for n in range(20)])).encode()
    for n in range(30):
        with dialled(server.port) as line:
            line.sendall(push_head(mara.member, len(body)) + body[: len(body) * n // 30])
    chunked = head("POST", "/api/sync/push", mara.member, "Transfer-Encoding: chunked")
    begun = b'5\r\n{"edi\r\n'
    for cut in (b"", begun[:6], begun, begun + b"0\r\n", b"ffffffffffffffff\r\n", b"zz\r\n", b"-1\r\n"):
        with dialled(server.port) as line:
            line.sendall(chunked + cut)
    works(server, mara)
    assert not any(name.startswith("Never") for name in names(server, mara.member))


def test_sixty_who_hang_up_right_after_sending_have_their_answers_kept_once(server: Server, mara: Phone) -> None:
    said = [mara.settlement(f"Sent and gone {n}") for n in range(60)]
    with ExitStack() as lines:
        for edit in said:
            body = json.dumps(batch(edit)).encode()
            lines.enter_context(dialled(server.port)).sendall(push_head(mara.member, len(body)) + body)
    again = push(server, mara, *said)
    assert {told["answer"] for told in again} <= {"kept", "already_had"}
    assert {edit["set"]["name"]["value"] for edit in said} <= names(server, mara.member)
    works(server, mara)


def test_who_sends_a_byte_at_a_time_is_let_go_and_holds_nobody_up(server: Server, mara: Phone) -> None:
    body = json.dumps(batch(mara.settlement("Byte by byte"))).encode()
    starts = [
        push_head(mara.member, len(body)),
        head("POST", "/api/people", mara.member, "Content-Type: application/json", "Content-Length: 5000"),
        head("POST", "/api/sync/push", mara.member, "Transfer-Encoding: chunked"),
        b"GET /api/health HTT",
        b"",
    ]
    with ExitStack() as lines:
        slow = [lines.enter_context(dialled(server.port)) for _ in range(8) for _ in starts]
        for line, start in zip(slow, starts * 8, strict=True):
            line.sendall(start)
        works(server, mara)
        outcomes = [dawdled(line) for line in slow]
    assert set(outcomes) <= {0, 400, 408}, outcomes
    assert 408 in outcomes
    works(server, mara)
    assert "Byte by byte" not in names(server, mara.member)


def dawdled(line: Any) -> int:
    """Send a byte now and then until the server has had enough; return the status it told, 0 for none."""
    line.settimeout(0.2)
    for _ in range(int(10 * SECONDS / 0.2)):
        try:
            line.sendall(b" ")
            return int(heard(line)[0])
        except TimeoutError:
            continue
        except OSError:
            return 0
    pytest.fail("the server waited for ever")


def bombs() -> dict[str, tuple[bytes, str]]:
    """Bodies that are small on the way and large once there, or not what they say they are."""
    packed = gzip.compress(b"[" * 100 * MEGABYTE, compresslevel=9)
    empty = json.dumps(batch()).encode()
    return {
        "a bomb": (packed, "gzip"),
        "a bomb in a bomb": (gzip.compress(packed), "gzip"),
        "a bomb in a second member": (gzip.compress(empty) + packed, "gzip"),
        "a second batch in a second member": (gzip.compress(empty) * 2, "gzip"),
        "something behind the end": (gzip.compress(empty) + b"and more", "gzip"),
        "twice packed, as it says": (gzip.compress(gzip.compress(empty)), "gzip, gzip"),
        "plain and called packed": (empty, "gzip"),
        "packed and called plain": (gzip.compress(empty), "identity"),
        "deflate": (zlib.compress(empty), "deflate"),
        "no coding at all": (empty, "😀".encode().decode("latin-1")),
        "ten megabytes of nested lists": (
            gzip.compress(b'{"edits":' + b"[" * 5 * MEGABYTE + b"]" * 5 * MEGABYTE),
            "gzip",
        ),
        "two megabytes of nested lists": (
            gzip.compress(b'{"edits":' + b"[" * MEGABYTE + b"]" * MEGABYTE + b"}"),
            "gzip",
        ),
        "ten megabytes, plain": (b'{"edits":' + b"[" * 5 * MEGABYTE, ""),
        "deep inside an edit": (b'{"edits":[{"set":' + b'{"a":' * 1_000 + b"1" + b"}" * 1_000 + b"}]}", ""),
    }


def test_bombs_and_lies_about_them_are_refused_and_the_memory_stays_what_it_was(server: Server, mara: Phone) -> None:
    works(server, mara)
    before = memory_mb(server)
    for name, (body, coding) in bombs().items():
        headers = mara.member.headers | {"Content-Type": "application/json"}
        headers |= {"Content-Encoding": coding} if coding else {}
        for _ in range(3):
            answer = httpx.post(f"{server.url}/api/sync/push", content=body, headers=_bytes(headers), timeout=60)
            assert answer.status_code in ((200,) if name == "deep inside an edit" else (413, 422)), (name, answer.text)
    works(server, mara)
    assert memory_mb(server) - before < GROWTH_MB


def test_sixty_who_send_ten_megabytes_too_many_at_once_hear_why_and_the_memory_stays(
    server: Server, mara: Phone
) -> None:
    works(server, mara)
    before, too_much, statuses = memory_mb(server), b"x" * 10 * MEGABYTE, list[int]()

    def send() -> None:
        with dialled(server.port, timeout=120) as line:
            line.sendall(push_head(mara.member, len(too_much)))
            line.sendall(too_much)
            statuses.append(heard(line)[0])

    all_at_once([send] * 60)
    assert statuses == [413] * 60
    works(server, mara)
    assert memory_mb(server) - before < GROWTH_MB


def _bytes(headers: dict[str, str]) -> dict[bytes, bytes]:
    return {name.encode(): told.encode("latin-1", "replace") for name, told in headers.items()}
