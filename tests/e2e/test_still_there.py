"""One takes a tap off the map, another tells of it without knowing: both hear of it, and those who look decide."""

import sqlite3
import uuid
from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.phone import Phone
from tests.e2e.server import Server
from tests.e2e.test_access import DRAFT, cut_off, found_by_axe
from tests.e2e.test_nothing_hidden_from_a_leader import Told, value
from tests.e2e.words import word

MAP = f"/settlements/{DRAFT}/map"


def _deletions(server: Server, record_id: str) -> int:
    with sqlite3.connect(server.folder / "kwetu.sqlite3") as database:
        asked = "SELECT COUNT(*) FROM edit WHERE record_id = ? AND body LIKE '%\"_deleted\"%'"
        return int(database.execute(asked, [record_id]).fetchone()[0])


def test_a_tap_that_one_took_off_while_another_told_of_it_is_asked_about_on_the_map_the_list_and_its_page(
    demonstration: Server, new_phone: Callable[..., Phone]
) -> None:
    links, tap = demonstration.links(), str(uuid.uuid4())
    jun = Told(demonstration, links["leader"])
    place = {"type": "Point", "coordinates": [121.0466, 14.3724]}
    put = jun.says("feature", tap, DRAFT, layer=value("water_point"), ref=value("T1"), geometry=value(place))
    rosa = new_phone("rosa")
    rosa.opens_demonstration_draft(demonstration)
    rosa.keeps_the_app()
    rosa.goes_to(f"{MAP}/{tap}")
    expect(rosa.page.get_by_role("button", name=word("points.remove"))).to_be_visible()

    # without signal she tells of it; meanwhile it is taken off by somebody who has not seen that
    rosa.page.context.set_offline(True)
    rosa.page.locator("[data-ask='status']").click()
    rosa.page.locator("[data-field='status'] input[value='working']").click()
    jun.says("feature", tap, DRAFT, _deleted={"saw": [put], "replaces": []})
    rosa.page.context.set_offline(False)
    rosa.goes_to("/outbox")
    rosa.goes_to(f"{MAP}/{tap}")
    rosa.reads("points.off.what")
    expect(rosa.page.locator("[data-ask='status']")).to_contain_text("Working")
    assert not found_by_axe(rosa.page)
    assert not cut_off(rosa.page)

    # also on the map and in the list it is asked
    rosa.goes_to(MAP)
    rosa.reads("points.off.here")
    rosa.taps("map.as_list")
    rosa.reads("points.off.short")

    # who has looked says so: it is there, or it is gone, and then nobody is asked any more
    rosa.goes_to(f"{MAP}/{tap}")
    rosa.taps("points.off.keep")
    expect(rosa.page.get_by_text(word("points.off.what"))).to_have_count(0)
    expect(rosa.page.get_by_role("button", name=word("points.remove"))).to_be_visible()
    jun.says("feature", tap, DRAFT, _deleted={"saw": [put], "replaces": []})
    rosa.goes_to("/outbox")
    rosa.goes_to(f"{MAP}/{tap}")
    rosa.taps("points.off.gone")
    rosa.reads("points.removed", number="T1")
    rosa.goes_to(MAP)
    expect(rosa.page.get_by_text(word("points.off.here"))).to_have_count(0)
    assert _deletions(demonstration, tap) >= 3
