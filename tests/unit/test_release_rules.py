"""What may leave the federation: levels, decisions, withheld parts, and files that cannot be misread."""

import csv
import io
import json
import zipfile
from datetime import UTC, date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings, strategies

from app.agreed import files, maps, rules
from app.agreed.shapes import right_handed
from app.questionnaire import service as questionnaire

YES_NO = [{"code": "yes", "label": {"en": "Yes"}}, {"code": "no", "label": {"en": "No"}}]


def question(section: str, kind: str = "integer", level: int = 1, **more: Any) -> dict[str, Any]:
    label = {"en": more.pop("label", "A question")}
    return {"type": kind, "label": label, "section": section, "sensitive": level, **more}


FORM: Any = {
    "form": "settlement_profile@1",
    "sections": [
        {"code": code, "label": {"en": label}, "questions": []}
        for code, label in (("A", "The place"), ("D", "Homes"), ("C", "Land"), ("U2", "Closing"))
    ],
    "questions": {
        "profile_date": question("A", "date"),
        "centre_point": question("A", "geopoint", 2),
        "boundary": question("A", "boundary", 2),
        "households_total": question("D", label="Households", unit="households"),
        "structures": question("D"),
        "all_together": question(
            "D", "calculate", calculation=["op", "+", [["ref", "households_total"], ["ref", "structures"]]]
        ),
        "with_secrets": question(
            "D", "calculate", calculation=["op", "+", [["ref", "all_together"], ["ref", "hidden"]]]
        ),
        "hidden": question("C", level=2),
        "toilet_seats": question("D", repeat="toilet_group"),
        "eviction_threat": question("C", "select_one", 2, choices="yes_no"),
        "owners": question("C", "select_multiple", choices="yes_no"),
        "leader_phone": question("C", "text", 3),
        "meeting_photo": question("C", "image", 2),
        "consent_city": question("U2", "select_one", choices="yes_no"),
    },
    "calculations": ["all_together", "with_secrets"],
    "choices": {"yes_no": YES_NO},
}
TODAY = "2026-11-21"


def value(what: Any, **more: Any) -> dict[str, Any]:
    return {"value": what, "made_at": "2026-11-20T08:12:00+02:00", "by": "somebody", **more}


AGREED = {"consent_collect": value("yes"), "consent_city": value("yes")}


def scope(*fields: str, decided: tuple[str, ...] = (), boundary: rules.Boundary = "none") -> rules.Scope:
    return rules.Scope(fields, frozenset(decided), boundary)


def rows(fields: rules.Scope, **snapshot: Any) -> dict[str, dict[str, Any]]:
    return {row["field"]: row for row in rules.answer_rows(FORM, fields, AGREED | snapshot, TODAY, UTC)}


def test_a_field_outside_the_agreement_never_leaves() -> None:
    assert list(rows(scope("structures"), structures=value(3), households_total=value(90))) == ["structures"]


def test_level_2_leaves_only_when_named_and_decided() -> None:
    told = {"eviction_threat": value("yes")}
    assert rows(scope("eviction_threat"), **told) == {}
    assert rows(scope("structures", decided=("eviction_threat",)), **told).keys() == {"structures"}
    assert rows(scope("eviction_threat", decided=("eviction_threat",)), **told)["eviction_threat"]["value"] == "yes"


def test_level_3_never_leaves_whatever_is_decided() -> None:
    named = scope("leader_phone", decided=("leader_phone",))
    assert rows(named, leader_phone=value("0712 345")) == {}
    assert rules.kept_back(FORM, named) == {"leader_phone": "personal"}


def test_photos_repeats_and_unknown_fields_do_not_leave() -> None:
    named = scope("meeting_photo", "toilet_seats", "made_up", "boundary", decided=("meeting_photo", "boundary"))
    assert rules.fields_that_leave(FORM, named) == []
    assert set(rules.kept_back(FORM, named).values()) == {"not_in_form"}


def test_a_withheld_section_shows_as_withheld_and_nothing_of_it() -> None:
    told = rows(
        scope("households_total", "all_together", "owners"),
        consent_city=value("part"), consent_withheld_city=value(["d"]),
        households_total=value(90), owners=value(["no"]),
    )  # fmt: skip
    assert told["households_total"] == {"field": "households_total", "state": "withheld"}
    assert told["all_together"] == {"field": "all_together", "state": "withheld"}
    assert told["owners"]["value"] == ["no"]


def test_withholding_the_boundary_withholds_every_point_too() -> None:
    told = rows(
        scope("centre_point", decided=("centre_point",)),
        consent_city=value("part"), consent_withheld_city=value(["boundary"]), centre_point=value({"type": "Point"}),
    )  # fmt: skip
    assert told["centre_point"]["state"] == "withheld"
    assert not rules.boundary_leaves(scope(boundary="exact"), {"boundary"})
    assert not rules.boundary_leaves(scope(boundary="exact"), {"a"})
    assert not rules.boundary_leaves(scope(), ())
    assert rules.boundary_leaves(scope(boundary="exact"), {"f"})


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        (AGREED, None),
        (AGREED | {"consent_city": value("no")}, "city_not_agreed"),
        (AGREED | {"consent_city": {"answer": "refused"}}, "city_not_asked"),
        (AGREED | {"consent_city": {"answer": "unknown"}}, "city_not_asked"),
        ({"consent_collect": value("yes")}, "city_not_asked"),
        ({"consent_city": value("yes")}, "community_said_no"),
        (AGREED | {"consent_collect": value("no")}, "community_said_no"),
        (AGREED | {"consent_city": value("part")}, "parts_not_named"),
        (AGREED | {"consent_city": value("part"), "consent_withheld_city": {"answer": "unknown"}}, "parts_not_named"),
        (AGREED | {"consent_city": value("part"), "consent_withheld_city": value(["c"])}, None),
    ],
)
def test_a_community_that_did_not_agree_is_left_out(answers: Any, why: str | None) -> None:
    assert rules.why_left_out(answers) == why


@pytest.mark.parametrize(
    ("since", "why", "withheld"),
    [
        ({}, None, set()),
        ({"consent_city": [value("no"), value("yes")]}, "city_not_agreed", set()),
        ({"consent_collect": [value("no")]}, "community_said_no", set()),
        ({"consent_city": [value("part")]}, "parts_not_named", set()),
        ({"consent_city": [{"answer": "refused"}, value("part")]}, "city_not_asked", set()),
        ({"consent_collect": [{"answer": "unknown"}]}, "community_said_no", set()),
        ({"consent_city": [value("part")], "consent_withheld_city": [value(["c"]), value(["f"])]}, None, {"c", "f"}),
    ],
)
def test_a_community_may_take_consent_back_after_the_approval(since: Any, why: str | None, withheld: set[str]) -> None:
    narrow = rules.narrowed(AGREED, since)
    assert rules.why_left_out(narrow) == why
    assert rules.withheld_sections(narrow) == withheld


def test_a_later_yes_never_widens_what_was_approved() -> None:
    for consent in ("no", "part"):
        approved = AGREED | {"consent_city": value(consent), "consent_withheld_city": value(["d"])}
        assert rules.narrowed(approved, {"consent_city": [value("yes")]})["consent_city"]["value"] == consent


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (None, "not_asked"),
        (value(""), "not_asked"),
        (value([]), "not_asked"),
        (value(0), "known"),
        ({"answer": "unknown"}, "not_known"),
        ({"answer": "refused"}, "refused"),
        ({"answer": "not_applicable"}, "does_not_apply"),
    ],
)
def test_blank_zero_unknown_and_refused_are_four_different_things(answer: Any, state: str) -> None:
    assert rules.answer_state(answer) == state


def test_a_calculated_field_is_worked_out_from_what_was_approved() -> None:
    named = scope("all_together")
    both = rows(named, households_total=value(90), structures=value(10))["all_together"]
    assert (both["value"], both["how_counted"]) == (100, "calculated")
    assert rows(named, households_total=value(90))["all_together"]["state"] == "not_known"
    assert rows(named)["all_together"]["state"] == "not_asked"


def test_a_calculated_field_is_as_sensitive_as_what_it_is_made_of() -> None:
    told = {"households_total": value(90), "structures": value(10), "hidden": value(5)}
    assert rows(scope("with_secrets"), **told) == {}
    decided = scope("with_secrets", decided=("with_secrets",))
    assert rows(decided, **told)["with_secrets"]["value"] == 105
    land_withheld = {"consent_city": value("part"), "consent_withheld_city": value(["c"])}
    assert rows(decided, **told, **land_withheld)["with_secrets"]["state"] == "withheld"


def test_a_row_never_says_who_answered() -> None:
    told = rows(scope("households_total"), households_total=value(90, source="counted"))
    assert told["households_total"] == {
        "field": "households_total", "state": "known", "value": 90, "label": None,
        "how_counted": "counted", "answered_on": "2026-11-20",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("today", "ended", "standing"),
    [
        ("2026-01-01", None, "in_force"),
        ("2026-12-31", None, "in_force"),
        ("2025-12-31", None, "not_yet"),
        ("2027-01-01", None, "run_out"),
        ("2026-06-01", "2026-05-01T00:00:00Z", "ended"),
    ],
)
def test_an_agreement_is_in_force_from_its_first_day_to_its_last(today: str, ended: str | None, standing: str) -> None:
    assert rules.standing("2026-01-01", "2026-12-31", ended, today) == standing


def test_an_agreement_runs_ten_years_at_most() -> None:
    assert rules.latest_end(date(2026, 11, 21)) == date(2036, 11, 21)
    assert rules.latest_end(date(2028, 2, 29)) == date(2038, 2, 28)


def test_days_are_those_of_the_city() -> None:
    late = {"households_total": {"value": 9, "made_at": "2026-11-20T20:00:00Z"}}
    (row,) = rules.answer_rows(FORM, scope("households_total"), AGREED | late, TODAY, ZoneInfo("Asia/Manila"))
    assert row["answered_on"] == "2026-11-21"
    told = contents()
    told["agreement"]["time_zone"], told["at"] = "Asia/Manila", "2026-11-20T20:00:00.000Z"
    assert "Release 1 of 2026-11-21: 1 settlement, 2 questions," in files.agreement_text(told)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Water & sanitation plan, District II", "kwetu-water-sanitation-plan-district-ii-release-3.zip"),
        ("../../étang", "kwetu-etang-release-3.zip"),
        ("水", "kwetu-release-3.zip"),
    ],
)
def test_a_zip_is_named_after_its_agreement(title: str, name: str) -> None:
    assert rules.zip_name(title, 3) == name


def test_money_is_counted_in_the_citys_currency() -> None:
    form = {**FORM, "questions": {"fee": question("D", unit="money")}}
    assert [rules.dictionary(form, ["fee"], said)[0]["unit"] for said in ("PHP", "")] == ["PHP", "money"]


def test_the_contact_file_says_what_an_empty_how_means() -> None:
    assert "it was not said how" in files.contact_text(contents())


def contents(name: str = "Riverside") -> dict[str, Any]:
    fields = ["households_total", "owners"]
    told = AGREED | {"households_total": value(90, source="counted"), "owners": value(["yes", "no"])}
    settlement = {
        "settlement_id": "s1", "name": name, "code": "=1+1", "ward": "Ward 3", "profile_date": "2026-11-20", "round": 1,
        "approved_at": "2026-11-21", "checked_at": None, "area_m2": None, "area_ha": None, "geometry": None,
        "answers": rules.answer_rows(FORM, scope(*fields), told, TODAY, UTC),
    }  # fmt: skip
    agreement = {
        "title": "Water plan", "office": "Housing office", "city": "Muntinlupa", "federation": "Federation",
        "terms": "T", "purpose": "P", "contact": "C", "valid_from": "2026-01-01", "valid_until": "2026-12-31",
        "boundary": "none",
        "signed_city": None, "signed_federation": None,
    }  # fmt: skip
    return {
        "agreement": agreement, "number": 1, "at": "2026-11-21T00:00:00Z",
        "fields": rules.dictionary(FORM, fields), "settlements": [settlement],
    }  # fmt: skip


def read_csv(body: bytes) -> list[dict[str, str]]:
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def test_the_zip_has_the_same_bytes_every_time() -> None:
    assert maps.zip_with(contents(), "geojson") == maps.zip_with(contents(), "geojson")


def test_the_zip_holds_what_a_map_a_spreadsheet_and_a_person_read() -> None:
    with zipfile.ZipFile(io.BytesIO(maps.zip_with(contents(), "geojson"))) as archive:
        assert archive.namelist() == [
            "settlements.geojson", "settlements.csv", "answers.csv", "questions.csv", "agreement.txt", "contact.txt",
        ]  # fmt: skip
        assert "may not be used to evict" in archive.read("contact.txt").decode()
        feature = json.loads(archive.read("settlements.geojson"))["features"][0]
    assert feature["geometry"] is None
    assert feature["properties"]["households_total"] == 90
    assert feature["properties"]["owners"] == ["yes", "no"]
    assert feature["properties"]["owners_label"] == "Yes; No"


@pytest.mark.parametrize("sign", ["=HYPERLINK(1)", "+1", "-1", "@sum", "\t=1"])
def test_no_cell_runs_as_a_formula(sign: str) -> None:
    row = read_csv(files.files_of(contents(sign))["settlements.csv"])[0]
    assert row["name"] == "'" + sign
    assert row["code"] == "'=1+1"


def test_a_negative_number_stays_a_number() -> None:
    assert files.guarded(-4.5) == -4.5


def test_the_wide_file_tells_the_state_and_how_counted_beside_each_value() -> None:
    row = read_csv(files.files_of(contents())["settlements.csv"])[0]
    assert (row["households_total"], row["households_total_state"], row["households_total_how"]) == (
        "90", "known", "counted",
    )  # fmt: skip
    assert (row["owners"], row["owners_label"]) == ("yes no", "Yes; No")


def test_the_long_file_has_one_row_an_answer() -> None:
    told = read_csv(files.files_of(contents())["answers.csv"])
    assert [row["question"] for row in told] == ["households_total", "owners"]
    assert told[0] == {
        "settlement_id": "s1", "settlement": "Riverside", "question": "households_total",
        "question_label": "Households", "answer_state": "known", "value": "90", "value_label": "", "unit": "households",
        "how_counted": "counted",
        "answered_on": "2026-11-20",
    }  # fmt: skip


def test_the_dictionary_explains_every_code() -> None:
    told = read_csv(files.files_of(contents())["questions.csv"])
    assert [(row["question"], row["code"], row["code_label"]) for row in told] == [
        ("households_total", "", ""), ("owners", "", ""), ("owners", "yes", "Yes"), ("owners", "no", "No"),
    ]  # fmt: skip


REAL = questionnaire.form()
CANARIES = {field: value(f"canary:{field}:") for field in REAL["questions"]}
SECTIONS = sorted({question["section"].lower() for question in REAL["questions"].values()} | {"boundary", "points"})
FIELDS = strategies.lists(strategies.sampled_from(sorted(REAL["questions"])), max_size=40)


@settings(max_examples=150, deadline=None)
@given(named=FIELDS, decided=FIELDS, withheld=strategies.lists(strategies.sampled_from(SECTIONS), max_size=6))
def test_whatever_is_agreed_only_what_may_leave_leaves(
    named: list[str], decided: list[str], withheld: list[str]
) -> None:
    closing = {"consent_collect": value("yes"), "consent_city": value("part"), "consent_withheld_city": value(withheld)}
    told = rules.answer_rows(REAL, scope(*named, decided=tuple(decided)), CANARIES | closing, TODAY, UTC)
    for field in {row["field"] for row in told if "value" in row}:
        question = REAL["questions"][field]
        assert field in named
        assert question["sensitive"] < 2 or (question["sensitive"] == 2 and field in decided)
        assert question["section"].lower() not in withheld
    text = json.dumps(told)
    assert not [field for field in CANARIES if field not in named and f"canary:{field}:" in text]


def test_rings_run_as_maps_expect_them_wherever_they_were_begun() -> None:
    clockwise = [[121.04, 14.38, 7.0], [121.04, 14.381, 7.0], [121.041, 14.381, 7.0], [121.04, 14.38, 7.0]]
    turned = right_handed({"type": "Polygon", "coordinates": [clockwise, clockwise], "not_walked": [clockwise[:2]]})
    outer, hole = turned["coordinates"]
    assert outer == [position[:2] for position in reversed(clockwise)]
    assert hole == [position[:2] for position in clockwise]
    parts = right_handed({"type": "MultiPolygon", "coordinates": [[clockwise]]})
    assert parts["coordinates"] == [[outer]]
    assert right_handed(turned) == turned
