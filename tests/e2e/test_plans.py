"""A leader sees how a settlement lies to the city's plans; silence only means that the city has none."""

import uuid
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from app.kit.ids import profile_id
from tests import towns
from tests.e2e.desk import Desk
from tests.e2e.server import Server
from tests.e2e.test_claims import SOUTH, WEST
from tests.e2e.test_claims_chosen import _square
from tests.e2e.test_nothing_hidden_from_a_leader import Told, value
from tests.e2e.words import word

FLOOD = "flood-2024 (30 Jun 2024)"


def test_plans_that_a_settlement_is_not_in_are_named_and_before_it_is_drawn_what_they_need(
    demonstration: Server, new_desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    links, place = demonstration.links(), str(uuid.uuid4())
    flood = towns.collection(tmp_path / "flood-2024.geojson", [towns.square(WEST + 0.1, SOUTH, 0.01, zone="1 in 5")])
    words = ("--kind", "flood", "--attribution", "Drainage office", "--date", "2024-06-30")
    demonstration.command("overlay", "add", str(flood), *words)
    mapper, profile = Told(demonstration, links["mapper"]), profile_id(place, 1)
    mapper.says("settlement", place, place, name=value("Tabing Ilog"), team=value(mapper.team()))
    mapper.says("profile", profile, place, boundary_method=value("walked_gps"))
    luz = new_desk("luz")
    refused: list[str] = []
    luz.page.on("response", lambda answer: refused.append(answer.url) if answer.status >= 400 else None)
    luz.joins(links["leader"])
    luz.goes_to(f"/review/{profile}")
    expect(luz.page.get_by_text(word("basemaps.zones.not_reckoned", plans=FLOOD))).to_be_visible()
    assert refused == []

    mapper.says("profile", profile, place, boundary=value(_square(WEST)), boundary_method=value("walked_gps"))
    luz.page.reload()
    expect(luz.page.get_by_text(word("basemaps.zones.none_of", plans=FLOOD))).to_be_visible()
