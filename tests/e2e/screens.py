"""Takes the pictures of docs/screens from the demonstration: `make screens`."""

import tempfile
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.e2e.desk import Desk
from tests.e2e.phone import DRAFT_QUESTION, Phone
from tests.e2e.server import ROOT, running

FOLDER = ROOT / "docs" / "screens"


def take(phone: Phone, name: str) -> None:
    """Keep the screen as it is, once everything on it is painted."""
    expect(phone.page.locator(".skeleton")).to_have_count(0)
    phone.page.wait_for_load_state("networkidle")
    phone.page.wait_for_timeout(500)
    phone.page.screenshot(path=FOLDER / f"{name}.png")
    print(f"docs/screens/{name}.png")


def main() -> None:
    """Go through the demonstration as its mapper, its leader and its official."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kwetu-screens-") as name, sync_playwright() as playwright:
        folder = Path(name)
        with running(folder / "server", "--demo") as server:
            mapper = Phone(playwright, folder / "mapper")
            question = mapper.opens_demonstration_draft(server)
            mapper.answers_one(DRAFT_QUESTION, 9)
            take(mapper, "question")
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
            mapper.browser.close()
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
