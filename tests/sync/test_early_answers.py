"""Whoever is answered before all was said is heard out, and so hears the answer; but nobody is heard without end."""

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest

from app.kit.bodies import JSON_LIMIT_BYTES
from app.kit.lines import Patience, PatientLine
from tests.cast import Cast
from tests.phones import batch, phone_of
from tests.sync.lines import answering, dialled, head, heard

MEGABYTE = 1024 * 1024
TOO_MUCH = b"x" * 10 * MEGABYTE
PIECE = b" " * 64 * 1024
CHUNK = b"10000\r\n" + PIECE + b"\r\n"
WITH_LENGTH = f"Content-Length: {len(TOO_MUCH)}"


@pytest.fixture
def port(cast: Cast) -> Iterator[int]:
    """A real server of this test alone."""
    with answering() as number:
        yield number


SAID_TO_THE_END: dict[str, tuple[list[bytes], int]] = {
    "longer than its address takes": ([head("POST", "/api/sync/push", None, WITH_LENGTH), TOO_MUCH], 413),
    "longer, in chunks": (
        [head("POST", "/api/people", None, "Transfer-Encoding: chunked"), *[CHUNK] * 160, b"0\r\n\r\n"], 413,
    ),
    "without a name, on a line for one request": (
        [head("POST", "/api/settlements/import", None, "Connection: close", WITH_LENGTH), TOO_MUCH], 401,
    ),
    "no request": ([b"GET /api/health HTTP/1.1\r\nX-Long: ", TOO_MUCH], 400),
}  # fmt: skip


@pytest.mark.parametrize("what", SAID_TO_THE_END)
def test_who_says_all_before_listening_hears_why_it_was_refused(port: int, what: str) -> None:
    parts, status = SAID_TO_THE_END[what]
    for _ in range(50):
        with dialled(port) as line:
            for part in parts:
                line.sendall(part)
            answer, told = heard(line)
            assert answer == status
            if answer == 413:
                assert (told["type"], told["limit_bytes"]) == ("/problems/body-too-large", JSON_LIMIT_BYTES)
            assert line.recv(1) == b"", "the line is closed from the server's side, in peace"


def test_who_goes_on_speaking_slowly_after_the_answer_hears_it_too(port: int) -> None:
    with dialled(port) as line:
        line.sendall(head("POST", "/api/sync/push", None, WITH_LENGTH))
        for at in range(0, len(TOO_MUCH), MEGABYTE // 4):
            line.sendall(TOO_MUCH[at : at + MEGABYTE // 4])
            time.sleep(0.02)
        assert heard(line)[0] == 413


def test_sixty_who_are_heard_out_at_once_hold_nobody_up(port: int, cast: Cast) -> None:
    mara = phone_of(cast.muntinlupa.mapper, cast.muntinlupa)
    statuses: list[int] = []
    begun = threading.Barrier(61, timeout=60)

    def speak() -> None:
        with dialled(port, timeout=60) as line:
            line.sendall(head("POST", "/api/sync/push", None, WITH_LENGTH) + TOO_MUCH[:MEGABYTE])
            begun.wait()
            line.sendall(TOO_MUCH[MEGABYTE:])
            statuses.append(heard(line)[0])

    speaking = [threading.Thread(target=speak) for _ in range(60)]
    for one in speaking:
        one.start()
    begun.wait()
    body = json.dumps(batch(mara.settlement("In between")))
    url = f"http://127.0.0.1:{port}/api/sync/push"
    assert (
        httpx.post(url, headers=mara.member.headers, content=body, timeout=60).json()["answers"][0]["answer"] == "kept"
    )
    for one in speaking:
        one.join(timeout=60)
    assert statuses == [413] * 60


def patient(patience: Patience) -> type[PatientLine]:
    return type("HurriedLine", (PatientLine,), {"patience": patience})


def again_and_again(line: socket.socket, said: bytes, pause_s: float) -> None:
    """Speak until the server has hung up."""
    for _ in range(2_000):
        line.sendall(said)
        time.sleep(pause_s)


ENDLESS: dict[str, tuple[Patience, Callable[[socket.socket], None]]] = {
    "too much": (Patience(60, 60, 2 * MEGABYTE), lambda line: again_and_again(line, PIECE, 0)),
    "too long": (Patience(60, 0.5), lambda line: again_and_again(line, b" ", 0.05)),
    "nothing more": (Patience(0.2, 60), lambda line: again_and_again(line, b" ", 1)),
}


@pytest.mark.parametrize("what", ENDLESS)
def test_nobody_is_heard_out_without_end(cast: Cast, what: str) -> None:
    patience, speak = ENDLESS[what]
    with answering(patient(patience)) as port, dialled(port) as line:
        line.sendall(head("POST", "/api/sync/push", None, "Content-Length: 900000000"))
        assert heard(line)[0] == 413
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            speak(line)


def test_a_server_that_stops_waits_for_nobody_it_was_hearing_out(cast: Cast) -> None:
    with ExitStack() as lines:
        with answering(patient(Patience(600, 600))) as port:
            line = lines.enter_context(dialled(port))
            line.sendall(head("POST", "/api/sync/push", None, "Content-Length: 900000000"))
            assert heard(line)[0] == 413
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            again_and_again(line, b" ", 0.05)


def test_who_hangs_up_at_the_very_moment_of_the_answer_is_no_fault(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    speaking: list[socket.socket] = []

    class HungUpOn(PatientLine):
        def is_being_told(self) -> bool:
            """Asked between the answer and the farewell: just then they reset the line."""
            one = speaking.pop()
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            one.close()
            return super().is_being_told()

    with answering(HungUpOn) as port:
        for _ in range(20):
            with dialled(port) as line:
                speaking.append(line)
                line.sendall(b"no request\r\n\r\n")
                while speaking:
                    time.sleep(0.01)
    assert "unexpected" not in "".join(capsys.readouterr())
