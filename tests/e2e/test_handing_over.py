"""Days without signal, and a phone that was shut out: answers travel in another's pocket, nothing is erased unsent."""

import json
import re
import sqlite3
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.e2e.desk import Desk
from tests.e2e.phone import DRAFT_QUESTION, Phone
from tests.e2e.server import Server
from tests.e2e.words import word


def _asked(server: Server, sql: str) -> list[tuple[str, ...]]:
    with sqlite3.connect(server.folder / "kwetu.sqlite3") as database:
        return database.execute(sql).fetchall()


def _link_of(server: Server, name: str) -> str:
    [(person_id,)] = _asked(server, f"SELECT id FROM person WHERE name = '{name}'")
    return server.command("link", person_id).split()[0]


def _is_given(phone: Phone, key: str, folder: Path) -> Path:
    """Tap what gives a file on, and return it as it lies on a memory card."""
    with phone.page.expect_download() as coming:
        phone.taps(key)
    card = folder / coming.value.suggested_filename
    coming.value.save_as(card)
    return card


def _takes_in(phone: Phone, file: Path) -> None:
    phone.goes_to("/handover")
    phone.page.get_by_label(word("handover.pick")).set_input_files(file)


def test_what_was_written_without_signal_is_delivered_by_another_phone_and_proven_by_the_receipts_it_brings_back(
    demonstration: Server, new_phone: Callable[..., Phone], tmp_path: Path
) -> None:
    rosa, jun = new_phone("rosa"), new_phone("jun")
    rosa.opens_demonstration_draft(demonstration)
    rosa.keeps_the_app()
    jun.joins(_link_of(demonstration, "Jun Evangelista"))
    jun.keeps_the_app()
    demonstration.stop()
    rosa.answers_one(DRAFT_QUESTION, 9)
    rosa.goes_to("/handover")
    rosa.taps("handover.make")
    card = _is_given(rosa, "handover.give", tmp_path)
    assert b"Rosa" not in card.read_bytes()
    rosa.reads("kit.gone.saved", name=card.name)
    _is_given(rosa, "handover.give", tmp_path)  # a second person takes the same file along
    expect(rosa.page.get_by_role("heading", name=word("handover.given"))).to_be_visible()
    expect(rosa.page.get_by_text(word("handover.without_proof"))).to_have_count(1)
    _takes_in(jun, card)
    expect(jun.page.locator("[data-carried=carried]")).to_be_visible()
    jun.is_killed()
    jun.is_opened_again(f"{demonstration.url}/#/outbox")
    expect(jun.page.locator("[data-carried=carried]")).to_be_visible()
    demonstration.start()
    jun.page.reload()
    jun.reads("handover.delivered_of", name="Rosa Dimaculangan")
    receipts = _is_given(jun, "handover.give_receipts", tmp_path)
    demonstration.stop()
    expect(rosa.safety).not_to_have_attribute("data-state", "safe")
    _takes_in(rosa, receipts)
    rosa.reads("handover.picked.receipts", name="Rosa Dimaculangan")
    expect(rosa.safety).to_have_attribute("data-state", "safe")


def test_a_file_that_is_none_or_is_cut_short_is_not_carried(
    demonstration: Server, new_phone: Callable[..., Phone], tmp_path: Path
) -> None:
    rosa, jun = new_phone("rosa"), new_phone("jun")
    rosa.opens_demonstration_draft(demonstration)
    rosa.keeps_the_app()
    jun.joins(_link_of(demonstration, "Jun Evangelista"))
    jun.keeps_the_app()
    demonstration.stop()
    rosa.answers_one(DRAFT_QUESTION, 9)
    rosa.goes_to("/handover")
    rosa.taps("handover.make")
    whole = _is_given(rosa, "handover.give", tmp_path)
    cut, other = tmp_path / "cut.kwetu", tmp_path / "letter.txt"
    cut.write_bytes(whole.read_bytes()[:-20])
    other.write_text("Dear Jun,")
    for file, key in ((cut, "problem.handover-cut-short"), (other, "problem.not-a-handover")):
        _takes_in(jun, file)
        jun.reads(key)
    _takes_in(rosa, whole)
    rosa.reads("handover.picked.own")
    expect(jun.page.locator("[data-carried]")).to_have_count(0)


def _shuts_out(server: Server, person: str) -> None:
    """Take the access of a person's phones away, as a leader does on the page of people."""
    [(person_id,)] = _asked(server, "SELECT id FROM person WHERE role = 'leader' ORDER BY name LIMIT 1")
    code = server.command("link", person_id).split()[0].rpartition("/")[2]
    joining = json.dumps({"code": code, "device_name": "desk"}).encode()
    token = json.load(_post(f"{server.url}/api/people/join", joining))["token"]
    for (device_id,) in _asked(
        server, f"SELECT device.id FROM device JOIN person ON person.id = person_id WHERE person.name = '{person}'"
    ):
        _post(f"{server.url}/api/people/devices/{device_id}/revoke", b"", token)


def _post(url: str, body: bytes, token: str = "") -> Any:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    return urllib.request.urlopen(urllib.request.Request(url, body, headers, method="POST"), timeout=20)


def test_a_phone_that_was_shut_out_sends_what_is_left_and_then_forgets_and_a_leader_takes_it_in(
    demonstration: Server, new_phone: Callable[..., Phone], new_desk: Callable[[str], Desk]
) -> None:
    rosa = new_phone("rosa")
    rosa.opens_demonstration_draft(demonstration)
    rosa.keeps_the_app()
    question = rosa.page.url
    rosa.goes_to("/shut-out")
    rosa.reads("shutout.title_not")
    rosa.page.goto(question)
    assert rosa.browser.context
    rosa.browser.context.set_offline(True)
    rosa.answers_one(DRAFT_QUESTION, 9)
    _shuts_out(demonstration, "Rosa Dimaculangan")
    rosa.browser.context.set_offline(False)
    expect(rosa.page.locator("[data-barred=revoked]")).to_be_visible()
    for page in ("/", "/day"):  # nobody is told that it will be sent
        rosa.goes_to(page)
        rosa.reads("sync.left_here", n=1)
        expect(
            rosa.page.get_by_text(word("shell.home_unsent")).or_(rosa.page.get_by_text(word("day.waiting")))
        ).to_have_count(0)
    rosa.goes_to("/shut-out")
    expect(rosa.page.get_by_role("button", name=re.compile("^Forget"))).to_have_count(0)
    demonstration.stop()
    rosa.main_action.click()
    rosa.reads("shutout.waits")  # the phone believes in a signal that is none
    demonstration.start()
    rosa.page.evaluate("dispatchEvent(new Event('online'))")
    rosa.reads("shutout.all_sent")
    rosa.taps("shutout.forget", name="Rosa Dimaculangan")
    rosa.reads("people.welcome_under")
    expect(rosa.page.get_by_text("Rosa Dimaculangan")).to_have_count(0)
    lea = new_desk("lea")
    lea.joins(demonstration.links()["leader"])
    lea.taps("parked.link", n=1)
    expect(lea.page.locator("[data-parked=waiting]")).to_contain_text("Rosa Dimaculangan")
    lea.taps("parked.admit")
    lea.taps("parked.admit_yes")
    expect(lea.page.locator("[data-parked=admitted]")).to_be_visible()
    stored = "SELECT answer FROM edit WHERE edit_id IN (SELECT edit_id FROM parked_edit WHERE settled = 'admitted')"
    assert _asked(demonstration, stored) == [("kept",)]


def test_a_boundary_begun_on_a_phone_that_was_shut_out_is_not_called_sent_and_leaves_in_a_rescue_file(
    demonstration: Server, new_phone: Callable[..., Phone]
) -> None:
    rosa = new_phone("rosa")
    profile = rosa.opens_demonstration_draft(demonstration).partition("/ask/")[0]
    rosa.goes_to_question(profile, "boundary")
    rosa.taps("question.boundary")
    rosa.taps("boundary.how.tap")
    expect(rosa.main_action).to_be_enabled()
    rosa.page.locator("canvas").first.click(position={"x": 120, "y": 120})
    expect(rosa.page.locator(".map-told, [role=status]").filter(has_text="1 corner").first).to_be_visible()
    _shuts_out(demonstration, "Rosa Dimaculangan")
    rosa.page.evaluate("dispatchEvent(new Event('online'))")
    expect(rosa.page.locator("[data-barred=revoked]")).to_be_visible()
    rosa.goes_to("/shut-out")
    rosa.reads("shutout.unfinished", n=1)
    expect(rosa.page.get_by_text(word("shutout.all_sent"))).to_have_count(0)
    rosa.taps("rescue.save")
    rosa.page.wait_for_url(re.compile("#/rescue$"))
    with rosa.page.expect_download():
        rosa.main_action.click()
    rosa.page.get_by_text(re.compile("^1 boundary or hand-in that was begun was read into the file")).wait_for()


def test_a_leader_types_the_code_of_a_day_and_hears_whether_all_of_it_is_here(
    demonstration: Server, new_phone: Callable[..., Phone], new_desk: Callable[[str], Desk]
) -> None:
    rosa, lea = new_phone("rosa"), new_desk("lea")
    rosa.opens_demonstration_draft(demonstration)
    rosa.answers_one(DRAFT_QUESTION, 9)
    rosa.sends_everything()
    rosa.goes_to("/day")
    code = rosa.page.locator("[data-code]").inner_text()
    lea.joins(demonstration.links()["leader"])
    lea.goes_to("/more")
    lea.taps("code.title")
    typed = lea.page.locator('[data-field="code"]')
    typed.fill(code.lower().replace("-", " "))
    lea.main_action.click()
    lea.reads("code.here")
    expect(lea.page.get_by_text(re.compile("^Rosa Dimaculangan · "))).to_be_visible()
    lea.reads("code.stands_for", n=1)
    lea.reads("code.not_in_it")
    typed.fill(code[:-1] + ("A" if code[-1] == "B" else "B"))
    expect(lea.page.get_by_text(word("code.here"))).to_have_count(0)
    lea.main_action.click()
    lea.reads("code.not_here")
    lea.reads("code.part", n=1, all=1)


def test_a_code_says_on_the_phone_that_what_is_not_sent_yet_is_not_in_it(
    demonstration: Server, new_phone: Callable[..., Phone]
) -> None:
    rosa = new_phone("rosa")
    draft = rosa.opens_demonstration_draft(demonstration)
    rosa.answers_one(DRAFT_QUESTION, 9)
    rosa.sends_everything()
    assert rosa.browser.context
    rosa.goes_to("/day")
    code = rosa.page.locator("[data-code]").inner_text()
    expect(rosa.page.get_by_text(word("day.code_later"))).to_have_count(0)
    rosa.browser.context.set_offline(True)
    rosa.page.goto(draft)
    rosa.answers_one(DRAFT_QUESTION, 11)
    rosa.goes_to("/day")
    rosa.reads("day.code_later", n=1)
    expect(rosa.page.locator("[data-code]")).to_have_text(code)
