"""Where faults of ours end: answered and logged already, they must not print their words, which may quote an answer."""

import logging

from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from app.kit.log import log_fault

SPEAKERS = ("uvicorn.error", "asyncio")
"""Who else prints the words of a fault."""


class QuietApp(FastAPI):
    """A web app that lets no fault through to its server: the handler of the unexpected has answered and logged it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; a fault after the answer began closes the line."""
        try:
            await super().__call__(scope, receive, send)
        except Exception:
            if scope["type"] != "http":
                raise


class _WithoutWords(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        fault = record.exc_info[1] if record.exc_info else None
        if isinstance(fault, Exception):
            log_fault("unexpected", fault, said_by=record.name)
        return fault is None


def keep_answers_out_of_logs() -> None:
    """Let whoever prints faults beside us tell their kind and place only."""
    for name in SPEAKERS:
        speaker = logging.getLogger(name)
        if not any(isinstance(one, _WithoutWords) for one in speaker.filters):
            speaker.addFilter(_WithoutWords())
