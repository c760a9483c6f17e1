"""Boundaries walked and drawn, structures counted, with the server away: no fix, tap or corner is lost on the way."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from shapely.geometry import LineString, Point, Polygon, shape

from app.kit.ids import profile_id
from tests.e2e.ground import Drawing, Ground, Metres, around, let_screen_stay_on, opens_boundary, said
from tests.e2e.phone import Phone
from tests.e2e.server import Server
from tests.e2e.test_nothing_hidden_from_a_leader import Told, value
from tests.e2e.words import word

PUROK_4 = (121.0421, 14.3722)
CENTRE = (121.0466, 14.3724)  # of Purok 4 Riverside in sample_data/muntinlupa.yaml: there its map opens
BESIDE_M = -142.0
"""So far east, that is in the west, ends what the neighbour claims: at the left edge of the map as it opens."""
ROUND: list[Metres] = [(0, 0), (96, 0), (120, 48), (72, 90), (0, 72), (0, 0)]


@pytest.fixture
def mapper(demonstration: Server, new_phone: Callable[..., Phone]) -> tuple[Phone, str]:
    """A phone with everything on it, and its profile; the server is away."""
    _neighbour(demonstration)
    phone = new_phone("mapper")
    profile = phone.opens_demonstration_draft(demonstration).partition("/ask/")[0]
    phone.keeps_the_app()
    demonstration.stop()
    return phone, profile


def _neighbour(server: Server) -> None:
    """Let the boundary of the place beside be drawn already."""
    other, place = Told(server, server.links()["mapper"]), str(uuid.uuid4())
    west, east = BESIDE_M - 200, BESIDE_M
    ring = [around(CENTRE, *corner) for corner in ((west, -150), (east, -150), (east, 150), (west, 150), (west, -150))]
    other.says("settlement", place, place, name=value("Lakeside Row"), team=value(other.team()))
    boundary = {"type": "Polygon", "coordinates": [[list(corner) for corner in ring]]}
    other.says("profile", profile_id(place, 1), place, boundary=value(boundary))


def _drawn(ground: Ground, value: dict[str, Any]) -> Polygon:
    """Return the first part of a boundary in metres."""
    coordinates = value["coordinates"][0]
    return Polygon([ground.metres(*place) for place in coordinates])


def test_a_walk_with_gaps_jumps_errors_a_reload_and_a_kill_gives_the_boundary_and_loses_no_fix(
    mapper: tuple[Phone, str],
) -> None:
    phone, profile = mapper
    ground = Ground(phone, *PUROK_4)
    phone.stands_at(*ground.at(0, 0))
    opens_boundary(phone, profile)
    let_screen_stay_on(phone)
    phone.taps("boundary.how.walk")
    phone.reads("boundary.walk.awake")
    phone.page.evaluate("window.lock.release()")  # as a phone does whose battery is low
    phone.reads("boundary.walk.asleep")
    ground.walks(ROUND[:2])
    phone.reads("boundary.walk.awake")
    ground.stands(400, 300)  # a jump: GPS seen off a wall
    ground.stands(97, 2)
    ground.stands(150, 20, accuracy=95)  # too weak to be drawn
    phone.reads("boundary.walk.weak", m=95)
    ground.loses_sky()
    phone.reads("boundary.walk.lost")
    ground.walks([(100, 8), (114, 36)])

    phone.taps("boundary.walk.pause")
    ground.stands(118, 46, heard=False)
    phone.taps("boundary.walk.on")
    ground.stands(119, 48)
    ground.walks([(112, 54), (72, 90)])
    ground.stands(72, 89)

    address = phone.page.url
    phone.page.goto("about:blank")
    ground.stands(36, 80, heard=False)  # walked while the page was away
    phone.page.goto(address)
    phone.reads("boundary.walk.went_on")
    ground.walks([(30, 79), (0, 72), (0, 48)])
    expect(Drawing(phone).told).to_contain_text("One gap of")

    phone.is_killed()
    phone.page = phone.browser.open()
    phone.stands_at(*ground.at(0, 40))
    phone.page.goto(address)
    phone.reads("boundary.walk.went_on")
    ground.walks([(0, 42), (0, 0)])
    ground.stands(0.5, 0.5)
    assert set(ground.given) <= set(ground.kept())

    phone.taps("boundary.close")
    thumb = Drawing(phone)
    expect(thumb.told).to_contain_text("One gap of")
    phone.taps("boundary.change")
    phone.taps("boundary.another.pocket")
    phone.taps("map.whole")
    thumb.taps((0.4, 0.55), (0.5, 0.55), (0.45, 0.62))
    expect(thumb.told).to_contain_text(re.compile(r"One gap of \d+ m · \d+ m tapped"))
    while "tapped" in thumb.told.inner_text():
        phone.taps("boundary.undo")
    while not re.fullmatch(word("boundary.save"), phone.main_action.inner_text()):
        phone.taps("boundary.undo")
    expect(thumb.told).not_to_contain_text("tapped")
    phone.taps("boundary.save")
    phone.page.wait_for_url(re.compile("/ask/boundary$"))
    phone.reads("boundary.saved")
    answer = said(phone, "boundary")
    drawn, truth = _drawn(ground, answer["value"]), Polygon(ROUND)
    assert drawn.is_valid
    assert drawn.exterior.hausdorff_distance(truth.exterior) < 5
    assert (answer["source"], said(phone, "boundary_method")["value"]) == ("observed", "walked_and_tapped")
    (away,) = answer["value"]["not_walked"]
    assert LineString([ground.metres(*place) for place in away]).distance(Point(51, 84)) < 5, "walked while it was away"
    expect(phone.page.locator("[data-field=boundary]")).to_contain_text("1 stretch of")
    corners = f"{len(answer['value']['coordinates'][0]) - 1} corners"
    expect(phone.page.get_by_role("img", name=re.compile(corners))).to_be_visible()


def test_a_thumb_draws_parts_and_a_pocket_and_changing_one_loses_none_of_the_others(mapper: tuple[Phone, str]) -> None:
    phone, profile = mapper
    opens_boundary(phone, profile)
    phone.taps("boundary.how.walk")
    phone.reads("boundary.walk.refused")
    phone.taps("boundary.walk.tap")
    expect(phone.main_action).to_be_enabled()
    thumb = Drawing(phone)
    thumb.taps((0.1, 0.5))
    phone.reads("boundary.on_line", name="Lakeside Row")
    thumb.taps((0.45, 0.5), (0.45, 0.85), (0.1, 0.85))
    phone.taps("boundary.close")
    phone.taps("boundary.change")
    phone.taps("boundary.another.pocket")
    thumb.taps((0.2, 0.55), (0.35, 0.55), (0.28, 0.75))
    expect(thumb.told).to_contain_text("tap “Close this pocket”")
    phone.taps("boundary.close.pocket")
    phone.taps("boundary.change")
    phone.taps("boundary.another.part")
    thumb.taps((0.6, 0.5), (0.75, 0.5), (0.75, 0.8), (0.6, 0.8))
    phone.taps("boundary.close.part")
    thumb.taps((0.75, 0.5))
    expect(thumb.told).to_contain_text("Corner 2")
    size = thumb.told.locator("b").inner_text()
    thumb.pulls(thumb.pixel((0.75, 0.5)), (12, -10))
    expect(thumb.told.locator("b")).not_to_have_text(size)
    phone.taps("boundary.corner.done")
    phone.page.reload()  # every corner is on the phone already
    thumb = Drawing(phone)
    expect(thumb.told).to_contain_text("2 parts · 1 pocket")
    phone.taps("boundary.undo")
    phone.taps("boundary.redo")
    phone.taps("boundary.save")
    phone.page.wait_for_url(re.compile("/ask/boundary$"))
    before = said(phone, "boundary")["value"]
    assert [len(part) for part in before["coordinates"]] == [2, 1]
    edge, _ = around(CENTRE, BESIDE_M, 0)
    assert [lon for lon, _ in before["coordinates"][0][0]].count(edge) > 1, "on the neighbour's line"
    assert said(phone, "boundary_method")["value"] == "corners_tapped"

    opens_boundary(phone, profile)
    expect(phone.main_action).to_be_enabled()
    phone.taps("boundary.change")
    phone.page.evaluate("delete Navigator.prototype.geolocation")
    phone.taps("boundary.another.walk")
    phone.reads("boundary.walk.none")
    phone.taps("boundary.walk.tap")
    phone.taps("boundary.change")
    phone.page.locator("details").last.locator("summary").click()
    phone.page.get_by_role("button", name="Remove corner 1", exact=True).last.click()
    phone.taps("boundary.save")
    phone.page.wait_for_url(re.compile("/ask/boundary$"))
    after = said(phone, "boundary")["value"]
    assert after["coordinates"][0] == before["coordinates"][0], "the part that was not touched, with its pocket"
    (old,), (new,) = before["coordinates"][1], after["coordinates"][1]
    assert {tuple(place) for place in new} < {tuple(place) for place in old}
    assert shape(after).is_valid


def test_structures_are_counted_on_a_walk_by_four_buttons_and_a_reload_goes_on(mapper: tuple[Phone, str]) -> None:
    phone, profile = mapper
    ground = Ground(phone, *PUROK_4)
    phone.stands_at(*ground.at(0, 0))
    phone.page.goto(f"{profile}/ask/structures_residential")
    phone.taps("count.way")
    phone.taps("count.begin")
    button = {kind: phone.page.locator(f'button[data-count="structures_{kind}"]') for kind in ("residential", "mixed")}
    for n in range(3):
        ground.stands(8 * n, 1)
        button["residential"].tap()
    button["mixed"].tap()
    button["mixed"].tap()
    phone.taps("count.off", kind="Living and business")
    expect(button["mixed"]).to_contain_text("1")
    expect(phone.page.locator("[data-written]")).to_have_attribute("data-written", "saved")
    phone.page.reload()
    expect(button["residential"]).to_contain_text("3")
    ground.stands(60, 1)
    button["residential"].tap()
    expect(button["residential"]).to_contain_text("4")
    assert set(ground.given) <= set(ground.kept())
    phone.taps("count.done")
    phone.taps("count.write")
    phone.page.wait_for_url(re.compile("/ask/structures_residential$"))
    for kind, counted in (("residential", 4), ("mixed", 1), ("business", 0), ("other", 0)):
        answer = said(phone, f"structures_{kind}")
        assert (answer["value"], answer["source"]) == (counted, "counted")
    assert set(ground.given) <= set(ground.kept()), "the path stays on the phone"
