"""Lists of a profile are filled in row by row on the phone without signal; the leader reads them as they were said."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.desk import Desk
from tests.e2e.phone import Phone
from tests.e2e.server import Server
from tests.e2e.words import word

DRAFT = "Purok 4 Riverside"


def _rows(phone: Phone) -> list[str | None]:
    return [row.get_attribute("data-row") for row in phone.page.locator("li[data-row]").all()]


def _adds_toilets(phone: Phone, address: str, *, use: str, kind: str, seats: int, working: int) -> None:
    """Add a group of toilets and answer what is asked of it, question by question."""
    phone.page.goto(address)
    phone.page.get_by_role("link", name=word("rows.add")).or_(
        phone.page.get_by_role("link", name=word("rows.add.more"))
    ).click()
    phone.page.locator(f'[data-field="toilet_use"] input[value="{use}"]').check()
    phone.page.locator(f'[data-field="toilet_group_type"] input[value="{kind}"]').check()
    phone.taps("rows.key.add")
    phone.page.wait_for_url(re.compile(rf"/{use}\+{kind}$"))
    for question, said in (("toilet_seats_total", seats), ("toilet_seats_working", working)):
        phone.page.goto(f"{address}/{use}+{kind}/{question}")
        phone.answers_one(question, said)
    phone.page.goto(address)
    expect(phone.page.locator(f'[data-row="{use}+{kind}"]')).to_contain_text(f"{working} of {seats}")


def test_lists_are_filled_in_without_signal_and_read_by_the_leader(
    demonstration: Server, new_phone: Callable[..., Phone], new_desk: Callable[[str], Desk]
) -> None:
    phone = new_phone("rosa")
    profile = phone.opens_demonstration_draft(demonstration).partition("/ask/")[0]
    phone.keeps_the_app()
    demonstration.stop()

    # Two groups of toilets; one is taken off the list and taken back with all that was said of it.
    toilets = f"{profile}/rows/toilet_group"
    _adds_toilets(phone, toilets, use="shared", kind="pit_slab", seats=6, working=4)
    _adds_toilets(phone, toilets, use="household", kind="vip", seats=3, working=3)
    phone.page.get_by_role("button", name=re.compile("^Shared.*take off")).click()
    expect(phone.page.locator("li[data-row]")).to_have_count(1)
    phone.page.get_by_role("button", name=word("rows.back")).click()
    expect(phone.page.locator("li[data-row]")).to_have_count(2)
    phone.page.get_by_role("button", name=re.compile("^One household.*one up")).click()
    expect(phone.page.locator("li[data-row]").first).to_have_attribute("data-row", "household+vip")

    # The same kind again is the same row: nothing is doubled.
    phone.taps("rows.add.more")
    phone.page.locator('[data-field="toilet_use"] input[value="shared"]').check()
    phone.page.locator('[data-field="toilet_group_type"] input[value="pit_slab"]').check()
    phone.reads("rows.key.same")
    phone.taps("rows.key.open")
    phone.page.wait_for_url(re.compile(r"/shared\+pit_slab$"))

    # More working than there are is said in the row where it is.
    phone.page.goto(f"{toilets}/shared+pit_slab/toilet_seats_working")
    phone.answers_one("toilet_seats_working", 9)
    expect(phone.page.get_by_text(re.compile("9 of 6"))).to_be_visible()
    phone.answers_one("toilet_seats_working", 4)

    # No disasters: one tap, and not an empty list.
    phone.page.goto(f"{profile}/rows")
    phone.page.get_by_role("link", name=re.compile("Disasters")).click()
    phone.answers_whole_list("disaster", "none")

    # What women need is put in order: by tapping, by moving, by drawing a card to its place.
    phone.page.goto(f"{profile}/rows/priority_item?list=women")
    for need in ("Drainage", "Water", "Waste"):
        phone.page.get_by_role("button", name=need, exact=True).click()
        expect(phone.page.locator("li[data-row]").last).to_contain_text(need)
    phone.page.get_by_role("button", name=re.compile("^Water.*one up")).click()
    expect(phone.page.locator("li[data-row]").first).to_have_attribute("data-row", "water")
    _draws(phone, "waste", to="water")
    expect(phone.page.locator("li[data-row]").first).to_have_attribute("data-row", "waste")
    assert _rows(phone) == ["waste", "water", "drainage"]

    # Young people give stones.
    phone.page.goto(f"{profile}/rows/priority_item?list=youth")
    phone.taps("rows.stones")
    for need in ("jobs", "jobs", "roads", "safety", "safety", "safety"):
        phone.page.locator(f'[data-need="{need}"]').click()
    phone.taps("rows.stones.put")
    expect(phone.page.locator("li[data-row]")).to_have_count(3)
    assert _rows(phone) == ["safety", "jobs", "roads"]

    # The phone is started anew without a server: everything is there.
    phone.is_killed()
    phone.is_opened_again(toilets)
    expect(phone.page.locator("li[data-row]")).to_have_count(2)
    assert _rows(phone) == ["household+vip", "shared+pit_slab"]
    phone.page.goto(f"{profile}/rows/disaster")
    expect(phone.page.locator('[data-whole="none"]')).to_have_attribute("aria-pressed", "true")

    # The leader reads the rows.
    demonstration.start()
    phone.sends_everything()
    leader = new_desk("luz")
    leader.joins(demonstration.links()["leader"])
    leader.goes_to(f"/review/{profile.rpartition('/')[2]}")
    read = leader.page.locator('.doc li[data-field="toilet_group/shared+pit_slab/toilet_seats_working"]')
    expect(read).to_contain_text("Shared by neighbours · Pit with slab · Toilet seats working today")
    expect(read.locator("b").first).to_have_text("4")
    expect(leader.page.locator('.doc li[data-field="priority_item/women+waste/priority_rank"] b').first).to_have_text(
        "1"
    )
    none = leader.page.locator('.doc li[data-field="disaster"] b').first
    expect(none).to_have_text(word("answer.none_of_these"))


def _draws(phone: Phone, key: str, *, to: str) -> None:
    """Draw a card by its grip above another."""
    grip = phone.page.locator(f'[data-row="{key}"] .grip').bounding_box()
    place = phone.page.locator(f'[data-row="{to}"]').bounding_box()
    assert grip, key
    assert place, to
    phone.page.mouse.move(grip["x"] + 10, grip["y"] + 20)
    phone.page.mouse.down()
    phone.page.mouse.move(grip["x"] + 10, grip["y"] - 20, steps=3)
    phone.page.mouse.move(grip["x"] + 10, place["y"] + 5, steps=5)
    phone.page.mouse.up()
