"""Runs the server, in this process or in several, and says where it listens once all of it answers."""

import errno
import os
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import uvicorn

from app.kit.lines import PatientLine
from app.kit.outside import NotAsNeeded, who
from app.kit.roomy import keep_room, room_for_lines
from app.kit.workers import Workers
from app.settings import settings

LAST_PORT = 65535
ORPHAN_S = 1.2
RESTING_LINE_S = 130
"""Longer than a proxy in front lets its lines rest (Caddy: two minutes): whoever asks is the one to let go.

Let go of by us, a line can meet a request that is on its way already; on a bad line a new one is dear besides.
"""


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, listening: Callable[[], object]) -> None:
        super().__init__(config)
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._listening()

    def end_with_the_others(self, alive: int) -> None:
        """Nothing is ever written to this pipe: it can be read when whoever started us is gone.

        What is being answered has a second; what cannot end by then is cut off, as the one who is gone was.
        """
        os.read(alive, 1)
        self.config.timeout_graceful_shutdown = 1
        self.should_exit = True
        time.sleep(ORPHAN_S)
        os._exit(1)


def serve(tls_cert: Path | None, tls_key: Path | None, listening: Callable[[], object]) -> None:
    """Serve until stopped."""

    def say_where() -> None:
        _say_where("https" if tls_cert else "http")
        listening()

    _check_tls(tls_cert, tls_key)
    address = bound(settings().host, settings().port)
    if settings().workers == 1:
        _Server(_config(tls_cert, tls_key), say_where).run([address])
        return
    tls = [str(file or "") for file in (tls_cert, tls_key)]
    command = [sys.executable, "-P", "-m", "app.serving", *tls]
    if not Workers(command, settings().workers, address).run(say_where):
        sys.exit(1)


def _check_tls(tls_cert: Path | None, tls_key: Path | None) -> None:
    if tls_cert is None or tls_key is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(tls_cert, tls_key, password=lambda: "")
    except PermissionError as fault:
        raise NotAsNeeded(f"{who()} may not read {tls_cert} or {tls_key}.") from fault
    except OSError as fault:
        raise NotAsNeeded(
            f"{tls_cert} and {tls_key} are not a certificate and its key, both PEM, the key without a password."
        ) from fault


def bound(host: str, port: int) -> socket.socket:
    """Take an address and listen on it: phones that come before all is ready wait, another server is told at once.

    What is sent there leaves at once (TCP_NODELAY, inherited by each line): asyncio sees to that only where a socket
    names its protocol, and without it the second half of every answer waits 40 ms for a sign of the first.
    """
    opened = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, proto=socket.IPPROTO_TCP)
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((host, port))
        opened.listen()  # two that were only bound would both find the port free
    except OSError as fault:
        opened.close()
        raise NotAsNeeded(_why_not(fault, host, port)) from fault
    return opened


def _why_not(fault: OSError, host: str, port: int) -> str:
    if fault.errno == errno.EADDRINUSE:
        other = port + 1 if port < LAST_PORT else port - 1
        return f"Port {port} is taken by another program. Take another: PORT={other} make run, or --port {other}."
    if fault.errno == errno.EACCES:
        return f"{who()} may not listen on port {port}; from 1024 on everybody may."
    return f"This computer has no address {host} to listen on (KWETU_HOST): {fault.strerror}."


def _say_where(scheme: str) -> None:
    host, port = settings().host, settings().port
    host = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else host  # noqa: S104
    print(f"Kwetu listens on {scheme}://{host}:{port}", flush=True)
    if not (settings().frontend_dir / "index.html").is_file():
        where = f"{settings().frontend_dir} (KWETU_FRONTEND_DIR)"
        print(f"There is no phone app at {where}: `make build` makes it.", file=sys.stderr, flush=True)
    if settings().public_url:
        print(f"Phones reach it at {settings().base_url}", flush=True)


def _config(tls_cert: Path | None, tls_key: Path | None) -> uvicorn.Config:
    from app.main import build_app

    keep_room()
    room_for_lines()
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
        timeout_keep_alive=RESTING_LINE_S,
        timeout_graceful_shutdown=5,
    )


def work(tls_cert: str, tls_key: str, listening: int, told: int, alive: int) -> None:
    """Be one of several processes at a socket that is open already; say when it answers."""

    def say_so() -> None:
        with suppress(BrokenPipeError):  # whoever asked is gone; the other pipe says so too
            os.write(told, b".")
        os.close(told)

    config = _config(Path(tls_cert) if tls_cert else None, Path(tls_key) if tls_key else None)
    server = _Server(config, say_so)
    threading.Thread(target=server.end_with_the_others, args=(alive,), daemon=True).start()
    server.run([socket.socket(fileno=listening)])


if __name__ == "__main__":
    work(sys.argv[1], sys.argv[2], *(int(given) for given in sys.argv[3:]))
