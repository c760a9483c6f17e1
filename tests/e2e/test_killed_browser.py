"""A browser killed at random moments has everything it ever showed as saved, and the server signs for all of it."""

from pathlib import Path

from playwright.sync_api import Playwright

from tests.crash.browser import killed

KILLS = 10


def test_a_browser_killed_while_somebody_writes_keeps_everything_it_showed_as_saved(
    playwright: Playwright, tmp_path: Path
) -> None:
    count = killed(playwright, tmp_path, KILLS, seed=7)
    assert count.lost == []
    assert count.unproven == []
    assert count.sound, str(count)
    assert "are here, word for word" in count.code
