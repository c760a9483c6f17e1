"""One profile described by five people: the page to choose together shows every answer, and keeps who agreed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from app.kit.ids import profile_id
from tests.cast import Member
from tests.e2e.desk import Desk
from tests.e2e.phone import Phone as RealPhone
from tests.e2e.server import Server
from tests.e2e.words import word
from tests.phones import Phone
from tests.releases.story import CONSENT, Days
from tests.releases.wire import Asked
from tests.releases.world import World

QUESTION = "households_total"
SAID: dict[str, dict[str, Any]] = {
    "sam": {"value": 135, "source": "counted"},
    "lea": {"value": 135, "source": "meeting"},
    "ada": {"answer": "unknown"},
    "ben": {"value": 150, "source": "observed"},
}


def begun(server: Server) -> Days:
    """A federation in which four of the five write on phones that are scripted."""
    world = World(server)
    world.begin()
    days = Days(world)
    days.join("sam")
    days.join("lea")
    me = days.ask("ada", "GET", "/api/people/me")
    city_id = days.phones["sam"].city_id
    days.phones["ada"] = Phone(Member(me["person"]["id"], "Ada", "", "", me["device_id"]), city_id)
    ben = {"name": "Ben", "role": "mapper", "city_id": city_id, "team_id": world.teams["Ilogan"]}
    link = world.send(Asked("ada", "POST", "/api/people", body=ben)).answer["invitation"]["url"]
    world.codes["ben"] = link.rpartition("/")[2]
    days.join("ben")
    return days


def fits(phone: RealPhone) -> None:
    """Check that nothing on the screen is wider than the screen."""
    widths = phone.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1], widths


def test_five_peoples_answers_stand_side_by_side_until_one_is_chosen_together(
    server: Server, new_phone: Callable[..., RealPhone], new_desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    days = begun(server)
    sam = days.phones["sam"]
    added = sam.settlement("Riverside (invented)", days.river, team=days.world.teams["Ilogan"])
    days.push("sam", added, sam.profile(days.river, CONSENT))
    mara, lea = new_phone("mara"), new_desk("lea")
    mara.joins(f"{server.url}/#/join/{days.world.codes['mara']}")
    profile = f"{server.url}/#/profiles/{profile_id(days.river, 1)}"
    mara.goes_to_question(profile, QUESTION)
    assert mara.browser.context
    mara.browser.context.set_offline(True)
    mara.answers_one(QUESTION, 120)
    for who, answer in SAID.items():
        days.push(who, days.phones[who].profile(days.river, {QUESTION: answer}))
    mara.browser.context.set_offline(False)
    mara.sends_everything()

    mara.page.goto(f"{profile}/ask/{QUESTION}")
    mara.reads("question.two.many", n=4)
    cards = mara.page.locator(".two .pick")
    expect(cards).to_have_count(4)
    both = cards.filter(has_text="135")
    for text in ("Sam", "Lea"):
        expect(both).to_contain_text(text)
    for text in ("120", "150", "Ada", "Ben"):
        expect(cards.filter(has_text=text)).to_have_count(1)
    fits(mara)
    mara.page.screenshot(path=tmp_path / "five.png", full_page=True)

    person_id = days.phones["lea"].member.person_id
    made = days.ask("ada", "POST", f"/api/people/{person_id}/invitations", body=None)
    lea.joins(made["url"])
    lea.goes_to(f"/review/{profile_id(days.river, 1)}")
    row = lea.page.locator(f'.doc li[data-field="{QUESTION}"]')
    expect(row.locator(".pick")).to_have_count(4)
    for name in ("Mara", "Sam", "Lea", "Ada", "Ben"):
        expect(row).to_contain_text(name)
    fits(lea)
    lea.page.screenshot(path=tmp_path / "leader.png")

    both.get_by_role("button", name=word("question.two.choose", answer="135")).click()
    both.locator('[data-field="chosen_with"]').fill("All five, and two elders")
    mara.page.screenshot(path=tmp_path / "chosen.png", full_page=True)
    mara.taps("question.two.settle", answer="135")
    expect(cards).to_have_count(0)
    mara.sends_everything()
    record = days.pull("sam", anew=True)[profile_id(days.river, 1)]
    ((_, answer),) = record["fields"][QUESTION]
    assert (answer["value"], answer["chosen_with"]) == (135, "All five, and two elders")
