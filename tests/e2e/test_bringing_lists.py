"""A leader brings a city's map: she sees what would be taken where it lies, asks again where it asks, and takes it."""

import json
import re
import sqlite3
import time
from collections.abc import Callable
from math import cos, pi, sin
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, expect

from tests.e2e.browser import DESK, PHONE
from tests.e2e.desk import Desk
from tests.e2e.phone import Phone
from tests.e2e.server import Server
from tests.e2e.test_access import cut_off, found_by_axe
from tests.e2e.words import word

DRAWN = '.canvas[data-drawn="whole"]'


def _begins(server: Server, who: Phone, city: str) -> None:
    link = server.begin(federation="Homeless People's Federation", city=city, name="Luz")
    server.start()
    who.joins(link)


def _brings(who: Phone, file: Path | dict[str, Any], kind: str = "settlements") -> None:
    who.goes_to("/city")
    who.goes_to("/import")
    who.page.locator(f'input[type="radio"][value="{kind}"]').check()
    who.page.locator("#list").set_input_files(file)  # type: ignore[arg-type]
    who.taps("import.look")


def _map(who: Phone) -> Locator:
    return who.page.get_by_role("region", name=word("imports.map"))


def test_a_leader_sees_on_a_map_what_a_list_would_do_and_where_it_differs_before_she_takes_it(
    server: Server, new_phone: Callable[..., Phone], real_files: Path
) -> None:
    luz = new_phone("luz")
    _begins(server, luz, "Muntinlupa")
    _brings(luz, real_files / "muntinlupa" / "2011-full.json", "places")
    shown = _map(luz)
    expect(shown.locator(DRAWN)).to_be_visible()
    expect(shown.locator(".fates li")).to_have_text(["New 9"])
    shown.scroll_into_view_if_needed()
    canvas = shown.locator(".canvas")
    box = canvas.bounding_box()
    assert box
    luz.page.touchscreen.tap(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.5)
    expect(shown.locator(".chosen")).to_contain_text("Row")
    shown.get_by_text(word("imports.map_in_words")).first.click()
    shown.get_by_role("button", name=word("imports.show_row", row=1), exact=True).click()
    expect(shown.locator(".chosen")).to_contain_text("Alabang")
    luz.taps("import.take", n=9)
    luz.reads("import.done")

    _brings(luz, real_files / "muntinlupa" / "2019-hires.json", "places")
    expect(_map(luz).locator(".fates li")).to_have_text(["Asks 9"])
    expect(_map(luz)).to_contain_text("Dotted: what is known already.")
    expect(luz.page.locator(".foot .button.quiet")).to_have_text(word("import.another"))
    luz.taps("imports.questions", n=9)
    expect(luz.page.get_by_role("heading", name=word("imports.same_title"))).to_be_in_viewport()
    luz.page.get_by_role("button", name=word("imports.both_on_map")).first.click()
    both = luz.page.locator("li", has=luz.page.locator(".two"))
    expect(both.locator(DRAWN)).to_be_visible()
    expect(both.locator(".two")).to_contain_text("In the file")
    expect(both.locator(".two")).to_contain_text("Known here")
    found = {}
    for size in (PHONE, DESK):
        luz.page.set_viewport_size({"width": size["width"], "height": size["height"]})
        for letters in ("", "212.5%"):
            luz.page.evaluate("size => { document.documentElement.style.fontSize = size }", letters)
            luz.page.wait_for_timeout(300)
            found[size["width"], letters] = found_by_axe(luz.page) + cut_off(luz.page)
    assert {where: what for where, what in found.items() if what} == {}
    luz.page.evaluate("document.documentElement.style.fontSize = ''")
    hidden = luz.page.evaluate("document.documentElement.scrollHeight - innerHeight")
    assert hidden <= 0, "the bar with the tabs can be scrolled out of sight"


def test_2542_boundaries_are_drawn_on_one_map_and_a_refused_one_is_shown_where_it_lies(
    server: Server, new_desk: Callable[[str], Desk], real_files: Path
) -> None:
    luz = new_desk("luz")
    _begins(server, luz, "Mumbai")
    _brings(luz, real_files / "mumbai" / "slumClusters.geojson")
    shown = _map(luz)
    expect(shown.locator(DRAWN)).to_be_visible(timeout=60_000)
    expect(shown.locator(".fates li")).to_have_text(["New 2,516", "Refused 26"])
    refused = luz.page.get_by_role("region", name=word("import.table"))
    refused.get_by_role("button").first.click()
    expect(shown.locator(".chosen")).to_contain_text("Refused")
    expect(shown.locator(".chosen")).to_contain_text("the boundary touches itself near 72.888513, 19.098392")


def _square(lon: float, lat: float, side: float = 0.004) -> dict[str, Any]:
    ring = [[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


def _file(*rows: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    listed = [{"type": "Feature", "properties": told, "geometry": geometry} for told, geometry in rows]
    body = json.dumps({"type": "FeatureCollection", "features": listed}).encode()
    return {"name": "list.geojson", "mimeType": "application/geo+json", "buffer": body}


def test_a_row_at_0_0_leaves_the_view_to_the_others_and_its_warning_leads_to_it(
    server: Server, new_phone: Callable[..., Phone]
) -> None:
    luz = new_phone("luz")
    _begins(server, luz, "Muntinlupa")
    six = [({"code": str(n), "name": f"Purok {n}"}, _square(121.03 + n / 200, 14.4)) for n in range(1, 7)]
    _brings(luz, _file(*six, ({"code": "7", "name": "Purok 7"}, _square(0, 0))))
    shown = _map(luz)
    expect(shown.locator(DRAWN)).to_be_visible()
    expect(shown).to_contain_text("1 row lies far outside this view.")
    scale = shown.locator(".ol-scale-line-inner")
    expect(scale).to_have_text(re.compile(r"^\d+ m$"))
    shown.get_by_role("button", name=word("imports.map_all")).click()
    expect(shown).not_to_contain_text("far outside this view")
    expect(scale).to_have_text(re.compile("000 km"))
    shown.get_by_role("button", name=word("imports.map_all")).click()
    warning = luz.page.get_by_role("alert").filter(has_text="row 7 lies in the sea")
    warning.get_by_role("button", name=word("imports.show_row", row=7)).click()
    expect(shown.locator(".chosen")).to_contain_text("Purok 7")


def test_a_list_that_lies_in_another_country_waits_until_somebody_says_that_it_lies_there(
    server: Server, new_phone: Callable[..., Phone]
) -> None:
    luz = new_phone("luz")
    _begins(server, luz, "Muntinlupa")
    _brings(luz, _file(({"code": "1", "name": "Dharavi"}, _square(72.85, 19.04))))
    luz.reads("imports.far_first")
    foot = luz.page.locator(".foot")
    expect(foot.get_by_role("button")).to_have_text([word("imports.far_first")])
    luz.taps("imports.far_first")
    there = luz.page.get_by_label(word("imports.far"))
    expect(there).to_be_focused()
    expect(there).to_be_in_viewport()
    assert found_by_axe(luz.page) + cut_off(luz.page) == []
    there.check()
    luz.taps("import.take", n=1)
    luz.reads("import.done")


def test_what_a_row_changes_and_whose_ground_it_lies_over_is_told_before_it_is_taken(
    server: Server, new_phone: Callable[..., Phone]
) -> None:
    luz = new_phone("luz")
    _begins(server, luz, "Muntinlupa")
    _brings(luz, _file(({"code": "1", "name": "Lakeside"}, _square(121.04, 14.4))))
    luz.taps("import.take", n=1)
    luz.reads("import.done")
    new = ({"code": "2", "name": "Riverside"}, _square(121.042, 14.4))
    _brings(luz, _file(({"code": "1", "name": "Lake Side"}, _square(121.0404, 14.4)), new))
    changes = luz.page.get_by_role("region", name=word("imports.changes"))
    expect(changes.locator("tbody tr")).to_contain_text(["Boundary: 18 % of the ground changes."])
    expect(changes).to_contain_text("Name: Lakeside before, Lake Side now.")
    over = luz.page.get_by_role("region", name=word("imports.over.title"))
    expect(over.locator("tbody tr")).to_contain_text(["Lakeside: 60 % of the smaller one"])
    expect(luz.page.locator(".foot .button.main")).to_have_count(0)  # what needs a second look is not urged
    over.get_by_role("button", name=word("imports.show_row", row=2)).click()
    expect(_map(luz).locator(".chosen")).to_contain_text("Riverside")
    assert found_by_axe(luz.page) + cut_off(luz.page) == []


def test_rows_of_one_list_over_each_other_are_told_with_both_rows_and_both_are_shown_on_the_map(
    server: Server, new_phone: Callable[..., Phone]
) -> None:
    luz = new_phone("luz")
    _begins(server, luz, "Muntinlupa")
    twice = [
        ({"code": code, "name": name}, _square(121.04, 14.4)) for code, name in (("1", "Lakeside"), ("2", "Bagong"))
    ]
    beside = ({"code": "3", "name": "Touching"}, _square(121.044, 14.4))
    _brings(luz, _file(*twice, beside))
    luz.reads("imports.each", n=2)
    over = luz.page.get_by_role("region", name=word("imports.each.title"))
    expect(over.locator("tbody tr")).to_have_count(1)
    expect(over.locator("tbody td").last).to_have_text(
        re.compile(r"^Lakeside\s+Bagong\s+100 % of the smaller one, \d{3},\d{3} m²$")
    )
    expect(luz.page.locator(".foot .button.main")).to_have_count(0)
    for row, name in ((1, "Lakeside"), (2, "Bagong")):
        over.get_by_role("button", name=word("imports.show_row", row=row)).click()
        expect(_map(luz).locator(".chosen")).to_contain_text(name)
    assert found_by_axe(luz.page) + cut_off(luz.page) == []
    luz.taps("import.take", n=3)
    luz.reads("import.done")


def test_a_list_that_was_the_wrong_one_is_taken_back_as_one_and_comes_back_when_it_is_brought_again(
    server: Server, new_phone: Callable[..., Phone]
) -> None:
    luz = new_phone("luz")
    _begins(server, luz, "Muntinlupa")
    known = ({"code": "1", "name": "Lakeside"}, _square(121.04, 14.4))
    _brings(luz, _file(known))
    luz.taps("import.take", n=1)
    luz.reads("import.done")
    rows = _file(
        ({"code": "1", "name": "Lake Side"}, _square(121.04, 14.4)),
        ({"code": "2", "name": "Bagong"}, _square(121.05, 14.4)),
        ({"code": "3", "name": "Riverside"}, _square(121.06, 14.4)),
    )
    _brings(luz, rows)
    luz.taps("import.take", n=3)
    luz.reads("import.done")
    luz.taps("imports.back.act")
    assert found_by_axe(luz.page) + cut_off(luz.page) == []
    luz.taps("imports.back.yes")
    luz.reads("imports.back.off", n=2)
    luz.reads("imports.back.known", n=1)
    expect(luz.page.get_by_text(word("import.done"))).to_have_count(0)
    assert found_by_axe(luz.page) + cut_off(luz.page) == []
    luz.goes_to("/city")
    expect(luz.page.get_by_text("Lake Side")).to_be_visible()
    expect(luz.page.get_by_text("Taken off the list (2)")).to_be_visible()
    expect(luz.page.get_by_text("Bagong")).not_to_be_visible()
    _brings(luz, rows)
    changes = luz.page.get_by_role("region", name=word("imports.changes"))
    expect(changes.get_by_text(word("imports.change.back"))).to_have_count(2)
    luz.taps("import.take", n=2)
    luz.reads("import.done")
    luz.goes_to("/city")
    expect(luz.page.get_by_text("Bagong")).to_be_visible()
    expect(luz.page.get_by_text("Taken off the list")).to_have_count(0)


def test_wards_that_a_list_brought_are_switched_off_under_layers_and_stay_off(
    server: Server, new_phone: Callable[..., Phone], real_files: Path
) -> None:
    luz = new_phone("luz")
    _begins(server, luz, "Muntinlupa")
    _brings(luz, real_files / "muntinlupa" / "2023-hires.json", "places")
    luz.taps("import.take", n=9)
    luz.reads("import.done")
    luz.goes_to("/map")
    expect(luz.page.locator(DRAWN)).to_be_visible()
    drawn = luz.page.locator(".sheet canvas").first
    pixels = "canvas => canvas.toDataURL()"
    luz.taps("map.under")
    switch = luz.page.locator('[data-under="wards"] input')
    expect(switch).to_be_checked()
    luz.page.wait_for_timeout(500)
    with_wards = drawn.evaluate(pixels)
    switch.uncheck()
    luz.page.wait_for_timeout(500)
    assert drawn.evaluate(pixels) != with_wards
    assert found_by_axe(luz.page) + cut_off(luz.page) == []
    luz.page.reload()
    luz.taps("map.under")
    expect(switch).not_to_be_checked()


def test_a_text_that_is_no_list_is_told_so_in_whole_sentences(server: Server, new_phone: Callable[..., Phone]) -> None:
    luz = new_phone("luz")
    _begins(server, luz, "Harare")
    _brings(luz, {"name": "letter.txt", "mimeType": "text/csv", "buffer": b"hello"})
    told = luz.page.get_by_role("alert")
    expect(told).to_contain_text("This is a text, but no map and no table with headings")
    expect(told).to_contain_text(". Nothing was changed.")


def test_points_of_a_table_are_drawn_too_and_a_row_without_a_place_stays_in_words(
    server: Server, new_phone: Callable[..., Phone], real_files: Path
) -> None:
    luz = new_phone("luz")
    _begins(server, luz, "eThekwini")
    _brings(luz, real_files / "ethekwini" / "Informal_Settlement_Programme.csv")
    expect(_map(luz).locator(DRAWN)).to_be_visible()
    expect(_map(luz).locator(".fates li").first).to_contain_text("New")
    _brings(luz, {"name": "names.csv", "mimeType": "text/csv", "buffer": b"name\nHopley\n"})
    luz.reads("import.read", n=1)
    expect(_map(luz)).to_have_count(0)


def test_a_file_of_wards_is_asked_about_and_taken_as_wards_with_a_tap(
    server: Server, new_phone: Callable[..., Phone], real_files: Path
) -> None:
    luz = new_phone("luz")
    _begins(server, luz, "Muntinlupa")
    _brings(luz, real_files / "muntinlupa" / "2023-hires.json")
    luz.reads("imports.wards", larger="7", drawn="9", km2="2")
    luz.reads("imports.wards_overlay")
    luz.taps("imports.wards_places")
    expect(_map(luz).locator(".fates li")).to_have_text(["New 9"])
    expect(luz.page.locator('input[type="radio"][value="places"]')).to_be_checked()


def test_a_boundary_of_fifteen_thousand_corners_comes_in_whole_and_is_drawn_within_three_seconds(
    server: Server, new_phone: Callable[..., Phone]
) -> None:
    luz = new_phone("luz")
    _begins(server, luz, "Harare")
    turns = [2 * pi * n / 15_000 for n in range(15_000)]
    ring = [[round(121.04 + 0.01 * cos(turn), 7), round(14.41 + 0.01 * sin(turn), 7)] for turn in turns]
    outline = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    listed = [{"type": "Feature", "properties": {"name": "Hopley"}, "geometry": outline}]
    body = json.dumps({"type": "FeatureCollection", "features": listed}).encode()
    _brings(luz, {"name": "hopley.geojson", "mimeType": "application/geo+json", "buffer": body})
    luz.taps("import.take", n=1)
    luz.reads("import.done")
    luz.goes_to("/map")
    expect(luz.page.locator(DRAWN)).to_be_visible()
    with sqlite3.connect(server.folder / "kwetu.sqlite3") as database:
        (settlement,) = database.execute("SELECT settlement_id FROM settlement").fetchone()
    luz.goes_to(f"/settlements/{settlement}")
    expect(luz.page.get_by_role("heading", name="Hopley")).to_be_visible()
    began = time.monotonic()
    luz.goes_to(f"/settlements/{settlement}/map")
    expect(luz.page.locator(DRAWN)).to_be_visible()
    took_s = time.monotonic() - began
    print(f"15,000 corners drawn after {took_s:.2f} s")
    assert took_s < 3
