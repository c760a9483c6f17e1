"""The code of a day is the same on phone and server, read as people say it, and never of other edits."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit.canonical import sha256_hex
from app.sync.codes import SIGNS, CodeUnreadableError, PhoneDay, code_of, read_code, unknown_to_phone
from app.sync.receipt import verdict

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "codes.json").read_text(encoding="utf-8"))["codes"]
KNOWN = [(f"edit-{number}", sha256_hex(str(number).encode())) for number in range(40)]
DAY = "2026-11-22"


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["told"])
def test_a_code_is_written_as_the_vectors_say(vector: dict[str, Any]) -> None:
    assert code_of(vector["day"], [tuple(known) for known in vector["edits"]]) == vector["code"]


@given(st.sets(st.sampled_from(KNOWN)))
def test_a_code_speaks_of_exactly_the_edits_it_was_made_of(edits: set[tuple[str, str]]) -> None:
    code = read_code(code_of(DAY, edits))
    assert (code.month_day, code.edits) == ("11-22", len(edits))
    assert unknown_to_phone(code, edits) == 0
    assert unknown_to_phone(code, [*edits, ("another", "0" * 64)]) == 1
    assert unknown_to_phone(code, [*edits, ("another", "0" * 64), ("a third", "1" * 64)]) == 2


@given(st.sets(st.sampled_from(KNOWN), min_size=1))
def test_a_code_is_not_of_fewer_nor_of_changed_edits(edits: set[tuple[str, str]]) -> None:
    first, *others = sorted(edits)
    code = read_code(code_of(DAY, edits))
    assert unknown_to_phone(code, others) is None
    assert unknown_to_phone(code, [*others, (first[0], "f" * 64)]) is None


@given(st.sets(st.sampled_from(KNOWN), min_size=1), st.integers(0, 5), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_not_taken_for_the_code(edits: set[tuple[str, str]], place: int, sign: str) -> None:
    code = code_of(DAY, edits)
    at = len(code) - 6 + place
    wrong = code[:at] + sign + code[at + 1 :]
    assert (unknown_to_phone(read_code(wrong), edits) == 0) is (wrong == code)


@pytest.mark.parametrize(
    "typed", ["1122-14-10F7K2", "1122-14-iof7k2", "1122 14 LOF7K2", "11221410F7K2", " 1122–14–1oF7k2 "]
)
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert read_code(typed) == read_code("1122-14-10F7K2")


@pytest.mark.parametrize(
    "typed", ["", "hello", "1122-14", "1122-14-4F7K2", "1122-14-4F7KU2", "1322-14-4F7K2M", "1100-1-4F7K2M"]
)
def test_what_is_no_code_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(CodeUnreadableError):
        read_code(typed)


def test_the_answer_names_person_phone_and_day_and_says_that_all_is_here() -> None:
    days = [PhoneDay(DAY, "Jun", "Tecno", KNOWN[5:9]), PhoneDay(DAY, "Rosa", "Nokia", KNOWN[:5])]
    words, here = verdict(read_code(code_of(DAY, KNOWN[:5])), days)
    assert (words, here) == ("Rosa, Nokia, 2026-11-22: all 5 edits are here, word for word.", True)
    words, here = verdict(read_code(code_of(DAY, KNOWN[:4])), days)
    assert here
    assert "1 more came" in words


def test_a_code_of_nothing_here_tells_plainly_what_is_here_instead() -> None:
    code = read_code(code_of(DAY, KNOWN[:6]))
    words, here = verdict(code, [PhoneDay(DAY, "Rosa", "Nokia", KNOWN[:5])])
    assert not here
    assert "It speaks of 6 edits" in words
    assert "Rosa, Nokia, 2026-11-22: 5 edits" in words
    words, here = verdict(code, [])
    assert not here
    assert words.startswith("Nothing of the day 11-22 is here.")
