"""What the answers come to is held up to the meeting without signal, and the walk is followed by itself."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.phone import Phone
from tests.e2e.server import Server
from tests.e2e.words import word


def test_the_walk_ends_in_large_words_for_the_meeting(demonstration: Server, new_phone: Callable[..., Phone]) -> None:
    phone = new_phone("rosa")
    page = phone.page
    profile = phone.opens_demonstration_draft(demonstration).partition("/ask/")[0]
    phone.keeps_the_app()
    demonstration.stop()
    phone.goes_to_question(profile, "population_community")
    phone.answers_one("population_community", 214)

    # The walk is chosen: Next follows it from the first open question of its section, tap by tap.
    page.goto(profile)
    phone.taps("paths.title")
    page.get_by_role("link", name=re.compile("^On the walk")).click()
    page.get_by_role("link", name=re.compile("^Water")).click()
    for name, said in {"taps_private_total": 3, "taps_private_working": 2, "taps_public_total": 11}.items():
        page.wait_for_url(re.compile(rf"/ask/{name}\?path=walk$"))
        phone.answers_one(name, said)
        phone.goes_on()
    tally = page.locator(".tally")
    for struck in ("1", "2"):
        tally.click()
        expect(page.locator('[data-field="taps_public_working"]')).to_have_value(struck)
    phone.taps("tally.last_off")
    expect(page.locator('[data-field="taps_public_working"]')).to_have_value("1")
    expect(page.locator("[data-written]")).to_have_attribute("data-written", "saved")

    # The section of the walk ends: one sentence a screen, and the answers behind it one tap away.
    expect(phone.main_action).to_have_text(word("known.title"))
    phone.main_action.click()
    page.wait_for_url(re.compile(r"/known/F\?path=walk$"))
    held = page.locator("[data-at] > *").first
    expect(held).to_contain_text("1 working tap for 214 people")
    words = held.locator(".words")
    assert words.evaluate("one => parseFloat(getComputedStyle(one).fontSize)") >= 44  # px: read from three metres
    assert words.evaluate("one => one.scrollWidth <= one.clientWidth + 1")
    held.click()
    page.get_by_role("link", name=re.compile("^Public taps working today")).click()
    page.wait_for_url(re.compile(r"/ask/taps_public_working\?path=walk"))
    phone.goes_on()
    phone.puts_down_what_is_known()
    page.wait_for_url(re.compile(r"/(rows|ask)/\w+\?path=walk"))
    assert "/F" not in page.url

    # Beyond the short form: opened by answering, and then part of this way.
    page.goto(f"{profile}/paths?path=walk")
    page.get_by_role("link", name=re.compile("more question.*Water")).click()
    page.wait_for_url(re.compile(r"/ask/handpumps_total|/ask/handpumps_working"))
    opened = re.search(r"/ask/(\w+)", page.url)
    assert opened
    phone.answers_one(opened[1], 0)
    page.goto(f"{profile}/paths?path=walk")
    expect(page.get_by_role("link", name=re.compile("Beyond the short form: 1 of"))).to_be_visible()
