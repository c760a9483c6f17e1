"""Paper that was filled in at a meeting is typed in on a wide screen, by keyboard alone, under the paper's numbers."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.browser import DESK
from tests.e2e.phone import Phone
from tests.e2e.server import Server
from tests.e2e.words import word


def _saved(page: Page) -> None:
    expect(page.locator("[data-written]")).to_have_attribute("data-written", "saved")


def _at(page: Page) -> str | None:
    """Tell which field the cursor is in."""
    said = page.evaluate("document.activeElement.closest('[data-field]')?.dataset.field ?? null")
    return str(said) if said else None


def _row(page: Page, name: str) -> str:
    return page.locator(".row", has=page.locator(f'[data-field="{name}"]')).inner_text()


def test_a_section_is_typed_in_by_keyboard_and_stands_there_as_if_answered_on_a_phone(
    demonstration: Server, new_phone: Callable[..., Phone]
) -> None:
    desk = new_phone("rosa", DESK)
    profile = desk.opens_demonstration_draft(demonstration).partition("/ask/")[0]
    page, keys = desk.page, desk.page.keyboard
    page.goto(profile)
    desk.taps("typing.title")
    page.get_by_label(word("typing.section")).select_option("F")
    page.wait_for_url(f"{profile}/type/F")
    source = page.locator('[data-field="water_main_source"] input')
    expect(source.first).to_be_visible()
    assert _row(page, "taps_public_working").startswith("5.15")

    # The fourteenth choice of seventeen; then "no", the third of three, which opens the question that follows.
    source.first.focus()
    keys.type("14")
    expect(page.locator('[data-field="water_main_source"] input[value="bottled"]')).to_be_checked()
    keys.press("Enter")
    assert _at(page) == "water_on_premises"
    keys.type("3")
    keys.press("Enter")
    assert _at(page) == "water_collection_min"
    keys.type("45")
    keys.press("Tab")
    assert _at(page) == "water_hours_day"
    keys.press("F2")  # nobody knows
    expect(page.locator('[aria-keyshortcuts="F2"][aria-pressed="true"]')).to_have_count(1)
    keys.press("Shift+Tab")
    assert _at(page) == "water_collection_min"
    keys.press("F4")  # refused, then not refused after all: what stood before is back
    keys.press("F4")
    expect(page.locator('[data-field="water_collection_min"]')).to_have_value("45")
    _saved(page)

    # What cannot be read is not left behind: the cursor stays where it stands.
    taps = page.locator('[data-field="taps_public_working"]')
    taps.fill("nine")
    desk.main_action.click()
    expect(taps).to_be_focused()
    expect(page).to_have_url(f"{profile}/type/F")
    taps.fill("9")
    _saved(page)

    # The phone's own page of the same question says the same.
    desk.goes_to_question(profile, "water_hours_day")
    expect(page.get_by_role("button", name="Do not know")).to_have_attribute("aria-pressed", "true")
    desk.goes_to_question(profile, "water_collection_min")
    expect(page.locator('[data-field="water_collection_min"]')).to_have_value("45")
    expect(page.get_by_text("5.4")).to_be_visible()


def test_on_a_phone_the_pages_are_fetched_and_typing_in_is_for_a_wide_screen(
    demonstration: Server, new_phone: Callable[..., Phone]
) -> None:
    phone = new_phone("rosa")
    profile = phone.opens_demonstration_draft(demonstration).partition("/ask/")[0]
    phone.goes_to("/more")
    phone.taps("print.title")
    phone.page.get_by_label(word("print.language")).select_option("fil")
    with phone.page.expect_download() as fetched:
        phone.main_action.click()
    assert fetched.value.suggested_filename == "settlement_profile-1-fil.pdf"
    assert fetched.value.path().read_bytes().startswith(b"%PDF")
    phone.page.goto(f"{profile}/type/F")
    phone.reads("typing.narrow")
    expect(phone.page.locator('[data-field="water_hours_day"]')).to_be_hidden()
