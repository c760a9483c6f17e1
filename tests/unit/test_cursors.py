"""The cursor: short for two hundred cities, sealed, and read back as it was told."""

import uuid

import pytest

from app.sync.cursors import CURSOR_LIMIT, SETTLEMENTS_NAMED, Told, key_for, read_cursor, write_cursor
from app.sync.problems import CursorUnreadable

KEY = key_for("a server's key", "a person")


def ids(count: int) -> list[str]:
    return [str(uuid.uuid4()) for _ in range(count)]


@pytest.mark.parametrize("seq", [0, 1, 5_000_000, 2**28 - 1])
def test_two_hundred_cities_fit_into_two_kilobytes(seq: int) -> None:
    cities = ids(200)
    told = Told("epoch", "policy", "people", dict.fromkeys(cities, seq))
    text = write_cursor(told, KEY)
    assert len(text) <= CURSOR_LIMIT == 2048
    cursor = read_cursor(text, KEY)
    assert [cursor.seq_of(city) for city in cities] == [seq] * 200
    assert cursor.is_of("epoch", "policy")
    assert not cursor.is_of("epoch", "another")
    assert not cursor.is_of("another", "policy")


def test_the_settlements_of_a_mapper_are_told_apart() -> None:
    city, granted, other = ids(1)[0], ids(SETTLEMENTS_NAMED), ids(1)[0]
    text = write_cursor(Told("epoch", "policy", "people", {city: 2**40}, frozenset(granted)), KEY)
    assert len(text) <= CURSOR_LIMIT
    cursor = read_cursor(text, KEY)
    assert all(cursor.holds(one) for one in granted)
    assert not cursor.holds(other)
    assert cursor.settlements_besides(granted) == 0
    assert cursor.settlements_besides(granted[1:]) == 1
    assert cursor.scopes_besides([city]) == 0
    assert cursor.scopes_besides([other]) == 1


def test_a_cursor_is_only_from_the_very_cities_and_settlements_it_named() -> None:
    city, granted, other = ids(1)[0], ids(3), ids(1)[0]
    cursor = read_cursor(write_cursor(Told("epoch", "policy", "people", {city: 5}, frozenset(granted)), KEY), KEY)
    assert cursor.is_from([*granted, city])
    assert not cursor.is_from([city, *granted[1:], other])
    assert not cursor.is_from([city, *granted, other])
    assert not cursor.is_from([city])


@pytest.mark.parametrize(
    ("server", "person"), [("another server's key", "a person"), ("a server's key", "another person")]
)
def test_a_cursor_of_another_server_or_person_cannot_be_read(server: str, person: str) -> None:
    text = write_cursor(Told("epoch", "policy", "people", {ids(1)[0]: 5}), KEY)
    with pytest.raises(CursorUnreadable):
        read_cursor(text, key_for(server, person))


def test_no_cut_of_a_cursor_can_be_read() -> None:
    text = write_cursor(Told("epoch", "policy", "people", dict.fromkeys(ids(3), 300), frozenset(ids(2))), KEY)
    for size in range(1, len(text)):
        with pytest.raises(CursorUnreadable):
            read_cursor(text[:size], KEY)
