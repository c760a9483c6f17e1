"""What cannot be an answer is held on the screen and said at once; what was tapped by mistake is undone."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.phone import DRAFT_QUESTION, Phone
from tests.e2e.server import Server
from tests.e2e.words import word

DAY, CHOICE = "profile_date", "consent_explained"


def _at(phone: Phone, question: str, name: str) -> None:
    phone.goes_to_question(question.rpartition("/ask/")[0], name)


def test_what_is_no_number_and_no_day_is_not_saved_and_not_left_by_any_arrow(
    demonstration: Server, new_phone: Callable[..., Phone]
) -> None:
    phone = new_phone("rosa")
    question = phone.opens_demonstration_draft(demonstration)
    number = phone.page.locator(f'[data-field="{DRAFT_QUESTION}"]')
    number.fill("-5")
    phone.reads("entry.below")
    number.fill("12abc")
    phone.reads("question.unread")
    phone.page.locator("a.back").click()
    expect(phone.page).to_have_url(question)
    expect(number).to_have_value("12abc")
    expect(number).to_be_focused()
    number.fill("12")
    phone.page.locator("a.back").click()
    expect(phone.page).to_have_url(re.compile(r"#/profiles/[0-9a-f-]{36}$"))
    _at(phone, question, DAY)
    day = phone.page.locator(f'[data-field="{DAY}"]')
    day.fill("")
    day.press_sequentially("0202")
    phone.reads("entry.not_day")
    phone.reads("question.unread")
    phone.goes_to("/outbox")  # left by no arrow: nothing of it is written down
    phone.sends_everything()
    _at(phone, question, DAY)
    day.fill("")
    day.press_sequentially("0202")
    day.press_sequentially("2026")
    phone.reads("question.saved")
    assert re.fullmatch(r"2026-02-02", day.input_value())
    phone.page.reload()
    expect(day).to_have_value("2026-02-02")
    day.press_sequentially("020261120")
    expect(day).to_have_value(re.compile(r"^(\d{4}-\d\d-\d\d)?$"))  # no year has five digits


def test_a_number_typed_over_and_a_choice_tapped_by_mistake_are_undone(
    demonstration: Server, new_phone: Callable[..., Phone]
) -> None:
    phone = new_phone("rosa")
    question = phone.opens_demonstration_draft(demonstration)
    number = phone.page.locator(f'[data-field="{DRAFT_QUESTION}"]')
    before = number.input_value()
    phone.answers_one(DRAFT_QUESTION, 77)
    unknown = phone.page.get_by_role("button", name="Do not know", exact=True)
    unknown.dblclick()  # a thumb that trembles has said it once, and Undo has not moved below it
    expect(unknown).to_have_attribute("aria-pressed", "true")
    phone.taps("question.undo")
    expect(number).to_have_value("77")
    phone.taps("question.undo")
    expect(number).to_have_value(before)
    expect(phone.page.locator("[data-written]")).to_have_attribute("data-written", "saved")
    phone.page.reload()
    expect(number).to_have_value(before)
    _at(phone, question, CHOICE)
    chosen = phone.page.locator(f'[data-field="{CHOICE}"] input:checked')
    phone.taps("question.empty")
    expect(chosen).to_have_count(0)
    phone.taps("question.undo")
    expect(chosen).to_have_count(1)
    phone.taps("question.undo_empty")
    expect(chosen).to_have_count(0)
    expect(phone.page.get_by_role("button", name=word("question.empty"))).to_have_count(0)
    phone.reads("question.saved")
    phone.page.reload()
    expect(phone.page.locator("h1#question")).to_be_visible()
    expect(chosen).to_have_count(0)
