"""``kwetu verify`` names every fault by its id, holds nothing but one record at a time, and works while people push."""

import json
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from typer.testing import CliRunner

from app.backups import repository
from app.backups.verifying import verify
from app.cli import app as cli
from app.kit import db
from app.kit.canonical import canonical_json, sha256_hex
from app.kit.ids import profile_id, uuid7
from app.ledger import rules
from app.ledger.standing import write_levels
from app.questionnaire import service as questionnaire
from tests.api.releasing import released
from tests.api.saying import Settlement
from tests.cast import Cast
from tests.conftest import Client
from tests.phones import Edit, Phone, batch, phone_of


@pytest.fixture
def town(client: Client, cast: Cast) -> Settlement:
    """A settlement profiled, approved, released, with a parked edit."""
    settlement = Settlement(client, cast.muntinlupa, "Bagong Silang").approved()
    released(client, cast, settlement)
    stray = phone_of(cast.harare.mapper, cast.muntinlupa).profile(settlement.settlement_id, {"households_total": 1})
    assert (
        client.post("/api/sync/push", cast.harare.mapper, json=batch(stray)).json()["answers"][0]["answer"] == "parked"
    )
    return settlement


def looked_at() -> tuple[int, dict[str, Any]]:
    done = CliRunner().invoke(cli, ["verify", "--json"])
    return done.exit_code, json.loads(done.stdout)


def test_a_ledger_that_is_whole_is_counted_and_has_no_fault(town: Settlement) -> None:
    code, told = looked_at()
    assert (code, told["faults"]) == (0, [])
    assert {table: count for table, count in told["counts"].items() if not count} == {}
    shown = CliRunner().invoke(cli, ["verify"])
    assert "1 parked edits" in shown.stdout
    assert "0 faults" in shown.stdout


PROFILE = "(SELECT record_id FROM record WHERE kind = 'profile')"
FAULTS: Mapping[str, tuple[str, str, str]] = {
    "an edit's words": (
        "UPDATE edit SET body = replace(body, '135', '136') WHERE kind = 'profile' AND nth = 1",
        "edit", "the SHA-256 differs",
    ),
    "an edit's words and its hash, with other blanks": (
        "UPDATE edit SET body = :body, sha256 = :sha256 WHERE kind = 'profile' AND nth = 1",
        "edit", "canonical form",
    ),
    "who wrote an edit": ("UPDATE edit SET person_id = 'me' WHERE kind = 'profile'", "edit", "its person_id"),
    "when it was made": ("UPDATE edit SET made_at = '2020' WHERE kind = 'profile'", "edit", "its made_at"),
    "its form": ("UPDATE edit SET form = 'other@9' WHERE kind = 'profile'", "edit", "its form"),
    "an edit lost": ("DELETE FROM edit WHERE kind = 'profile' AND nth = 1", "record", "and has"),
    "an edit moved to another record": (
        f"UPDATE edit SET record_id = {PROFILE}, nth = 99 WHERE kind = 'settlement'", "edit", "lies with another",
    ),
    "an edit without a place": ("UPDATE edit SET seq = NULL WHERE kind = 'profile'", "edit", "no place"),
    "an answer in a record": (
        "UPDATE record SET level_1 = replace(level_1, '135', '136') WHERE kind = 'profile'", "record", "level_1",
    ),
    "a level that cannot be read": ("UPDATE record SET level_2 = '{' WHERE kind = 'profile'", "record", "level_2"),
    "a record's hash": ("UPDATE record SET hash = 'other' WHERE kind = 'profile'", "record", "its hash"),
    "a level's hash": ("UPDATE record SET level_hashes = 'a,b,c,d' WHERE kind = 'profile'", "record", "hashes of its"),
    "a record lost": ("DELETE FROM record WHERE kind = 'profile'", "record", "edits speak of it"),
    "a record of no kind we know": ("UPDATE record SET kind = 'dream' WHERE kind = 'comment'", "record", "no dream"),
    "a record beyond the count": ("UPDATE record SET seq = 9999 WHERE kind = 'profile'", "record", "beyond"),
    "a record that left beyond the count": (
        "INSERT INTO departed SELECT scope_id, 9999, record_id FROM record WHERE kind = 'profile'",
        "departed", "beyond",
    ),
    "two records at one place": (
        "UPDATE record SET seq = (SELECT seq FROM record WHERE kind = 'settlement') WHERE kind = 'profile'",
        "record", "shares its place",
    ),
    "a settlement's name": ("UPDATE settlement SET name = 'Elsewhere'", "settlement", "its name"),
    "a settlement's team": ("UPDATE settlement SET team_id = NULL", "settlement", "its team_id"),
    "a round nobody began": ("UPDATE settlement SET round = 2", "settlement", "its round"),
    "a settlement nobody told of": (
        "UPDATE settlement SET settlement_id = '00000000-0000-4000-8000-000000000000'", "settlement", "not there",
    ),
    "what was decided": ("UPDATE decision SET act = 'withdraw' WHERE act = 'hand_in'", "decision", "its act"),
    "a decision lost": ("DELETE FROM decision WHERE act = 'verify'", "decision", "typed row is not there"),
    "what was approved": ("UPDATE approval SET snapshot = replace(snapshot, '135', '136')", "approval", "snapshot"),
    "when it was approved": ("UPDATE approval SET hash = 'never'", "approval", "never stood"),
    "a release": ("UPDATE release SET contents = replace(contents, '135', '136')", "release", "the SHA-256 differs"),
    "a parked edit": ("UPDATE parked_edit SET body = replace(body, '1', '2')", "parked_edit", "the SHA-256 differs"),
}  # fmt: skip


@pytest.mark.parametrize("what", FAULTS)
def test_what_was_changed_behind_the_ledgers_back_is_named(town: Settlement, cast: Cast, what: str) -> None:
    words, table, fault = FAULTS[what]
    town.phone(cast.muntinlupa.leader).must_say(
        "comment", uuid7(), town.settlement_id, about=town.profile_id, text="Is this so?"
    )
    with db.engine().begin() as connection:
        body = connection.execute(text("SELECT body FROM edit WHERE kind = 'profile' AND nth = 1")).scalar()
        loose = json.dumps(json.loads(str(body)))
        values = {"body": loose, "sha256": sha256_hex(loose.encode())} if ":body" in words else {}
        assert connection.execute(text(words), values).rowcount
    code, told = looked_at()
    assert code == 1
    found = [one for one in told["faults"] if one["table"] == table and fault in one["what"]]
    assert found, told["faults"]
    assert all(one["id"] for one in found)
    shown = CliRunner().invoke(cli, ["verify"])
    assert (shown.exit_code, f"{found[0]['table']} {found[0]['id']}: {found[0]['what']}" in shown.stdout) == (1, True)


def statements_of(work: Callable[[], object]) -> int:
    """Count what is asked of the database."""
    count = 0

    def one_more(*_: Any) -> None:
        nonlocal count
        count += 1

    event.listen(db.engine(), "before_cursor_execute", one_more)
    work()
    event.remove(db.engine(), "before_cursor_execute", one_more)
    return count


def test_the_number_of_statements_does_not_grow_with_the_ledger(town: Settlement, client: Client, cast: Cast) -> None:
    def look() -> None:
        with repository.moment(db.engine()) as moment:
            assert list(verify(moment)) == []

    look()
    few = statements_of(look)
    lea = phone_of(cast.muntinlupa.leader, cast.muntinlupa)
    for _ in range(3):
        more = [lea.settlement(f"Settlement {n}") for n in range(100)]
        assert client.post("/api/sync/push", lea.member, json=batch(*more)).status_code == 200
    assert statements_of(look) == few


class Many:
    """A ledger of any size that is made up row by row while it is read."""

    def __init__(self, records: int, edits_each: int) -> None:
        self.records, self.edits_each = records, edits_each

    def count(self, name: str) -> int:
        return self.records * self.edits_each

    def rows(self, name: str) -> Iterator[dict[str, Any]]:
        if name == "scope":
            yield {"id": "city", "seq": self.records}
        for number in range(self.records) if name in ("record", "edit") else ():
            edits = self._edits(f"{number:08d}-0000-4000-8000-000000000000")
            yield from ([_edit_row(edit, nth) for nth, edit in enumerate(edits, 1)] if name == "edit"
                        else [_record_row(edits, number + 1)])  # fmt: skip

    def _edits(self, record_id: str) -> list[rules.Edit]:
        return [
            {
                "edit_id": f"{record_id[:-6]}{nth:06d}", "by": "mara", "kind": "profile", "record_id": record_id,
                "settlement_id": None, "city_id": "city", "form": "settlement_profile@1", "n": nth,
                "made_at": "2026-11-20T08:12:00+02:00",
                "set": {
                    "households_total": {"value": nth, "replaces": [f"{record_id[:-6]}{nth - 1:06d}"][:nth - 1]},
                    "water_note": {"value": f"{nth} " + "words " * 200, "replaces": []},
                },
            }
            for nth in range(1, self.edits_each + 1)
        ]  # fmt: skip


def _edit_row(edit: rules.Edit, nth: int) -> dict[str, Any]:
    body = canonical_json(edit)
    return {
        "edit_id": edit["edit_id"], "record_id": edit["record_id"], "kind": edit["kind"], "person_id": edit["by"],
        "made_at": edit["made_at"], "sha256": sha256_hex(body), "body": body.decode(), "refused_paths": "{}",
        "nth": nth, "seq": 1, "form": edit["form"],
    }  # fmt: skip


def _record_row(edits: list[rules.Edit], seq: int) -> dict[str, Any]:
    state = rules.merge_all(edits)
    made = {edit["edit_id"]: (edit["by"], edit["made_at"]) for edit in edits}
    whole, level_hashes = rules.content_hash(state, questionnaire.level_of)
    levels = write_levels(state, made, questionnaire.level_of)
    return {
        "record_id": edits[0]["record_id"], "kind": "profile", "form": edits[0]["form"], "city_id": "city",
        "scope_id": "city", "seq": seq,
        "hash": whole, "level_hashes": ",".join(level_hashes), "edit_count": len(edits),
    } | {f"level_{level}": told for level, told in enumerate(levels)}  # fmt: skip


def held_while_verifying(ledger: Many) -> int:
    """Return the most bytes held at once."""
    list(verify(Many(2, 2)))  # whatever is kept for good is kept now
    tracemalloc.start()
    assert list(verify(ledger)) == []
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def test_a_ledger_of_eight_times_as_many_edits_is_verified_in_the_same_memory() -> None:
    few, many = held_while_verifying(Many(50, 10)), held_while_verifying(Many(400, 10))
    assert many < few * 1.5, f"{few:,} bytes for 500 edits, {many:,} for 4,000"


def test_a_backup_is_verified_as_it_lies_in_the_file(town: Settlement, tmp_path: Path) -> None:
    from app.backups.files import reading

    assert CliRunner().invoke(cli, ["backup", str(tmp_path / "town.kwetu")]).exit_code == 0
    with reading(tmp_path / "town.kwetu") as archive:
        assert list(verify(archive)) == []
        assert archive.count("edit") == len(list(archive.rows("edit"))) > 0
        assert {row["record_id"] for row in archive.rows("record")} >= {profile_id(town.settlement_id, 1)}


def test_a_ledger_in_which_places_were_joined_and_moved_is_whole(client: Client, cast: Cast) -> None:
    lea = phone_of(cast.muntinlupa.leader, cast.muntinlupa)
    ada = phone_of(cast.administrator, cast.muntinlupa)
    one, other = lea.settlement("Bagong Silang"), lea.settlement("Bagong Silang II")
    told = [one, other, *(lea.profile(place["record_id"], {"households_total": 135}) for place in (one, other))]
    same = lea.edit("settlement", other["record_id"], other["record_id"], {"same_as": one["record_id"]})
    goes = ada.edit("settlement", one["record_id"], one["record_id"], {"city": cast.harare.id})
    for phone, edits in ((lea, [*told, same]), (ada, [goes])):
        answers = client.post("/api/sync/push", phone.member, json=batch(*edits)).json()["answers"]
        assert {answer["answer"] for answer in answers} <= {"kept", "contested"}, answers
    assert looked_at()[1]["faults"] == []


def must_push(client: Client, phone: Phone, *edits: Edit) -> None:
    answers = client.post("/api/sync/push", phone.member, json=batch(*edits)).json()["answers"]
    assert {answer["answer"] for answer in answers} <= {"kept", "contested"}, answers
    assert not any(answer.get("refused_paths") for answer in answers), answers


def test_a_ledger_is_whole_after_every_kind_of_joining_parting_moving_and_admitting(
    client: Client, cast: Cast, tmp_path: Path
) -> None:
    city, harare = cast.muntinlupa, cast.harare
    mara, lea, ada = phone_of(city.mapper, city), phone_of(city.leader, city), phone_of(cast.administrator, city)
    handed, other = mara.settlement("Sitio Uno", team=city.team_id), mara.settlement("Sitio Dos", team=city.team_id)
    one, two = handed["record_id"], other["record_id"]

    def joined(place: str, to: Any) -> Edit:
        return lea.edit("settlement", place, place, {"same_as": to})

    def whole() -> None:
        assert looked_at()[1]["faults"] == []

    must_push(client, mara, handed, other, mara.profile(one, {"round": 1, "taps_public_working": 2}))
    must_push(client, mara, mara.decision(one, "hand_in", hash="0" * 64), mara.comment(one, "Counted on Sunday"))
    same = joined(one, two)
    must_push(client, lea, same)
    whole()  # joined after a decision
    approved = Settlement(client, city).founded().answered(consent_explained="yes", consent_collect="yes")
    third = mara.settlement("Sitio Tres", team=city.team_id)
    must_push(client, mara, third, mara.profile(third["record_id"], {"round": 1, "households_total": 120}))
    approved.answered(households_total=135, households_tenant=40, households_subtenant=0)
    approved.must("hand_in", city.mapper)
    approved.must("verify", city.verifier, meeting_date="2026-11-20", women=9, men=4, tenants=3)
    approved.must("approve", city.leader)
    into = joined(third["record_id"], approved.settlement_id)
    must_push(client, lea, into)
    whole()  # joined to an approved place, told of while that one was
    must_push(client, lea, joined(third["record_id"], {"answer": "not_applicable", "replaces": [into["edit_id"]]}))
    whole()  # parted from it
    must_push(client, ada, ada.edit("settlement", two, two, {"city": harare.id}))
    whole()  # moved after it was joined
    late = mara.profile(one, {"households_total": 7})
    parked = client.post("/api/sync/push", mara.member, json=batch(late)).json()["answers"][0]
    assert parked["answer"] == "parked"
    path = f"/api/sync/parked/{sha256_hex(canonical_json(late))}/admit"
    assert client.post(path, harare.leader).status_code == 204
    whole()  # parked, and taken in under the place that stands for it
    parts = ada.edit("settlement", one, one, {"same_as": {"answer": "not_applicable", "replaces": [same["edit_id"]]}})
    must_push(client, ada, parts)
    must_push(client, ada, ada.edit("settlement", one, one, {"other_names": "Sitio Isa"}))
    whole()  # parted in the other city, and described anew there
    assert CliRunner().invoke(cli, ["backup", str(tmp_path / "town.kwetu")]).exit_code == 0


def test_an_answer_frozen_otherwise_than_its_edit_says_is_named_after_a_joining_too(
    client: Client, cast: Cast, town: Settlement
) -> None:
    lea = phone_of(cast.muntinlupa.leader, cast.muntinlupa)
    late = lea.settlement("Sitio Uno", team=cast.muntinlupa.team_id)
    must_push(client, lea, late, lea.profile(late["record_id"], {"round": 1, "households_total": 120}))
    must_push(
        client, lea, lea.edit("settlement", late["record_id"], late["record_id"], {"same_as": town.settlement_id})
    )
    assert looked_at()[1]["faults"] == []
    with db.engine().begin() as connection:
        connection.execute(text("UPDATE approval SET snapshot = replace(snapshot, '135', '136')"))
    assert {(one["table"], "snapshot" in one["what"]) for one in looked_at()[1]["faults"]} == {("approval", True)}
