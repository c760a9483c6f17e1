"""A settlement's map in the hand: taps put down one after the other with the server off, moved, taken off, reported."""

import math
import re
import sqlite3
import uuid
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.e2e.ground import Ground, said
from tests.e2e.phone import Phone, Place
from tests.e2e.server import Server
from tests.e2e.test_access import DRAFT, TWO_ANSWERS
from tests.e2e.test_map_pages_fit import fits
from tests.e2e.test_nothing_hidden_from_a_leader import Told, value
from tests.e2e.words import word

MAP = f"/settlements/{DRAFT}/map"
RIVERSIDE = (121.0466, 14.3724)
BY_THE_BRIDGE = (121.0468, 14.3726)
TAP = "Water point"


def _puts_down(rosa: Phone, number: str) -> None:
    rosa.main_action.filter(has_text=number).click()
    expect(rosa.page).to_have_url(re.compile(r"/map/[0-9a-f-]{36}\?new=1$"))
    rosa.reads("points.saved", number=number)


def _listed(rosa: Phone) -> list[str]:
    rosa.goes_to(MAP)
    rosa.taps("map.as_list")
    expect(rosa.page.locator(".cards, .body p").first).to_be_visible()
    return rosa.page.locator(".body .cards .card b").all_inner_texts()


def _told(server: Server) -> dict[str, int]:
    with sqlite3.connect(server.folder / "kwetu.sqlite3") as database:
        return dict(
            database.execute(
                "SELECT form, COUNT(*) FROM record WHERE settlement_id = ? AND kind IN ('feature', 'status_report')"
                " GROUP BY form",
                [DRAFT],
            ).fetchall()
        )


def test_taps_go_on_the_map_one_after_the_other_without_signal_and_nothing_of_it_is_lost(
    demonstration: Server, new_phone: Callable[..., Phone]
) -> None:
    rosa = new_phone("rosa")
    rosa.opens_demonstration_draft(demonstration)
    rosa.keeps_the_app()
    rosa.goes_to(MAP)
    expect(rosa.page.locator("canvas").first).to_be_visible()
    demonstration.stop()

    # the first: what it is, where she stands, and what is asked at once
    rosa.stands_at(*RIVERSIDE)
    rosa.reads("points.none")
    rosa.taps("points.first")
    expect(rosa.page.get_by_text(word("points.none"))).to_have_count(0)
    rosa.page.locator("[data-layer='water_point']").click()
    rosa.taps("points.stand")
    rosa.reads("points.stands", m=6)
    _puts_down(rosa, "T1")
    rosa.page.locator("[data-field='source'] input[value='public_tap']").click()
    rosa.page.locator("[data-field='status'] input[value='working']").click()
    expect(rosa.page.locator("[data-ask='source']")).to_contain_text("Public tap")

    # the next of its kind: three taps, the cross begins where she stands now, with what the last one was
    rosa.stands_at(*BY_THE_BRIDGE)
    rosa.taps("points.next", kind=TAP, number="T2")
    rosa.reads("points.stands", m=6)
    rosa.page.locator("[data-field='ref']").fill("T1")
    rosa.reads("points.number.stands", number="T1")
    rosa.page.locator("[data-field='ref']").fill("T2")
    expect(rosa.page.get_by_text(word("points.number.stands"))).to_have_count(0)
    _puts_down(rosa, "T2")
    rosa.taps("points.same_as", number="T1")
    expect(rosa.page.locator("[data-ask='status']")).to_contain_text("Working")

    # one too many is undone, one is moved and moved back, one is taken off and put back
    rosa.taps("points.next", kind=TAP, number="T3")
    _puts_down(rosa, "T3")
    rosa.taps("points.undo")
    expect(rosa.page).to_have_url(re.compile("/map$"))
    assert _listed(rosa) == ["T1", "T2"]
    rosa.page.get_by_role("link", name="T2").click()
    rosa.taps("points.move")
    rosa.page.keyboard.press("Tab")
    rosa.page.locator(".canvas").focus()
    rosa.page.keyboard.press("ArrowRight")
    rosa.page.wait_for_timeout(300)  # the map glides on
    rosa.taps("points.put.moved")
    rosa.reads("points.moved", number="T2")
    rosa.taps("points.undo")
    rosa.taps("points.remove")
    rosa.reads("points.removed", number="T2")
    rosa.taps("points.undo")
    assert _listed(rosa) == ["T1", "T2"]

    # how a tap serves today: one tap on the map, one on the answer; more of it where somebody knows more
    rosa.page.get_by_role("link", name="T1").click()
    rosa.page.get_by_role("link", name="Back").click()
    expect(rosa.page).to_have_url(re.compile(r"/map\?point="))
    rosa.taps("points.works_not")
    rosa.taps("points.tell_more")
    rosa.page.locator("[data-field='reason'] input[value='no_supply']").click()
    rosa.page.locator("[data-field='hours_with_water']").fill("2")
    rosa.main_action.click()
    # by the same figures as the leader's sheet: a day nobody told of is unknown, also before it was put on the map
    so_far = date.today().day
    told = f"Told on 1 of {so_far} days? this month: it worked 0 % of the time[.]"
    rest = f" {so_far - 1} days? (is|are) unknown[.]" if so_far > 1 else ""
    expect(rosa.page.get_by_text(re.compile(f"{told}{rest} 2 hours of water a day"))).to_be_visible()
    rosa.is_killed()
    rosa.is_opened_again(f"{demonstration.url}/#{MAP}")
    assert _listed(rosa) == ["T1", "T2"]

    demonstration.start("--demo")
    rosa.goes_to("/outbox")
    expect(rosa.safety).to_contain_text(re.compile("safe", re.IGNORECASE), timeout=30_000)
    for _ in range(100):
        if _told(demonstration) == {"water_point@1": 3, "status_report@1": 1}:
            break
        rosa.page.wait_for_timeout(100)
    assert _told(demonstration) == {"water_point@1": 3, "status_report@1": 1}


def test_a_tap_put_where_another_stands_is_told_and_a_thumb_on_both_is_asked_which_one(
    demonstration: Server, new_phone: Callable[..., Phone]
) -> None:
    rosa = new_phone("rosa")
    rosa.opens_demonstration_draft(demonstration)
    rosa.keeps_the_app()
    rosa.stands_at(*RIVERSIDE)
    rosa.goes_to(MAP)
    rosa.taps("points.first")
    rosa.page.locator("[data-layer='water_point']").click()
    rosa.taps("points.stand")
    rosa.reads("points.stands", m=6)
    expect(rosa.page.get_by_text("stands here already")).to_have_count(0)
    _puts_down(rosa, "T1")

    # she has not walked on: the cross lies on what she has just put down
    rosa.taps("points.next", kind=TAP, number="T2")
    rosa.reads("points.here", numbers="T1", n=1)
    rosa.page.locator(".canvas").focus()
    rosa.page.keyboard.press("ArrowRight")
    expect(rosa.page.get_by_text("stands here already")).to_have_count(0)
    rosa.taps("points.stand")
    rosa.reads("points.here", numbers="T1", n=1)
    _puts_down(rosa, "T2")

    # one mark is to be seen where two stand: a thumb on it is asked, and both are in reach
    rosa.page.get_by_role("link", name="Back").click()
    expect(rosa.page).to_have_url(re.compile(r"/map\?point="))
    for number in ("T1", "T2"):
        rosa.taps("points.close")
        rosa.page.locator("canvas").first.click()
        rosa.reads("points.which")
        rosa.page.get_by_role("button", name=f"{TAP} {number}").click()
        expect(rosa.page.get_by_role("link", name=word("points.open", number=number))).to_be_visible()


class Finger:
    """One finger on the screen, which stays there while other things happen."""

    def __init__(self, phone: Phone) -> None:
        self.touch = phone.page.context.new_cdp_session(phone.page)

    def _does(self, kind: str, *at: Place) -> None:
        points = [{"x": across, "y": down} for across, down in at]
        self.touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def lies(self, at: Place) -> None:
        """Touch the screen."""
        self._does("touchStart", at)

    def goes(self, at: Place) -> None:
        """Move on to there."""
        self._does("touchMove", at)

    def lifts(self) -> None:
        """Let go."""
        self._does("touchEnd")


def test_what_others_put_down_comes_while_a_finger_moves_the_map_and_the_cross_goes_where_the_finger_leads_it(
    demonstration: Server, new_phone: Callable[..., Phone]
) -> None:
    jun = Told(demonstration, demonstration.links()["leader"])
    rosa = new_phone("rosa")
    rosa.opens_demonstration_draft(demonstration)
    rosa.keeps_the_app()
    rosa.goes_to(MAP)
    rosa.taps("points.first")
    rosa.page.locator("[data-layer='water_point']").click()
    expect(rosa.page.locator("[data-drawn=whole]")).to_be_visible()
    ground, box = Ground(rosa, *RIVERSIDE), rosa.page.locator(".canvas").bounding_box()
    assert box
    path = [(box["x"] + 150 - 4 * n, box["y"] + 200 - 3 * n) for n in range(31)]

    finger = Finger(rosa)
    finger.lies(path[0])
    for n, place in enumerate(path):
        finger.goes(place)
        rosa.page.wait_for_timeout(20)
        if n == 12:
            far = {"type": "Point", "coordinates": list(ground.at(2000, 900))}
            jun.says(
                "feature", str(uuid.uuid4()), DRAFT, layer=value("water_point"), ref=value("T1"), geometry=value(far)
            )
            rosa.page.evaluate("dispatchEvent(new Event('online'))")
            rosa.reads("points.number.stands", number="T1")
    rosa.page.wait_for_timeout(300)
    finger.lifts()
    rosa.page.wait_for_timeout(300)
    rosa.page.context.set_offline(True)
    rosa.page.locator("[data-field='ref']").fill("T2")
    rosa.taps("points.put", number="T2")
    rosa.reads("points.saved", number="T2")
    east, north = ground.metres(*said(rosa, "geometry")["value"]["coordinates"])
    across = math.cos(math.radians(RIVERSIDE[1]))  # the map opens at a metre a pixel on the equator
    assert (east, north) == pytest.approx((120 * across, -90 * across), abs=8)


def test_a_leader_reads_the_months_of_all_taps_and_switches_drains_on(
    demonstration: Server, new_phone: Callable[..., Phone]
) -> None:
    luz = new_phone("luz")
    luz.joins(demonstration.links()["leader"])
    luz.keeps_the_app()
    luz.goes_to(f"/settlements/{TWO_ANSWERS}/service")
    unknown = [date.today().day] * 3  # of the taps and the toilet of the demonstration nobody reported anything
    expect(luz.page.locator("tbody tr")).to_have_count(len(unknown))
    assert [int(one) for one in luz.page.locator("tbody tr td:nth-of-type(2)").all_inner_texts()] == unknown
    assert luz.page.locator("tbody tr td:nth-of-type(1)").all_inner_texts() == ["\u2013"] * 3
    luz.page.evaluate("window.print = () => (window.printed = document.title)")
    luz.taps("points.sheet.print")
    assert luz.page.evaluate("window.printed") is not None
    luz.page.emulate_media(media="print")
    expect(luz.page.locator("h2.on-paper")).to_contain_text(str(date.today().year))
    expect(luz.page.locator('[data-field="month"]')).to_be_hidden()
    luz.page.emulate_media(media="screen")
    with luz.page.expect_download() as taken:
        luz.taps("points.sheet.take")
    text = taken.value.path().read_text(encoding="utf-8-sig")
    assert word("points.sheet.whose").match(text.splitlines()[1].strip('"')), text
    assert [line.split(",")[1] for line in text.splitlines()[3:]] == ["T1", "T2", "S1"]
    luz.goes_to("/layers")
    luz.page.locator("[data-layer=drain] button").click()
    expect(luz.page.locator("[data-layer='drain']").get_by_text(word("points.layers.is_on"))).to_be_visible()
    luz.goes_to(f"/settlements/{TWO_ANSWERS}/map")
    luz.taps("points.other_kind")
    expect(luz.page.locator("button[data-layer]")).to_have_count(5)
    fits(luz.page, "the kinds")
    luz.page.locator("button[data-layer=drain]").click()
    fits(luz.page, "a line of a drain")
    luz.page.evaluate("document.documentElement.style.fontSize = '212.5%'")
    beside = "(one) => one.scrollWidth - one.clientWidth"
    assert luz.page.locator(".screen").evaluate(beside) == 0, (
        "with letters twice as large nothing ends beside the screen"
    )
