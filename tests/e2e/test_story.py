"""The main job, end to end: from a mapper's first tap to the city's file, with nothing lost on the way."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from app.kit.shapes import area_m2
from tests.e2e.desk import Desk
from tests.e2e.phone import UNKNOWN, Phone
from tests.e2e.server import Server

SETTLEMENT = "Kapitbahayan sa Ilog"
TEAM = "Riverside team"
OFFICE = "City housing office"
RIVERSIDE = (121.0466, 14.3724)
SQUARE = [(0.3, 0.35), (0.7, 0.36), (0.68, 0.66), (0.32, 0.64)]

CONSENT = {"consent_explained": "yes", "consent_collect": "yes"}

SAID: dict[str, Any] = CONSENT | {
    "name_community": "=Kapitbahayan sa Ilog",  # a spreadsheet must not run it
    "name_municipality": UNKNOWN,
    "boundary": SQUARE,
    "boundary_agreed": "yes",
    "settlement_type": "informal_settlement",
    "settlement_status": "not_recognised",
    "year_established": 1988,
    "structures_residential": 84,
    "structures_mixed": 9,
    "structures_business": 3,
    "structures_other": 1,
    "structures_permanent": 40,
    "households_total": 110,
    "household_size": 4.5,
    "population_community": 495,
    "households_owner": 60,
    "households_tenant": 30,
    "households_subtenant": 12,
    "households_rentfree": 8,
    "water_main_source": "public_tap",
    "water_on_premises": "no",
    "water_collection_min": 35,
    "water_hours_day": 6.5,
    "water_days_week": 7,
    "water_price": 3,
    "taps_private_total": 0,
    "taps_private_working": 0,
    "taps_public_total": 12,
    "taps_public_working": 9,
    "water_barriers": ["queue", "price"],
    "toilet_main_type": "pit_slab",
    "toilet_group": "none",
    "open_defecation_percent": 5,
    "drainage_type": ["earth"],
    "waste_collector": "community",
    "waste_collections_week": 1,
    "electricity_available": "some",
    "road_type": "dirt_paths",
    "clinic_min": 25,
    "primary_min": 15,
    "location_problems": ["flood_prone_area"],
    "safety_night": "partly",
    "land_owner_share": UNKNOWN,
    "land_document": ["none"],
    "eviction_ever": "no",
    "eviction_current": "no",
    "federation_present": "yes",
    "savings_groups": 1,
    "priority_item": "none",
    "present_women": 21,
    "present_men": 14,
    "present_youth": 6,
    "present_disability": 1,
    "present_owners": 18,
    "present_tenants": 9,
    "present_subtenants": 3,
    "present_officials": 0,
    "led_by": "residents",
    "groups_absent": ["none"],
    "consent_city": "yes",
    "consent_public": "no",
    "return_date": "2030-01-31",
}
OPENS_THE_WAY = {"consent_explained", "consent_collect", "consent_city", "consent_public", "return_date"}
STAYS = {
    "settlement_status",
    "land_document",
    "eviction_ever",
    "eviction_current",
    "present_disability",
    "groups_absent",
}
LISTS = {"toilet_group", "land_owner_share", "priority_item"}  # no list leaves with a release
SHARED = SAID.keys() - OPENS_THE_WAY - STAYS - LISTS - {"boundary"}


def test_what_a_mapper_types_offline_reaches_the_city_unchanged(
    server: Server, new_phone: Callable[..., Phone], new_desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    # An administrator made by `kwetu init` begins a team and invites people by link.
    first_link = server.begin(federation="Federation of the story", city="Muntinlupa", name="Thandi")
    server.start()
    administrator = new_desk("administrator")
    administrator.joins(first_link)
    administrator.begins_team(TEAM)
    links = {
        "Rosa": administrator.invites("Rosa", "mapper", team=TEAM),
        "Jun": administrator.invites("Jun", "mapper", team=TEAM),
        "Tess": administrator.invites("Tess", "verifier"),
        "Luz": administrator.invites("Luz", "leader"),
        "Amihan": administrator.invites("Amihan", "official", new_office=OFFICE),
    }
    administrator.browser.close()

    # Two mappers of the team join while there is signal; then the server is really gone.
    rosa, jun = new_phone("rosa"), new_phone("jun")
    for phone, name in ((rosa, "Rosa"), (jun, "Jun")):
        phone.joins(links[name])
        phone.keeps_the_app()
    server.stop()

    # Rosa opens a new tab, adds a settlement, takes consent and goes through the questions.
    rosa.opens_new_tab(f"{server.url}/#/")
    settlement = rosa.adds_settlement(SETTLEMENT, at=RIVERSIDE)
    profile = rosa.begins_profile()
    rosa.goes_to_question(profile, "consent_explained")
    said = rosa.answers(SAID, until="taps_public_working")
    assert said[:2] == ["consent_explained", "consent_collect"]

    # Her browser is killed the moment a half-finished screen says that an answer is saved.
    rosa.answers_one("taps_public_working", 9)
    rosa.is_killed()
    rosa.is_opened_again(profile)
    rosa.goes_to_question(profile, "taps_public_working")
    expect(rosa.page.locator('[data-field="taps_public_working"]')).to_have_value("9")
    rosa.page.goto(profile)
    rosa.main_action.click()
    assert rosa.asked() == "water_barriers", "she goes on at the very question she had not answered"
    said += ["taps_public_working", *rosa.answers(SAID)]
    assert set(said) == set(SAID), "every question of the short form was asked"

    # Jun joins the same profile from Rosa's screen, without a server, and heard another number.
    jun.joins_together(rosa.shows_way_in(profile))
    jun.goes_to_question(profile, "households_total")
    jun.answers_one("households_total", 120)

    # Rosa puts more taps on the map than were said, and hands in with a reason; the server comes back;
    # both phones send by themselves, and hold the server's signature.
    _puts_taps_on_the_map(rosa, settlement, number=15)
    rosa.page.goto(f"{profile}/handin")
    expect(rosa.page.get_by_text("On the map 15, in the answers 12: Public and shared taps")).to_be_visible()
    rosa.hands_in(profile)
    server.start()
    rosa.sends_everything()
    jun.sends_everything()

    # Residents check; somebody outside the team writes that down.
    tess = new_phone("tess")
    tess.joins(links["Tess"])
    tess.reads_back(profile, women=11, men=6, tenants=4)
    tess.sends_everything()

    # The leader returns one question; Rosa corrects it and hands in again.
    luz = new_desk("luz")
    luz.joins(links["Luz"])
    luz.reads_profile(SETTLEMENT)
    luz.asks_about("taps_public_working", "Which of the nine taps did you see running?")
    luz.returns_profile()
    luz.sends_everything()
    rosa.page.reload()
    rosa.goes_to_question(profile, "taps_public_working")
    expect(rosa.page.get_by_text("Which of the nine taps did you see running?")).to_be_visible()
    rosa.taps("question.comment.done")
    rosa.answers_one("taps_public_working", 8)
    rosa.hands_in(profile)
    rosa.sends_everything()

    # They choose together between the two numbers; the leader approves, agrees and releases.
    luz.page.reload()
    luz.reads_profile(SETTLEMENT)
    luz.chooses("households_total", "110", agreed_by="Rosa, Jun and the block leader")
    luz.approves()
    luz.agrees(title="Water in the riverside", office=OFFICE, purpose="To plan taps with the residents.",
               settlement=SETTLEMENT, until="2031-12-31", leaves={"location_problems"})  # fmt: skip
    luz.releases()
    luz.reads("agreed.points_count", n=1)
    luz.browser.close()

    # The official downloads exactly that, and can ask about it.
    amihan = new_desk("amihan")
    amihan.joins(links["Amihan"])
    amihan.opens_agreement("Water in the riverside")
    amihan.taps("agreed.release_n", n=1)
    amihan.asks_federation("When was the eighth tap mended?")
    zip_file = amihan.downloads(tmp_path / "release.zip")
    amihan.browser.close()

    files = _files(zip_file)
    in_file = {row["question"]: row for row in _rows(files["answers.csv"])}
    typed = SAID | {"taps_public_working": 8, "name_community": "'=Kapitbahayan sa Ilog"}
    assert {name: row["value"] for name, row in in_file.items()} == {name: _as_cell(typed[name]) for name in SHARED}
    assert in_file["name_municipality"]["answer_state"] == "not_known"
    [tap] = _rows(files["points-water_point.csv"])
    assert (float(tap["lon"]), float(tap["lat"])) == pytest.approx(RIVERSIDE)
    assert (tap["number"], tap["source_label"]) == ("T1", "Public tap")
    [feature] = json.loads(files["settlements.geojson"])["features"]
    assert len(feature["geometry"]["coordinates"][0]) == len(SQUARE) + 1
    assert _hectares_shown(rosa, profile) == pytest.approx(area_m2(feature["geometry"]) / 10_000, rel=0.02)


def _puts_taps_on_the_map(phone: Phone, settlement: str, *, number: int) -> None:
    phone.page.goto(f"{settlement}/map")
    phone.stands_at(*RIVERSIDE)
    phone.taps("points.first")
    phone.page.locator("[data-layer='water_point']").click()
    phone.taps("points.stand")
    phone.reads("points.stands", m=6)
    phone.main_action.filter(has_text="T1").click()
    phone.page.locator("[data-field='source'] input[value='public_tap']").click()
    phone.page.locator("[data-ask='taps_total']").click()
    phone.page.locator("[data-field='taps_total']").fill(str(number))
    expect(phone.page.locator("[data-ask='taps_total']")).to_contain_text(str(number))


def _as_cell(value: Any) -> str:
    if value is UNKNOWN:
        return ""
    return " ".join(value) if isinstance(value, list) else str(value)


def _files(file: Path) -> dict[str, str]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def _hectares_shown(phone: Phone, profile: str) -> float:
    phone.page.goto(f"{profile}/ask/boundary")
    shown = phone.page.locator('[data-field="boundary"]').inner_text()
    found = re.search(r"([\d.,]+)\s*(ha|m²)", shown)
    assert found, shown
    number = float(found.group(1).replace(",", ""))
    return number if found.group(2) == "ha" else number / 10_000
