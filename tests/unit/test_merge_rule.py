"""The merge rule loses nothing: any order, any repeats, nothing overwritten that its author had not seen."""

import itertools
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kit.canonical import canonical_json
from app.ledger import rules
from app.ledger.standing import only, read_levels, spliced, write_levels
from tests.definition import by_definition, plain

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "merge.json").read_text())
CASES = [pytest.param(case, id=case["says"]) for case in VECTORS["cases"]]
ORDERS = 24


def level_of(path: str) -> int:
    return int(VECTORS["levels"].get(path, 0))


def orders(edits: list[Any]) -> list[tuple[Any, ...]]:
    every = list(itertools.permutations(edits))
    return every if len(every) <= ORDERS else random.Random(7).sample(every, ORDERS)


@pytest.mark.parametrize("case", CASES)
def test_the_shared_vectors_hold_in_any_order_and_with_repeats(case: dict[str, Any]) -> None:
    expect = case["expect"]
    for order in orders(case["edits"]):
        state = rules.merge_all([*order, *order])
        assert {path: dict(held) for path, held in state.fields.items()} == expect["fields"]
        assert {path: list(ids) for path, ids in state.pending.items()} == expect["pending"]
        assert rules.contested(state) == expect["contested"]
        assert {path: rules.in_order(held) for path, held in state.fields.items()} == expect["order"]
        assert rules.deleted(state) == expect["deleted"]
        assert rules.content_hash(state, level_of) == (expect["hash"], expect["level_hashes"])


PATHS = ["households_total", "taps_public_working", "toilet_group/communal+pit_slab/toilet_seats_total"]
VALUES = st.one_of(
    st.integers(0, 3),
    st.sampled_from([1.0, "tap", "Peñafrancia", "Peñafrancia", True, ["well", "tap"], ["tap", "well"]]),
)
ANSWERS = st.one_of(
    st.fixed_dictionaries({"value": VALUES}, optional={"source": st.sampled_from(rules.SOURCES)}),
    st.fixed_dictionaries({"answer": st.sampled_from(rules.NON_ANSWERS)}),
)


@st.composite
def stories(draw: st.DrawFn) -> list[rules.Edit]:
    """Edits of several people, each naming some earlier ones as replaced, whether those said something there or not."""
    edits: list[Any] = []
    for n in range(draw(st.integers(1, 7))):
        ids = [edit["edit_id"] for edit in edits] + ["never-sent"]
        said = {}
        for path in draw(st.sets(st.sampled_from(PATHS), min_size=1)):
            said[path] = {**draw(ANSWERS), "replaces": draw(st.lists(st.sampled_from(ids), max_size=3))}
        if draw(st.integers(0, 9)) == 0:
            said[rules.DELETED] = {"saw": draw(st.lists(st.sampled_from(ids))), "replaces": []}
        edits.append({"edit_id": f"edit-{n}", "set": said})
    return edits


@given(stories(), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_any_order_and_any_repeats_give_the_same_record(edits: list[Any], chance: random.Random) -> None:
    shuffled = edits + chance.choices(edits, k=chance.randrange(5))
    chance.shuffle(shuffled)
    one, other = rules.merge_all(edits), rules.merge_all(shuffled)
    assert plain(one) == plain(other) == by_definition(edits)
    assert rules.content_hash(one, level_of) == rules.content_hash(other, level_of)
    assert rules.contested(one) == rules.contested(other)


@given(stories())
@settings(max_examples=50, deadline=None)
def test_nothing_is_overwritten_by_somebody_who_had_not_seen_it(edits: list[Any]) -> None:
    state = rules.merge_all(edits)
    for edit in edits:
        for path, said in edit["set"].items():
            seen_by = [other for other in edits if edit["edit_id"] in other["set"].get(path, {}).get("replaces", [])]
            if not seen_by:
                stands = state.fields[path][edit["edit_id"]]
                assert stands == {member: told for member, told in said.items() if member != "replaces"}


@given(stories())
@settings(max_examples=50, deadline=None)
def test_what_stands_is_read_back_from_the_stored_text_as_it_was(edits: list[Any]) -> None:
    state = rules.merge_all(edits)
    made = {edit["edit_id"]: ("somebody", "2026-11-21T08:00:00+02:00") for edit in edits}
    levels = {path: n % 4 for n, path in enumerate([*PATHS, rules.DELETED])}
    values = {
        (edit["edit_id"], path): canonical_json(said["value"])
        for edit in edits
        for path, said in edit["set"].items()
        if "value" in said
    }
    standing = read_levels(write_levels(state, made, levels.__getitem__))
    assert plain(standing.state) == plain(state)
    assert read_levels(write_levels(state, made, levels.__getitem__, values)) == standing
    assert standing.made.keys() == {edit_id for held in state.fields.values() for edit_id in held}


def test_whoever_may_read_two_levels_gets_no_trace_of_the_others() -> None:
    said = {path: {"value": path, "replaces": []} for path in ("name", "note")}
    state = rules.merge_all([{"edit_id": "a", "set": said}, {"edit_id": "b", "set": {"phone": said["note"]}}])  # type: ignore[typeddict-item]
    made = {edit_id: (f"by-{edit_id}", "then") for edit_id in ("a", "b")}
    levels = write_levels(state, made, {"name": 0, "note": 1, "phone": 3}.__getitem__)
    edits, fields, _ = spliced(levels[:2])
    assert json.loads(fields) == {"name": [[0, {"value": "name"}]], "note": [[0, {"value": "note"}]]}
    assert [edit["edit_id"] for edit in json.loads(edits)] == ["a"]
    assert [edit["edit_id"] for edit in json.loads(only(levels, frozenset({"phone"}))[0])] == ["b"]


def test_merging_leaves_the_state_it_was_given_alone() -> None:
    before = rules.merge_all([{"edit_id": "a", "set": {"x": {"value": 1, "replaces": []}}}])  # type: ignore[typeddict-item]
    kept = json.dumps(plain(before))
    rules.merge(before, {"edit_id": "b", "set": {"x": {"value": 2, "replaces": ["a"]}}}, {"a"})  # type: ignore[typeddict-item]
    assert json.dumps(plain(before)) == kept
