"""Bad input to push: each a clear problem that names the place, the neighbours untouched, never an answer of 500."""

import gzip
import json
import uuid
import zlib
from typing import Any

import httpx
import pytest
from sqlmodel import select

from app.kit import db
from app.ledger.models import ParkedEdit
from tests.cast import Cast
from tests.conftest import Client
from tests.phones import Phone, batch, phone_of


@pytest.fixture
def mara(cast: Cast) -> Phone:
    return phone_of(cast.muntinlupa.mapper, cast.muntinlupa)


@pytest.fixture
def settlement_id(client: Client, mara: Phone, cast: Cast) -> str:
    added = mara.settlement("Sitio Pagkakaisa", team=cast.muntinlupa.team_id)
    assert send(client, mara, batch(added)).status_code == 200
    return str(added["record_id"])


def send(client: Client, phone: Phone, body: Any, **headers: str) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post("/api/sync/push", phone.member, content=content, headers=headers)


def slug(told: dict[str, Any]) -> str:
    return str(told["type"]).removeprefix("/problems/")


BODIES = {
    "nothing at all": b"",
    "not JSON": b"hello",
    "cut short": json.dumps(batch({"edit_id": "x"})).encode()[:-9],
    "not UTF-8": b'{"edits": ["\xff\xfe"]}',
    "a list": b"[]",
    "a number": b"7",
    "null": b"null",
    "no edits": b"{}",
    "edits that are no list": b'{"edits": {"0": {}}}',
    "NaN": b'{"edits": [NaN]}',
    "Infinity beside half a surrogate pair": b'{"edits": [Infinity, "\\ud800"]}',
    "ten thousand nested lists": b'{"edits": ' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "a million open brackets": b"[" * 1_000_000,
    "a million open objects": b'{"a":' * 200_000,
    "nested beside half a surrogate pair": b'{"edits": ["\\ud800", ' + b"[" * 200_000 + b"]" * 200_000 + b"]}",
    "a number beyond all": b'{"edits": [1e999]}',
    "a number of five thousand digits": b'{"edits": ["\\ud800", ' + b"9" * 5_000 + b"]}",
}


@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in BODIES.items()])
def test_a_body_that_is_no_batch_is_refused_as_unreadable(client: Client, mara: Phone, body: bytes) -> None:
    answer = send(client, mara, body)
    assert (answer.status_code, slug(answer.json())) == (422, "body-unreadable")
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "made_at",
    [
        "2026-11-20", "2026-11-20T08:12:00", "2026-W47-5T08:12:00+02:00", "20261120T081200Z", "2026-11-20 08:12:00Z",
        "2026-99-99T08:12:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:00Z", "now", 7, None,
    ],
)  # fmt: skip
def test_a_moment_that_is_in_no_calendar_parks_the_edit_and_says_so(
    client: Client, mara: Phone, settlement_id: str, made_at: object
) -> None:
    (answer,) = send(client, mara, batch(mara.profile(settlement_id, {"households_total": 1}, made_at=made_at))).json()[
        "answers"
    ]
    assert answer["answer"] == "parked"
    assert (slug(answer["problem"]), answer["problem"]["pointer"]) == ("edit-unreadable", "/made_at")


@pytest.mark.parametrize("said", [{"answer": "unknown"}, {"value": True}, {"value": None}, {"value": "yes"}])
@pytest.mark.parametrize("kind", ["settlement", "feature"])
def test_only_a_list_of_what_was_seen_deletes_and_only_false_undoes_it(
    client: Client, mara: Phone, settlement_id: str, kind: str, said: dict[str, Any]
) -> None:
    record_id = settlement_id if kind == "settlement" else str(uuid.uuid4())
    told = {"_deleted": said, "note" if kind == "settlement" else "layer": "tap"}
    (answer,) = send(client, mara, batch(mara.edit(kind, record_id, settlement_id, told))).json()["answers"]
    assert answer["answer"] == "kept"
    assert {path: slug(why) for path, why in answer["refused_paths"].items()} == {"_deleted": "answer-unreadable"}
    for sound in ({"saw": [answer["edit_id"]]}, {"value": False}):
        edit = mara.edit(kind, record_id, settlement_id, {"_deleted": sound})
        (kept,) = send(client, mara, batch(edit)).json()["answers"]
        assert kept["answer"] in ("kept", "contested"), kept
        assert "refused_paths" not in kept


def test_nothing_but_a_deletion_lists_what_was_seen(client: Client, mara: Phone, settlement_id: str) -> None:
    told = {"layer": {"saw": [str(uuid.uuid4())]}, "colour": "blue"}
    (answer,) = send(client, mara, batch(mara.edit("feature", str(uuid.uuid4()), settlement_id, told))).json()[
        "answers"
    ]
    assert {path: slug(why) for path, why in answer["refused_paths"].items()} == {"layer": "answer-unreadable"}


def test_more_than_a_batch_or_a_megabyte_lets_the_phone_halve(client: Client, mara: Phone) -> None:
    many = send(client, mara, batch(*[{} for _ in range(201)]))
    assert (many.status_code, slug(many.json()), many.json()["limit"]) == (413, "batch-too-large", 200)
    large = send(client, mara, b'{"edits": ["' + b"x" * 1024 * 1024 + b'"]}')
    assert (large.status_code, slug(large.json())) == (413, "body-too-large")


def test_a_packed_body_is_taken_and_a_bomb_is_stopped_while_unpacking(client: Client, mara: Phone) -> None:
    packed = gzip.compress(json.dumps(batch()).encode())
    assert send(client, mara, packed, **{"Content-Encoding": "gzip"}).json()["answers"] == []
    bomb = gzip.compress(b"[" * 200 * 1024 * 1024, compresslevel=9)
    assert len(bomb) < 1024 * 1024
    answer = send(client, mara, bomb, **{"Content-Encoding": "gzip"})
    assert (answer.status_code, slug(answer.json())) == (413, "body-too-large")


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (gzip.compress(b"{}")[:-5], "gzip"),
        (gzip.compress(b'{"edits": []}') * 2, "gzip"),
        (gzip.compress(b'{"edits": []}') + b"and more", "gzip"),
        (b"\x1f\x8b garbage", "gzip"),
        (b"{}", "gzip"),
        (zlib.compress(b"{}"), "deflate"),
        (b"{}", "br, gzip"),
        (b"{}", "x" * 1000),
    ],
)
def test_a_badly_packed_body_is_refused(client: Client, mara: Phone, body: bytes, coding: str) -> None:
    answer = send(client, mara, body, **{"Content-Encoding": coding})
    assert (answer.status_code, slug(answer.json())) == (422, "body-unreadable")


STRANGE_EDITS: dict[str, Any] = {
    "null": None,
    "a text": "edit",
    "a list": [],
    "a number as id": {"edit_id": 7},
    "an id in capitals": {"edit_id": str(uuid.uuid4()).upper()},
    "an id with a nought byte": {"edit_id": "\0" * 36},
    "a record that is an object": {"record_id": {"$ne": None}},
    "a settlement with half a pair": {"settlement_id": "\ud800"},
    "a city that is true": {"city_id": True},
    "a kind of a list": {"kind": ["profile"]},
    "a kind with a nought byte": {"kind": "profile\0"},
    "a form of ten thousand signs": {"form": "x" * 10_000},
    "another form": {"form": "settlement_profile@999"},
    "a moment without zone": {"made_at": "2026-11-21T08:00:00"},
    "a moment that is none": {"made_at": "yesterday"},
    "a moment as a number": {"made_at": 1763712000},
    "a negative count": {"n": -1},
    "a count of 2^63": {"n": 2**63},
    "a count that is a text": {"n": "1"},
    "answers as a list": {"set": []},
    "no answers": {"set": {}},
    "five thousand answers": {"set": {f"q{n}": {"value": 1} for n in range(5_000)}},
    "nobody's": {"by": None},
}


def test_of_what_only_nests_nothing_is_kept_and_nothing_else_is_said(
    client: Client, mara: Phone, settlement_id: str
) -> None:
    good, after = (mara.profile(settlement_id, {"households_total": n}) for n in (1, 2))
    deep = mara.profile(settlement_id, {"taps_public_working": json.loads("[" * 300 + "]" * 300)})
    first, told, last = send(client, mara, batch(good, deep, after)).json()["answers"]
    assert (first["answer"], told["answer"], last["answer"]) == ("kept", "not_kept", "contested")
    assert told["problem"]["type"] == "/problems/edit-unreadable"
    assert "receipt" not in told
    with db.reading() as session:
        assert session.exec(select(ParkedEdit)).all() == []


@pytest.mark.parametrize("strange", [pytest.param(other, id=name) for name, other in STRANGE_EDITS.items()])
def test_an_edit_that_is_none_is_parked_alone(
    client: Client, mara: Phone, settlement_id: str, strange: dict[str, Any] | str | list[Any] | None
) -> None:
    good, after = (mara.profile(settlement_id, {"households_total": n}) for n in (1, 2))
    bad = mara.profile(settlement_id, {"taps_public_working": 1}) | strange if isinstance(strange, dict) else strange
    answer = send(client, mara, batch(good, bad, after))
    assert answer.status_code == 200, answer.text
    first, parked, last = answer.json()["answers"]
    assert (first["answer"], parked["answer"], last["answer"]) == ("kept", "parked", "contested")
    assert parked["problem"]["title"]
    assert parked["problem"]["status"] < 500


STRANGE_ANSWERS: dict[str, Any] = {
    "null": None,
    "a bare value": 7,
    "a list": [1],
    "empty": {},
    "both a value and none": {"value": 1, "answer": "refused"},
    "an unknown non-answer": {"answer": "maybe"},
    "a non-answer of a list": {"answer": ["refused"]},
    "an unknown source": {"value": 1, "source": "rumour"},
    "a source of an object": {"value": 1, "source": {}},
    "replaces as a text": {"value": 1, "replaces": "x"},
    "replaces what is no id": {"value": 1, "replaces": ["x"]},
    "replaces a thousand": {"value": 1, "replaces": [str(uuid.uuid4()) for _ in range(1000)]},
    "a reason of a number": {"value": 1, "reason": 7},
    "true for a number": {"value": True},
    "a text for a number": {"value": "135"},
    "2^53": {"value": 2**53 - 0.5},
    "an object for a number": {"value": {"$gt": 0}},
}


@pytest.mark.parametrize("strange", [pytest.param(one, id=name) for name, one in STRANGE_ANSWERS.items()])
def test_an_answer_that_is_none_is_refused_and_the_others_are_kept(
    client: Client, mara: Phone, settlement_id: str, strange: Any
) -> None:
    said = mara.profile(settlement_id, {"taps_public_working": 3})
    said["set"]["households_total"] = strange
    (told,) = send(client, mara, batch(said)).json()["answers"]
    assert told["answer"] == "kept"
    assert list(told["refused_paths"]) == ["households_total"]


@pytest.mark.parametrize("path", ["", "\0", "a\tb", "a\nb", "x" * 1_000, "__proto__", "../etc", "😀", "round/1/2/3/4"])
def test_a_question_nobody_asks_is_refused(client: Client, mara: Phone, settlement_id: str, path: str) -> None:
    said = mara.profile(settlement_id, {"taps_public_working": 3, path: 1})
    (told,) = send(client, mara, batch(said)).json()["answers"]
    assert (told["answer"], list(told["refused_paths"])) == ("kept", [path])


@pytest.mark.parametrize("name", ["a\0b", "bell\x07", "\x1b[31mred", "\x85next"])
def test_control_characters_are_refused_by_name_of_the_path(
    client: Client, mara: Phone, settlement_id: str, name: str
) -> None:
    said = mara.profile(settlement_id, {"taps_public_working": 3, "name_community": name})
    (told,) = send(client, mara, batch(said)).json()["answers"]
    assert told["answer"] == "kept"
    assert slug(told["refused_paths"]["name_community"]) == "answer-has-control-characters"


@pytest.mark.parametrize("value", ["half \ud800", "other half \udfff", 2**53, -(2**63)])
def test_what_has_no_canonical_form_is_parked_and_says_so(
    client: Client, mara: Phone, settlement_id: str, value: Any
) -> None:
    bad = mara.profile(settlement_id, {"name_community": value})
    good = mara.profile(settlement_id, {"taps_public_working": 3})
    parked, kept = send(client, mara, batch(bad, good)).json()["answers"]
    assert (parked["answer"], slug(parked["problem"])) == ("parked", "edit-unreadable")
    assert "receipt" not in parked
    assert kept["answer"] == "kept"
    with db.reading() as session:
        assert [json.loads(row.body)["edit_id"] for row in session.exec(select(ParkedEdit))] == [bad["edit_id"]]


GOOD_NAMES = [
    "Peñafrancia 🏘️",
    "مستوطنة",
    "<script>alert(1)</script>",
    '=HYPERLINK("x")',
    "a" * 200,
    "O'Brien; DROP TABLE",
]


@pytest.mark.parametrize("name", GOOD_NAMES)
def test_whatever_people_write_comes_back_word_for_word(client: Client, mara: Phone, cast: Cast, name: str) -> None:
    added = mara.settlement(name, team=cast.muntinlupa.team_id)
    (told,) = send(client, mara, batch(added)).json()["answers"]
    assert told["answer"] == "kept"
    (record,) = client.get("/api/sync/changes", mara.member).json()["records"]
    assert record["fields"]["name"][0][1]["value"] == name


def test_a_name_of_a_hundred_thousand_signs_is_refused(client: Client, mara: Phone, cast: Cast) -> None:
    added = mara.settlement("x" * 100_000, team=cast.muntinlupa.team_id, code="long")
    (told,) = send(client, mara, batch(added)).json()["answers"]
    assert list(told["refused_paths"]) == ["name"]


BAD_SHAPES: dict[str, Any] = {
    "a boundary of two points": {"type": "Polygon", "coordinates": [[[121, 14], [121.1, 14], [121, 14]]]},
    "outside the globe": {"type": "Polygon", "coordinates": [[[500, 14], [501, 14], [501, 15], [500, 14]]]},
    "in metres": {"type": "Polygon", "coordinates": [[[5e5, 1e6], [6e5, 1e6], [6e5, 2e6], [5e5, 1e6]]]},
    "of texts": {"type": "Polygon", "coordinates": "121,14"},
    "of nothing": {"type": "Polygon", "coordinates": []},
    "of another type": {"type": "Sphere", "coordinates": [[[121, 14]]]},
    "a point": {"type": "Point", "coordinates": [121, 14]},
    "a text": "POLYGON((0 0))",
    "with nulls": {"type": "Polygon", "coordinates": [[[None, 14], [121, 14], [121, 15], [None, 14]]]},
}


@pytest.mark.parametrize("shape", [pytest.param(one, id=name) for name, one in BAD_SHAPES.items()])
def test_a_boundary_that_cannot_be_drawn_is_refused(
    client: Client, mara: Phone, settlement_id: str, shape: Any
) -> None:
    said = mara.profile(settlement_id, {"taps_public_working": 3, "boundary": shape})
    (told,) = send(client, mara, batch(said)).json()["answers"]
    assert (told["answer"], list(told["refused_paths"])) == ("kept", ["boundary"])


@pytest.mark.parametrize("kind", ["settlement", "place", "comment", "decision", "feature", "status_report", "media"])
def test_no_kind_is_brought_down_by_strange_answers(client: Client, cast: Cast, settlement_id: str, kind: str) -> None:
    lea = phone_of(cast.muntinlupa.leader, cast.muntinlupa)
    paths = (
        "act", "about", "hash", "saw", "text", "done", "reply_to", "comments", "reasons", "women", "name", "code",
        "parent", "team", "ward", "centre_point", "boundary", "layer", "geometry", "ref", "meeting_date", "_deleted",
    )  # fmt: skip
    for value in (None, 7, 1.5, True, "x", "\0", [], [[]], [None], {}, {"a": {"b": []}}, "x" * 5_000, 2**53 - 1):
        edits = [lea.edit(kind, str(uuid.uuid4()), settlement_id, {path: value}) for path in paths]
        edits.append(lea.edit(kind, str(uuid.uuid4()), settlement_id, dict.fromkeys(paths, value)))
        edits.append(lea.edit(kind, edits[-1]["record_id"], None, dict.fromkeys(paths, value)))
        answer = send(client, lea, batch(*edits))
        assert answer.status_code == 200
        for told in answer.json()["answers"]:
            assert told.get("problem", {}).get("status", 422) < 500, (value, told)
