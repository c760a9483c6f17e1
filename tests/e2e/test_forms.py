"""An administrator brings a form as a workbook: told which cell stands in the way, mends it, publishes it."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.desk import Desk
from tests.e2e.server import Server
from tests.e2e.words import word
from tests.workbooks import asked, workbook


def test_a_form_is_mended_cell_by_cell_and_published(
    server: Server, new_desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    link = server.begin(federation="Homeless People's Federation", city="Muntinlupa", name="Ada")
    server.start()
    desk = new_desk("ada")
    desk.joins(link)
    desk.goes_to("/forms")
    brought = tmp_path / "taps.xlsx"

    brought.write_bytes(workbook(asked("integer taps", "video film")))
    desk.page.set_input_files("#workbook", brought)
    desk.taps("forms.look")
    desk.reads("forms.refused", n=1)
    expect(desk.page.get_by_text(word("forms.cell", sheet="survey", row=3))).to_be_visible()

    # Mended where it lies: the browser no longer gives the file that was chosen, and the page says so.
    brought.write_bytes(workbook(asked("integer taps", "image photo")))
    desk.taps("forms.look")
    desk.reads("forms.file_changed")
    desk.page.set_input_files("#workbook", brought)
    desk.taps("forms.look")
    desk.reads("forms.would_be", n=1)
    desk.taps("forms.publish", n=1)
    desk.reads("forms.published")
    expect(desk.page.get_by_text("taps@1", exact=True)).to_be_visible()

    with desk.page.expect_download() as taken:
        desk.page.get_by_role("button", name=word("forms.take_workbook_of", form="taps@1")).click()
    assert Path(taken.value.path()).read_bytes() == brought.read_bytes()
