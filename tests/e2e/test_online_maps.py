"""The server's maps while there is signal: drawn where no pack lies, not asked for where one does, missed by nobody."""

import contextlib
import re
import sqlite3
from collections.abc import Callable

import pytest
import shapely
from playwright.sync_api import Error, Request, Route, expect

from tests.e2e.browser import DESK
from tests.e2e.phone import Phone
from tests.e2e.server import Server
from tests.e2e.test_access import _settlement
from tests.e2e.test_maps import BUILDING, DRAWN, LAKESIDE, ROAD, drawn, fetches, has, offered
from tests.e2e.words import word

TILE = re.compile(r"/api/tiles(/|$)")
DRAWN_BY = "Invented for the demonstration"
CROWD = "#a63d24"
ENOUGH = 300
MOST_ASKED, AT_ONCE = 60, 4
STRUCTURES, ACROSS, STEP = 100_000, 400, 0.00008
LAKESIDES = _settlement("Lakeside")


@pytest.fixture
def asked() -> list[str]:
    """Every request for tiles, or for which there are."""
    return []


@pytest.fixture
def rosa(demonstration: Server, new_phone: Callable[..., Phone], asked: list[str]) -> Phone:
    """The demonstration's mapper, with no map on her phone."""
    phone = new_phone("rosa")
    phone.joins(demonstration.links()["mapper"])
    phone.keeps_the_app()
    phone.stands_at(*LAKESIDE)
    watches(phone, asked)
    return phone


@pytest.fixture
def leader(demonstration: Server, new_phone: Callable[..., Phone], asked: list[str]) -> Phone:
    """The leader at a desk, of a city in which a hundred thousand structures were mapped."""
    map_structures(demonstration)
    lea = new_phone("lea", size=DESK)
    lea.joins(demonstration.links()["leader"])
    watches(lea, asked)
    return lea


def watches(phone: Phone, asked: list[str]) -> None:
    """Note what is asked for of tiles from now on."""

    def note(request: Request) -> None:
        if TILE.search(request.url):
            asked.append(request.url)

    assert phone.browser.context
    phone.browser.context.on("request", note)


def map_structures(server: Server) -> None:
    """Put the outlines of a hundred thousand structures around Lakeside, as they are told from their records."""
    lon, lat = LAKESIDE[0] - ACROSS * STEP / 2, LAKESIDE[1] - STRUCTURES / ACROSS * STEP / 2
    with sqlite3.connect(server.folder / "kwetu.sqlite3") as database:
        [city] = database.execute("SELECT city_id FROM outline WHERE settlement_id = ?", [LAKESIDES]).fetchone()
        at = [(lon + n % ACROSS * STEP, lat + n // ACROSS * STEP) for n in range(STRUCTURES)]
        rows = [
            (f"{n:032d}", f"e{n}", city, LAKESIDES, x, y, x, y, x, y, shape)
            for n, ((x, y), shape) in enumerate(zip(at, shapely.to_wkb(shapely.points(at)), strict=True))
        ]
        database.executemany(
            "INSERT INTO outline (record_id, edit_id, city_id, settlement_id, west, south, east, north, lon, lat,"
            " shape, path, rank, kind, layer, round, area_m2)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'geometry', 0, 'feature', 'structure', 0, 0)",
            rows,
        )
    database.close()


def pixels(phone: Phone, colour: str) -> int:
    """Return how many pixels of a colour the map shows."""
    [found] = phone.page.evaluate(DRAWN, [colour])
    return int(found)


def is_done_asking(phone: Phone, asked: list[str]) -> None:
    """Wait until no more tile is asked for."""
    for _ in range(20):
        before = len(asked)
        phone.page.wait_for_timeout(1_000)
        if len(asked) == before:
            return
    raise AssertionError(f"{len(asked)} tiles, and more")


def sees(phone: Phone, *colours: str) -> None:
    """Wait until there is enough of each colour on the map."""
    seen: list[int] = []
    for _ in range(100):
        seen = phone.page.evaluate(DRAWN, list(colours))
        if min(seen) > ENOUGH:
            return
        phone.page.wait_for_timeout(100)
    raise AssertionError(f"of {colours} there are {seen} pixels")


def looks_at_lakeside(phone: Phone) -> None:
    """Open the map where the phone stands."""
    phone.opens_map()
    expect(phone.page.locator("[data-drawn=whole]")).to_be_visible()
    phone.taps("map.here")


def sees_streets(phone: Phone) -> None:
    """Wait until houses and roads are on the map."""
    sees(phone, BUILDING, ROAD)


def test_a_phone_without_a_pack_sees_the_servers_streets_and_goes_on_with_the_outline_of_the_land_when_it_goes_off(
    rosa: Phone, demonstration: Server, asked: list[str]
) -> None:
    looks_at_lakeside(rosa)
    sees_streets(rosa)
    rosa.page.get_by_text(DRAWN_BY).wait_for()
    expect(rosa.page.get_by_role("link", name=word("basemaps.get"))).to_be_visible()
    assert {address.split("/api/tiles")[1].split("/")[1] for address in asked if "/tiles/" in address} == {
        "streets",
        "structures",
    }
    assert len(asked) == len(set(asked)), "nothing is asked for twice"

    # Back on the map, what came once costs no data again.
    streets = [address for address in asked if "/streets/" in address]
    rosa.goes_to("/")
    expect(rosa.page.get_by_role("heading", level=1)).to_be_visible()
    asked.clear()
    looks_at_lakeside(rosa)
    sees_streets(rosa)
    assert not set(streets) & set(asked)

    # Who switches them off asks for none.
    rosa.taps("map.under")
    rosa.reads("map.under.online")
    for kind in ("streets", "structures"):
        rosa.page.locator(f'[data-under="online-{kind}"] input').uncheck()
    asked.clear()
    rosa.page.locator("[aria-controls=map-under]").click()
    rosa.taps("map.farther")
    assert drawn(rosa) < (ENOUGH, ENOUGH)
    assert asked == []
    rosa.taps("map.under")
    rosa.page.locator('[data-under="online-streets"] input').check()
    rosa.page.locator("[aria-controls=map-under]").click()
    rosa.taps("map.nearer")
    sees_streets(rosa)

    # The server goes off: the map moves on, nothing says that something broke, and soon nothing is asked any more.
    demonstration.stop()
    for _ in range(6):
        rosa.taps("map.farther")
        rosa.page.wait_for_timeout(400)
    expect(rosa.page.get_by_role("alert")).to_have_count(0)
    expect(rosa.page.locator(".canvas")).to_be_visible()
    asked.clear()
    for _ in range(4):
        rosa.taps("map.nearer")
        rosa.page.wait_for_timeout(400)
    assert asked == []
    rosa.opens_new_tab(f"{demonstration.url}/#/map")
    expect(rosa.page.locator("[data-drawn=whole]")).to_be_visible()
    [outline] = rosa.page.evaluate(DRAWN, ["#fbfaf7"])
    assert outline > ENOUGH, "the outline of the land is not drawn"


def test_with_the_pack_in_place_no_tile_is_asked_for_because_data_costs_money(rosa: Phone, asked: list[str]) -> None:
    rosa.goes_to("/maps")
    streets = offered(rosa, "streets")
    fetches(rosa, streets)
    has(rosa, streets)
    rosa.goes_to(f"/settlements/{LAKESIDES}/map")
    rosa.taps("map.here")
    buildings, roads = drawn(rosa)
    assert (buildings > ENOUGH, roads > ENOUGH) == (True, True)
    for key in ("map.nearer", "map.nearer", "map.farther"):
        rosa.taps(key)
        rosa.page.wait_for_timeout(500)
    rosa.page.wait_for_load_state("networkidle")
    assert asked == []


def test_whoever_asked_the_phone_to_save_data_is_sent_no_tiles_and_offered_a_map(rosa: Phone, asked: list[str]) -> None:
    rosa.page.add_init_script("Object.defineProperty(navigator, 'connection', { value: { saveData: true } })")
    rosa.page.reload()
    looks_at_lakeside(rosa)
    drawn(rosa)
    rosa.page.wait_for_load_state("networkidle")
    expect(rosa.page.get_by_role("link", name=word("basemaps.get"))).to_be_visible()
    expect(rosa.page.get_by_role("button", name=word("map.under"))).to_have_count(0)
    assert asked == []


def test_a_server_that_fails_is_asked_a_few_times_and_again_when_there_is_signal(
    rosa: Phone, demonstration: Server, asked: list[str]
) -> None:
    def fails(route: Route) -> None:
        route.fulfill(status=503, body="<html>busy</html>", headers={"content-type": "text/html"})

    assert rosa.browser.context
    rosa.browser.context.route("**/api/tiles/*/**", fails)
    looks_at_lakeside(rosa)
    for key in ("map.farther", "map.nearer", "map.nearer", "map.farther"):
        rosa.taps(key)
        drawn(rosa)
    tiles = [address for address in asked if "/tiles/" in address]
    assert 3 <= len(tiles) <= 8, "three failures, and what was on its way then"
    expect(rosa.page.get_by_role("alert")).to_have_count(0)
    rosa.browser.context.unroute("**/api/tiles/*/**")
    rosa.browser.context.set_offline(True)
    rosa.page.wait_for_timeout(300)
    rosa.browser.context.set_offline(False)
    sees_streets(rosa)


def test_a_line_that_hangs_holds_up_neither_the_map_nor_the_thumb(rosa: Phone, asked: list[str]) -> None:
    assert rosa.browser.context
    held: list[Route] = []

    def hangs(route: Route) -> None:
        if len(held) < AT_ONCE:
            held.append(route)
        else:
            route.abort()

    rosa.browser.context.route("**/api/tiles/*/**", hangs)
    looks_at_lakeside(rosa)
    is_done_asking(rosa, asked)
    assert 0 < len([address for address in asked if "/tiles/" in address]) <= AT_ONCE
    scale = rosa.page.locator(".ol-scale-line-inner")
    before = scale.inner_text()
    rosa.taps("map.farther")
    rosa.taps("map.farther")
    expect(scale).not_to_have_text(before)
    expect(rosa.page.get_by_role("alert")).to_have_count(0)
    with contextlib.suppress(Error):  # the browser gave some of them up itself
        for route in held:
            route.abort()


def test_in_practice_nothing_is_asked_of_the_server(rosa: Phone, asked: list[str]) -> None:
    rosa.goes_to("/practice")
    rosa.taps("practice.open")
    rosa.page.wait_for_url(re.compile("#/settlements/"))
    looks_at_lakeside(rosa)
    drawn(rosa)
    rosa.page.wait_for_load_state("networkidle")
    assert asked == []


def test_a_leader_sees_a_hundred_thousand_structures_as_crowds_from_above_and_one_by_one_from_near(
    leader: Phone, asked: list[str]
) -> None:
    leader.stands_at(*LAKESIDE)
    leader.opens_map()
    sees_streets(leader)
    leader.page.get_by_text(DRAWN_BY).wait_for()
    sees(leader, CROWD)
    assert len(asked) < MOST_ASKED
    leader.taps("map.here")
    leader.taps("map.farther")
    sees(leader, CROWD)
    is_done_asking(leader, asked)
    near = pixels(leader, CROWD)
    asked.clear()
    leader.taps("map.under")
    leader.page.locator('[data-under="online-structures"] input').uncheck()
    leader.taps("map.under.close")
    drawn(leader)
    assert pixels(leader, CROWD) < near // 10
    assert asked == []


def test_an_official_sees_on_which_streets_a_released_boundary_lies_and_gets_no_map_to_keep(
    demonstration: Server, new_phone: Callable[..., Phone]
) -> None:
    amihan = new_phone("amihan")
    asked: list[str] = []
    amihan.page.on("request", lambda request: asked.append(request.url) if "/api/tiles/" in request.url else None)
    amihan.joins(demonstration.links()["official"])
    amihan.goes_to("/shared")
    expect(amihan.page.locator(".by")).to_contain_text("Invented for the demonstration")
    expect(amihan.page.locator("[data-drawn=whole]")).to_be_visible()
    assert asked
    assert {url.split("/api/tiles/")[1].split("/")[0] for url in asked} == {"streets"}
    amihan.taps("map.under")
    expect(amihan.page.locator("[data-under]")).to_have_count(1)
    expect(amihan.page.get_by_role("link", name=word("basemaps.title"))).to_have_count(0)


def test_a_leader_who_looks_at_what_a_city_will_see_sees_nothing_that_does_not_leave(
    leader: Phone, asked: list[str]
) -> None:
    leader.goes_to("/agreements")
    leader.page.locator("a.card[href^='#/agreements/']").first.click()
    leader.page.get_by_role("link", name=word("agreed.look")).click()
    expect(leader.page.locator("[data-drawn=whole]")).to_be_visible()
    is_done_asking(leader, asked)
    assert any("/streets/" in url for url in asked)
    assert not any("/structures/" in url for url in asked)
    leader.taps("map.under")
    expect(leader.page.locator('[data-under="online-structures"]')).to_have_count(0)
