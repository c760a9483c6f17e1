"""A federation that changes its questions looks the form over from a terminal."""

import json

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.questionnaire import repository, service

COUNTS = {"fields": 258, "core": 74, "repeats": 6, "rules": 17, "choice_lists": 67}


def test_form_stats_counts_what_the_questionnaire_holds() -> None:
    told = CliRunner().invoke(app, ["form", "stats", "--json"])
    assert (told.exit_code, json.loads(told.stdout)) == (0, COUNTS)


def test_form_check_names_what_does_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "fits together: 258 fields" in CliRunner().invoke(app, ["form", "check"]).stdout
    texts = repository.read_texts()
    texts["sections"]["F"]["questions"][0]["relevant"] = "${nobody_asks} = 1"
    monkeypatch.setattr(repository, "read_texts", lambda: texts)
    service._built_in.cache_clear()
    told = CliRunner().invoke(app, ["form", "check"])
    service._built_in.cache_clear()
    assert told.exit_code == 1
    assert "water_main_source: speaks of nobody_asks, which is not asked" in told.stderr
