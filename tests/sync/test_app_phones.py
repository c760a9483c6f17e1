"""The phone app's own outbox, in TypeScript, plays seeds like its twin: what makes the twin honest."""

import random
from collections.abc import Iterator

import pytest

from tests.sync.app_phone import AppPhones
from tests.sync.deployment import Deployment, deployed
from tests.sync.ground import server_keys
from tests.sync.phone import Phone
from tests.sync.simulation import play
from tests.sync.town import Resident

SEEDS = range(5_000, 5_012)
TWIN = "Sam"
"""One phone of five stays a twin: in one seed of five it is shut out, and says a last time what it holds."""


@pytest.fixture(scope="module")
def deployment() -> Iterator[Deployment]:
    with deployed("sqlite") as running:
        yield running


@pytest.fixture(scope="module")
def app() -> Iterator[AppPhones]:
    phones = AppPhones()
    yield phones
    phones.close()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_phone_app_loses_nothing_and_comes_to_hold_what_it_is_granted(
    seed: int, deployment: Deployment, app: AppPhones
) -> None:
    def phone(resident: Resident, port: int, key: dict[str, str], chance: random.Random) -> object:
        return (Phone if resident.name == TWIN else app.make)(resident, port, key, chance)

    play(seed, deployment, server_keys(deployment), phone)
