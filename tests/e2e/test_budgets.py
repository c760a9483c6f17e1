"""What a phone must fetch stays small, and comes from this server alone."""

import pytest
from playwright.sync_api import Playwright

from bench.weights import INITIAL_JS_KB, MAP_CHUNK_KB, TILES_KB, Weights, weigh


@pytest.fixture(scope="module")
def weights(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Weights:
    return weigh(playwright, tmp_path_factory.mktemp("weights"))


def test_all_scripts_until_the_first_question_can_be_answered_weigh_at_most_70_kb(weights: Weights) -> None:
    assert weights.initial_kb <= INITIAL_JS_KB, weights.initial


def test_the_map_adds_at_most_125_kb_of_scripts(weights: Weights) -> None:
    assert 20 < weights.map_kb <= MAP_CHUNK_KB


def test_what_draws_streets_comes_once_the_map_stands_and_weighs_at_most_40_kb(weights: Weights) -> None:
    assert 20 < weights.tiles_kb <= TILES_KB


def test_nothing_is_fetched_from_another_origin(weights: Weights) -> None:
    assert weights.elsewhere == []


def test_every_script_comes_compressed(weights: Weights) -> None:
    assert weights.uncompressed == []
