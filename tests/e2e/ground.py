"""A phone carried over the ground: GPS tells where it is, a thumb draws on its map, and what it kept is read back."""

import math
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from playwright.sync_api import Locator, expect

from tests.crash.browser import OUTBOX
from tests.e2e.phone import Phone, Place

Metres = tuple[float, float]  # east and north of where the ground begins

KEPT = """async () => {
  const [{ name }] = (await indexedDB.databases()).filter(({ name }) => /^kwetu-[0-9a-f]/.test(name));
  const db = await new Promise((done) => { const o = indexedDB.open(name); o.onsuccess = () => done(o.result); });
  const asked = db.transaction('fixes').objectStore('fixes').getAll();
  return new Promise((done) => { asked.onsuccess = () => { db.close(); done(asked.result); }; });
}"""

GRIP_PX = 64  # frontend/src/map/drawing-sheet.ts
DEGREE_M = 111_195.0


LOCK = """() => {
  const ask = navigator.wakeLock.request.bind(navigator.wakeLock);
  navigator.wakeLock.request = async (kind) => (window.lock = await ask(kind));
}"""


def around(place: tuple[float, float], east: float, north: float) -> tuple[float, float]:
    """Return longitude and latitude so many metres east and north of a place, to the centimetre."""
    lon, lat = place
    across = DEGREE_M * math.cos(math.radians(lat))
    return round(lon + east / across, 7), round(lat + north / DEGREE_M, 7)


def let_screen_stay_on(phone: Phone) -> None:
    """Let the phone keep its screen on when it is asked to, while its page is open; it holds it by ``window.lock``."""
    asking = phone.page.context.new_cdp_session(phone.page)
    for name in ("screen-wake-lock", "geolocation"):
        wanted = {"permission": {"name": name}, "setting": "granted", "origin": phone.page.evaluate("origin")}
        asking.send("Browser.setPermission", wanted)
    phone.page.evaluate(LOCK)


class Ground:
    """The place where a phone is, in metres around one point."""

    def __init__(self, phone: Phone, lon: float, lat: float) -> None:
        self.phone, self.lon, self.lat = phone, lon, lat
        self.given: list[tuple[float, float]] = []

    def at(self, east: float, north: float) -> tuple[float, float]:
        """Return longitude and latitude so many metres east and north."""
        return around((self.lon, self.lat), east, north)

    def metres(self, lon: float, lat: float) -> Metres:
        """Return how many metres east and north a place lies."""
        across = DEGREE_M * math.cos(math.radians(self.lat))
        return (lon - self.lon) * across, (lat - self.lat) * DEGREE_M

    def stands(self, east: float, north: float, *, accuracy: float = 5, heard: bool = True) -> None:
        """Be there; GPS tells it, and the phone has written it down before the next step."""
        place = self.at(east, north)
        context = self.phone.browser.context
        assert context
        context.set_geolocation({"longitude": place[0], "latitude": place[1], "accuracy": accuracy})
        if heard:
            self.given.append(place)
            self._heard(place)

    def _heard(self, place: tuple[float, float]) -> None:
        for _ in range(100):
            if place in self.kept():
                return
            self.phone.page.wait_for_timeout(30)
        raise AssertionError(f"the phone did not write down that it was at {place}")

    def loses_sky(self) -> None:
        """Let GPS fail for a while: errors come between two fixes."""
        context = self.phone.browser.context
        assert context
        context.set_geolocation(None)

    def walks(self, line: Sequence[Metres], step: float = 6) -> None:
        """Walk along a line, a fix every few metres, each a metre or two beside it."""
        for east, north in _steps(line, step):
            beside = 1.5 * math.sin(len(self.given) * 2.4)
            self.stands(east + beside, north - beside)

    def kept(self) -> list[tuple[float, float]]:
        """Return every fix the phone has written down."""
        return [(fix["lon"], fix["lat"]) for fix in self.phone.page.evaluate(KEPT)]


def _steps(line: Sequence[Metres], step: float) -> Iterator[Metres]:
    for begin, end in pairwise(line):
        count = max(1, round(math.dist(begin, end) / step))
        for n in range(count):
            yield tuple(b + (e - b) * n / count for b, e in zip(begin, end, strict=True))  # type: ignore[misc]


class Drawing:
    """A thumb on the map of a boundary."""

    def __init__(self, phone: Phone) -> None:
        self.phone, self.page = phone, phone.page

    def _pixel(self, place: Place) -> tuple[float, float]:
        seen = self.page.locator(".canvas").bounding_box()
        assert seen
        return seen["x"] + place[0] * seen["width"], seen["y"] + place[1] * seen["height"]

    @property
    def told(self) -> Locator:
        """What is said over the map."""
        return self.page.locator(".map [role=status]").first

    def taps(self, *places: Place) -> None:
        """Tap places of the map, one after the other."""
        for place in places:
            self.page.touchscreen.tap(*self._pixel(place))
            self.page.wait_for_timeout(320)  # a second tap sooner would be a double tap

    def pulls(self, corner: tuple[float, float], by: tuple[float, float]) -> None:
        """Pull the chosen corner, at this pixel, by the grip below it."""
        touch = self.page.context.new_cdp_session(self.page)
        x, y = corner[0], corner[1] + GRIP_PX
        points = [(x + by[0] * n / 6, y + by[1] * n / 6) for n in range(7)]
        for n, (across, down) in enumerate(points):
            kind = "touchMove" if n else "touchStart"
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": across, "y": down}]})
            self.page.wait_for_timeout(20)
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        touch.detach()

    def pixel(self, place: Place) -> tuple[float, float]:
        """Return where on the screen a place of the map is."""
        return self._pixel(place)


def said(phone: Phone, path: str) -> dict[str, Any]:
    """Return what this phone said last to a question, of what no server has yet."""
    edits = [own["edit"]["set"] for own in phone.page.evaluate(OUTBOX)]
    return next(answers[path] for answers in reversed(edits) if path in answers)


def opens_boundary(phone: Phone, profile: str) -> None:
    """Open the page of a boundary and wait until it is there."""
    phone.page.goto(f"{profile}/boundary")
    expect(phone.page.locator("h1")).to_have_text(re.compile("Boundary|How will you draw it?"))
    expect(phone.page.locator(".skeleton")).to_have_count(0)
