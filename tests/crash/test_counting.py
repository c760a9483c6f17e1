"""What `make crash` may call sound: nothing was lost, and there was something to lose."""

from dataclasses import replace

import pytest

from tests.crash import browser, server

SERVER = server.Count("sqlite", 20, 90, 12, 400, 400, [], [], 60)
BROWSER = browser.Count(kills=10, at_once=4, saved=40, checked=80, sent=50, proven=50)


def test_a_run_is_sound_when_pushes_were_cut_off_and_every_proven_edit_is_there() -> None:
    assert SERVER.sound
    assert BROWSER.sound


@pytest.mark.parametrize(
    "count",
    [
        pytest.param(replace(SERVER, broken=0), id="every kill missed every push"),
        pytest.param(replace(SERVER, proven=0, verified=0), id="nothing was ever proven"),
        pytest.param(replace(SERVER, lost=["e1"], verified=399), id="an edit with a receipt is gone"),
        pytest.param(replace(SERVER, faults=["record r1: another hash"]), id="kwetu verify finds a fault"),
        pytest.param(replace(BROWSER, at_once=1), id="hardly a kill came when the phone said saved"),
        pytest.param(replace(BROWSER, lost=["kill 3: taps 4 was saved, 3 is there"]), id="a saved answer is gone"),
        pytest.param(replace(BROWSER, proven=49), id="an edit was sent and not proven"),
        pytest.param(replace(BROWSER, sent=0, proven=0), id="nothing was sent"),
    ],
)
def test_a_run_in_which_nothing_was_at_stake_or_something_was_lost_is_not_sound(
    count: server.Count | browser.Count,
) -> None:
    assert not count.sound
