"""The line between a phone and the server: real HTTP over a real socket, and every way it breaks in the field."""

import gzip
import socket
import time
from dataclasses import dataclass
from typing import Any

import orjson

STALE_S = 3.0
PATIENCE_S = 60.0


class LineBroke(Exception):  # noqa: N818
    """No answer was heard; what was sent may have arrived or not."""


@dataclass(frozen=True)
class Answer:
    """What the server said, if the phone heard it."""

    status: int
    body: bytes
    coding: str = ""

    def json(self) -> Any:
        """Read the body."""
        return orjson.loads(self.body) if self.body else None

    @property
    def slug(self) -> str:
        """Name the problem, empty where there is none."""
        told = self.json() if self.status >= 400 else None
        return str(told.get("type", "")).rpartition("/")[2] if isinstance(told, dict) else ""


@dataclass(frozen=True)
class Fault:
    """How the line fails once: ``cut`` after so many bytes, ``hang_up`` after all of them, ``deaf`` to the answer.

    ``dies``: the line holds, but the phone dies before it kept what it heard.
    """

    name: str = ""
    at: float = 0.0


SOUND, DEAF, HANG_UP, DIES = Fault(), Fault("deaf"), Fault("hang_up"), Fault("dies")


class Line:
    """One phone's connection, kept open between requests as phones do."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._socket: socket.socket | None = None
        self._used = 0.0

    def close(self) -> None:
        """Hang up."""
        if self._socket:
            self._socket.close()
            self._socket = None

    def ask(
        self, method: str, path: str, token: str = "", body: bytes | None = None, *,
        fault: Fault = SOUND, packed: bool = False, content_type: str = "application/json",
    ) -> Answer:  # fmt: skip
        """Ask and hear the answer; LineBroke when the line fails, whoever made it fail."""
        sent = gzip.compress(body, 1) if packed and body else body or b""
        head = [f"{method} {path} HTTP/1.1", "Host: kwetu", f"Content-Length: {len(sent)}"]
        head += [f"Authorization: Bearer {token}"] if token else []
        head += [f"Content-Type: {content_type}"] if body is not None else []
        head += ["Content-Encoding: gzip"] if packed and body else []
        head += ["Accept-Encoding: gzip"] if packed else []
        asked, reused = ("\r\n".join(head) + "\r\n\r\n").encode(), self._socket is not None
        try:
            try:
                return self._exchange(asked, sent, fault)
            except (OSError, LineBroke):
                if not reused or fault != SOUND or not path.startswith("/api/sync/"):
                    raise
            self.close()  # an open line whose server died or let it go: asked again on a new one, as browsers do
            return self._exchange(asked, sent, fault)
        except OSError as broke:
            self.close()
            raise LineBroke(str(broke)) from broke

    def _exchange(self, head: bytes, body: bytes, fault: Fault) -> Answer:
        line = self._open()
        if fault.name == "cut":
            line.sendall(head + body[: int(len(body) * fault.at)])
            self.close()
            raise LineBroke("cut while sending")
        line.sendall(head + body)
        if fault.name == "hang_up":
            self.close()
            raise LineBroke("hung up after sending")
        answer = self._heard(line)
        if fault.name == "deaf":
            raise LineBroke("the answer was not heard")
        return answer

    def _open(self) -> socket.socket:
        if self._socket and time.monotonic() - self._used > STALE_S:
            self.close()
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._used = time.monotonic()
        return self._socket

    def _heard(self, line: socket.socket) -> Answer:
        told = bytearray()
        while (end := told.find(b"\r\n\r\n")) < 0:
            told += self._more(line)
        head = bytes(told[:end]).decode("latin-1").split("\r\n")
        said = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in head[1:])}
        body, length = told[end + 4 :], int(said.get("content-length", 0))
        while len(body) < length:
            body += self._more(line)
        if said.get("connection", "").lower() == "close":
            self.close()
        plain = gzip.decompress(body) if said.get("content-encoding") == "gzip" else bytes(body)
        return Answer(int(head[0].split()[1]), plain, said.get("content-encoding", ""))

    def _more(self, line: socket.socket) -> bytes:
        part = line.recv(262_144)
        if not part:
            self.close()
            raise LineBroke("the server hung up")
        return part
