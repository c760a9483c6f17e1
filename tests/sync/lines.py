"""Lines to a server as bytes go over them: for phones that hang up, dawdle, lie or shout."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from app.kit.lines import PatientLine
from app.main import build_app
from app.serving import bound
from tests.cast import Member


@contextmanager
def answering(line: type[PatientLine] = PatientLine) -> Iterator[int]:
    """Serve over real lines, in a thread of this process, and say at which port."""
    listening = bound("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(build_app(), log_level="error", ws="none", lifespan="off", http=line))
    running = threading.Thread(target=server.run, args=([listening],))
    running.start()
    while not server.started:
        time.sleep(0.01)
    yield int(listening.getsockname()[1])
    server.should_exit = True
    running.join(timeout=20)
    assert not running.is_alive()


@contextmanager
def dialled(port: int, timeout: float = 20) -> Iterator[socket.socket]:
    """Open a line for the length of a block."""
    with socket.create_connection(("127.0.0.1", port), timeout=timeout) as line:
        yield line


def head(method: str, path: str, member: Member | None = None, *others: str) -> bytes:
    """Write the head of a request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: kwetu"]
    lines += [f"Authorization: Bearer {member.token}"] if member else []
    return ("\r\n".join([*lines, *others]) + "\r\n\r\n").encode()


def push_head(member: Member, length: int, *others: str) -> bytes:
    """Write the head of a push of so many bytes."""
    return head(
        "POST", "/api/sync/push", member, "Content-Type: application/json", f"Content-Length: {length}", *others
    )


def heard(line: socket.socket) -> tuple[int, Any]:
    """Read one answer: its status, and its JSON where it has any. A line that was closed says (0, None)."""
    told = b""
    while b"\r\n\r\n" not in told:
        part = _part(line)
        if not part:
            return 0, None
        told += part
    start, _, body = told.partition(b"\r\n\r\n")
    length = next((one for one in start.lower().split(b"\r\n") if one.startswith(b"content-length")), b":0")
    promised = int(length.split(b":")[1])
    while len(body) < promised:
        part = _part(line)
        if not part:
            return 0, None
        body += part
    status = int(start.split(b" ", 2)[1])
    return status, json.loads(body[:promised]) if b"json" in start else None


def _part(line: socket.socket) -> bytes:
    try:
        return line.recv(65_536)
    except (ConnectionResetError, BrokenPipeError):
        return b""
