"""Two boundaries of one settlement stand side by side, drawn and measured without signal, until people choose."""

import re
import sqlite3
import uuid
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from app.kit.ids import profile_id
from tests.e2e.ground import Drawing, opens_boundary, said
from tests.e2e.phone import Phone
from tests.e2e.server import Server
from tests.e2e.test_access import cut_off, found_by_axe
from tests.e2e.test_nothing_hidden_from_a_leader import Told, value
from tests.e2e.words import word

WEST, SOUTH, SIDE = 121.045, 14.405, 0.002


def _square(west: float) -> dict[str, Any]:
    east, north = west + SIDE, SOUTH + SIDE
    ring = [[west, SOUTH], [east, SOUTH], [east, north], [west, north], [west, SOUTH]]
    return {"type": "Polygon", "coordinates": [ring]}


def claimed_twice(server: Server) -> str:
    """Have two people draw two boundaries of a new place, and a neighbour that claims the same ground; its profile."""
    links, place, beside = server.links(), str(uuid.uuid4()), str(uuid.uuid4())
    mapper, leader = Told(server, links["mapper"]), Told(server, links["leader"])
    profile = profile_id(place, 1)
    mapper.says("settlement", place, place, name=value("Tabing Ilog"), team=value(mapper.team()))
    mapper.says("profile", profile, place, boundary=value(_square(WEST)))
    leader.says("profile", profile, place, boundary=value(_square(WEST + SIDE / 2)))
    leader.says("settlement", beside, beside, name=value("Lakeside Row"), team=value(mapper.team()))
    leader.says("profile", profile_id(beside, 1), beside, boundary=value(_square(WEST - SIDE * 0.3)))
    return profile


def settlement_of(server: Server, profile: str) -> str:
    """Return the settlement a profile describes."""
    with sqlite3.connect(server.folder / "kwetu.sqlite3") as database:
        asked = "SELECT settlement_id FROM record WHERE record_id = ?"
        return str(database.execute(asked, [profile]).fetchone()[0])


def test_two_claims_are_seen_measured_and_chosen_between_without_signal_and_leaders_hear_of_the_neighbour(
    demonstration: Server, new_phone: Callable[..., Phone]
) -> None:
    links = demonstration.links()
    profile = claimed_twice(demonstration)

    rosa = new_phone("rosa")
    rosa.joins(links["mapper"])
    rosa.keeps_the_app()
    expect(rosa.page.get_by_text("Tabing Ilog").first).to_be_visible()
    rosa.goes_to(f"/profiles/{profile}/ask/boundary")
    expect(rosa.page.get_by_role("link", name=word("claims.look"))).to_be_visible()
    demonstration.stop()
    rosa.page.reload()
    small = rosa.page.get_by_role("img", name=re.compile(r"A: 4.77 ha.*4 corners.*B: 4.77 ha.*4 corners"))
    expect(small.locator("text")).to_have_text(["A", "B"])
    rosa.reads("claims.shared", area="2.39 ha", percent=50)
    expect(rosa.page.locator(".two .pick").last).to_contain_text("B: 4.77 ha")
    expect(rosa.page.locator("canvas")).to_have_count(0)
    rosa.taps("claims.look")
    rosa.page.wait_for_url(re.compile("/claims$"))
    expect(rosa.page.locator("[data-drawn=whole]")).to_be_visible()
    told = rosa.page.locator("[data-field=claims]")
    for letter in "AB":
        expect(told.get_by_text(word("claims.claim", letter=letter, area="4.77 ha"))).to_be_visible()
    expect(told.get_by_text(word("claims.shared", area="2.39 ha", percent=50))).to_be_visible()
    lines = told.locator("svg path").evaluate_all("all => all.map((one) => one.getAttribute('stroke-dasharray'))")
    assert len(set(lines)) == len(lines) == 2, "told apart without colour"
    place = rosa.page.evaluate("document.querySelector('.two') && location.hash")
    rosa.goes_to(f"/settlements/{settlement_of(demonstration, profile)}/map")
    rosa.taps("claims.several", n=2)
    rosa.page.wait_for_url(re.compile(f"{place}$"))
    cards = rosa.page.locator(".two .pick")
    expect(cards).to_have_count(2)
    cards.first.get_by_role("button").click()
    cards.first.get_by_label(word("question.two.with")).fill("Aling Nena and Jun")
    cards.first.get_by_role("button").last.click()
    rosa.reads("claims.chosen", names="Aling Nena and Jun")
    expect(rosa.page.locator(".two")).to_have_count(0)

    demonstration.start("--demo")
    rosa.sends_everything()
    luz = new_phone("luz")
    luz.joins(links["leader"])
    luz.goes_to("/review")
    luz.page.get_by_text(word("claims.grounds", n=1)).click()
    shared = luz.page.locator("details li")
    expect(shared.get_by_role("link")).to_have_count(2)
    expect(shared.get_by_role("link", name="Lakeside Row")).to_be_visible()
    shared.get_by_role("button").click()
    both = luz.page.get_by_role("dialog")
    expect(both.locator("[data-drawn=whole]")).to_be_visible()
    expect(both.get_by_role("link")).to_contain_text(["4.77 ha", "4.77 ha"])
    # which of the two was chosen first is drawn by lot: one claims less of the neighbour's ground than the other
    shared_ground = re.compile(r"The red ground lies in both: (0[.]95 ha, 20|3[.]34 ha, 70) % of the smaller[.]")
    expect(both).to_contain_text(shared_ground)
    assert found_by_axe(luz.page) + cut_off(luz.page) == []
    both.get_by_role("button", name=word("points.close")).click()
    expect(both).to_have_count(0)
    luz.goes_to(f"/review/{profile}")
    expect(luz.page.locator(".sheet").get_by_text("Lakeside Row claims part of this ground")).to_be_visible()
    luz.taps("claims.ground.look")
    expect(both.locator("[data-drawn=whole]")).to_be_visible()
    luz.page.keyboard.press("Escape")
    luz.goes_to("/review")
    luz.page.get_by_text(word("claims.grounds", n=1)).click()
    shared.get_by_role("link", name="Lakeside Row").click()
    expect(luz.page.get_by_role("heading", name=word("claims.title"))).to_be_visible()


def test_of_two_boundaries_a_phone_goes_on_with_its_own_and_the_other_stays(
    demonstration: Server, new_phone: Callable[..., Phone]
) -> None:
    links, profile = demonstration.links(), claimed_twice(demonstration)
    grounds = {"mapper": _square(WEST), "leader": _square(WEST + SIDE / 2)}
    for name, own in grounds.items():
        phone = new_phone(name)
        phone.joins(links[name])
        expect(phone.page.get_by_text("Tabing Ilog").locator("visible=true").first).to_be_visible()
        opens_boundary(phone, f"{demonstration.url}/#/profiles/{profile}")
        expect(Drawing(phone).told).to_contain_text("This one is yours.")
        phone.taps("claims.several", n=2)
        phone.page.wait_for_url(re.compile("/claims$"))
        opens_boundary(phone, f"{demonstration.url}/#/profiles/{profile}")
        phone.taps("boundary.save")
        phone.page.wait_for_url(re.compile("/ask/boundary$"))
        assert said(phone, "boundary")["value"] == own
        expect(phone.page.locator(".two .pick")).to_have_count(2)
