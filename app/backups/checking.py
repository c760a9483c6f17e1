"""Tells one record again from its edits by the pure rules and says where what is stored differs. Pure."""

import json
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from app.kit.canonical import canonical_json, sha256_hex
from app.kit.ids import OWN_QUESTIONNAIRE, is_uuid, questionnaire_of, round_of
from app.kit.text import bytes_of
from app.ledger import rules
from app.ledger.reading import without
from app.ledger.rules import EMPTY, RecordState
from app.ledger.standing import write_levels
from app.questionnaire.form import Form
from app.review.rules import snapshot_of

Row = Mapping[str, Any]
LevelOf = Callable[[str], int]
_OTHERWISE = "what it froze of a point on the map was never said so"
AS_SENT = {"edit_id": "edit_id", "kind": "kind", "form": "form", "person_id": "by", "made_at": "made_at"}
LEVELS = tuple(f"level_{level}" for level in range(rules.LEVELS))


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it was written: in which table, the id, and what is wrong in words."""

    table: str
    id: str
    what: str

    def __str__(self) -> str:
        """Say it in one line."""
        told = f"{self.table} {self.id}: {self.what}"
        return told.encode("utf-8", "backslashreplace").decode()


@dataclass
class Frozen:
    """An approval, and of its answers those whose edits were not heard yet."""

    row: Row
    unheard: dict[str, Any]

    def is_true_to(self, edit: rules.Edit) -> bool:
        """Tell whether the answers frozen of an edit are its own, word for word."""
        frozen = {path: answer for path, answer in self.unheard.items() if answer["edit_id"] == edit["edit_id"]}
        self.unheard = {path: answer for path, answer in self.unheard.items() if path not in frozen}
        kept = RecordState({path: {edit["edit_id"]: _kept(answer)} for path, answer in edit["set"].items()})
        told = snapshot_of(kept, {edit["edit_id"]: (edit["by"], edit["made_at"])})
        return all(told.get(path) == answer for path, answer in frozen.items())


def _kept(answer: rules.Answer) -> rules.Answer:
    return {member: told for member, told in answer.items() if member != "replaces"}


@dataclass
class Told:
    """A record as its edits tell it, one after the other; ``awaited`` are content hashes an approval speaks of.

    ``on_map`` is what approvals froze of a point: true when each answer is what its edit says.
    Where something ``told_elsewhere`` lies here too, since places were joined, the order of the edits is not that in
    which they came to lie here: an approval is then true when it froze what its edits say.
    """

    level_of: LevelOf
    awaited: dict[str, list[Frozen]] = field(default_factory=dict)
    on_map: list[Frozen] = field(default_factory=list)
    state: RecordState = EMPTY
    made: dict[str, tuple[str, str]] = field(default_factory=dict)
    heard: int = 0
    told_elsewhere: bool = False

    def hear(self, edit: rules.Edit) -> Iterator[Fault]:
        """Merge the next edit; look at what was frozen of it, and at each approval whose moment this was."""
        self.state = rules.merge(self.state, edit, self.made)
        self.made[edit["edit_id"]] = (edit["by"], edit["made_at"])
        for approval in [one for several in self.awaited.values() for one in several]:
            if not approval.is_true_to(edit):
                yield self._not_what_stood(approval)
        for frozen in self.on_map:
            if not frozen.is_true_to(edit):
                yield Fault("approved_point", frozen.row["decision_id"], _OTHERWISE)
        if self.awaited:
            for approval in self.awaited.pop(rules.content_hash(self.state, self.level_of)[0], []):
                if json.loads(approval.row["snapshot"]) != snapshot_of(self.state, self.made):
                    yield self._not_what_stood(approval)

    def _not_what_stood(self, approval: Frozen) -> Fault:
        return Fault("approval", approval.row["decision_id"], "its snapshot is not what stood when it was made")


def edit_faults(row: Row, body: Any, told_of: str) -> Iterator[Fault]:
    """Look at one edit: its bytes, and the columns that repeat what they say; ``told_of`` is the record it is for."""
    edit_id, words = row["edit_id"], bytes_of(row["body"])
    if sha256_hex(words) != row["sha256"]:
        yield Fault("edit", edit_id, "its words are not those that came: the SHA-256 differs")
    elif canonical_json(body) != words:
        yield Fault("edit", edit_id, "its words are not in canonical form")
    for column, member in AS_SENT.items():
        if row[column] != body.get(member):
            yield Fault("edit", edit_id, f"its {column} is not the one it was sent with")
    if row["record_id"] != told_of:
        yield Fault("edit", edit_id, "it lies with another record than the one it speaks of")
    if row["seq"] is None:
        yield Fault("edit", edit_id, "it has no place in the order of change")


def kept_of(row: Row, body: Any) -> rules.Edit | None:
    """Return what of an edit was merged, None where what was refused of it cannot be read."""
    refused = members_of(row["refused_paths"])
    return None if refused is None else without(body, refused)


def members_of(words: Any) -> dict[str, Any] | None:
    """Read the members of a JSON object, None where it is none."""
    try:
        told = orjson.loads(words)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def frozen_of(row: Row) -> Frozen | None:
    """Read what an approval froze, None where it cannot be read."""
    told = members_of(row["snapshot"])
    if told is None or not all(isinstance(answer, dict) and "edit_id" in answer for answer in told.values()):
        return None
    return Frozen(row, told)


def record_faults(record: Row, told: Told) -> Iterator[Fault]:
    """Compare a record as it is stored with what its edits tell."""
    found: list[str] = []
    if record["edit_count"] != told.heard:
        found.append(f"it counts {record['edit_count']} edits and has {told.heard}")
    levels = write_levels(told.state, told.made, told.level_of)
    found += [
        f"{name} is not what its edits say"
        for name, text in zip(LEVELS, levels, strict=True)
        if not _says_the_same(record[name], text)
    ]
    whole, level_hashes = rules.content_hash(told.state, told.level_of)
    if record["hash"] != whole:
        found.append("its hash is not that of its answers")
    if record["level_hashes"] != ",".join(level_hashes):
        found.append("the hashes of its levels are not those of its answers")
    for what in found:
        yield Fault("record", record["record_id"], what)


def _says_the_same(stored: str, told: str) -> bool:
    """Compare a level's text with what it should be; members of an answer may stand in another order."""
    return stored == told or _read(stored) == _read(told)


def _read(text: str) -> list[bytes] | None:
    """Return a level's edits, fields and replaced ids in canonical form, None when it is none."""
    try:
        edits, fields, replaced = text.split("\n")
        return [canonical_json(orjson.loads(part)) for part in (f"[{edits}]", f"{{{fields}}}", f"{{{replaced}}}")]
    except ValueError:
        return None


def frozen_faults(row: Row, decided: Mapping[str, str | None]) -> Iterator[Fault]:
    """Look whether an approval is of the answers its decision names; ``decided`` are the hashes decisions speak of."""
    if row["hash"] != decided.get(row["decision_id"]):
        yield Fault("approval", row["decision_id"], "it is not of the answers that its decision names")


def approval_faults(told: Told) -> Iterator[Fault]:
    """Name the approvals whose moment never came, or that froze what was never said, of answers or of the map."""
    for approval in [one for several in told.awaited.values() for one in several]:
        if approval.unheard or not told.told_elsewhere:
            yield Fault("approval", approval.row["decision_id"], "the profile never stood as this approval says it did")
    for frozen in told.on_map:
        if frozen.unheard:
            yield Fault("approved_point", frozen.row["decision_id"], _OTHERWISE)


def values_of(state: RecordState) -> dict[str, Any]:
    """Return the value shown first of each field that has one."""
    return {path: answer["value"] for path, answer in rules.answers(state).items() if "value" in answer}


TYPED: Mapping[str, Mapping[str, str]] = {
    "settlement": {"code": "code", "ward_id": "ward", "team_id": "team"},
    "place": {"code": "code", "parent_id": "parent", "place_level": "place_level"},
    "decision": {"act": "act", "profile_id": "about", "hash": "hash", "women": "women", "men": "men"},
}
"""Typed table -> its column -> the field of the record it repeats."""
LEFT_BEHIND = ("team_id", "ward_id")


def typed_faults(
    table: str, row: Row, record: Row | None, values: Mapping[str, Any], aliases: Mapping[str, str]
) -> Iterator[Fault]:
    """Compare a typed row with the record it stands beside; ``values`` are the record's."""
    row_id = row.get(f"{table}_id", "")
    if record is None:
        if table != "place":  # a place may be known without anybody having told the ledger of it
            yield Fault(table, row_id, "it stands for a record that is not there")
        return
    about = values.get("about")
    values = {**values, "about": aliases.get(about, about)} if isinstance(about, str) else values
    wrong = [column for column, path in TYPED[table].items() if row[column] != values.get(path)]
    if "city" in values or row_id in aliases:  # team and ward stay behind when a settlement is moved
        wrong = [column for column in wrong if column not in LEFT_BEHIND or row[column] is not None]
    if table != "decision":
        wrong += ["name"] if row["name"] != str(values.get("name") or "") else []
        wrong += ["city_id"] if row["city_id"] != record["city_id"] else []
    for column in wrong:
        yield Fault(table, row_id, f"its {column} is not what its record says")


def _is_of_ours(record: Row) -> bool:
    """Tell whether a record is a profile that counts for the rounds of its settlement: other questionnaires do not."""
    return bool(record["kind"] == "profile" and questionnaire_of(record["form"]) == OWN_QUESTIONNAIRE)


class Rounds:
    """The newest round of each settlement, as its row says and as its profiles are. Only what is not the first."""

    def __init__(self) -> None:
        self._said: dict[str, int] = {}
        self._described: dict[str, int] = {}

    def hear(self, table: str, row: Row) -> None:
        """Look at one row of a settlement or of a record."""
        settlement_id = row.get("settlement_id")
        if table == "settlement" and row["round"] != 1:
            self._said[row["settlement_id"]] = row["round"]
        elif table == "record" and _is_of_ours(row) and is_uuid(settlement_id):
            described = round_of(str(settlement_id), row["record_id"]) or 1
            if described > self._described.get(str(settlement_id), 1):
                self._described[str(settlement_id)] = described

    def faults(self) -> Iterator[Fault]:
        """Name the settlements whose row and profiles differ."""
        for settlement_id in sorted(self._said.keys() | self._described.keys()):
            if self._said.get(settlement_id, 1) != self._described.get(settlement_id, 1):
                yield Fault("settlement", settlement_id, "its round is not the newest that was described")


def forms_of(versions: Iterable[Row]) -> Iterator[tuple[str, Form]]:
    """Read the published forms that can be read, by name."""
    for row in versions:
        form: Any = members_of(row["compiled"])
        if form is not None and form.keys() >= {"questions", "repeats"}:
            yield f"{row['form_id']}@{row['number']}", form


def sum_faults(table: str, row: Row) -> Iterator[Fault]:
    """Look at what is kept word for word beside the records: parked edits and frozen releases."""
    if table == "parked_edit" and sha256_hex(bytes_of(row["body"])) != row["sha256"]:
        yield Fault(table, row["sha256"], "its words are not those that came: the SHA-256 differs")
    if table == "release":
        contents = members_of(row["contents"])
        if contents is None:
            yield Fault(table, row["id"], "what it holds cannot be read")
        elif sha256_hex(canonical_json(contents)) != row["sha256"]:
            yield Fault(table, row["id"], "it is not as it was frozen: the SHA-256 differs")
    if table == "form_version":
        if sha256_hex(b64decode(row["workbook"])) != row["sha256"]:
            yield Fault(table, row["form_id"], "its workbook is not the one that was published: the SHA-256 differs")
        if not dict(forms_of([row])):
            yield Fault(table, row["form_id"], f"what its version {row['number']} asks cannot be read")


MOST_PLACES = 10**10


def _is_count(told: Any) -> bool:
    return isinstance(told, int) and 0 <= told <= MOST_PLACES


class Places:
    """The places given in each scope's order of change: none twice, none beyond the count. One bit a place."""

    def __init__(self, scopes: Iterable[Row]) -> None:
        self._last = {scope["id"]: scope["seq"] if _is_count(scope["seq"]) else 0 for scope in scopes}
        self._taken = {scope_id: bytearray(last // 8 + 1) for scope_id, last in self._last.items()}

    def faults(self, record: Row) -> Iterator[Fault]:
        """Look at the place of one record."""
        seq, scope_id = record["seq"], record["scope_id"]
        if seq is None:
            yield Fault("record", record["record_id"], "it has no place in the order of change")
        elif not 0 < seq <= self._last.get(scope_id, 0):
            yield Fault("record", record["record_id"], f"its place {seq} is beyond its scope's count")
        elif self._taken[scope_id][seq // 8] & 1 << seq % 8:
            yield Fault("record", record["record_id"], f"it shares its place {seq} with another")
        else:
            self._taken[scope_id][seq // 8] |= 1 << seq % 8

    def departed(self, row: Row) -> Iterator[Fault]:
        """Look at the place at which a record left a scope."""
        if not 0 < row["seq"] <= self._last.get(row["scope_id"], 0):
            yield Fault("departed", row["record_id"], f"it left at the place {row['seq']}, beyond its scope's count")


def in_words(faults: Sequence[Fault]) -> list[str]:
    """Return the faults as lines."""
    return [str(fault) for fault in faults]
