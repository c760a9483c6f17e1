"""Uptime and hours of supply of a point and month, held equal to the phone's by shared vectors."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from app.features.uptime import month_of

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "uptime.json").read_text())["cases"]


@pytest.mark.parametrize("case", [pytest.param(one, id=one["name"]) for one in VECTORS])
def test_a_month_is_reckoned_as_by_hand(case: dict[str, Any]) -> None:
    assert asdict(month_of(case["reports"], case["month"], case["today"])) == case["gives"]
