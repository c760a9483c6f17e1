"""Every page can be used by everybody: axe finds nothing, nothing is cut off, the keyboard reaches every control."""

import re
import uuid
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, Playwright, expect

from app.demo.telling import NAMES
from app.kit.ids import profile_id
from tests.e2e import wells
from tests.e2e.browser import DESK, PHONE
from tests.e2e.phone import Phone
from tests.e2e.server import ROOT, Server, running
from tests.e2e.words import word


def _settlement(name: str) -> str:
    return str(uuid.uuid5(NAMES, f"settlement/Asia/Manila/{name} (invented)"))


DRAFT, TWO_ANSWERS = (_settlement(name) for name in ("Purok 4 Riverside", "Railway Line B"))
TAP_OF_RAILWAY = str(uuid.uuid5(NAMES, f"feature/Asia/Manila/{TWO_ANSWERS}/water_point/T1"))
DRAFTED, DISPUTED, ASKED, CHECKED = (
    profile_id(_settlement(name), 1) for name in ("Purok 4 Riverside", "Railway Line B", "Lakeside", "Sampaguita Rise")
)
TOILETS = "toilet_group/shared+flush_pit"  # sample_data/answers.yaml: lakeshore
WELLS = profile_id(DRAFT, 1, wells.FORM)  # begun when the mapper signs in
WELL = "well/01931111-0000-7000-8000-000000000001"
TOGETHER = "together"  # stands for the address that the page Write together shows
AGREEMENT = "agreement"  # stands for the address of the only agreement

ROUTES: dict[str, list[str]] = {
    "nobody": ["/welcome", "/join/not-a-code", "/rescue"],
    "mapper": [
        "/", "/more", "/outbox", "/handover", "/day", "/shut-out", "/maps",
        "/map", "/practice", "/settlements/new", f"/settlements/{DRAFT}",
        f"/profiles/{DRAFTED}",
        f"/profiles/{DRAFTED}/ask/name_community", f"/profiles/{DRAFTED}/ask/taps_public_working",
        f"/profiles/{DRAFTED}/ask/water_main_source", f"/profiles/{DRAFTED}/ask/water_barriers",
        f"/profiles/{DRAFTED}/ask/return_date", f"/profiles/{DRAFTED}/ask/boundary",
        f"/profiles/{DISPUTED}/ask/households_total", f"/profiles/{ASKED}/ask/taps_public_working",
        f"/profiles/{DRAFTED}/boundary", f"/profiles/{DRAFTED}/count", f"/profiles/{DRAFTED}/claims",
        f"/profiles/{DRAFTED}/handin", f"/profiles/{ASKED}/handin",
        f"/profiles/{CHECKED}/readback", f"/profiles/{DRAFTED}/together", TOGETHER,
        f"/profiles/{DRAFTED}/known/F", f"/profiles/{CHECKED}/known/U2",
        f"/profiles/{DRAFTED}/paths", f"/profiles/{DRAFTED}/paths?path=walk",
        f"/profiles/{DRAFTED}/paths?path=given",
        f"/profiles/{DRAFTED}/rows", f"/profiles/{DRAFTED}/rows/toilet_group",
        f"/profiles/{DRAFTED}/rows/priority_item",
        f"/profiles/{CHECKED}/rows/{TOILETS}", f"/profiles/{CHECKED}/rows/{TOILETS}/toilet_seats_total",
        f"/profiles/{DRAFTED}/type/F", "/print", "/sound",
        f"/settlements/{TWO_ANSWERS}/map", f"/settlements/{TWO_ANSWERS}/map?next=water_point",
        f"/settlements/{TWO_ANSWERS}/map/{TAP_OF_RAILWAY}", f"/settlements/{TWO_ANSWERS}/map/{TAP_OF_RAILWAY}/report",
        f"/profiles/{WELLS}", f"/profiles/{WELLS}/group/together/pumps", f"/profiles/{WELLS}/ask/first",
        f"/profiles/{WELLS}/rows/{WELL}/group/inside/depth",
    ],
    "leader": [
        "/review", f"/review/{DISPUTED}", f"/review/{CHECKED}", "/city", "/people", "/teams", "/import", "/forms",
        "/more",
        "/map", "/parked", "/code", f"/settlements/{DRAFT}/place", f"/settlements/{TWO_ANSWERS}/service", "/layers",
        "/agreements", "/agreements/new", AGREEMENT, f"{AGREEMENT}/release", f"{AGREEMENT}/releases/1",
    ],
    "official": ["/agreements", AGREEMENT, f"{AGREEMENT}/releases/1", "/shared", "/files", "/more"],
}  # fmt: skip
PAGES = [(role, route) for role, routes in ROUTES.items() for route in routes]
SCHEMES: list[Literal["light", "dark"]] = ["light", "dark"]

UNREACHED = """() => {
  const shown = (one) => one.getClientRects().length && getComputedStyle(one).visibility !== 'hidden'
    && !one.closest('details:not([open]) > :not(summary)');
  const controls = [...document.querySelectorAll(
    'a[href], button:not([disabled]), input:not([disabled]), select, textarea, summary, [tabindex="0"]')].filter(shown);
  const group = (one) => one.type !== 'radio' ? [one]
    : [...document.querySelectorAll(`input[name="${CSS.escape(one.name)}"]`)];
  return controls.filter((one) => !group(one).some((other) => window.reached.has(other)))
    .map((one) => one.outerHTML.slice(0, 120));
}"""


@lru_cache
def _axe() -> str:
    return (ROOT / "tests" / "e2e" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def demonstration_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("access") / "server", "--demo") as server:
        wells.publish(server)
        yield server


@pytest.fixture(scope="module")
def signed_in(
    playwright: Playwright, demonstration_of_all: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Phone]]:
    """Hand out one browser a role, signed in when the role has a link."""
    phones: dict[str, Phone] = {}

    def hand_out(role: str) -> Phone:
        if role not in phones:
            phones[role] = Phone(playwright, tmp_path_factory.mktemp(role) / "browser")
            links = demonstration_of_all.links()
            if role in links:
                phones[role].joins(links[role])
                phones[role].page.wait_for_load_state("networkidle")
                if role == "mapper":
                    _begins_wells(phones[role])
            else:
                phones[role].page.goto(f"{demonstration_of_all.url}/#/welcome")
        return phones[role]

    yield hand_out
    for phone in phones.values():
        phone.browser.close()


def _begins_wells(phone: Phone) -> None:
    """Begin a profile with the second questionnaire."""
    phone.goes_to(f"/settlements/{DRAFT}")
    phone.page.get_by_role("button", name=word("settlements.others.begin", form=wells.TITLE)).click()
    phone.page.wait_for_url(re.compile(f"#/profiles/{WELLS}$"))


def _open(phone: Phone, route: str) -> Page:
    """Open a page and wait until it is painted with what belongs on it."""
    page = phone.page
    if route.startswith(AGREEMENT):
        phone.goes_to("/agreements")
        page.locator('a.card[href^="#/agreements/0"]').first.wait_for()
        found = page.locator('a.card[href^="#/agreements/0"]').first.get_attribute("href") or ""
        route = found.removeprefix("#") + route.removeprefix(AGREEMENT)
    if route == TOGETHER:
        route = "/" + phone.shows_way_in(f"{page.url.split('#')[0]}#/profiles/{DRAFTED}").partition("#/")[2]
    phone.goes_to(route)
    expect(page.locator("h1").first).to_be_visible()
    expect(page.locator(".skeleton")).to_have_count(0)
    page.wait_for_timeout(150)
    return page


def found_by_axe(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found["violations"]]


@pytest.fixture(scope="module", params=PAGES, ids=lambda page: "-".join(page))
def page(request: pytest.FixtureRequest, signed_in: Callable[[str], Phone]) -> Page:
    """One page of the app after the other, opened once for all that is asked of it."""
    role, route = request.param
    return _open(signed_in(role), route)


def test_axe_finds_nothing_at_any_size_in_light_and_dark_with_text_at_200_percent(page: Page) -> None:
    found: dict[str, list[str]] = {}
    for size in (PHONE, DESK):
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for text in ("100%", "200%"):
                page.evaluate("size => { document.documentElement.style.fontSize = size }", _root_size(text))
                _settle(page)
                found[f"{size['width']} px, {scheme}, text {text}"] = found_by_axe(page) + cut_off(page)
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    assert {where: what for where, what in found.items() if what} == {}


def _settle(page: Page) -> None:
    """Wait until nothing fades any more: axe would measure a colour on its way."""
    page.evaluate("() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null)))")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def _root_size(text: str) -> str:
    return "" if text == "100%" else "212.5%"  # look.css says 106.25%


def cut_off(page: Page) -> list[str]:
    """Tell when the page is wider than the screen, so that somebody must scroll sideways to read."""
    wider = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    return [f"the page is {wider} px wider than the screen"] if wider > 1 else []


def test_every_control_of_a_page_is_reached_by_keyboard(page: Page) -> None:
    page.evaluate(
        "window.reached = new Set(); addEventListener('focusin', (event) => window.reached.add(event.target))"
    )
    for press in range(400):
        if press % 200 == 0:  # the browser's own bar takes its turn and may keep it: then from the top of the page
            page.bring_to_front()
            page.evaluate("document.activeElement?.blur()")
        page.keyboard.press("Tab")
        if not page.evaluate(UNREACHED):
            break
    assert page.evaluate(UNREACHED) == []


def test_every_page_of_the_app_is_looked_at() -> None:
    text = (ROOT / "frontend" / "src" / "shell" / "routes.ts").read_text(encoding="utf-8")
    patterns = {path: re.compile(re.sub(r":\w+", "[^/]+", path) + "$") for path in re.findall(r"path: '([^']+)'", text)}
    examples = [re.sub(f"^{AGREEMENT}", "/agreements/1", route) for _role, route in PAGES if route != TOGETHER]
    looked_at = [path for path, pattern in patterns.items() if any(pattern.match(route) for route in examples)]
    assert set(patterns) - set(looked_at) == {"/together/:payload"}


def test_the_page_of_a_scanned_code_is_looked_at() -> None:
    assert ("mapper", TOGETHER) in PAGES
