"""What lies on and around a map is seen whole on a small phone: nothing under the title, nothing below the screen."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.ground import Ground, opens_boundary
from tests.e2e.phone import Phone
from tests.e2e.server import Server
from tests.e2e.test_access import DRAFT, TAP_OF_RAILWAY, TWO_ANSWERS
from tests.e2e.words import word

RIVERSIDE = (121.0421, 14.3722)
UPRIGHT = [(360, 640), (360, 560)]
SIDEWAYS = (640, 360)

CUT = """() => {
  const seen = (one) => one.getBoundingClientRect();
  const [top, bottom] = [seen(document.querySelector('.bar')).bottom, innerHeight];
  const foot = document.querySelector('.foot');
  const under = foot?.firstElementChild ? seen(foot).top : bottom;
  const told = (one) => (one.getAttribute('aria-label') ?? one.textContent ?? '').trim().slice(0, 60);
  const cut = [...document.querySelectorAll('.map .buttons button, .map .over > *, .map .switch > *')]
    .filter((one) => seen(one).top < top - 1 || seen(one).bottom > Math.min(under, bottom) + 1);
  const below = [...document.querySelectorAll('.foot :is(button, a)')].filter((one) => seen(one).bottom > bottom);
  return [...cut, ...below].map(told);
}"""
MAIN_OUT_OF_SIGHT = """() => [...document.querySelectorAll('.foot .button.main')].filter((one) => {
  const { bottom, right, height } = one.getBoundingClientRect();
  return !height || bottom > innerHeight || right > innerWidth;
}).length"""


def _at(page: Page, size: tuple[int, int], question: str) -> Any:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.wait_for_timeout(250)
    return page.evaluate(question)


def fits(page: Page, where: str) -> None:
    """Hold that on a small phone, upright, no button on the map or below it is cut."""
    assert {f"{where} {size}": _at(page, size, CUT) for size in UPRIGHT} == {f"{where} {size}": [] for size in UPRIGHT}
    page.set_viewport_size({"width": 360, "height": 640})


@pytest.fixture
def rosa(demonstration: Server, new_phone: Callable[..., Phone]) -> tuple[Phone, str]:
    phone = new_phone("rosa")
    profile = phone.opens_demonstration_draft(demonstration).partition("/ask/")[0]
    phone.keeps_the_app()
    phone.goes_to("/maps")
    offered = phone.page.locator("[data-offered^=streets-]").first
    offered.locator("button").first.click()
    expect(phone.page.locator("[data-map^=streets-]").first).to_be_visible()
    return phone, profile


def test_walking_counting_and_looking_at_points_fit_a_small_phone_upright_and_leave_the_main_act_in_sight_sideways(
    rosa: tuple[Phone, str],
) -> None:
    phone, profile = rosa
    page, ground = phone.page, Ground(phone, *RIVERSIDE)
    phone.stands_at(*ground.at(0, 0))

    opens_boundary(phone, profile)
    phone.taps("boundary.how.walk")
    ground.walks([(0, 0), (60, 4), (60, 60)], step=20)
    phone.reads("boundary.walk.asleep")
    fits(page, "walk")
    assert not _at(page, SIDEWAYS, MAIN_OUT_OF_SIGHT)
    page.set_viewport_size({"width": 360, "height": 640})
    expect(page.get_by_text(word("boundary.walk.asleep"))).to_have_count(0, timeout=12_000)
    told = page.get_by_text(word("boundary.walk.asleep.short"))
    expect(told).to_be_visible()
    assert page.locator(".map .over").evaluate("one => one.clientHeight") < 80, "two lines over the map, no more"
    phone.taps("boundary.walk.pause")
    fits(page, "pause")

    page.goto(f"{profile}/ask/structures_residential")
    phone.taps("count.way")
    phone.taps("count.begin")
    for n, kind in enumerate(("residential", "mixed")):
        ground.stands(10 * n, 4)
        page.locator(f'button[data-count="structures_{kind}"]').tap()
    fits(page, "count")

    phone.goes_to(f"/settlements/{TWO_ANSWERS}/map?point={TAP_OF_RAILWAY}")
    phone.reads("points.works")
    fits(page, "a point")
    phone.goes_to(f"/settlements/{DRAFT}/map?next=toilet")
    expect(page.get_by_text(word("points.stand"))).to_be_visible()
    assert not _at(page, SIDEWAYS, MAIN_OUT_OF_SIGHT)


WORDS_ON_THE_MAP = """() => {
  document.documentElement.style.fontSize = '212.5%';
  return new Promise((done) => setTimeout(() => {
    const [words, map, foot] = ['.map .over', '.map .canvas', '.foot']
      .map((one) => document.querySelector(one).getBoundingClientRect());
    const found = [];
    if (words.bottom > map.top + 1) found.push('words lie on the map');
    if (map.height < 150) found.push(`the map is ${map.height} px high`);
    if (foot.top < map.bottom) found.push('the buttons lie on the map');
    document.documentElement.style.fontSize = '';
    done(found);
  }, 400));
}"""


def test_with_letters_twice_as_large_words_stand_above_the_map_and_all_of_both_is_there(
    rosa: tuple[Phone, str],
) -> None:
    phone, profile = rosa
    opens_boundary(phone, profile)
    phone.taps("boundary.how.tap")
    expect(phone.main_action).to_be_enabled()
    assert phone.page.evaluate(WORDS_ON_THE_MAP) == []


def test_on_the_map_of_the_city_words_keep_off_the_marks_and_what_was_read_is_closed(
    demonstration: Server, new_phone: Callable[..., Phone]
) -> None:
    phone = new_phone("jun")
    phone.joins(demonstration.links()["mapper"])
    phone.opens_map()
    layers = phone.page.get_by_role("button", name=word("map.under"))
    get = phone.page.get_by_role("link", name=word("basemaps.get"))
    expect(layers).to_be_visible()
    expect(get).to_be_visible()
    canvas, offer, small = (one.bounding_box() for one in (phone.page.locator(".canvas"), get, layers))
    assert canvas
    assert offer
    assert small
    assert offer["y"] >= canvas["y"] + canvas["height"] - 1, "a map is offered below the map, not over names"
    assert small["width"] <= 60
    told = phone.page.get_by_text(re.compile("on this phone\\. They are in the list"))
    expect(told).to_be_visible()
    phone.taps("map.under.close")
    expect(told).to_have_count(0)
    phone.taps("map.as_list")
    phone.taps("map.as_map")
    expect(layers).to_be_visible()
    expect(told).to_have_count(0)


def test_a_long_list_of_maps_scrolls_and_its_rows_do_not_lie_on_each_other(rosa: tuple[Phone, str]) -> None:
    phone, _profile = rosa
    phone.goes_to("/maps")
    here = phone.page.locator("[data-map]")
    for number in (2, 3):
        phone.page.locator("[data-offered]").first.locator("button").first.click()
        expect(here).to_have_count(number)
    phone.goes_to(f"/settlements/{DRAFT}/map")
    phone.taps("map.under")
    rows = phone.page.locator(".legend .option")
    expect(rows.first).to_be_visible()
    squeezed = rows.evaluate_all("all => all.filter((one) => one.scrollHeight > one.clientHeight + 1).length")
    assert rows.count() > 1
    assert squeezed == 0


def test_a_line_that_crosses_itself_is_told_that_and_not_also_that_it_has_no_ground(rosa: tuple[Phone, str]) -> None:
    phone, profile = rosa
    opens_boundary(phone, profile)
    phone.taps("boundary.how.tap")
    expect(phone.main_action).to_be_enabled()
    for across, down in ((0.15, 0.5), (0.6, 0.8), (0.6, 0.5), (0.15, 0.8)):
        box = phone.page.locator(".canvas").bounding_box()
        assert box
        phone.page.touchscreen.tap(box["x"] + across * box["width"], box["y"] + down * box["height"])
        phone.page.wait_for_timeout(320)
    phone.taps("boundary.close")
    expect(phone.page.get_by_text(re.compile("crosses"))).to_be_visible()
    expect(phone.page.locator(".map .over .wrong")).to_have_count(1)
