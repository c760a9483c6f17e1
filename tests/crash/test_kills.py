"""A share of `make crash` in every run of the tests: 25 kills, some of them of a server on PostgreSQL."""

import pytest

from tests.crash.server import killed


@pytest.mark.parametrize(("on", "kills", "seed"), [("sqlite", 20, 11), ("postgresql", 5, 12)])
def test_what_was_acknowledged_is_there_after_every_kill(on: str, kills: int, seed: int) -> None:
    count = killed(kills, seed, on)
    print(count)
    assert count.sound, f"{count}\nlost: {count.lost}\nfaults: {count.faults}"
