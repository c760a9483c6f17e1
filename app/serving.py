"""Runs the server in this process and says where it listens once it does."""

import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from app.main import build_app
from app.settings import settings


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, listening: Callable[[], object]) -> None:
        super().__init__(config)
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            scheme = "https" if self.config.is_ssl else "http"
            host = "localhost" if self.config.host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else self.config.host  # noqa: S104
            print(f"Kwetu listens on {scheme}://{host}:{self.config.port}", flush=True)
            if settings().public_url:
                print(f"Phones reach it at {settings().base_url}", flush=True)
            self._listening()


def serve(tls_cert: Path | None, tls_key: Path | None, listening: Callable[[], object]) -> None:
    """Serve until stopped."""
    config = uvicorn.Config(
        build_app(),
        host=settings().host,
        port=settings().port,
        ssl_certfile=tls_cert,
        ssl_keyfile=tls_key,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    _Server(config, listening).run()
