"""What a phone does when its own store is damaged, full, or shared by two tabs: nothing is lost, and it says so."""

import json
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.crash.browser import OUTBOX
from tests.e2e.phone import DRAFT_QUESTION, Phone
from tests.e2e.server import Server
from tests.e2e.words import word

COPIES = "async () => (await (await caches.open('kwetu-answers')).keys()).filter(({url}) => /kwetu-/.test(url)).length"


def _stored(phone: Phone) -> Path:
    """The folder in which the browser keeps IndexedDB."""
    (folder,) = phone.browser.folder.rglob("*.indexeddb.leveldb")
    return folder


def _copied(page: Page, edits: int) -> None:
    """Wait until the second copy holds so many unsent edits."""
    until = time.monotonic() + 15
    while page.evaluate(COPIES) != edits:
        assert time.monotonic() < until, f"{page.evaluate(COPIES)} copies instead of {edits}"
        page.wait_for_timeout(100)


def _says(page: Page) -> dict[str, int]:
    return {path: said["value"] for own in page.evaluate(OUTBOX) for path, said in own["edit"]["set"].items()}


@pytest.fixture
def offline(demonstration: Server, new_phone: Callable[..., Phone]) -> tuple[Phone, str]:
    """A phone with one answer that is not sent yet; the server is away."""
    phone = new_phone("damaged")
    question = phone.opens_demonstration_draft(demonstration)
    phone.keeps_the_app()
    demonstration.stop()
    phone.answers_one(DRAFT_QUESTION, 9)
    _copied(phone.page, 1)
    return phone, question


def test_a_store_the_browser_deletes_because_it_is_damaged_is_brought_back_and_sent(
    offline: tuple[Phone, str], demonstration: Server
) -> None:
    phone, question = offline
    phone.browser.close()
    for log in _stored(phone).glob("*.log"):
        torn = bytearray(log.read_bytes())
        torn[::97] = bytes(len(torn[::97]))
        log.write_bytes(bytes(torn))
    demonstration.start()
    phone.is_opened_again(question)
    expect(phone.page.locator(f'[data-field="{DRAFT_QUESTION}"]')).to_have_value("9", timeout=30_000)
    phone.sends_everything()
    expect(phone.page.get_by_text(re.compile("lost what it kept for Kwetu"))).to_be_visible()
    assert _says(phone.page) == {DRAFT_QUESTION: 9}


def test_a_store_that_cannot_be_opened_is_not_deleted_and_its_answers_leave_in_a_rescue_file(
    offline: tuple[Phone, str], demonstration: Server, new_phone: Callable[..., Phone], tmp_path: Path
) -> None:
    phone, question = offline
    phone.browser.close()
    for manifest in _stored(phone).glob("MANIFEST-*"):
        manifest.unlink()
    kept = {file.name for file in _stored(phone).iterdir()}
    phone.is_opened_again(question)
    expect(phone.page.get_by_text(word("phone.do.store-broken"))).to_be_visible(timeout=30_000)
    with phone.page.expect_download() as download:
        phone.main_action.click()
    file = tmp_path / "rescue.json"
    download.value.save_as(file)
    phone.browser.close()
    assert kept <= {one.name for one in _stored(phone).iterdir()}
    assert "token" not in json.loads(file.read_text()).keys() | set(file.read_text().split('"'))

    demonstration.start()
    other = new_phone("another phone of the same mapper")
    other.joins(demonstration.links()["mapper"])
    other.keeps_the_app()
    other.goes_to("/rescue")
    other.page.locator("input[type=file]").set_input_files(file)
    other.reads("rescue.taken", n=1)
    other.sends_everything()
    assert _says(other.page) == {DRAFT_QUESTION: 9}


@pytest.mark.parametrize(
    ("fault", "told"),
    [("VersionError", "store-newer"), ("UnknownError", "store-broken"), ("QuotaExceededError", "phone-full")],
)
def test_a_store_that_does_not_open_is_told_in_words_and_never_by_a_blank_page(
    demonstration: Server, new_phone: Callable[..., Phone], fault: str, told: str
) -> None:
    phone = new_phone("refused")
    phone.page.add_init_script(
        f"""indexedDB.open = () => {{
          const asked = new EventTarget();
          asked.error = new DOMException('', '{fault}');
          asked.readyState = 'done';
          setTimeout(() => asked.dispatchEvent(new Event('error')));
          Object.setPrototypeOf(asked, IDBOpenDBRequest.prototype);
          return asked;
        }}"""
    )
    phone.page.goto(f"{demonstration.url}/#/")
    expect(phone.page.get_by_text(word(f"phone.do.{told}"))).to_be_visible(timeout=30_000)


def test_a_full_phone_says_at_once_that_an_answer_is_not_saved_and_saves_it_when_there_is_room(
    demonstration: Server, new_phone: Callable[..., Phone]
) -> None:
    phone = new_phone("full")
    question = phone.opens_demonstration_draft(demonstration)
    phone.keeps_the_app()
    phone.browser.close()
    phone.is_opened_again("about:blank")  # a browser remembers for a while how much room there was
    assert phone.browser.context
    devtools = phone.browser.context.new_cdp_session(phone.page)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": demonstration.url, "quotaSize": 1000})
    phone.page.goto(question)
    control = phone.page.locator(f'[data-field="{DRAFT_QUESTION}"]')
    control.fill("9")
    phone.reads("phone.not_saved.full")
    expect(phone.page.locator('.safety[data-state="unsaved"]')).to_be_visible()
    expect(phone.page.locator("[data-written]")).to_have_attribute("data-written", "failed")
    expect(control).to_have_value("9")
    assert phone.page.evaluate(OUTBOX) == []
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": demonstration.url})
    phone.taps("question.try_again")
    expect(phone.page.locator("[data-written]")).to_have_attribute("data-written", "saved")
    expect(phone.page.locator('.safety[data-state="unsaved"]')).to_have_count(0)
    assert _says(phone.page) == {DRAFT_QUESTION: 9}


def test_room_that_runs_out_is_told_before_it_is_gone(demonstration: Server, new_phone: Callable[..., Phone]) -> None:
    """Chromium of 2026 tells every page that 10 GB are left; other browsers tell the truth, and it is shown."""
    phone = new_phone("nearly full")
    phone.page.add_init_script("StorageManager.prototype.estimate = async () => ({ usage: 1e7, quota: 4e7 })")
    phone.page.goto(f"{demonstration.url}/#/welcome")
    expect(phone.page.get_by_role("alert").get_by_text(word("shell.banner_low"))).to_be_visible()
    phone.goes_to("/more")
    phone.reads("phone.room_may_go")


def test_two_tabs_send_each_answer_once_and_both_show_that_it_is_safe(
    demonstration: Server, new_phone: Callable[..., Phone]
) -> None:
    phone = new_phone("two tabs")
    question = phone.opens_demonstration_draft(demonstration)
    phone.keeps_the_app()
    assert phone.browser.context
    sent: list[str] = []
    unanswered = [0, 0]

    def note(request: object) -> None:
        if str(getattr(request, "url", "")).endswith("/sync/push"):
            sent.append("asked")
            unanswered[0] += 1
            unanswered[1] = max(unanswered)

    def answered(request: object) -> None:
        if str(getattr(request, "url", "")).endswith("/sync/push"):
            unanswered[0] -= 1

    phone.browser.context.on("request", note)
    phone.browser.context.on("requestfinished", answered)
    first = phone.page
    second = phone.browser.new_tab()
    second.goto(question.replace(DRAFT_QUESTION, "taps_public_total"))
    for page, number in ((first, 9), (second, 14), (first, 8), (second, 13)):
        page.locator("[data-field]").first.fill(str(number))
        expect(page.locator("[data-written]")).to_have_attribute("data-written", "saved")
    for page in (first, second):
        page.evaluate("location.hash = '/outbox'")
    for page in (first, second):
        page.evaluate("dispatchEvent(new Event('online'))")
    for page in (first, second):
        expect(page.locator(".safety")).to_have_attribute("data-state", "safe", timeout=60_000)
    assert _says(first) == {DRAFT_QUESTION: 8, "taps_public_total": 13}
    assert sent
    assert unanswered[1] == 1, "two tabs sent at the same time"


def test_the_browser_sends_what_waits_after_the_last_page_was_closed(
    demonstration: Server, new_phone: Callable[..., Phone]
) -> None:
    phone = new_phone("closed")
    question = phone.opens_demonstration_draft(demonstration)
    phone.keeps_the_app()
    demonstration.stop()
    phone.answers_one(DRAFT_QUESTION, 9)
    assert phone.browser.context
    away = phone.browser.new_tab()
    away.goto("about:blank")
    devtools = phone.browser.context.new_cdp_session(away)
    registered: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: registered.extend(one["registrationId"] for one in told["registrations"] if "kwetu" not in one),
    )
    devtools.send("ServiceWorker.enable")
    phone.page.close()
    demonstration.start()
    away.wait_for_timeout(500)
    assert registered, "the worker is not known to the browser"
    for registration in dict.fromkeys(registered):
        devtools.send(
            "ServiceWorker.dispatchSyncEvent",
            {"origin": demonstration.url, "registrationId": registration, "tag": "kwetu-unsent", "lastChance": False},
        )
    until = time.monotonic() + 30
    while not _received(demonstration):
        assert time.monotonic() < until, "nothing was sent behind closed pages"
        away.wait_for_timeout(200)
    phone.opens_new_tab(question)
    expect(phone.safety).to_have_attribute("data-state", "safe")


def _received(server: Server) -> bool:
    """Tell whether the answer stands in the server's database."""
    import sqlite3

    with sqlite3.connect(server.folder / "kwetu.sqlite3") as database:
        asked = "SELECT count(*) FROM edit WHERE device_id != 'server' AND body LIKE ?"
        [(found,)] = database.execute(asked, (f'%"{DRAFT_QUESTION}"%',)).fetchall()
    return bool(found)


def test_a_clock_that_is_three_hours_ahead_is_told_and_the_answers_are_kept(
    demonstration: Server, playwright: Playwright, tmp_path: Path
) -> None:
    phone = Phone(playwright, tmp_path / "ahead")
    phone.page.add_init_script(
        """const Real = Date; const ahead = 3 * 3600e3;
        globalThis.Date = class extends Real {
          constructor(...given) { if (given.length) super(...given); else super(Real.now() + ahead); }
          static now() { return Real.now() + ahead; }
        };"""
    )
    phone.opens_demonstration_draft(demonstration)
    phone.answers_one(DRAFT_QUESTION, 9)
    phone.sends_everything()
    expect(phone.page.get_by_text(re.compile("clock is 3 hours ahead"))).to_be_visible()
    phone.browser.close()
    shutil.rmtree(phone.browser.folder)
