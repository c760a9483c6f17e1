"""A whole meeting is written down without signal on a small phone: by keys alone, by thumb alone, and arrives whole."""

import json
import re
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.filling_in import NON_ANSWERS, Filling, Said
from tests.e2e.hands import Hand, Keys, Thumb
from tests.e2e.phone import Phone
from tests.e2e.server import Server

SHORT, WHOLE = 60, 200
"""So many questions and lists are asked at the least where a meeting agrees: by the short form, and by all sections."""

THE_PHONES_OWN = re.compile(r"^(boundary|round)$|/_order$")
"""What is said without a word: which round it is, the corners on the map, the order in which rows were added."""


@pytest.mark.parametrize(
    ("hand", "language", "least"),
    [
        pytest.param(Keys, "en", SHORT, id="the short form by keys, in English"),
        pytest.param(lambda _page: Thumb(), "fil", WHOLE, id="every section by thumb, in Filipino"),
    ],
)
def test_a_complete_profile_is_filled_in_without_signal_and_the_server_holds_what_was_entered(
    demonstration: Server, new_phone: Callable[..., Phone], hand: Callable[[Page], Hand], language: str, least: int
) -> None:
    phone = new_phone("rosa")
    phone.joins(demonstration.links()["mapper"])
    phone.keeps_the_app()
    phone.adds_settlement("Kalye Onse", at=(121.03, 14.38))
    profile = phone.begins_profile()
    demonstration.stop()
    speaks(phone, language, f"{profile}/ask/consent_explained")

    filling = Filling(phone, hand(phone.page))
    if least == WHOLE:
        filling.opens_every_section(profile)
    filling.goes_to_the_end()
    assert len(filling.asked) > least, filling.asked
    assert {answer.get("answer", "a value") for answer in filling.said.values()} == {"a value", *NON_ANSWERS}
    hands_in(phone, filling.hand, profile)

    demonstration.start()
    speaks(phone, "en", profile)
    phone.sends_everything()
    there = held(demonstration, profile.rpartition("/")[2])
    assert differing(filling.said, there) == {}
    corners = there["boundary"]["value"]["coordinates"][0]
    assert (len({*map(tuple, corners)}), corners[0]) == (4, corners[-1])


def speaks(phone: Phone, language: str, address: str) -> None:
    """Put the phone into another language, and open a page in it."""
    phone.page.evaluate("code => localStorage.setItem('kwetu-language', code)", language)
    phone.page.goto(address)
    phone.page.reload()
    expect(phone.page.locator("html")).to_have_attribute("lang", language)


def hands_in(phone: Phone, hand: Hand, profile: str) -> None:
    """Hand it in, with a reason for whatever seems unusual."""
    phone.goes_to(f"{profile.partition('#')[2]}/handin")
    expect(phone.page.locator(".foot button.main")).to_be_enabled()
    for reason in phone.page.locator(".note textarea, .note input").all():
        hand.writes(reason, "We counted twice.")
    hand.presses(phone.main_action)
    expect(phone.page.locator("main .note")).to_have_count(1)


def held(server: Server, profile_id: str) -> dict[str, Any]:
    """What the server holds of a profile: the last that was said to each question."""
    with sqlite3.connect(server.folder / "kwetu.sqlite3") as database:
        edits = database.execute("SELECT body FROM edit WHERE record_id = ? ORDER BY nth", [profile_id]).fetchall()
    database.close()
    said: dict[str, Any] = {}
    for (body,) in edits:
        said |= json.loads(body)["set"]
    return said


def differing(said: Said, there: dict[str, Any]) -> dict[str, Any]:
    """What was entered and is not there in the same words, and what is there and nobody entered."""
    own = {path: {name: (there.get(path) or {}).get(name) for name in answer} for path, answer in said.items()}
    extra = {path for path in there if path not in said and not THE_PHONES_OWN.search(path)}
    return {path: own[path] for path in said if own[path] != said[path]} | {path: there[path] for path in extra}
