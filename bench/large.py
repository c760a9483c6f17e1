"""How soon a key shows in a form much larger than ours: a hundred rows of forty questions, and sums over all."""

import uuid
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import Page, expect

from app.questionnaire.xlsform.importing import import_workbook
from bench.filling import SLOWER, opened_draft, slowest, type_numbers
from bench.measured import Measured, tell

ROWS, ASKED, RECKONED = 100, 35, 5
KEYSTROKE_LARGE_MS = 100
FORM, LIST, TYPED_AT = "large_rows@1", "home", "count_2"

KEEP = """([form, fields]) => new Promise(async (done, failed) => {
  const [{ name }] = (await indexedDB.databases()).filter(({ name }) => /^kwetu-[0-9a-f]/.test(name));
  const opening = indexedDB.open(name);
  opening.onsuccess = () => {
    const tx = opening.result.transaction(['forms', 'records'], 'readwrite');
    const draft = tx.objectStore('records').get(location.hash.split('/')[2]);
    draft.onsuccess = () => {
      const edits = [{ edit_id: crypto.randomUUID(), by: draft.result.edits[0].by, made_at: '2026-11-20T08:00:00Z' }];
      const record_id = crypto.randomUUID();
      tx.objectStore('forms').put(form);
      const laid = { record_id, form: form.form, edits, fields, replaced: {}, yours: [] };
      tx.objectStore('records').put({ ...draft.result, ...laid });
      tx.oncomplete = () => { opening.result.close(); done(record_id); };
    };
    tx.onerror = () => failed(tx.error);
  };
})"""


def keystroke(folder: Path) -> Iterator[Measured]:
    """Type numbers into the fiftieth row; from the key to the painted sign, the slowest of twenty.

    The workbook goes through our own compiler. The 3,500 answers are laid into the phone's store as if they had been
    pulled, for nobody types them in a bench; all that is measured is the app's own.
    """
    fields, middle = _answers()
    with opened_draft(folder, slower=1) as (page, address):
        tell(f"form: {ROWS} rows of {ASKED + RECKONED} questions, {len(fields)} answers")
        profile = page.evaluate(KEEP, [_form(), fields])
        page.goto(address.partition("#")[0] + f"#/profiles/{profile}/rows/{LIST}/{middle}/{TYPED_AT}")
        page.reload()
        _slow(page)
        type_numbers(page, TYPED_AT)
        waits: list[float] = page.evaluate("measured.key")
    yield Measured(slowest(waits), "ms", KEYSTROKE_LARGE_MS)


def _slow(page: Page) -> None:
    expect(page.locator(f'[data-field="{TYPED_AT}"]')).to_be_visible()
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def _answers() -> tuple[dict[str, Any], str]:
    """Return what was said in each row, as a pulled record has it, and the key of the row in the middle."""
    keys = [str(uuid.uuid4()) for _ in range(ROWS)]
    fields = {f"{LIST}/{key}/count_{n}": [[0, {"value": 10}]] for key in keys for n in range(1, ASKED + 1)}
    return fields, keys[ROWS // 2]


def _form() -> dict[str, Any]:
    """Compile a workbook whose questions hang on each other, in the row and over all rows."""
    book = openpyxl.Workbook()
    survey = book.create_sheet("survey", 0)
    survey.append(["type", "name", "label", "constraint", "relevant", "calculation"])
    survey.append(["begin repeat", LIST, "Homes"])
    survey.append(["integer", "count_1", "Number 1"])
    for n in range(2, ASKED + 1):
        survey.append(
            ["integer", f"count_{n}", f"Number {n}", f". <= ${{count_{n - 1}}} * 10", f"${{count_{n - 1}}} >= 0"]
        )
    for n in range(1, RECKONED + 1):
        added = " + ".join(f"${{count_{at}}}" for at in range(n, ASKED, RECKONED))
        survey.append(["calculate", f"added_{n}", "", "", "", added])
    survey.append(["end repeat"])
    for n in range(1, RECKONED + 1):
        survey.append(["calculate", f"all_{n}", "", "", "", f"sum(${{added_{n}}})"])
    survey.append(["integer", "most", "The most of all", f". <= {' + '.join(f'${{all_{n}}}' for n in range(1, 6))}"])
    settings = book.create_sheet("settings")
    settings.append(["form_id", "form_title", "version"])
    settings.append([FORM.partition("@")[0], "A large form", "1"])
    written = BytesIO()
    book.save(written)
    imported = import_workbook(written.getvalue())
    assert imported.form, [str(refusal) for refusal in imported.refused]
    return dict(imported.form) | {"form": FORM}
