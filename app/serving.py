"""Runs the server, in this process or in several, and says where it listens once all of it answers."""

import asyncio
import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import uvicorn

from app.kit.lines import PatientLine
from app.kit.workers import Workers
from app.settings import settings


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, listening: Callable[[], object], alive: int | None = None) -> None:
        super().__init__(config)
        self._listening, self._alive = listening, alive

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._alive is not None:
            asyncio.get_running_loop().add_reader(self._alive, self._end_with_the_others)
        if self.started:
            self._listening()

    def _end_with_the_others(self) -> None:
        """Nothing is ever written to this pipe: it can be read when whoever started us is gone."""
        self.should_exit = True


def serve(tls_cert: Path | None, tls_key: Path | None, listening: Callable[[], object]) -> None:
    """Serve until stopped."""

    def say_where() -> None:
        _say_where("https" if tls_cert else "http")
        listening()

    if settings().workers == 1:
        _Server(_config(tls_cert, tls_key), say_where).run()
        return
    address = uvicorn.Config("", host=settings().host, port=settings().port, log_level="warning").bind_socket()
    tls = [str(file or "") for file in (tls_cert, tls_key)]
    command = [sys.executable, "-P", "-m", "app.serving", *tls]
    if not Workers(command, settings().workers, address).run(say_where):
        sys.exit(1)


def _say_where(scheme: str) -> None:
    host, port = settings().host, settings().port
    host = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else host  # noqa: S104
    print(f"Kwetu listens on {scheme}://{host}:{port}", flush=True)
    if settings().public_url:
        print(f"Phones reach it at {settings().base_url}", flush=True)


def _config(tls_cert: Path | None, tls_key: Path | None) -> uvicorn.Config:
    from app.main import build_app

    return uvicorn.Config(
        build_app(),
        host=settings().host,
        port=settings().port,
        ssl_certfile=tls_cert,
        ssl_keyfile=tls_key,
        log_level="warning",
        access_log=False,
        http=PatientLine,
        server_header=False,
        timeout_graceful_shutdown=5,
    )


def work(tls_cert: str, tls_key: str, listening: int, told: int, alive: int) -> None:
    """Be one of several processes at a socket that is open already; say when it answers."""

    def say_so() -> None:
        with suppress(BrokenPipeError):  # whoever asked is gone; the other pipe says so too
            os.write(told, b".")
        os.close(told)

    config = _config(Path(tls_cert) if tls_cert else None, Path(tls_key) if tls_key else None)
    _Server(config, say_so, alive).run([socket.socket(fileno=listening)])


if __name__ == "__main__":
    work(sys.argv[1], sys.argv[2], *(int(given) for given in sys.argv[3:]))
