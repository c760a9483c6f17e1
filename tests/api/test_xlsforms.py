"""An administrator brings a form as a spreadsheet: looked at, refused cell by cell or published, and kept for ever."""

import base64
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest

from app.questionnaire import repository
from app.questionnaire.changes import carried_over, changes
from app.questionnaire.xlsform import apart
from app.questionnaire.xlsform.exporting import export_workbook
from app.questionnaire.xlsform.importing import import_workbook
from tests.cast import Cast, Member
from tests.conftest import Client
from tests.workbooks import asked, hostile, overlong, workbook

IMPORTS = "/api/forms/imports"
MOST_MB = 300


def send(
    client: Client, who: Member, body: bytes, lists: tuple[tuple[str, bytes], ...] = (), **said: Any
) -> httpx.Response:
    files = [("file", ("form.xlsx", body)), *(("lists", one) for one in lists)]
    plain = {name: value if isinstance(value, list) else str(value) for name, value in said.items()}
    return client.post(IMPORTS, who, data=plain, files=files)


def publish(client: Client, who: Member, body: bytes, after: int = 0, **more: Any) -> dict[str, Any]:
    answer = send(client, who, body, dry_run=False, after=after, **more)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def taps(*names: str, **more: str) -> bytes:
    return workbook([{**row, **more} for row in asked(*(f"integer {name}" for name in names))])


def test_looking_at_a_workbook_publishes_nothing(client: Client, cast: Cast) -> None:
    told = send(client, cast.administrator, taps("taps", "pumps")).json()
    assert (told["form_id"], told["version"], told["after"], told["published"]) == ("taps", 1, 0, False)
    assert told["holds"] == {"sections": 1, "questions": 2, "repeats": 0, "choice_lists": 1, "rules": 0}
    assert told["changes"] is None
    assert [one["form"] for one in client.get("/api/forms").json()["forms"]] == ["settlement_profile@1"]


def test_a_published_form_is_listed_fetched_and_given_back_as_it_came(client: Client, cast: Cast) -> None:
    body = taps("taps")
    assert publish(client, cast.administrator, body)["published"]
    listed = {one["form"]: one for one in client.get("/api/forms").json()["forms"]}
    assert listed["taps@1"]["published_at"]
    form = client.get("/api/forms/taps@1")
    assert form.json()["questions"]["taps"]["type"] == "integer"
    assert form.headers["ETag"] == f'"{listed["taps@1"]["tag"]}"'
    assert client.get("/api/forms/taps@1/workbook", cast.administrator).content == body


def test_the_next_version_says_what_changes_and_the_one_before_stays(client: Client, cast: Cast) -> None:
    publish(client, cast.administrator, taps("taps", "pumps", "wells"))
    handpumps = {"type": "integer", "name": "handpumps", "label": "Hand pumps", "alias": "pumps"}
    second = workbook([*asked("integer taps", "text wells"), handpumps, *asked("date day")])
    looked = send(client, cast.administrator, second).json()
    assert (looked["version"], looked["after"]) == (2, 1)
    assert looked["changes"] == {
        "added": ["day"],
        "removed": [],
        "renamed": {"pumps": "handpumps"},
        "other_kind": {"wells": ["integer", "text"]},
        "choices_removed": {},
    }
    publish(client, cast.administrator, second, after=1)
    assert set(client.get("/api/forms/taps@1").json()["questions"]) == {"taps", "pumps", "wells"}
    assert "handpumps" in client.get("/api/forms/taps@2").json()["questions"]


def test_publishing_the_same_workbook_twice_is_the_same_as_once(client: Client, cast: Cast) -> None:
    body = taps("taps")
    first, again = (publish(client, cast.administrator, body) for _ in range(2))
    assert (first["version"], again["version"], again["published"]) == (1, 1, True)


def test_a_workbook_that_was_only_saved_anew_is_no_new_version(client: Client, cast: Cast) -> None:
    body = taps("taps")
    publish(client, cast.administrator, body)
    book = openpyxl.load_workbook(io.BytesIO(body))
    book["survey"].column_dimensions["A"].width = 40
    saved = io.BytesIO()
    book.save(saved)
    told = send(client, cast.administrator, saved.getvalue()).json()
    assert (told["version"], told["published"], saved.getvalue() == body) == (1, True, False)


def test_nobody_publishes_over_a_version_they_have_not_seen(client: Client, cast: Cast) -> None:
    publish(client, cast.administrator, taps("taps"))
    answer = send(client, cast.administrator, taps("taps", "wells"), dry_run=False, after=0)
    assert (answer.status_code, answer.json()["type"], answer.json()["version"]) == (409, "/problems/form-moved-on", 1)


def test_our_own_questionnaire_changed_in_a_spreadsheet_becomes_its_second_version(client: Client, cast: Cast) -> None:
    ours = client.get("/api/forms/settlement_profile@1/workbook", cast.administrator).content
    book = openpyxl.load_workbook(io.BytesIO(ours))
    row = next(row for row in book["survey"].iter_rows() if row[1].value == "landmarks")
    row[1].value = "landmarks_near"
    changed = io.BytesIO()
    book.save(changed)
    told = send(client, cast.administrator, changed.getvalue()).json()
    assert (told["version"], told["after"]) == (2, 1)
    assert (told["changes"]["added"], told["changes"]["removed"]) == (["landmarks_near"], ["landmarks"])


@pytest.mark.parametrize("role", ["leader", "mapper", "verifier", "official", "ward_official"])
def test_only_an_administrator_brings_a_form(client: Client, cast: Cast, role: str) -> None:
    answer = send(client, getattr(cast.harare, role), taps("taps"))
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-your-role")


def test_nobody_unknown_brings_a_form_or_takes_a_workbook_away(client: Client, cast: Cast) -> None:
    assert client.post(IMPORTS, files={"file": ("form.xlsx", taps("taps"))}).status_code == 401
    assert client.get("/api/forms/settlement_profile@1/workbook").status_code == 401
    assert client.get("/api/forms/settlement_profile@1/workbook", cast.harare.mapper).status_code == 403


def test_a_refusal_names_sheet_row_column_value_and_reason(client: Client, cast: Cast) -> None:
    answer = send(client, cast.administrator, workbook(asked("integer taps", "video film")))
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/form-refused")
    (refused,) = answer.json()["refused"]
    assert {key: refused[key] for key in ("sheet", "row", "column", "value")} == {
        "sheet": "survey",
        "row": 3,
        "column": "type",
        "value": "video",
    }
    assert "films" in refused["reason"]


def test_a_list_in_a_csv_file_is_sent_along(client: Client, cast: Cast) -> None:
    body = workbook(asked("select_one_from_file wards.csv ward"))
    assert send(client, cast.administrator, body).status_code == 422
    told = send(client, cast.administrator, body, lists=(("wards.csv", b"name,label\nw7,Ward 7\n"),))
    assert (told.status_code, told.json()["holds"]["choice_lists"]) == (200, 2)


def test_a_version_nobody_published_is_unknown(client: Client, cast: Cast) -> None:
    for name in ("taps@1", "taps@x", "taps", f"taps@{10**12}"):
        assert client.get(f"/api/forms/{name}").json()["type"] == "/problems/form-unknown"


def test_a_workbook_longer_than_is_taken_is_not_read(client: Client, cast: Cast) -> None:
    answer = send(client, cast.administrator, b"PK" + b"\0" * (6 * 1024 * 1024))
    assert (answer.status_code, answer.json()["why"]) == (422, "too_large")


# --- answers ---------------------------------------------------------------------------------------------


def form_of(body: bytes) -> Any:
    imported = import_workbook(body)
    assert imported.form, imported.refused
    return imported.form


def lists_of(name: str, **more: str) -> list[dict[str, str]]:
    begin = {"type": "begin_repeat", "name": name, "label": "Taps", "repeat_key": "owner", **more}
    return [begin, *asked("select_one yes_no owner", "integer litres"), {"type": "end_repeat"}]


def test_answers_carry_over_by_name_and_by_the_name_a_question_had_before() -> None:
    before = form_of(workbook([*asked("integer pumps", "integer gone", "select_one yes_no agreed"), *lists_of("tap")]))
    renamed = lists_of("water_tap", alias="tap")
    handpumps = {"type": "decimal", "name": "handpumps", "label": "p", "alias": "pumps"}
    after = form_of(workbook([handpumps, *asked("select_one yes_no agreed", "text story"), *renamed]))
    said = {
        "pumps": {"value": 3, "source": "counted"},
        "gone": {"value": 1},
        "agreed": {"answer": "refused"},
        "tap": {"answer": "unknown"},
        "tap/yes/litres": {"value": 20},
        "tap/yes/_deleted": {"value": True},
    }
    assert carried_over(before, after, said) == {
        "handpumps": {"value": 3, "source": "counted"},
        "agreed": {"answer": "refused"},
        "water_tap": {"answer": "unknown"},
        "water_tap/yes/litres": {"value": 20},
        "water_tap/yes/_deleted": {"value": True},
    }
    assert changes(before, after).removed == ["gone"]


def test_an_answer_that_no_longer_fits_is_not_carried_into_the_new_version() -> None:
    before = form_of(workbook(asked("text day", "select_one yes_no agreed"), [*YES_NO_MAYBE]))
    after = form_of(workbook(asked("date day", "select_one yes_no agreed")))
    said = {"day": {"value": "Sunday"}, "agreed": {"value": "maybe"}}
    assert carried_over(before, after, said) == {}
    assert carried_over(before, after, {"agreed": {"value": "no"}}) == {"agreed": {"value": "no"}}
    assert changes(before, after).choices_removed == {"agreed": ["maybe"]}


YES_NO_MAYBE = [{"list_name": "yes_no", "name": code, "label": code} for code in ("yes", "no", "maybe")]


# --- files that mean harm --------------------------------------------------------------------------------

READ_APART = """
import base64, json, re, sys
from app.questionnaire.problems import WorkbookUnreadable
from app.questionnaire.xlsform.importing import import_workbook

def told_of(body):
    try:
        imported = import_workbook(base64.b64decode(body))
    except WorkbookUnreadable as fault:
        return [fault.facts["why"]]
    return [f"{one.sheet}, row {one.row}" for one in imported.refused]

told = {name: told_of(body) for name, body in json.load(sys.stdin).items()}
most_kb = re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]
print(json.dumps([told, int(most_kb) / 1024]))
"""


def read_apart(files: dict[str, bytes]) -> tuple[dict[str, list[str]], float]:
    """Read workbooks one after the other in a process of their own: what each was refused for, and the most MB held."""
    given = json.dumps({name: base64.b64encode(body).decode() for name, body in files.items()})
    done = subprocess.run([sys.executable, "-c", READ_APART], input=given.encode(), capture_output=True, check=True)
    told, megabytes = json.loads(done.stdout)
    return told, megabytes


HOSTILE = {
    "an .xls renamed .xlsx": "old_xls",
    "a workbook with a password": "encrypted",
    "a picture": "not_xlsx",
    "a zip of something else": "not_xlsx",
    "a workbook cut short": "broken",
    "a workbook with macros": "macros",
    "a macro workbook without its macros": "macros",
    "a zip bomb": "too_much",
    "a workbook of many parts": "too_much",
    "a sheet of rows without end": "too_much",
    "words that multiply": "not_xlsx",
    "a sheet that is none": "broken",
}
OVERLONG = {
    "5,000 questions": "survey, row 2002",
    "a cell of 30,000 letters": "survey, row 3",
    "groups 40 deep": "survey, row 12",
    "a condition put on 1,900 questions": "survey, row 104",
    "an expression 400 deep": "survey, row 3",
}


def test_files_that_mean_harm_are_refused_and_take_little_memory() -> None:
    told, megabytes = read_apart(hostile() | overlong())
    assert set(told) == set(HOSTILE | OVERLONG)
    for name, reason in (HOSTILE | OVERLONG).items():
        assert reason in told[name], (name, told[name])
    assert megabytes < MOST_MB


def test_a_workbook_that_means_harm_is_told_to_who_sent_it(client: Client, cast: Cast) -> None:
    answer = send(client, cast.administrator, hostile()["a macro workbook without its macros"])
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/workbook-unreadable")
    assert "without them" in answer.json()["detail"]


def test_the_longest_form_there_can_be_is_read_in_as_little_memory() -> None:
    row = asked("integer q")[0] | {"constraint": ". >= 0 and . <= 1000"}
    rows = [{**row, "name": f"q{n}"} for n in range(1_999)]
    told, megabytes = read_apart({"long": workbook(rows)})
    assert told == {"long": []}
    assert megabytes < MOST_MB


def test_a_process_that_reads_workbooks_gets_no_more_memory_than_a_form_needs() -> None:
    greedy = "from app.questionnaire.xlsform.apart import stay_small; stay_small(); held = bytearray(400 * 1024 * 1024)"
    done = subprocess.run([sys.executable, "-c", greedy], capture_output=True, text=True)
    assert "MemoryError" in done.stderr


def test_what_breaks_off_while_a_workbook_is_read_is_a_fault_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "ROOT", Path("/"))
    monkeypatch.setattr(apart, "__name__", "app.questionnaire.no_such_module")
    with pytest.raises(RuntimeError, match="broke off"):
        apart.import_apart(taps("taps"))


def test_the_server_has_what_reads_workbooks_only_while_one_is_read() -> None:
    asked_for = "import sys, app.main; print([one for one in ('pyxform', 'openpyxl', 'lark') if one in sys.modules])"
    told = subprocess.run([sys.executable, "-c", asked_for], capture_output=True, check=True, text=True)
    assert told.stdout.strip() == "[]"


def test_our_own_workbook_is_what_kwetu_form_export_writes(client: Client, cast: Cast) -> None:
    given = client.get("/api/forms/settlement_profile@1/workbook", cast.harare.leader).content
    same = [import_workbook(body).form for body in (given, export_workbook(repository.read_texts()))]
    assert same[0] is not None
    assert json.dumps(same[0]) == json.dumps(same[1])
