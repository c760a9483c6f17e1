"""What the pictures of maps show: streets on the phone, a walk, a count, points, and two boundaries of one place."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.ground import Ground, Metres, opens_boundary
from tests.e2e.phone import DRAFT as DRAFT_NAME
from tests.e2e.phone import Phone
from tests.e2e.server import Server
from tests.e2e.test_access import DRAFT
from tests.e2e.test_claims import claimed_twice

Take = Callable[[Phone, str], None]

RIVERSIDE = (121.0421, 14.3722)
WALKED: list[Metres] = [(0, 0), (90, 4), (118, 40), (80, 86), (20, 78)]


def take_maps(mapper: Phone, profile: str, server: Server, take: Take) -> None:
    """Fetch the streets, walk, count, put taps on the map, look at two boundaries; a picture of each."""
    mapper.keeps_the_app()
    _maps(mapper, take)
    _walk(mapper, profile, take)
    _count(mapper, profile, take)
    _points(mapper, take)
    _claims(mapper, claimed_twice(server), take)


def _maps(mapper: Phone, take: Take) -> None:
    """Fetch the map of the place first, for its picture; then all others."""
    mapper.goes_to("/maps")
    offered = mapper.page.locator("[data-offered^=streets-]")
    expect(offered.first).to_be_visible()
    packs = [one.get_attribute("data-offered") for one in offered.all()]
    first = offered.filter(has_text=DRAFT_NAME).first.get_attribute("data-offered")
    for pack in sorted(packs, key=lambda one: one != first):
        asked = mapper.page.locator(f'[data-offered="{pack}"] button, [data-more="{pack}"] button')
        if not asked.count():  # a wider map that is here already shows its ground
            continue
        asked.first.click()
        expect(mapper.page.locator(f'[data-map="{pack}"]')).to_be_visible(timeout=30_000)
        if pack == first:
            mapper.page.locator(".screen").evaluate("screen => screen.scrollTo(0, 0)")
            take(mapper, "maps")


def _walk(mapper: Phone, profile: str, take: Take) -> None:
    ground = Ground(mapper, *RIVERSIDE)
    mapper.stands_at(*ground.at(0, 0))
    opens_boundary(mapper, profile)
    mapper.taps("boundary.how.walk")
    ground.walks(WALKED, step=12)
    take(mapper, "walk")
    mapper.taps("boundary.close")
    mapper.taps("boundary.save")
    mapper.page.wait_for_url("**/ask/boundary")


def _count(mapper: Phone, profile: str, take: Take) -> None:
    ground = Ground(mapper, *RIVERSIDE)
    mapper.page.goto(f"{profile}/ask/structures_residential")
    mapper.taps("count.way")
    mapper.taps("count.begin")
    for n, kind in enumerate(("residential", "residential", "mixed", "residential", "business", "residential")):
        ground.stands(10 * n, 4)
        mapper.page.locator(f'button[data-count="structures_{kind}"]').tap()
    take(mapper, "count")
    mapper.taps("count.done")
    mapper.taps("count.write")
    mapper.page.wait_for_url(re.compile("/ask/structures_residential$"))


def _points(mapper: Phone, take: Take) -> None:
    ground = Ground(mapper, *RIVERSIDE)
    for n, (begin, layer) in enumerate(
        (("first", "water_point"), ("other_kind", "toilet"), ("other_kind", "facility"))
    ):
        mapper.goes_to(f"/settlements/{DRAFT}/map")
        mapper.stands_at(*ground.at(30 * n + 10, 30))
        mapper.taps(f"points.{begin}")
        mapper.page.locator(f"[data-layer='{layer}']").click()
        mapper.taps("points.stand")
        expect(mapper.page.get_by_text(re.compile("You stand here"))).to_be_visible()
        mapper.main_action.click()
        mapper.page.wait_for_url("**?new=1")
    mapper.goes_to(f"/settlements/{DRAFT}/map")
    take(mapper, "points")


def _claims(mapper: Phone, profile: str, take: Take) -> None:
    mapper.sends_everything()
    mapper.goes_to(f"/profiles/{profile}/claims")
    expect(mapper.page.locator("[data-drawn=whole]")).to_be_visible()
    take(mapper, "claims")
