"""Questions are spoken into one phone, put on others, and heard there without signal: one tap plays, one tap stops."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, Playwright, expect

from tests.e2e.phone import Phone
from tests.e2e.server import Server
from tests.e2e.words import word
from tests.sounds import pack, wav

MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
SOUNDS_MADE = """() => {
  const Made = window.Audio;
  window.sounds = [];
  window.Audio = function () { const sound = new Made(); window.sounds.push(sound); return sound; };
}"""
HEARD = "() => window.sounds.some((one) => !one.paused && one.currentTime > 0.2)"
QUIET = "() => window.sounds.every((one) => one.paused)"


def speaks_a_question(page: Page) -> None:
    """Say whose voice it is, speak the first question into the phone, and give it to the federation."""
    about = {"name": "Shona", "language": "sn", "by": "Tariro of Mbare"}
    for part, text in about.items():
        page.get_by_label(word(f"spoken.about.{part}"), exact=True).fill(text)
    page.get_by_role("button", name=word("spoken.about.begin")).click()
    page.get_by_role("button", name=word("spoken.record.do"), exact=True).click()
    expect(page.locator('[data-recording="true"]')).to_be_visible()
    page.wait_for_timeout(1_500)
    page.get_by_role("button", name=word("spoken.record.end")).click()
    expect(page.get_by_text(word("spoken.record.kept"))).to_be_visible()


def test_a_question_is_spoken_once_and_heard_on_another_phone_without_signal(
    demonstration: Server, new_phone: Callable[..., Phone], playwright: Playwright, tmp_path: Path
) -> None:
    thandi = Phone(playwright, tmp_path / "thandi", options=MICROPHONE)
    try:
        way_in = re.search(r"http\S+#/join/\S+", demonstration.command("link", "Thandi Moyo"))
        assert way_in
        thandi.joins(way_in.group())
        thandi.keeps_the_app()
        thandi.goes_to("/sound?record=here")
        speaks_a_question(thandi.page)
        spoken = thandi.page.locator("h2[data-field]").get_attribute("data-field")
        thandi.taps("spoken.record.send")
        expect(thandi.page.get_by_text(word("spoken.bring.done", language="Shona", n=1))).to_be_visible()
    finally:
        thandi.browser.close()

    rosa = new_phone("rosa")
    rosa.page.context.add_init_script(f"({SOUNDS_MADE})()")
    profile = rosa.opens_demonstration_draft(demonstration).partition("/ask/")[0]
    rosa.keeps_the_app()
    rosa.goes_to("/sound")
    expect(rosa.page.locator('[data-offered="sn"]')).to_contain_text("0.1 MB")
    rosa.taps("spoken.fetch")
    expect(rosa.page.get_by_text(word("spoken.installed", language="Shona"))).to_be_visible()

    demonstration.stop()
    rosa.goes_to_question(profile, str(spoken))
    listen, stop = (
        rosa.page.get_by_role("button", name=word(f"spoken.{one}"), exact=True) for one in ("listen", "stop")
    )
    listen.click()
    rosa.page.wait_for_function(HEARD)
    stop.click()
    rosa.page.wait_for_function(QUIET)

    # Another language, passed on from hand to hand: still no signal.
    rosa.goes_to("/sound")
    file = {"name": "ndebele.zip", "mimeType": "application/zip",
            "buffer": pack({"households_total.wav": wav(3)}, language="nd", name="Ndebele")}  # fmt: skip
    rosa.page.locator("#sound-file").set_input_files(file)  # type: ignore[arg-type]
    expect(rosa.page.get_by_text(word("spoken.installed", language="Ndebele"))).to_be_visible()
    rosa.goes_to_question(profile, "households_total")
    listen.click()
    rosa.page.wait_for_function(HEARD)
    rosa.goes_on()
    rosa.page.wait_for_function(QUIET)
    expect(listen).to_have_count(0)
