"""How long and how large a request may be while it is still arriving, whoever sends it."""

import asyncio
from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.kit.http import answer_problem
from app.kit.problems import BodyTooLarge, BodyTooSlow, Problem
from app.settings import settings

JSON_LIMIT_BYTES = 1024 * 1024
HANG_UP = {"Connection": "close"}
"""Said with a refusal while the rest is still on its way: the line ends with it, as ``lines.py`` ends one."""


class BodyLimit:
    """Refuses a body that is longer than its address takes, or takes longer than anybody is given, before it is whole.

    ``limits`` names the addresses that take more or less than ``JSON_LIMIT_BYTES``.
    """

    def __init__(self, app: ASGIApp, limits: Mapping[str, int]) -> None:
        self.app, self.limits = app, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, watching what comes; answer 413 or 408 as soon as it is too much or too late."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = _Arriving(receive, self.limits.get(scope["path"], JSON_LIMIT_BYTES), _told_length(scope))

        async def unless_refused(message: Message) -> None:
            if body.refused is None:
                await send(message)

        if body.refused is None:
            try:
                await self.app(scope, body.receive, unless_refused)
            except Exception:
                if body.refused is None:
                    raise
        if body.refused:
            await answer_problem(body.refused, HANG_UP)(scope, receive, send)


class _Arriving:
    """One body on its way in; ``refused`` is why it is not read on."""

    def __init__(self, receive: Receive, limit: int, told_length: int) -> None:
        self._receive, self._limit = receive, limit
        self._size, self._whole = 0, False
        self._seconds = settings().body_seconds
        self._until = asyncio.get_running_loop().time() + self._seconds
        self.refused: Problem | None = BodyTooLarge(limit_bytes=limit) if told_length > limit else None

    async def receive(self) -> Message:
        """Return the next part, or raise why there will be none."""
        if self._whole:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            raise self._refuse(BodyTooSlow(limit_s=self._seconds)) from None
        self._size += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._size > self._limit:
            raise self._refuse(BodyTooLarge(limit_bytes=self._limit))
        return message

    def _refuse(self, why: Problem) -> Problem:
        self.refused = why
        return why


def _told_length(scope: Scope) -> int:
    """Return the length a request names for its body; 0 where it names none."""
    told = dict(scope["headers"]).get(b"content-length", b"")
    return int(told) if told.isdigit() else 0
