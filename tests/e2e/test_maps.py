"""Maps in the hand: fetched over a line that breaks, shown with no server or WebGL, passed on; or why not is said."""

import hashlib
import re
import signal
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Request, Route, expect

from app.kit.ids import profile_id
from tests import towns
from tests.e2e.phone import Phone
from tests.e2e.server import Server
from tests.e2e.test_access import DRAFT
from tests.e2e.test_nothing_hidden_from_a_leader import Told, value
from tests.e2e.words import word

LAKESIDE = (121.0514, 14.3988)  # sample_data/muntinlupa.yaml
BLOCK = 1 << 20
BUILDING, ROAD = "#ded8ca", "#ffffff"  # frontend/src/shell/look.css, by day

DRAWN = """(colours) => {
  const whole = document.createElement('canvas');
  for (const drawn of document.querySelectorAll('.canvas canvas')) {
    whole.width = Math.max(whole.width, drawn.width);
    whole.height = Math.max(whole.height, drawn.height);
  }
  const pen = whole.getContext('2d');
  for (const drawn of document.querySelectorAll('.canvas canvas')) if (drawn.width) pen.drawImage(drawn, 0, 0);
  const { data } = pen.getImageData(0, 0, whole.width, whole.height);
  const seen = {};
  for (let at = 0; at < data.length; at += 4) {
    const colour = '#' + [0, 1, 2].map((one) => data[at + one].toString(16).padStart(2, '0')).join('');
    seen[colour] = (seen[colour] ?? 0) + 1;
  }
  return colours.map((colour) => seen[colour] ?? 0);
}"""
KEPT = """async () => {
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('maps', { create: true });
  const kept = {};
  for await (const [name, file] of folder.entries()) {
    const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', await (await file.getFile()).arrayBuffer()));
    kept[name] = [...sum].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }
  return kept;
}"""


@pytest.fixture
def mapper(demonstration: Server, new_phone: Callable[..., Phone], tmp_path: Path) -> Phone:
    """The demonstration's mapper at the page of maps, on a phone without WebGL; a picture from above can be had."""
    above = towns.pictures(tmp_path / "above.mbtiles", *LAKESIDE, zooms=range(13, 17), noise=180_000)
    demonstration.command("basemap", "add", str(above), "--attribution", "A drone", "--name", "above")
    phone = new_phone("rosa", options=["--disable-3d-apis"])
    phone.joins(demonstration.links()["mapper"])
    phone.keeps_the_app()
    phone.goes_to("/maps")
    return phone


def offered(phone: Phone, kind: str) -> str:
    """Return which pack of this kind is offered for Lakeside."""
    card = phone.page.locator(f'[data-offered^="{kind}-"]').filter(has_text="Lakeside").first
    expect(card).to_be_visible()
    return str(card.get_attribute("data-offered"))


def fetches(phone: Phone, pack: str) -> None:
    """Fetch a pack, or go on with it."""
    phone.page.locator(f'[data-offered="{pack}"] button').first.click()


def has(phone: Phone, pack: str) -> None:
    """Wait until a pack is on the phone."""
    expect(phone.page.locator(f'[data-map="{pack}"]')).to_be_visible(timeout=30_000)


def kept(phone: Phone) -> dict[str, str]:
    """Return the SHA-256 of every file of maps on the phone."""
    found: dict[str, str] = phone.page.evaluate(KEPT)
    return found


def tiles_on(phone: Phone) -> dict[str, str]:
    """Return the SHA-256 of every file of tiles on the phone."""
    return {name: sha256 for name, sha256 in kept(phone).items() if name.endswith(".pmtiles")}


def drawn(phone: Phone) -> tuple[int, int]:
    """Return how many pixels of buildings and of roads the map shows, once it is drawn."""
    expect(phone.page.locator("[data-drawn=whole]")).to_be_visible()
    phone.page.wait_for_timeout(700)  # the map glides to where it was moved
    buildings, roads = phone.page.evaluate(DRAWN, [BUILDING, ROAD])
    return buildings, roads


def breaks_the_line_after(phone: Phone, server: Server, bytes_here: int) -> None:
    """Kill the server once so much of the map is here."""
    until = time.monotonic() + 30
    while phone.page.evaluate("document.querySelector('progress')?.value ?? 0") < bytes_here:
        assert time.monotonic() < until, "the map does not come"
        phone.page.wait_for_timeout(50)
    server.stop(signal.SIGKILL)


def test_a_download_that_broke_goes_on_where_it_stopped_and_the_map_is_there_with_no_server_and_no_webgl(
    mapper: Phone, demonstration: Server, tmp_path: Path
) -> None:
    streets, above = offered(mapper, "streets"), offered(mapper, "imagery")
    fetches(mapper, streets)
    has(mapper, streets)

    assert mapper.browser.context
    line = mapper.browser.context.new_cdp_session(mapper.page)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": 800_000, "uploadThroughput": -1}
    line.send("Network.emulateNetworkConditions", slow)
    asked: list[Request] = []
    mapper.page.on("request", lambda request: asked.append(request) if request.url.endswith("/file") else None)
    fetches(mapper, above)
    breaks_the_line_after(mapper, demonstration, BLOCK)
    mapper.reads("problem.no-network")
    mapper.reads("basemaps.half")
    demonstration.start()
    fetches(mapper, above)
    has(mapper, above)
    begins = int(asked[-1].headers["range"].removeprefix("bytes=").removesuffix("-"))
    assert (len(asked), begins % BLOCK, begins >= BLOCK) == (2, 0, True)
    cut = {
        hashlib.sha256(one.read_bytes()).hexdigest()
        for one in (demonstration.folder / "maps" / "packs").rglob("*.pmtiles")
    }
    tiles = tiles_on(mapper)
    assert len(tiles) == 2
    assert set(tiles.values()) <= cut

    demonstration.stop()
    mapper.opens_new_tab(f"{demonstration.url}/#/map")
    assert mapper.page.evaluate("document.createElement('canvas').getContext('webgl2')") is None
    mapper.stands_at(*LAKESIDE)
    mapper.taps("map.here")
    buildings, roads = drawn(mapper)
    assert buildings > 300, "no houses are drawn"
    assert roads > 300, "no streets are drawn"
    mapper.page.get_by_text("Invented for the demonstration").wait_for()
    mapper.taps("map.under")
    mapper.page.locator(f'[data-under="{streets}"] input').uncheck()
    mapper.taps("map.under.close")
    assert drawn(mapper) < (buildings // 10, roads // 10)

    # Passed on as a file, and taken where there is no signal; a file that was cut on the way is not.
    mapper.goes_to("/maps")
    card = mapper.page.locator(f'[data-map="{streets}"]')
    with mapper.page.expect_download() as passed:
        card.get_by_role("button", name=word("basemaps.pass_on")).click()
    passed.value.save_as(tmp_path / passed.value.suggested_filename)
    file = (tmp_path / passed.value.suggested_filename).read_bytes()
    assert b"settlement" not in file[: file.index(b"map.pmtiles")]
    before = kept(mapper)
    card.get_by_role("button", name=word("basemaps.remove_of")).click()
    card.get_by_role("button", name=word("basemaps.remove_yes")).click()
    expect(card).to_have_count(0)
    for wrong, why in (
        (file[: len(file) // 2], "not_whole"),
        (file.replace(b'"kind":"streets"', b'"kind":"imagery"'), "not_whole"),
        (b"PMTiles" + bytes(400), "no_map"),
    ):
        mapper.page.locator("#map-file").set_input_files(
            {"name": "map.zip", "mimeType": "application/zip", "buffer": wrong}
        )
        mapper.reads(f"basemaps.why.{why}")
        assert len(kept(mapper)) == len(before) - 2
    mapper.page.locator("#map-file").set_input_files(tmp_path / passed.value.suggested_filename)
    has(mapper, streets)
    assert tiles_on(mapper) == tiles


def damaged(route: Route) -> None:
    """Answer as a line that turns one bit of the second block."""
    body = bytearray(route.fetch().body())
    body[BLOCK + 7] ^= 1
    route.fulfill(status=200, body=bytes(body), headers={"content-type": "application/vnd.pmtiles"})


def without_ranges(route: Route) -> None:
    """Answer as a server that always sends the whole file."""
    headers = {name: text for name, text in route.request.headers.items() if name not in {"range", "if-range"}}
    route.continue_(headers=headers)


def test_a_map_that_was_fetched_before_a_boundary_grew_still_counts_and_the_wider_one_takes_its_place(
    mapper: Phone, demonstration: Server
) -> None:
    told, edge = Told(demonstration, demonstration.links()["mapper"]), str(uuid.uuid4())
    lon, lat = LAKESIDE
    point = {"type": "Point", "coordinates": [lon, lat]}
    told.says("settlement", edge, edge, name=value("Creek Edge"), team=value(told.team()), centre_point=value(point))
    mapper.goes_to("/")
    mapper.page.reload()
    expect(mapper.page.get_by_text("Creek Edge").first).to_be_visible(timeout=30_000)
    mapper.goes_to("/maps")
    offer = mapper.page.locator('[data-offered^="streets-"]').filter(has_text="Creek Edge")
    first, name = str(offer.get_attribute("data-offered")), offer.locator("b").inner_text()
    fetches(mapper, first)
    has(mapper, first)
    expect(mapper.page.locator(f'[data-map="{first}"]')).to_contain_text("Creek Edge")

    # drawn to the west, it asks for more ground around it than the map on this phone shows
    ring = [[lon - 0.01, lat - 0.001], [lon, lat - 0.001], [lon, lat + 0.001], [lon - 0.01, lat + 0.001]]
    grown = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    told.says("profile", profile_id(edge, 1), edge, round=value(1), boundary=value(grown))
    mapper.page.reload()
    card = mapper.page.locator(f'[data-map="{first}"]')
    expect(card.get_by_text(word("basemaps.more", names="Creek Edge"))).to_be_visible()
    expect(card.locator("b")).to_have_text(name)
    expect(card).to_contain_text("Creek Edge")
    to_fetch = mapper.page.locator("[data-offered]").filter(has_text="Creek Edge")
    expect(to_fetch).to_have_count(1)  # the picture from above
    more = card.locator("[data-more]").filter(has_text="Creek Edge")
    wider = str(more.get_attribute("data-more"))
    more.get_by_role("button").click()
    has(mapper, wider)
    expect(card).to_have_count(0)
    expect(mapper.page.locator(f'[data-map="{wider}"] [data-more]').filter(has_text="Creek Edge")).to_have_count(0)
    assert {name.split(".")[0] for name in kept(mapper)} == {wider}


def test_the_map_of_the_place_in_sight_is_offered_first_and_told_until_the_page_is_left(mapper: Phone) -> None:
    mapper.goes_to(f"/settlements/{DRAFT}/map")
    mapper.taps("basemaps.get")
    first = mapper.page.locator("[data-offered]").first
    expect(first).to_contain_text("Purok 4 Riverside")
    name = first.locator("b").first.inner_text()
    first.get_by_role("button").click()
    come = mapper.page.get_by_text(word("basemaps.installed", name=name))
    for top in (0, 400, 9999):
        mapper.page.locator(".screen").evaluate("(screen, top) => screen.scrollTo(0, top)", top)
        expect(come).to_be_in_viewport(ratio=1)
    mapper.page.wait_for_timeout(6_000)
    expect(come).to_be_in_viewport(ratio=1)
    mapper.goes_to("/more")
    mapper.goes_to("/maps")
    expect(mapper.page.locator("[data-map]")).to_have_count(1)
    expect(come).to_have_count(0)


def test_what_all_maps_cost_is_told_first_and_one_tap_fetches_them_one_after_the_other(mapper: Phone) -> None:
    cards = mapper.page.locator("[data-offered]")
    expect(cards.first).to_be_visible()
    many = cards.count()
    told = [re.search(r"about [\d.]+ MB", card) for card in cards.all_inner_texts()]
    assert many > 2
    assert all(told)
    paid = mapper.page.locator("[data-offered]:not(:has([data-part-of]))").all_inner_texts()
    each = [re.search(r"about ([\d.]+) MB", card) for card in paid]
    mapper.reads("basemaps.fetch_all", size=f"about {round(sum(float(one[1]) for one in each if one), 1):g} MB")
    mapper.taps("basemaps.fetch_all")
    mapper.reads("basemaps.then")
    expect(cards).to_have_count(0, timeout=60_000)
    expect(mapper.page.locator("[data-more]")).to_have_count(0)
    assert 2 < len(tiles_on(mapper)) <= many
    expect(mapper.page.locator("progress")).to_have_count(0)
    mapper.page.locator("#map-file").set_input_files({"name": "m.zip", "mimeType": "application/zip", "buffer": b"no"})
    mapper.reads("basemaps.why.no_map")
    expect(mapper.page.get_by_text(word("basemaps.why.no_map"))).to_be_in_viewport()
    expect(mapper.page.get_by_text(word("basemaps.installed"))).to_have_count(0)


def test_a_phone_that_cannot_keep_a_map_says_why_and_keeps_nothing_half(mapper: Phone, demonstration: Server) -> None:
    above = offered(mapper, "imagery")
    assert mapper.browser.context
    devtools = mapper.browser.context.new_cdp_session(mapper.page)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": demonstration.url, "quotaSize": BLOCK})
    fetches(mapper, above)
    mapper.reads("problem.phone-full")
    assert kept(mapper) == {}
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": demonstration.url})

    # What comes damaged is thrown away; where the server can only send all of it again, what is here stays.
    mapper.page.route("**/file", damaged)
    fetches(mapper, above)
    mapper.reads("basemaps.why.wrong_part")
    mapper.page.unroute("**/file")
    mapper.page.route("**/file", without_ranges)
    fetches(mapper, above)
    has(mapper, above)
    assert sorted(name.rpartition(".")[2] for name in kept(mapper)) == ["json", "pmtiles"]

    # A browser with no folder for maps says so; the map keeps the outline of the land.
    mapper.page.add_init_script("delete StorageManager.prototype.getDirectory")
    mapper.page.reload()
    fetches(mapper, offered(mapper, "streets"))
    mapper.reads("basemaps.why.no_folder")
    mapper.goes_to("/map")
    expect(mapper.page.locator("[data-drawn=whole]")).to_be_visible()
