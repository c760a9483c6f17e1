"""A walk on a small phone: what it says of itself, where its map looks, and what stays in sight of it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.ground import Drawing, Ground, let_screen_stay_on, opens_boundary
from tests.e2e.phone import Phone
from tests.e2e.server import Server
from tests.e2e.words import word

PUROK_4 = (121.0421, 14.3722)


@pytest.fixture
def walker(demonstration: Server, new_phone: Callable[..., Phone]) -> tuple[Phone, str]:
    """A phone on which all that was said is safe, and its profile."""
    phone = new_phone("walker")
    profile = phone.opens_demonstration_draft(demonstration).partition("/ask/")[0]
    phone.keeps_the_app()
    phone.goes_to_question(profile, "structures_residential")
    phone.answers_one("structures_residential", 12)
    phone.sends_everything()
    return phone, profile


def test_the_line_at_the_top_tells_of_a_walk_that_is_on_this_phone_alone_and_leads_back_to_it(
    walker: tuple[Phone, str],
) -> None:
    phone, profile = walker
    ground = Ground(phone, *PUROK_4)
    phone.stands_at(*ground.at(0, 0))
    opens_boundary(phone, profile)
    let_screen_stay_on(phone)
    expect(phone.safety).to_have_attribute("data-state", "safe")
    phone.taps("boundary.how.walk")
    ground.walks([(0, 0), (60, 4), (60, 60)], step=20)
    expect(phone.safety).to_have_text(re.compile("A walk on this phone is not finished"))
    phone.goes_to("/more")
    phone.taps("shell.leave")
    phone.reads("shutout.unfinished", n=1)
    phone.goes_to("/handover")
    phone.reads("shutout.unfinished", n=1)
    phone.page.reload()
    phone.safety.click()
    phone.page.wait_for_url(re.compile("/boundary$"))
    phone.reads("boundary.walk.went_on")
    phone.taps("boundary.walk.pause")
    phone.taps("boundary.clear")
    expect(phone.safety).to_have_attribute("data-state", "drawing")  # it can be brought back


FOLDED = """() => {
  const seen = (one) => document.querySelector(one).getBoundingClientRect();
  const [words, map, foot] = ['.map .over', '.map .canvas', '.foot'].map(seen);
  const cut = document.querySelector('.map .over');
  const hidden = cut.scrollHeight - cut.clientHeight;
  const found = [];
  if (foot.bottom > innerHeight + 1) found.push(`the buttons end at ${foot.bottom}`);
  if (map.height < 90 || map.bottom > foot.top + 1) found.push(`the map is ${map.height} high, to ${map.bottom}`);
  if (words.bottom > map.top + 1 && words.bottom > map.bottom - 80) found.push('words fill the map');
  if (hidden > 4 && !document.querySelector('.map .over .on')) found.push(`${hidden} px of words without a sign`);
  return found;
}"""
LETTERS = "size => new Promise((done) => { document.documentElement.style.fontSize = size; setTimeout(done, 500); })"


def test_a_walk_that_goes_on_is_looked_at_where_one_stands_and_its_words_fold_with_letters_however_large(
    walker: tuple[Phone, str],
) -> None:
    phone, profile = walker
    ground = Ground(phone, *PUROK_4)
    phone.stands_at(*ground.at(0, 0))
    opens_boundary(phone, profile)
    phone.taps("boundary.how.walk")
    ground.walks([(0, 0), (300, 4), (300, 300)], step=60)
    scale = phone.page.locator(".ol-scale-line-inner")
    before = scale.inner_text()
    phone.page.reload()
    phone.reads("boundary.walk.went_on")
    expect(scale).to_have_text(before)
    assert phone.page.evaluate(FOLDED) == []
    phone.page.evaluate(LETTERS, "212.5%")
    assert phone.page.evaluate(FOLDED) == []
    phone.page.evaluate(LETTERS, "")
    ground.walks([(300, 300), (0, 300), (0, 240)], step=60)
    phone.taps("boundary.close")
    ground.stands(400, 0, heard=False)
    phone.taps("boundary.change")
    phone.taps("boundary.another.walk")
    ground.walks([(400, 0), (500, 0), (500, 100), (400, 100)], step=40)
    expect(phone.page.locator(".map .over")).to_contain_text("2 parts")
    expect(phone.safety).to_have_attribute("data-state", "walk")


def test_corners_of_lines_that_cross_lie_beside_what_is_said_of_them_and_a_pocket_is_seen_emptied(
    walker: tuple[Phone, str],
) -> None:
    phone, profile = walker
    opens_boundary(phone, profile)
    phone.taps("boundary.how.tap")
    expect(phone.main_action).to_be_enabled()
    thumb = Drawing(phone)
    thumb.taps((0.3, 0.75), (0.7, 0.12), (0.7, 0.75), (0.3, 0.12))
    expect(thumb.told).to_contain_text("The line 1–2 crosses the line 3–4.")
    phone.page.wait_for_timeout(600)
    close = phone.page.get_by_role("button", name=word("boundary.close"))
    assert close.evaluate("one => one.querySelector('span:last-child').scrollWidth <= one.clientWidth - 4")
    phone.taps("boundary.undo")
    phone.taps("boundary.undo")
    thumb.taps((0.75, 0.8), (0.2, 0.8))
    phone.taps("boundary.close")
    phone.taps("boundary.change")
    phone.taps("boundary.another.pocket")
    thumb.taps((0.5, 0.6), (0.6, 0.6), (0.6, 0.72), (0.5, 0.72))
    phone.page.wait_for_timeout(400)
