"""The server's log: ids and what went wrong, never what anybody answered."""

import traceback
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def log() -> Any:
    """Return the log: one line and a plain traceback, without the values of local variables.

    Imported when something happens for the first time: a start need not wait for it.
    """
    import structlog

    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    stamp = structlog.processors.TimeStamper(fmt="iso")
    structlog.configure(processors=[structlog.processors.add_log_level, stamp, plain])
    return structlog.get_logger()


def log_fault(what: str, fault: Exception, **ids: str) -> None:
    """Log a fault of ours by its kind and where it happened; its message may quote an answer and stays out."""
    where = "".join(traceback.format_tb(fault.__traceback__))
    log().error(what, **ids, fault=type(fault).__name__, where=where)
