"""A fault of ours is answered with an incident and logged with its place; its words are not, for they may quote."""

import asyncio
import gc
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import uvicorn
from fastapi.responses import StreamingResponse

from app.main import build_app
from tests.cast import Cast

ANSWER = "135 households in Purok 4"


@pytest.fixture
def address(cast: Cast) -> Iterator[str]:
    """A real server on which three things go wrong, each with an answer in its words."""
    app = build_app()

    @app.post("/faults/at-once")
    async def at_once() -> None:
        raise KeyError(ANSWER)

    @app.post("/faults/after-beginning")
    async def after_beginning() -> StreamingResponse:
        async def body() -> AsyncIterator[bytes]:
            yield b"a beginning"
            raise ValueError(ANSWER)

        return StreamingResponse(body())

    @app.post("/faults/in-the-background")
    async def in_the_background() -> str:
        async def wrong() -> None:
            raise RuntimeError(ANSWER)

        begun = asyncio.get_running_loop().create_task(wrong())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del begun
        gc.collect()
        return "begun"

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", ws="none", lifespan="off"))
    running = threading.Thread(target=server.run)
    running.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    running.join(timeout=20)
    assert not running.is_alive()


def test_no_words_of_a_fault_are_printed(address: str, capfd: pytest.CaptureFixture[str]) -> None:
    answer = httpx.post(f"{address}/faults/at-once")
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/unexpected")
    with pytest.raises(httpx.RemoteProtocolError):  # half an answer is never taken for a whole one
        httpx.post(f"{address}/faults/after-beginning")
    assert httpx.post(f"{address}/faults/in-the-background").status_code == 200
    printed = "".join(capfd.readouterr())
    assert ANSWER not in printed
    assert answer.json()["incident"] in printed
    for kind in ("KeyError", "ValueError", "RuntimeError"):
        assert kind in printed, f"a {kind} is not in the log"


def test_a_server_goes_on_after_faults(address: str) -> None:
    for _ in range(20):
        httpx.post(f"{address}/faults/at-once")
    assert httpx.get(f"{address}/api/health").status_code == 200
