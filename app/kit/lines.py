"""A line to somebody's phone: whoever opens one and does not get a request out in time is let go."""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from app.settings import settings


class PatientLine(H11Protocol):
    """uvicorn's line, which by itself waits for the head of a request for ever; bodies are timed in ``bodies.py``."""

    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is waited for any more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Begin to wait when the next request begins to come; a line that rests is uvicorn's own affair."""
        if self._patience is None and (self.cycle is None or self.cycle.response_complete):
            self._wait()
        super().data_received(data)

    def handle_events(self) -> None:
        """Stop waiting when the head of a request is there."""
        before = self.cycle
        super().handle_events()
        if self.cycle is not before:
            self._stop_waiting()

    def _wait(self) -> None:
        self._patience = self.loop.call_later(settings().body_seconds, self._let_go)

    def _stop_waiting(self) -> None:
        if self._patience:
            self._patience.cancel()
        self._patience = None

    def _let_go(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()
