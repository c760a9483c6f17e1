"""What a map shows of claims follows them: one that arrives, and the one that is chosen, with how it was made."""

import uuid
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from app.kit.ids import profile_id
from tests.e2e.desk import Desk
from tests.e2e.phone import Phone
from tests.e2e.server import Server
from tests.e2e.test_claims import SIDE, SOUTH, WEST
from tests.e2e.test_nothing_hidden_from_a_leader import Told, value
from tests.e2e.words import word


def _square(west: float, side: float = SIDE) -> dict[str, Any]:
    east, north = west + side, SOUTH + side
    ring = [[west, SOUTH], [east, SOUTH], [east, north], [west, north], [west, SOUTH]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_the_map_goes_where_a_claim_arrives_and_where_the_chosen_one_lies_and_how_it_was_made_is_chosen_with_it(
    demonstration: Server, new_phone: Callable[..., Phone], new_desk: Callable[[str], Desk]
) -> None:
    links, place = demonstration.links(), str(uuid.uuid4())
    mapper, leader = Told(demonstration, links["mapper"]), Told(demonstration, links["leader"])
    profile = profile_id(place, 1)
    mapper.says("settlement", place, place, name=value("Tabing Ilog"), team=value(mapper.team()))
    mapper.says("profile", profile, place, boundary=value(_square(WEST)), boundary_method=value("walked_gps"))
    rosa = new_phone("rosa")
    rosa.joins(links["mapper"])
    expect(rosa.page.get_by_text("Tabing Ilog").first).to_be_visible()
    rosa.goes_to(f"/profiles/{profile}/claims")
    expect(rosa.page.locator("[data-drawn=whole]")).to_be_visible()
    scale = rosa.page.locator(".ol-scale-line-inner")
    expect(scale).to_have_text("100 m")

    far = _square(WEST + 0.02, side=SIDE * 4)
    leader.says("profile", profile, place, boundary=value(far), boundary_method=value("corners_tapped"))
    rosa.page.evaluate("dispatchEvent(new Event('online'))")
    expect(rosa.page.locator("[data-field=claims] svg")).to_have_count(2)
    expect(scale).not_to_have_text("100 m")

    luz = new_desk("luz")
    luz.joins(links["leader"])
    luz.goes_to(f"/review/{profile}")
    shown = luz.page.locator(".where .ol-scale-line-inner")
    expect(luz.page.locator(".where [data-drawn=whole]")).to_be_visible()
    before = shown.text_content()
    row = luz.page.locator('[data-field="boundary"]')
    how = luz.page.locator('[data-field="boundary_method"]')
    expect(how.locator(".two")).to_be_visible()
    other = row.get_by_role("button", name=word("review.two.choose", answer="B"))
    other.click()
    expect(row.get_by_text(word("review.two.who", answer="B"))).to_be_visible()
    row.locator('[data-field="chosen_with"]').fill("Ana and the block leaders")
    row.get_by_role("button", name=word("review.two.settle", answer="B")).click()
    expect(row.locator(".two")).to_have_count(0)
    expect(how.locator(".two")).to_have_count(0)
    expect(row.get_by_role("status")).to_contain_text("ha, ")
    expect(row).not_to_contain_text("drawn on the map")
    expect(shown).not_to_have_text(before or "")
    expect(luz.page.get_by_text(word("basemaps.zones.claims"))).to_have_count(0)
