"""What a phone promises beside the story: people share it, practice stays practice, a new version asks first."""

import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Playwright, expect

from tests.e2e.phone import DRAFT_QUESTION, Phone
from tests.e2e.server import ROOT, Server
from tests.e2e.words import word


def _invites_second_mapper(demonstration: Server) -> str:
    """Make a link for the demonstration's second mapper, as an operator can."""
    with sqlite3.connect(demonstration.folder / "kwetu.sqlite3") as database:
        [(person_id,)] = database.execute("SELECT id FROM person WHERE name = 'Jun Evangelista'").fetchall()
    return demonstration.command("link", person_id).split()[0]


def test_two_people_share_a_phone_and_neither_loses_or_sees_the_others_answers(
    demonstration: Server, new_phone: Callable[..., Phone]
) -> None:
    phone = new_phone("shared")
    question = phone.opens_demonstration_draft(demonstration)
    phone.keeps_the_app()
    link = _invites_second_mapper(demonstration)
    demonstration.stop()
    phone.answers_one(DRAFT_QUESTION, 9)
    demonstration.start()
    phone.joins(link)
    expect(phone.page.get_by_text(re.compile("Jun Evangelista")).first).to_be_visible()
    phone.goes_to("/more")
    phone.page.get_by_role("button", name=re.compile("Rosa Dimaculangan")).click()
    expect(phone.page).to_have_url(re.compile("#/$"))
    expect(phone.page.get_by_text(re.compile("Rosa Dimaculangan is writing"))).to_be_visible()
    phone.page.goto(question)
    expect(phone.page.locator(f'[data-field="{DRAFT_QUESTION}"]')).to_have_value("9")
    phone.sends_everything()


def test_what_is_written_in_practice_is_never_sent(demonstration: Server, new_phone: Callable[..., Phone]) -> None:
    phone = new_phone("practising")
    phone.joins(demonstration.links()["mapper"])
    phone.keeps_the_app()
    sent: list[str] = []
    phone.page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/sync/push") else None)
    phone.goes_to("/practice")
    phone.taps("practice.open")
    phone.page.wait_for_url(re.compile(r"#/settlements/"))
    profile = phone.begins_profile()
    phone.goes_to_question(profile, "consent_explained")
    phone.answers({"consent_explained": "yes", "consent_collect": "yes"}, until="name_community")
    expect(phone.page.locator('.banner[data-state="practice"]')).to_be_visible()
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.page.wait_for_timeout(3000)
    phone.taps("shell.practice_stop")
    expect(phone.page.get_by_text(re.compile("Purok 4 Riverside")).first).to_be_visible()
    expect(phone.safety).to_have_attribute("data-state", "nothing")
    assert sent == []


def test_a_new_version_asks_before_it_takes_over_and_the_open_question_keeps_its_answer(
    server: Server, new_phone: Callable[..., Phone], tmp_path: Path
) -> None:
    built = Path(os.environ.get("KWETU_FRONTEND_DIR", ROOT / "frontend" / "dist"))
    own_copy = shutil.copytree(built, tmp_path / "dist")
    server.settings = {"KWETU_FRONTEND_DIR": str(own_copy)}
    server.start("--demo")
    phone = new_phone("updated")
    phone.opens_demonstration_draft(server)
    phone.keeps_the_app()
    phone.page.reload()
    control = phone.page.locator(f'[data-field="{DRAFT_QUESTION}"]')
    control.fill("9")

    worker = own_copy / "service-worker.js"
    worker.write_text(worker.read_text(encoding="utf-8") + "\n// the next version\n", encoding="utf-8")
    for twin in own_copy.glob("service-worker.js.*"):
        twin.unlink()
    phone.page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    phone.reads("shell.new_version")
    expect(control).to_have_value("9")
    with phone.page.expect_navigation():
        phone.taps("shell.new_version_take")
    expect(control).to_have_value("9")
    expect(phone.page.get_by_text(word("shell.new_version"))).to_have_count(0)


def test_an_insecure_address_says_so_before_any_answer_is_given(
    demonstration: Server, playwright: Playwright, tmp_path: Path
) -> None:
    phone = Phone(playwright, tmp_path / "insecure", options=["--host-resolver-rules=MAP kwetu.test 127.0.0.1"])
    phone.page.goto(f"http://kwetu.test:{demonstration.port}/#/welcome")
    expect(phone.page.get_by_role("alert").get_by_text(word("shell.insecure"))).to_be_visible()
    phone.browser.close()


def test_every_language_can_be_chosen_on_the_first_screen_and_drafts_say_that_they_are_drafts(
    demonstration: Server, new_phone: Callable[..., Phone]
) -> None:
    phone = new_phone("new")
    phone.page.goto(f"{demonstration.url}/#/welcome")
    languages = phone.page.get_by_role("radio")
    expect(languages).to_have_count(3)
    expect(phone.page.get_by_text(word("kit.draft"))).to_have_count(2)
    phone.page.get_by_role("radio", name=re.compile("Filipino")).check()
    expect(phone.page.locator("html")).to_have_attribute("lang", "fil")
