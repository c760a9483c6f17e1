"""How the server listens: what it says to a phone leaves at once."""

import socket

import pytest

from app.kit.outside import NotAsNeeded
from app.serving import bound


def test_an_answer_to_a_phone_never_waits_for_a_sign_of_the_one_before() -> None:
    with bound("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        line, _ = listening.accept()
        with line:
            assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            assert line.proto == socket.IPPROTO_TCP, "asyncio looks at this before it sends at once"


def test_of_two_servers_begun_at_once_the_second_is_told_in_one_sentence() -> None:
    with bound("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        with pytest.raises(NotAsNeeded, match=f"Port {port} is taken by another program"):
            bound("127.0.0.1", port)
