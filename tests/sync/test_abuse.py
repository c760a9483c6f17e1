"""A real server among those who harm it, by accident or on purpose, answers everybody else and loses nothing."""

import asyncio
import base64
import gzip
import json
import os
import threading
import time
import uuid
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from app.kit import signing
from app.kit.canonical import canonical_json, sha256_hex
from tests.cast import Cast, Member
from tests.e2e.server import Server
from tests.phones import Phone, batch, phone_of
from tests.sync.lines import dialled, head, heard, push_head

SECONDS = 2  # given to a request to arrive whole
GROWTH_MB = 60
MEGABYTE = 1024 * 1024


@pytest.fixture
def server(cast: Cast, tmp_path: Path) -> Iterator[Server]:
    """A real process of this test alone, on the database with the cast in it."""
    running = Server(tmp_path)
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


def push(server: Server, phone: Phone, *edits: Any) -> list[dict[str, Any]]:
    answer = httpx.post(
        f"{server.url}/api/sync/push", headers=phone.member.headers, content=json.dumps(batch(*edits)), timeout=60
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    return list(answer.json()["answers"])


def pulled(server: Server, member: Member) -> dict[str, dict[str, Any]]:
    records: dict[str, dict[str, Any]] = {}
    cursor, more = "", True
    while more:
        answer = httpx.get(
            f"{server.url}/api/sync/changes", headers=member.headers, params={"cursor": cursor}, timeout=60
        )  # fmt: skip
        assert answer.status_code == 200, answer.text
        page = answer.json()
        records |= {record["record_id"]: record for record in page["records"]}
        cursor, more = page["cursor"], page["more"]
    return records


def names(server: Server, member: Member) -> set[str]:
    return {str(record["fields"]["name"][0][1]["value"]) for record in pulled(server, member).values()}


def works(server: Server, phone: Phone) -> None:
    """Check that the server answers health, push and pull as if nothing had been, and holds no connection open."""
    assert server.answers()
    name = f"After all {uuid.uuid4()}"
    assert push(server, phone, phone.settlement(name))[0]["answer"] == "kept"
    assert name in names(server, phone.member)
    assert nothing_waits_in_a_transaction()


def nothing_waits_in_a_transaction() -> bool:
    """Tell whether PostgreSQL has no session that began something and went away; SQLite has no such thing."""
    other = os.environ.get("KWETU_DATABASE_URL", "").replace("+psycopg", "")
    until = time.monotonic() + 5
    while other:
        with psycopg.connect(other) as connection:
            said = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"
            found = connection.execute(said).fetchone()
        if found == (0,) or time.monotonic() > until:
            return found == (0,)
        time.sleep(0.1)
    return True


def memory_mb(server: Server) -> float:
    """How much memory the process holds."""
    assert server._process
    told = Path(f"/proc/{server._process.pid}/status").read_text()
    return int(next(line for line in told.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


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


RAW = {
    "garbage": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)),
    "garbage behind a request": head("GET", "/api/health") + b"\0\xff garbage \r\n\r\n",
    "two lengths": head("POST", "/api/sync/push", None, "Content-Length: 2", "Content-Length: 200") + b"{}",
    "length and chunks": head("POST", "/api/people", None, "Content-Length: 2", "Transfer-Encoding: chunked") + b"{}",
    "a length of minus one": head("POST", "/api/sync/push", None, "Content-Length: -1"),
    "a length beyond all": head("POST", "/api/sync/push", None, "Content-Length: " + "9" * 40) + b"{}",
    "no host": b"GET /api/health HTTP/1.1\r\n\r\n",
    "two hosts": b"GET /api/health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "a header of a megabyte": head("GET", "/api/health", None, "X-Long: " + "x" * MEGABYTE),
    "fifty thousand headers": head("GET", "/api/health", None, *[f"X-{n}: {n}" for n in range(50_000)]),
    "an address of a megabyte": head("GET", "/" + "a" * MEGABYTE),
    "a header with a new line": b"GET /api/health HTTP/1.1\r\nHost: a\r\nX: a\nb: c\r\n\r\n",
    "an unheard-of method": head("BREW", "/api/health"),
    "HTTP of the future": b"GET /api/health HTTP/9.9\r\nHost: a\r\n\r\n",
    "an upgrade": head("GET", "/api/health", None, "Connection: Upgrade", "Upgrade: websocket"),
    "a connect": b"CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n",
    "invalid UTF-8 in the path": b"GET /api/forms/\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n",
    "a nought in the path": head("GET", "/api/forms/%00"),
    "invalid UTF-8, encoded": head("GET", "/api/forms/%ff%fe"),
    "invalid UTF-8 in a token": b"GET /api/people/me HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \xff\xfe\r\n\r\n",
    "an expectation": head("POST", "/api/sync/push", None, "Expect: 100-continue", "Content-Length: 0"),
}  # fmt: skip


def test_what_is_no_request_is_told_so_or_hung_up_on(server: Server, mara: Phone) -> None:
    works(server, mara)
    before = memory_mb(server)
    for name, sent in RAW.items():
        for _ in range(5):
            with dialled(server.port) as line:
                try:
                    line.sendall(sent)
                except OSError:
                    continue
                assert heard(line)[0] < 500, name
    works(server, mara)
    assert memory_mb(server) - before < GROWTH_MB


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


OUTSIDE = [
    "/../pyproject.toml", "/..%2fpyproject.toml", "/%2e%2e/%2e%2e/etc/passwd", "/assets/../../pyproject.toml",
    "//etc/passwd", "/....//....//etc/passwd", "/..\\..\\etc\\passwd", "/%5c..%5cetc", "/.git/config", "/%00",
    "/index.html%00.png", "/assets/%2e%2e%2f%2e%2e%2fapp/main.py", "/" + "a/" * 2_000, "/" + "%61" * 3_000,
]  # fmt: skip


def test_only_the_built_pages_are_handed_out(server: Server) -> None:
    for path in OUTSIDE:
        with dialled(server.port) as line:
            line.sendall(head("GET", path))
            status, told = heard(line)
        assert (status, (told or {}).get("status")) in ((404, 404), (400, None), (414, None)), (path, told)


def test_a_foreign_host_is_answered_without_being_believed(server: Server, cast: Cast) -> None:
    body = json.dumps({"name": "Ana", "role": "verifier", "city_id": cast.muntinlupa.id}).encode()
    lines = ["Content-Type: application/json", f"Content-Length: {len(body)}", "X-Forwarded-Host: evil.example"]
    start = head("POST", "/api/people", cast.administrator, *lines).replace(b"Host: kwetu", b"Host: evil.example")
    with dialled(server.port) as line:
        line.sendall(start + body)
        status, told = heard(line)
    assert status == 201
    assert "evil.example" not in json.dumps(told)


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


def all_at_once(calls: list[Callable[[], None]]) -> None:
    """Run calls in threads of their own, and wait for all."""
    running = [threading.Thread(target=call) for call in calls]
    for one in running:
        one.start()
    for one in running:
        one.join(timeout=60)


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
    limits = httpx.Limits(max_connections=50, max_keepalive_connections=50)
    asked = iter(range(n))
    statuses: list[int] = []
    rested: list[int] = []

    async def one_line(http: httpx.AsyncClient) -> None:
        for number in asked:
            phone, path = phones[number % len(phones)], WANTED[number % len(WANTED)]
            body = batch(phone.settlement(f"Shouted {number}")) if path == "/api/sync/push" else None
            method, headers = "POST" if body else "GET", phone.member.headers
            try:
                answer = await http.request(method, path, headers=headers, json=body)
            except (
                httpx.RemoteProtocolError,
                httpx.ReadError,
            ):  # the line had rested so long that the server let go of it just then
                rested.append(number)
                answer = await http.request(method, path, headers=headers, json=body)
            statuses.append(answer.status_code)

    async with httpx.AsyncClient(base_url=server.url, timeout=120, limits=limits) as http:
        await asyncio.gather(*(one_line(http) for _ in range(50)))
    assert len(rested) <= n / 50, rested
    return statuses
