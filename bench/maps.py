"""How soon a slow phone draws the map that lies on it, and how smoothly it follows the thumb: no server, no WebGL."""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from bench.measured import Measured, tell
from tests import towns
from tests.e2e.phone import Phone
from tests.e2e.server import Server, running

FIRST_IDLE_MS, PAN_FPS = 1_500, 30
IDLE_SLOWER, PAN_SLOWER = 6, 4
RUNS, DRAGS = 5, 6
HOUSES = 40_000
HERE = (121.0514, 14.3988)  # Lakeside of the demonstration; the houses stand around it
CORNER = (HERE[0] - 0.06, HERE[1] - 0.015)

WHOLE = """new Promise((done) => {
  const began = performance.now();
  let laid = false;
  const look = () => {
    const drawn = document.querySelector('.canvas')?.dataset.drawn;
    if (drawn === 'no') laid = true;
    if (laid && drawn === 'whole') return done(performance.now() - began);
    requestAnimationFrame(look);
  };
  location.hash = '/map';
  look();
})"""
FRAMES = """() => {
  window.frames_seen = 0;
  window.frames_since = performance.now();
  const one = () => { window.frames_seen += 1; requestAnimationFrame(one); };
  requestAnimationFrame(one);
}"""
PER_SECOND = "() => (window.frames_seen * 1000) / (performance.now() - window.frames_since)"


def first_idle(folder: Path) -> Iterator[Measured]:
    """Tap Map in a tab that has not drawn one yet; until the pack in sight is painted whole, the median of five."""
    with with_pack(folder) as (phone, address):
        waits = [_idle_ms(phone, address) for _ in range(RUNS)]
    tell(f"map: whole after {', '.join(f'{one:.0f}' for one in waits)} ms")
    yield Measured(statistics.median(waits), "ms", FIRST_IDLE_MS)


def pan(folder: Path) -> Iterator[Measured]:
    """Drag the map to and fro over tiles that hold more than 5,000 houses each; pictures a second."""
    with with_pack(folder) as (phone, address):
        phone.opens_new_tab(f"{address}#/map")
        phone.stands_at(*HERE)
        phone.taps("map.here")
        for _ in range(2):
            phone.taps("map.farther")
            phone.page.wait_for_timeout(500)
        expect(phone.page.locator("[data-drawn=whole]")).to_be_visible()
        _slow(phone.page, PAN_SLOWER)
        phone.page.evaluate(FRAMES)
        _drag(phone.page)
        pictures: float = phone.page.evaluate(PER_SECOND)
    yield Measured(pictures, "fps", PAN_FPS)


@contextmanager
def with_pack(folder: Path) -> Iterator[tuple[Phone, str]]:
    """Have a phone without WebGL on which a town lies as a pack, and no server any more."""
    with sync_playwright() as playwright:
        phone = Phone(playwright, folder / "phone", options=["--disable-3d-apis"])
        with running(folder / "server", "--demo") as server:
            tell(f"map: a town of {HOUSES} houses comes to the server, and its pack to the phone")
            _bring_town(server, folder)
            phone.joins(server.links()["mapper"])
            phone.keeps_the_app()
            phone.goes_to("/maps")
            card = phone.page.locator('[data-offered^="streets-"]').filter(has_text="Lakeside")
            card.locator("button").first.click()
            expect(phone.page.locator("[data-map]")).to_be_visible(timeout=60_000)
            address = phone.page.url.partition("#")[0]
        yield phone, address
        phone.browser.close()


def _bring_town(server: Server, folder: Path) -> None:
    town = towns.city_of_houses(folder / "town.geojson", HOUSES, *CORNER)
    server.command("basemap", "add", str(town), "--attribution", "Invented", "--name", "town")


def _slow(page: Page, times: int) -> None:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": times})


def _idle_ms(phone: Phone, address: str) -> float:
    tab = phone.browser.new_tab()
    tab.goto(f"{address}#/")
    expect(tab.get_by_role("heading", level=1)).to_be_visible()
    tab.wait_for_timeout(1_000)
    _slow(tab, IDLE_SLOWER)
    waited: float = tab.evaluate(WHOLE)
    tab.close()
    return waited


def _drag(page: Page) -> None:
    seen = page.locator("canvas").first.bounding_box()
    assert seen
    x, y = seen["x"] + 60, seen["y"] + seen["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for n in range(DRAGS):
        page.mouse.move(x + (200 if n % 2 == 0 else 0), y + 15 * n, steps=30)
    page.mouse.up()
