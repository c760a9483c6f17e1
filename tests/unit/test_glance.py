"""What is let through at a glance is what a patient look finds sound, and it is the same edit, byte for byte."""

import copy
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.kit.problems import Problem
from app.ledger import glance, reading

A, B, C = (f"018f0000-0000-7000-8000-00000000000{n}" for n in range(3))
SAID: dict[str, Any] = {"value": 135, "source": "counted", "replaces": [A]}
EDIT: dict[str, Any] = {
    "edit_id": B, "by": A, "kind": "profile", "record_id": C, "settlement_id": A, "city_id": B,
    "form": "settlement_profile@1", "made_at": "2026-11-22T10:00:00.000Z", "n": 3, "set": {"households_total": SAID},
}  # fmt: skip
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**60), 2**60),
    st.sampled_from([10**15, 10**15 - 1, -(10**15), 2**53 - 1, 1.5, 1e22, -0.0, 3.0]),
    st.sampled_from(["", A, [A], [A, B], [A] * 65, ["x"], [1], {}, {"a": 1.0}, ["a", 1], ["a", ["b"]], "counted"]),
    st.sampled_from(
        ["refused", "unknown", "\x07", "\x85", "tab\t", "\ud83d", "\U0001f600", "\ufb01", "Señora", "_deleted"]
    ),
    st.text(max_size=5),
    st.floats(),
)
MEMBERS = st.sampled_from(["value", "answer", "source", "replaces", "saw", "reason", "chosen_with", "more", "\ufb01"])
PATHS = st.sampled_from(
    ["taps", "a" * 301, "a" * 300, "", "_deleted", "rows/1/_deleted", "x_deleted", "a\x01", "é", "\U0001f600"]
)
ANSWERS = st.one_of(
    ODD, st.dictionaries(MEMBERS, ODD, max_size=4), st.dictionaries(MEMBERS, ODD).map(lambda odd: SAID | odd)
)


def patiently(told: Any) -> reading.ReadEdit | None:
    try:
        return reading.read_with_patience(told)
    except (Problem, ValueError, UnicodeEncodeError):
        return None


@given(
    st.dictionaries(PATHS, ANSWERS, min_size=1, max_size=3), st.dictionaries(st.sampled_from([*EDIT, "device"]), ODD)
)
@example({"taps": {"value": 10**15}}, {})
@example({"taps": {"value": "\U0001f600", "reason": "\ufb01"}}, {})
@example({"\U0001f600": SAID, "\ufb01": SAID}, {})
@example({"taps": SAID | {"replaces": [A] * 65}}, {"n": 2**53 - 1})
def test_whatever_passes_at_a_glance_passes_a_patient_look_unchanged(said: Any, odd: Any) -> None:
    told = EDIT | {"set": {"households_total": SAID, **said}} | odd
    try:
        seen = reading.read(copy.deepcopy(told))
    except (Problem, ValueError, UnicodeEncodeError):
        seen = None
    looked_at = patiently(told)
    assert (seen is None) == (looked_at is None)
    if seen and looked_at:
        assert (seen.body, seen.sha256, seen.edit) == (looked_at.body, looked_at.sha256, looked_at.edit)
        assert {path: problem.body() for path, problem in seen.refused.items()} == {
            path: problem.body() for path, problem in looked_at.refused.items()
        }


@pytest.mark.parametrize(
    "said",
    [SAID, {"answer": "refused"}, {"value": ["well", "tap"], "reason": "Ana, Ben", "chosen_with": "meeting"}],
    ids=["a number", "no answer", "a choice"],
)
def test_a_usual_answer_needs_no_patience(said: dict[str, Any]) -> None:
    told = EDIT | {"set": {"water": said}}
    assert glance.plain_body(told) == orjson.dumps(told, option=orjson.OPT_SORT_KEYS)


@pytest.mark.parametrize(
    "odd", [{"value": 1.5}, {"value": {}}, {"value": 1, "more": 1}, {"saw": [A]}, {"value": 1, "answer": "unknown"}]
)
def test_what_is_not_plain_is_looked_at_with_patience(odd: dict[str, Any]) -> None:
    assert glance.plain_body(EDIT | {"set": {"water": odd}}) is None


VALUES = st.one_of(ODD, st.lists(st.lists(st.floats(-180, 180), min_size=2, max_size=2)))


@given(st.dictionaries(PATHS, VALUES, min_size=1, max_size=3))
@example({"boundary": {"type": "Polygon", "coordinates": [[[31.0, -17.9], [31.01, 1e-7]]]}})
@example({"name": "\x85", "\U0001f600": 1, "\ufb01": 2})
@example({"name": "a" * reading.EDIT_LIMIT_BYTES})
def test_an_edit_the_server_made_is_read_as_the_same_edit_of_a_phone(said: dict[str, Any]) -> None:
    made: Any = EDIT | {"set": {path: {"value": value, "source": "official"} for path, value in said.items()}}
    try:
        seen = reading.read_made(made, {path: reading.canonical_value(value) for path, value in said.items()})
    except (Problem, ValueError, UnicodeEncodeError):
        seen = None
    patient = patiently(made)
    assert (seen and seen[:3]) == (patient and patient[:3])
    assert seen is None or patient is None or seen.refused.keys() == patient.refused.keys()


def test_a_value_that_nests_too_deep_for_an_edit_has_no_bytes() -> None:
    deep: Any = 1
    for _ in range(reading.DEPTH_LIMIT - 3):
        deep = [deep]
    assert patiently(EDIT | {"set": {"taps": {"value": deep}}}) is None
    with pytest.raises(Problem):
        reading.canonical_value(deep)
    assert patiently(EDIT | {"set": {"taps": {"value": deep[0]}}}) is not None
    assert reading.canonical_value(deep[0])
