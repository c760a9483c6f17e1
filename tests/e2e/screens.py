"""Takes the pictures of docs/screens from the demonstration: `make screens`."""

import sqlite3
import tempfile
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.e2e.desk import Desk
from tests.e2e.filling_in import Filling
from tests.e2e.hands import Thumb
from tests.e2e.phone import DRAFT_QUESTION, Phone
from tests.e2e.screens_of_maps import take_maps
from tests.e2e.server import ROOT, Server, running

FOLDER = ROOT / "docs" / "screens"


LANGUAGES = {"en": "", "fil": ".fil"}
FORM_PAGES = {
    "question": f"ask/{DRAFT_QUESTION}",
    "choices": "ask/toilet_main_type",
    "list": "rows/toilet_group",
    "ranking": "rows/priority_item?list=everyone",
    "known": "known/F",
    "ways": "paths",
}
"""The pages of the questionnaire, in each language that the demonstration's mapper reads."""


def link_of(server: Server, role: str) -> str:
    """Make a link for whoever has this role, as an operator can."""
    with sqlite3.connect(server.folder / "kwetu.sqlite3") as database:
        [(person_id,)] = database.execute("SELECT id FROM person WHERE role = ? LIMIT 1", [role]).fetchall()
    return server.command("link", person_id).split()[0]


def take(phone: Phone, name: str) -> None:
    """Keep the screen as it is, once everything on it is painted."""
    expect(phone.page.locator(".skeleton")).to_have_count(0)
    phone.page.wait_for_load_state("networkidle")
    phone.page.wait_for_timeout(500)
    phone.page.screenshot(path=FOLDER / f"{name}.png")
    print(f"docs/screens/{name}.png")


def answer_some(mapper: Phone, profile: str) -> None:
    """Answer what the pictures are to show: the taps, two kinds of toilets, and what is needed in order."""
    filling = Filling(mapper, Thumb())
    mapper.page.goto(f"{profile}/ask/population_community")
    mapper.answers_one("population_community", 214)
    mapper.page.goto(f"{profile}/rows/toilet_group")
    expect(mapper.page.locator("h1").first).to_be_visible()
    while "toilet_group" not in filling.asked:
        assert filling.answers_screen()
    mapper.page.goto(f"{profile}/rows/priority_item")
    filling.answers_screen()
    mapper.page.goto(f"{profile}/ask/{DRAFT_QUESTION}")
    mapper.answers_one(DRAFT_QUESTION, 9)


def take_form(mapper: Phone, profile: str) -> None:
    """Go through the pages of the questionnaire, in one language after the other."""
    for language, tail in LANGUAGES.items():
        mapper.page.evaluate("code => localStorage.setItem('kwetu-language', code)", language)
        mapper.page.reload()
        for name, page in FORM_PAGES.items():
            mapper.page.goto(f"{profile}/{page}")
            expect(mapper.page.locator("h1").first).to_be_attached()
            take(mapper, f"{name}{tail}")
    mapper.page.evaluate("localStorage.setItem('kwetu-language', 'en')")
    mapper.page.reload()


def main() -> None:
    """Go through the demonstration as its mapper, its leader and its official."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kwetu-screens-") as name, sync_playwright() as playwright:
        folder = Path(name)
        with running(folder / "server", "--demo") as server:
            mapper = Phone(playwright, folder / "mapper")
            question = mapper.opens_demonstration_draft(server)
            answer_some(mapper, question.partition("/ask/")[0])
            take_form(mapper, question.partition("/ask/")[0])
            mapper.goes_to("/")
            take(mapper, "home")
            mapper.page.goto(question.partition("/ask/")[0])
            take(mapper, "profile")
            mapper.goes_to("/map")
            take(mapper, "map")
            mapper.goes_to("/day")
            take(mapper, "day")
            mapper.goes_to("/handover")
            take(mapper, "handover")
            take_maps(mapper, question.partition("/ask/")[0], server, take)
            mapper.browser.close()
            typist = Desk(playwright, folder / "typist")
            profile = typist.opens_demonstration_draft(server).partition("/ask/")[0]
            typist.page.goto(f"{profile}/type/F")
            expect(typist.page.locator("[data-field]").first).to_be_visible()
            typist.page.set_viewport_size({"width": 900, "height": 470})
            take(typist, "typing")
            typist.browser.close()
            administrator = Desk(playwright, folder / "administrator")
            administrator.joins(link_of(server, "administrator"))
            administrator.goes_to("/forms")
            take(administrator, "forms")
            administrator.browser.close()
            leader = Desk(playwright, folder / "leader")
            leader.joins(server.links()["leader"])
            leader.reads_profile("Railway Line B")
            take(leader, "review")
            leader.browser.close()
            official = Desk(playwright, folder / "official")
            official.joins(server.links()["official"])
            official.opens_agreement("Upgrading water in Bayanan")
            official.taps("agreed.release_n", n=1)
            take(official, "release")
            official.browser.close()


if __name__ == "__main__":
    main()
