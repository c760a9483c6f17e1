"""What a mapper does with her phone, in the words of the field."""

import contextlib
import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Playwright, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.e2e.browser import PHONE, Browser
from tests.e2e.server import Server
from tests.e2e.words import word

UNKNOWN, REFUSED = object(), object()  # answers that are no value

DRAFT = re.compile("Purok 4 Riverside")  # sample_data/muntinlupa.yaml
DRAFT_QUESTION = "taps_public_working"

FORMS_KEPT = """async () => {
  const mine = (await indexedDB.databases()).filter(({ name }) => /^kwetu-[0-9a-f]/.test(name));
  const counts = mine.map(({ name }) => new Promise((done) => {
    const opening = indexedDB.open(name);
    opening.onsuccess = () => {
      const counting = opening.result.transaction('forms').objectStore('forms').count();
      counting.onsuccess = () => { opening.result.close(); done(counting.result); };
    };
  }));
  return (await Promise.all(counts)).some((count) => count > 0);
}"""

Answers = Mapping[str, Any]
Place = tuple[float, float]  # across and down, as parts of the map


class Phone:
    """One phone in one hand; what was written is still there when its browser was killed."""

    def __init__(
        self,
        playwright: Playwright,
        folder: Path,
        size: dict[str, int] = PHONE,
        *,
        with_worker: bool = True,
        options: Sequence[str] = (),
    ) -> None:
        self.browser = Browser(playwright, folder, size, with_worker=with_worker, options=options)
        self.page = self.browser.open()

    # --- the browser itself --------------------------------------------------------------------------------------

    def is_killed(self) -> None:
        """Lose the browser at once, with everything it had not yet written."""
        assert self.browser.kill() > 1

    def is_opened_again(self, address: str) -> None:
        """Open the browser again at an address."""
        self.page = self.browser.open()
        self.page.goto(address)

    def opens_new_tab(self, address: str) -> None:
        """Go on in another tab."""
        self.page = self.browser.new_tab()
        self.page.goto(address)

    def stands_at(self, lon: float, lat: float) -> None:
        """Let GPS find the phone there."""
        assert self.browser.context
        self.browser.context.grant_permissions(["geolocation"])
        self.browser.context.set_geolocation({"longitude": lon, "latitude": lat, "accuracy": 6})

    def goes_to(self, route: str) -> None:
        """Go to a page of the app by what stands after the ``#``."""
        self.page.evaluate("route => { location.hash = route }", route)

    def keeps_the_app(self) -> None:
        """Stay in signal until the app, its words and the questionnaire are on the phone."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        self.page.wait_for_load_state("networkidle")
        until = time.monotonic() + 30
        while not self.page.evaluate(FORMS_KEPT):  # a predicate that waits itself is not waited for by Playwright
            assert time.monotonic() < until, "the questionnaire did not come to this phone"
            self.page.wait_for_timeout(100)

    # --- what every screen has -----------------------------------------------------------------------------------

    @property
    def main_action(self) -> Locator:
        """The one main action of the screen, in thumb reach."""
        return self.page.locator(".foot .button.main")

    def taps(self, key: str, **facts: object) -> None:
        """Tap the button or link that says this."""
        said = word(key, **facts)
        self.page.get_by_role("button", name=said).or_(self.page.get_by_role("link", name=said)).first.click()

    def reads(self, key: str, **facts: object) -> None:
        """Wait until the screen says this."""
        expect(self.page.get_by_text(word(key, **facts)).first).to_be_visible()

    @property
    def safety(self) -> Locator:
        """The safety line at the top of every screen."""
        return self.page.locator(".safety")

    # --- joining and adding --------------------------------------------------------------------------------------

    def joins(self, link: str) -> None:
        """Open a sign-in link and begin."""
        self.page.goto(link)
        self.main_action.click()
        expect(self.page).not_to_have_url(link)
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()

    def opens_demonstration_draft(self, server: Server) -> str:
        """Join as the demonstration's mapper and open a question of her draft; return its address."""
        self.joins(server.links()["mapper"])
        self.page.get_by_role("link", name=DRAFT).click()
        self.page.wait_for_url(re.compile(r"#/profiles/[0-9a-f-]{36}$"))
        self.goes_to(f"{self.page.url.split('#')[1]}/ask/{DRAFT_QUESTION}")
        expect(self.page.locator(f'[data-field="{DRAFT_QUESTION}"]')).to_be_visible()
        return self.page.url

    def opens_map(self) -> None:
        """Open the map and wait until it is drawn."""
        self.goes_to("/map")
        expect(self.page.locator("canvas").first).to_be_visible()

    def adds_settlement(self, name: str, *, at: tuple[float, float]) -> str:
        """Add a settlement where the mapper stands; return the address of its page."""
        self.stands_at(*at)
        self.goes_to("/settlements/new")
        self.page.get_by_label(word("settlements.name")).fill(name)
        self.taps("settlements.where.use")
        self.reads("settlements.where.found")
        self.main_action.click()
        self.page.wait_for_url(re.compile(r"#/settlements/[0-9a-f-]{36}$"))
        return self.page.url

    def begins_profile(self) -> str:
        """Begin the profile from the settlement's page; return the address of the profile."""
        self.main_action.filter(has_text=word("settlements.begin")).click()
        self.page.wait_for_url(re.compile(r"#/profiles/[0-9a-f-]{36}"))
        return re.sub(r"/ask/.*", "", self.page.url)

    # --- answering -----------------------------------------------------------------------------------------------

    def asked(self) -> str:
        """Return the name of the question on the screen, once it is painted."""
        name = self.page.url.rsplit("/", 1)[1]
        expect(self.page.locator(f'[data-field="{name}"]')).to_be_visible()
        return name

    def answers(self, said: Answers, *, until: str | None = None) -> list[str]:
        """Answer question after question as they are asked; stop before ``until``, or when none is left."""
        names = []
        while re.search(r"/(ask|rows)/\w+$", self.page.url) and self.asked() != until:
            name = self.asked()
            assert name in said, f"the phone asks {name}, and there is no answer to give"
            self.answers_one(name, said[name])
            names.append(name)
            self.goes_on()
            self.puts_down_what_is_known()
        return names

    def puts_down_what_is_known(self) -> None:
        """Turn over what a section comes to, sentence by sentence, and go on to the next question."""
        if "/known/" in self.page.url:
            expect(self.page.locator("[data-at='0']")).to_be_visible()
            for n in range(1, self.page.locator("[data-at] > *").count()):
                self.main_action.click()
                expect(self.page.locator(f"[data-at='{n}']")).to_be_visible()
            self.goes_on()

    def answers_one(self, name: str, said: Any) -> None:
        """Give one answer by thumb, and wait until the phone has written it down."""
        control = self.page.locator(f'[data-field="{name}"]')
        if control.locator("[data-whole]").count():
            self.answers_whole_list(name, said)
            return
        if said is UNKNOWN or said is REFUSED:
            words = "Do not know" if said is UNKNOWN else "Refused"  # they come with the questionnaire
            self.page.get_by_role("button", name=words).click()
        elif name == "boundary":
            self.draws_boundary(said)
        elif isinstance(said, list):
            for code in said:
                control.locator(f'input[value="{code}"]').check()
        elif control.get_attribute("role") == "radiogroup":
            control.locator(f'input[value="{said}"]').check()
        else:
            control.fill(str(said))
        if name != "boundary":
            expect(self.page.locator("[data-written]")).to_have_attribute("data-written", "saved")

    def answers_whole_list(self, name: str, said: Any) -> None:
        """Give one answer for a whole list, and wait until the phone has written it down."""
        kind = "unknown" if said is UNKNOWN else "refused" if said is REFUSED else "none"
        button = self.page.locator(f'[data-field="{name}"] [data-whole="{kind}"]')
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")

    def goes_on(self) -> None:
        """Tap Next and wait for another screen."""
        before = self.page.url
        self.main_action.click()
        expect(self.page).not_to_have_url(before)

    def goes_to_question(self, profile: str, name: str) -> None:
        """Open one question of a profile."""
        self.page.goto(f"{profile}/ask/{name}")
        expect(self.page.locator("h1#question")).to_be_visible()

    def draws_boundary(self, corners: Sequence[Place]) -> None:
        """Tap the corners on the map, close the boundary and save it."""
        self.taps("question.boundary")
        self.taps("boundary.how.tap")
        expect(self.main_action).to_be_enabled()
        seen = self.page.locator("canvas").first.bounding_box()
        assert seen
        for number, (across, down) in enumerate(corners, start=1):
            self.page.mouse.click(seen["x"] + across * seen["width"], seen["y"] + down * seen["height"])
            expect(
                self.page.locator(".map-told, [role=status]").filter(has_text=f"{number} corner").first
            ).to_be_visible()
        self.taps("boundary.close")
        self.taps("boundary.save")
        self.page.wait_for_url(re.compile(r"/ask/boundary$"))

    # --- handing in, together, reading back ----------------------------------------------------------------------

    def shows_way_in(self, profile: str) -> str:
        """Show the second phone the way into the same profile; return the link of the QR code."""
        self.page.goto(f"{profile}/together")
        return self.page.locator("input#link").input_value()

    def joins_together(self, link: str) -> None:
        """Join the profile another phone showed."""
        self.page.goto(link)
        self.taps("together.join")
        self.page.wait_for_url(re.compile(r"#/profiles/[0-9a-f-]{36}$"))

    def hands_in(self, profile: str, *, because: str = "We counted twice.") -> None:
        """Hand the profile in to the leader, with a reason for whatever seems unusual."""
        self.page.goto(f"{profile}/handin")
        expect(self.main_action).to_have_text(word("handin.do"))
        for reason in self.page.get_by_label(word("handin.reason")).all():
            reason.fill(because)
        self.taps("handin.do")
        self.reads("handin.done")

    def reads_back(self, profile: str, *, women: int, men: int, tenants: int) -> None:
        """Read the profile back to residents, page by page, and record their check."""
        self.page.goto(f"{profile}/readback")
        while not self.page.get_by_text(word("readback.finish")).is_visible():
            before = self.page.locator(".count").text_content()
            self.main_action.click()
            expect(self.page.locator(".count")).not_to_have_text(before or "")
        self.main_action.click()
        for field, heads in (("women", women), ("men", men), ("tenants", tenants)):
            self.page.locator(f'[data-field="{field}"]').fill(str(heads))
        self.taps("readback.do")
        self.page.get_by_text(word("readback.done")).or_(self.page.locator(".note")).first.wait_for()

    # --- sending -------------------------------------------------------------------------------------------------

    def sends_everything(self) -> None:
        """Come into signal: wait until the server has signed for every answer; tap "Send now" as people do."""
        self.goes_to("/outbox")
        self.page.evaluate("dispatchEvent(new Event('online'))")
        until = time.monotonic() + 90
        while self.safety.get_attribute("data-state") != "safe" and time.monotonic() < until:
            send_now = self.page.get_by_role("button", name=word("sync.send_now"))
            if self.safety.get_attribute("data-state") == "waiting":
                with contextlib.suppress(PlaywrightTimeoutError):  # it went by itself meanwhile
                    if send_now.is_enabled(timeout=2000):
                        send_now.click(timeout=2000)
            self.page.wait_for_timeout(500)
        expect(self.safety).to_have_attribute("data-state", "safe")
