"""What an administrator, a leader and a city official do at a desk."""

import re
from pathlib import Path

from playwright.sync_api import Playwright, expect

from tests.e2e.browser import DESK
from tests.e2e.phone import Phone
from tests.e2e.words import word


class Desk(Phone):
    """A wide screen on a table; its browser is as a phone's."""

    def __init__(self, playwright: Playwright, folder: Path) -> None:
        super().__init__(playwright, folder, DESK)

    # --- people --------------------------------------------------------------------------------------------------

    def begins_team(self, name: str) -> None:
        """Begin a team."""
        self.goes_to("/teams")
        self.taps("register.team_add")
        self.page.get_by_label(word("register.team_name")).fill(name)
        self.taps("register.team_keep")
        expect(self.page.get_by_text(name, exact=True)).to_be_visible()

    def invites(self, name: str, role: str, *, team: str | None = None, new_office: str | None = None) -> str:
        """Invite somebody and return their link."""
        self.goes_to("/people")
        self.taps("register.invite")
        self.page.get_by_label(word("register.name")).fill(name)
        self.page.locator(f'input[type="radio"][value="{role}"]').check()
        if team:
            self.page.get_by_label(word("register.team")).select_option(label=team)
        if new_office:
            self.taps("register.office_add")
            self.page.get_by_label(word("register.office_name")).fill(new_office)
            self.taps("register.office_keep")
            expect(self.page.get_by_label(word("register.office_name"))).to_have_count(0)
        self.taps("register.make_link")
        card = self.page.get_by_role("region", name=word("register.link_for", name=name))
        expect(card.get_by_text(word("register.this_computer"))).to_be_visible()
        return card.get_by_role("link").inner_text()

    # --- review --------------------------------------------------------------------------------------------------

    def reads_profile(self, settlement: str) -> None:
        """Open a profile from the list of what waits."""
        self.goes_to("/review")
        self.page.get_by_role("link", name=re.compile(re.escape(settlement))).first.click()
        self.page.wait_for_url(re.compile(r"#/review/[0-9a-f-]{36}"))
        expect(self.page.get_by_role("heading", name=settlement)).to_be_visible()

    def asks_about(self, question: str, text: str) -> None:
        """Ask the team about one answer."""
        row = self.page.locator(f'.doc li[data-field="{question}"]')
        row.get_by_role("button", name=word("review.ask.about")).click()
        row.get_by_label(word("review.ask.label")).fill(text)
        row.get_by_role("button", name=word("review.ask.keep")).click()
        expect(row.get_by_text(text)).to_be_visible()

    def returns_profile(self) -> None:
        """Return the profile with the questions asked."""
        self.taps("review.return.do")
        self.reads("review.return.done")

    def chooses(self, question: str, said: str, *, agreed_by: str) -> None:
        """Choose together between two answers."""
        row = self.page.locator(f'.doc li[data-field="{question}"]')
        row.get_by_role("button", name=word("review.two.choose", answer=said)).click()
        row.locator('[data-field="chosen_with"]').fill(agreed_by)
        row.get_by_role("button", name=word("review.two.settle", answer=said)).click()
        expect(row.locator(".two")).to_have_count(0)

    def approves(self) -> None:
        """Approve what stands on the screen."""
        expect(self.main_action).to_have_text(word("review.approve.do"))
        self.main_action.click()
        self.reads("review.approve.done")

    # --- agreements ----------------------------------------------------------------------------------------------

    def agrees(self, *, title: str, office: str, purpose: str, settlement: str, until: str, leaves: set[str]) -> None:
        """Write an agreement that shares the exact boundary, the taps, and of the level 2 answers only those named."""
        self.goes_to("/agreements/new")
        self.page.get_by_label(word("register.office")).select_option(label=office)
        said = {"title": title, "purpose": purpose, "valid_until": until, "contact": "The federation's office"}
        for field, text in said.items():
            self.page.locator(f'[data-field="{field}"]').fill(text)
        self.page.get_by_role("checkbox", name=re.compile(re.escape(settlement))).check()
        for decision in self.page.locator("fieldset.decide").all():
            leaving = decision.get_attribute("data-field") in leaves
            decision.get_by_role("radio", name=word("agreed.leaves" if leaving else "agreed.stays")).check()
        self.page.locator('input[type="radio"][value="exact"]').check()
        self.page.locator('input[type="checkbox"][value="water_point"]').check()
        self.main_action.click()
        self.page.wait_for_url(re.compile(r"#/agreements/[0-9a-f-]{36}$"))

    def opens_agreement(self, title: str) -> None:
        """Open an agreement from the list."""
        self.goes_to("/agreements")
        self.page.get_by_role("link", name=re.compile(re.escape(title))).click()
        expect(self.page.get_by_role("heading", name=title)).to_be_visible()

    def releases(self) -> None:
        """Look at what the city will see, and release it."""
        self.taps("agreed.look")
        expect(self.main_action).to_have_text(word("agreed.release_do"))
        self.main_action.click()
        self.page.wait_for_url(re.compile(r"/releases/\d+$"))

    def downloads(self, to: Path) -> Path:
        """Download the release on the screen as one zip."""
        with self.page.expect_download() as saved:
            self.page.get_by_role("button", name=word("agreed.download_n")).click()
        saved.value.save_as(to)
        return to

    def asks_federation(self, text: str) -> None:
        """Ask the federation about the release on the screen."""
        self.taps("agreed.ask")
        self.page.get_by_label(word("agreed.ask_label")).fill(text)
        self.taps("agreed.ask_send")
        expect(self.page.get_by_text(text)).to_be_visible()
