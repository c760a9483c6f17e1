"""Nobody makes the server read without end: a body stops at the limit of its address, before anybody is signed in."""

from collections.abc import AsyncIterator

import pytest

from app.kit.bodies import JSON_LIMIT_BYTES
from app.settlements.files import FILE_LIMIT
from tests.cast import Cast
from tests.conftest import Client

JSON = {"Content-Type": "application/json"}


class Pouring:
    """A body of so many bytes that comes without its length, and how much of it was read."""

    def __init__(self, size: int) -> None:
        self.size, self.read = size, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while self.read < self.size:
            self.read += 64 * 1024
            yield b" " * 64 * 1024


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/api/people", JSON_LIMIT_BYTES),
        ("/api/people/join", JSON_LIMIT_BYTES),
        ("/api/sync/push", JSON_LIMIT_BYTES),
        ("/api/settlements/import", FILE_LIMIT + 64 * 1024),
    ],
)
def test_a_body_that_says_it_is_too_long_is_not_read(client: Client, cast: Cast, path: str, limit: int) -> None:
    answer = client.post(path, headers=JSON | {"Content-Length": str(limit + 1)}, content=b"{}")
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/body-too-large")
    assert answer.json()["limit_bytes"] == limit
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/api/people", "/api/agreements", "/api/sync/push"])
def test_a_body_without_a_length_is_read_up_to_the_limit_only(client: Client, cast: Cast, path: str) -> None:
    pouring = Pouring(30 * JSON_LIMIT_BYTES)
    answer = client.post(path, headers=JSON, content=pouring)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/body-too-large")
    assert pouring.read <= JSON_LIMIT_BYTES + 128 * 1024


def test_a_body_within_the_limit_passes(client: Client, cast: Cast) -> None:
    padded = b'{"name": "Ana", "role": "verifier", "city_id": "%s"}' % cast.muntinlupa.id.encode()
    padded = padded.ljust(JSON_LIMIT_BYTES)
    assert client.post("/api/people", cast.administrator, headers=JSON, content=padded).status_code == 201
