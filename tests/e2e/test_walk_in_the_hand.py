"""A walk on a small phone: what it says of itself, where its map looks, and what stays in sight of it."""

import math
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from shapely.geometry import LineString

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


CROSSED = """() => {
  const sheet = document.createElement('canvas');
  const { width, height } = document.querySelector('.canvas').getBoundingClientRect();
  Object.assign(sheet, { width, height });
  const pen = sheet.getContext('2d', { willReadFrequently: true });
  for (const drawn of document.querySelectorAll('.canvas canvas')) if (drawn.width) pen.drawImage(drawn, 0, 0);
  const colour = (name) => {
    pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    return pen.fillStyle; // always six digits
  };
  const [red, card, ink] = ['--needs', '--card', '--ink'].map(colour);
  const found = { red: [], card: [], ink: [] };
  const { data } = pen.getImageData(0, 0, width, height);
  for (let at = 0; at < data.length; at += 4) {
    const seen = '#' + [0, 1, 2].map((one) => data[at + one].toString(16).padStart(2, '0')).join('');
    const place = [(at / 4) % sheet.width, Math.floor(at / 4 / sheet.width)];
    for (const [name, wanted] of Object.entries({ red, card, ink })) if (seen === wanted) found[name].push(place);
  }
  return found;
}"""


def test_where_a_line_crosses_itself_is_marked_on_the_map_with_the_numbers_of_the_corners_that_the_sentence_names(
    walker: tuple[Phone, str],
) -> None:
    phone, profile = walker
    opens_boundary(phone, profile)
    phone.taps("boundary.how.tap")
    expect(phone.main_action).to_be_enabled()
    thumb, canvas = Drawing(phone), phone.page.locator(".canvas")
    phone.page.wait_for_timeout(1_600)  # until then the map makes room for words
    corners = []
    for place in ((0.25, 0.7), (0.65, 0.2), (0.7, 0.6), (0.3, 0.15)):
        seen = canvas.bounding_box()
        assert seen
        corners.append(((place[0] - 0.5) * seen["width"], (place[1] - 0.5) * seen["height"]))  # the middle stays
        thumb.taps(place)
    expect(thumb.told).to_contain_text("The line 1–2 crosses the line 3–4.")
    phone.page.wait_for_timeout(800)  # the map looks at the place, half as near

    drawn = phone.page.evaluate(CROSSED)
    crossing = LineString(corners[:2]).intersection(LineString(corners[2:]))
    middle = [sum(one[axis] for one in drawn["red"]) / len(drawn["red"]) for axis in (0, 1)]
    assert all(math.dist(middle, one) < 16 for one in drawn["red"]), "one mark, of a thumb's size"
    words, seen = phone.page.locator(".map .over").bounding_box(), canvas.bounding_box()
    assert words
    assert seen
    assert words["y"] + words["height"] < seen["y"] + middle[1] < seen["y"] + seen["height"], "no words over the mark"
    farther = 2 * math.cos(math.radians(PUROK_4[1]))
    for n, corner in enumerate(corners, start=1):
        across, down = (middle[axis] + (corner[axis] - crossing.coords[0][axis]) / farther for axis in (0, 1))
        assert any(math.dist((across, down), one) < 3 for one in drawn["card"]), f"corner {n} is where it was tapped"
        number = [one for one in drawn["ink"] if abs(one[0] - across) < 8 and -40 < one[1] - down < -12]
        assert number, f"its number stands above corner {n}"
