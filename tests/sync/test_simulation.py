"""Seeded days in the field: KWETU_SIM_SEEDS=n plays n of them, KWETU_SIM_FIRST=s begins with seed s."""

import os

import pytest

from tests.cast import Cast
from tests.conftest import Client
from tests.sync.simulation import Simulation

FIRST = int(os.environ.get("KWETU_SIM_FIRST", "0"))
SEEDS = int(os.environ.get("KWETU_SIM_SEEDS", "20"))


@pytest.mark.parametrize("seed", range(FIRST, FIRST + SEEDS))
def test_no_answer_is_lost_and_all_phones_come_to_hold_the_same(client: Client, cast: Cast, seed: int) -> None:
    simulation = Simulation(client, cast, seed)
    try:
        simulation.play()
    except Exception as fault:
        raise AssertionError("\n".join([*simulation.story, f"and then: {type(fault).__name__}: {fault}"])) from fault
