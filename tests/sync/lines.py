"""Lines to a server as bytes go over them: for phones that hang up, dawdle, lie or shout."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.cast import Member


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
