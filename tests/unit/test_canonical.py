"""The fast way of writing canonical JSON gives the very bytes of RFC 8785, whatever a phone may send."""

import math

import orjson
import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from app.kit import canonical
from app.kit.canonical import canonical_json, sorted_json
from app.kit.many_shapes import sound_ones

NUMBERS = st.one_of(
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**6), 10**6).map(float),
    st.decimals(-180, 180, places=6).map(float),
)
TEXTS = st.one_of(st.text(), st.text('a\ue000\ufb01\U0001f600é"\\/\x00\x1f\x7f\u2028:,[]{}0.1e', max_size=8))
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(TEXTS, inner, max_size=5)),
    max_leaves=25,
)


@given(VALUES)
@example({"\U0001f600": 1, "\ufb01": 2})
@example([1.0, -0.0, 0, 1e16, 1e21, 1e-7, 0.00001, 123456789012345.0, 9007199254740991])
@example({"value": 10.0})
@example(["1.0,", ":1e5"])
def test_any_json_is_written_as_rfc_8785_says(value: object) -> None:
    assert canonical_json(value) == rfc8785.dumps(value)


DEGREES = st.one_of(
    st.floats(-180, 180), st.integers(-180, 180), st.integers(-180, 180).map(float), st.floats(-1e-5, 1e-5)
)


@given(st.lists(st.tuples(DEGREES, DEGREES).map(list), max_size=6))
@example([[121.0, 14.5]])
@example([[14.5, 121.0]])
@example([[1e-7, 2e-6], [-0.0, 5e-324]])
def test_a_boundary_seen_to_be_plain_is_written_as_rfc_8785_says(ring: list[list[float]]) -> None:
    around = [[121.03, 14.51], [121.04, 14.51], [121.04, 14.52]]
    geometry = {"type": "Polygon", "coordinates": [[*around, *ring, around[0]]]}
    for sound in sound_ones({1: geometry}).values():
        assert not sound.plain or sorted_json(geometry) == rfc8785.dumps(geometry)
    assert sound_ones({1: {"type": "Polygon", "coordinates": [[*around, around[0]]]}})[1].plain


@pytest.mark.parametrize(
    "value", [math.nan, math.inf, {"value": -math.inf}, [2**53], {"n": -(2**60)}, 2**70, [1.5, math.nan, 2.5]]
)
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(ValueError):
        canonical_json(value)


def test_half_a_pair_of_signs_is_refused() -> None:
    with pytest.raises((ValueError, UnicodeEncodeError)):
        canonical_json({"value": "\ud83d"})


def test_a_usual_answer_takes_the_fast_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def patient(_value: object) -> bytes:
        raise AssertionError("the patient writer was asked")

    monkeypatch.setattr(canonical.rfc8785, "dumps", patient)
    answer = {"value": 135, "source": "counted", "replaces": [], "at": [121.041, 14.38], "says": "Señora, 1.0 litro e"}
    assert orjson.loads(canonical_json({"set": {"households_total": answer}})) == {"set": {"households_total": answer}}
