"""A line to somebody's phone: who gets no request out in time is let go, who is answered early is heard out."""

import asyncio
from contextlib import suppress
from typing import Any, NamedTuple, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from app.settings import settings


class Patience(NamedTuple):
    """How long and how much we listen to somebody who was answered before all was said."""

    silence_s: float = 5
    in_all_s: float = 20
    bytes: int = 32 * 1024 * 1024


class PatientLine(H11Protocol):
    """uvicorn's line, which by itself waits for the head of a request for ever; bodies are timed in ``bodies.py``.

    By itself it also hangs up on those who are still speaking when it has answered, as it does when a body is refused.
    """

    patience = Patience()
    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the first request."""
        super().connection_made(_Hearing(transport, self))  # type: ignore[arg-type]  # it is one, but for closing
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is waited for any more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Begin to wait when the next request begins to come; a line that rests is uvicorn's own affair."""
        if self._waiting is None and (self.cycle is None or self.cycle.response_complete):
            self._wait()
        super().data_received(data)

    def handle_events(self) -> None:
        """Stop waiting when the head of a request is there."""
        before = self.cycle
        super().handle_events()
        if self.cycle is not before:
            self._stop_waiting()

    def is_being_told(self) -> bool:
        """Tell whether a request is under way that was not read to its end, or was none."""
        return self.conn.their_state in {h11.SEND_BODY, h11.ERROR}

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(settings().body_seconds, self._let_go)

    def _stop_waiting(self) -> None:
        if self._waiting:
            self._waiting.cancel()
        self._waiting = None

    def _let_go(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()


class _Hearing:
    """A line's transport. Closed while somebody is still speaking, it is lost to uvicorn and a ``_Farewell`` begins."""

    def __init__(self, transport: Any, line: PatientLine) -> None:
        self._transport, self._line, self._left = transport, line, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def is_closing(self) -> bool:
        """Tell whether uvicorn has closed it, or the other side has."""
        return self._left or bool(self._transport.is_closing())

    def close(self) -> None:
        """Close it once all that was written is sent."""
        if not self.is_closing() and self._line.is_being_told():
            self._left = True
            _Farewell(self._transport, self._line)
            self._line.connection_lost(None)
        elif not self._left:
            self._transport.close()


class _Farewell(asyncio.Protocol):
    """Hears somebody out who has our answer before all was said, and keeps nothing of it.

    Whoever is hung up on while speaking learns that the line broke, and often never reads the answer (RFC 9112, 9.6).
    """

    def __init__(self, transport: Any, line: PatientLine) -> None:
        self._transport, self._patience, self._heard = transport, line.patience, 0
        self._loop = line.loop
        self._end = self._loop.call_later(self._patience.in_all_s, transport.close)
        self._silence = self._loop.call_later(self._patience.silence_s, transport.close)
        self._open_lines = cast(set[Any], line.connections)
        self._open_lines.add(self)
        transport.set_protocol(self)
        transport.resume_reading()
        if transport.can_write_eof() and not transport.get_write_buffer_size():
            with suppress(OSError):  # they hung up just now
                transport.write_eof()

    def data_received(self, data: bytes) -> None:
        """Count what comes, and no more."""
        self._heard += len(data)
        self._silence.cancel()
        self._silence = self._loop.call_later(self._patience.silence_s, self._transport.close)
        if self._heard > self._patience.bytes:
            self._transport.close()

    def connection_lost(self, _exc: Exception | None) -> None:
        """Both have hung up."""
        self._silence.cancel()
        self._end.cancel()
        self._open_lines.discard(self)

    def shutdown(self) -> None:
        """The server stops: nobody is heard out any more."""
        self._transport.close()
