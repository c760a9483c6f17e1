"""One seeded day in the field: who is there, what was said, shown and promised, and the story as it happens."""

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import text
from sqlmodel import Session

from app.kit import signing
from app.kit.canonical import canonical_json, sha256_hex
from app.kit.ids import profile_id
from tests.phones import Edit
from tests.sync.deployment import Deployment
from tests.sync.line import Answer, Line, LineBroke
from tests.sync.outbox import Own, Saying
from tests.sync.phone import Phone
from tests.sync.town import Town, founded, new_id

NEVER = ("/unexpected", "/not-your-edit")
"""No honest phone hears this: the server stumbled, or took an edit for another person's."""
PROFILE_FORM, OWN_FORM = "settlement_profile@1", "kwetu@1"


@dataclass
class Place:
    """A settlement of the story: ``where`` is the city its people believe it is in."""

    settlement_id: str
    name: str
    where: str

    @property
    def profile_id(self) -> str:
        return profile_id(self.settlement_id, 1)


@dataclass
class Promise:
    """What a receipt promised: the edit, who holds the receipt, what became of it."""

    edit: Edit
    name: str
    answer: str
    sha256: str
    refused: frozenset[str]


@dataclass
class Day:
    """Everything the simulation knows by itself, to hold phones and server against."""

    seed: int
    chance: random.Random
    deployment: Deployment
    town: Town
    keys: dict[str, dict[str, str]]
    phones: dict[str, Any] = field(default_factory=dict)
    story: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    saw: dict[tuple[str, str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    painted: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)
    own: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    held: dict[str, dict[str, Own]] = field(default_factory=lambda: defaultdict(dict))
    said: dict[str, Edit] = field(default_factory=dict)
    promised: dict[str, Promise] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)
    approved: dict[str, Any] = field(default_factory=dict)
    shut_out: set[str] = field(default_factory=set)
    restored: bool = False
    before_restore: set[str] = field(default_factory=set)

    def tell(self, sentence: str) -> None:
        """Add a sentence to the story."""
        self.story.append(f"{len(self.story):>3}. {sentence}")

    # Who says what

    def says(
        self, phone: Any, kind: str, record_id: str, place: Place | None, said: dict[str, Any], **other: Any
    ) -> str:
        """Paint the questions, answer them, and check that nothing unseen is replaced."""
        fresh = [path for path in said if (phone.name, record_id, path) not in self.painted]
        self.paint(phone, record_id, fresh)
        seen = {path: self.painted.pop((phone.name, record_id, path)) for path in said}
        edit_id = phone.say(Saying(
            kind=kind, record_id=record_id, settlement_id=place.settlement_id if place else None,
            city_id=other.pop("city_id", None) or self.town.cities[place.where if place else phone.resident.city],
            form=other.pop("form", PROFILE_FORM if kind == "profile" else OWN_FORM), said=said,
            made_at=self.clock(), seen=seen,
        ))  # fmt: skip
        self.own[phone.name].add(edit_id)
        self.look(phone)
        return str(edit_id)

    def paint(self, phone: Any, record_id: str, paths: list[str]) -> None:
        """Put questions on a screen; what stands there is what an answer given there may replace."""
        fields = phone.shown(record_id).fields
        for path in paths:
            standing = list(fields.get(path, {}))
            self.painted[phone.name, record_id, path] = standing
            self.saw[phone.name, record_id, path] |= set(standing)

    def clock(self) -> str:
        """Read a phone's clock, which may be wrong by days or years."""
        day = self.chance.choice(["1999-12-31", "2026-11-20", "2026-11-22", "2038-01-20", "2126-02-28"])
        return f"{day}T{self.chance.randint(10, 23)}:15:{self.chance.randint(10, 59)}+0{self.chance.randint(1, 9)}:00"

    # What is checked at every step

    def look(self, phone: Any) -> None:
        """Look at a phone after it did something: no edit vanished, none replaces what was never shown."""
        now: dict[str, Own] = dict(phone.outbox)
        for edit_id, own in self.held[phone.name].items():
            if edit_id not in now and edit_id not in self.forgotten:
                assert own.state == "open", f"{phone.name}'s phone dropped {edit_id}, which was {own.state}"
                assert self._joined(phone, own, now), f"{phone.name}'s phone dropped {edit_id}, which nobody sent"
        for own in now.values():
            if own.state != "open" and own.edit_id not in self.said:
                self._freezes(phone, own)
        self.held[phone.name] = {
            edit_id: Own(own.edit, own.n, own.state, filed=own.filed) for edit_id, own in now.items()
        }
        self._believe(phone, now)

    def _joined(self, phone: Any, gone: Own, now: dict[str, Own]) -> bool:
        return any(
            _same(phone, own.record_id, gone.record_id) and gone.edit["set"].keys() <= own.edit["set"].keys()
            for own in now.values()
        )

    def _freezes(self, phone: Any, own: Own) -> None:
        self.said[own.edit_id] = orjson.loads(orjson.dumps(own.edit))
        records = {record for who, record, _ in self.saw if who == phone.name and _same(phone, record, own.record_id)}
        for path, said in own.edit["set"].items():
            seen = set[str]().union(*(self.saw[phone.name, record, path] for record in records | {own.record_id}))
            unseen = set(said["replaces"]) - seen - self.own[phone.name]
            assert not unseen, f"{phone.name} never saw {unseen} and replaces it in {path}"

    def _believe(self, phone: Any, now: dict[str, Own]) -> None:
        """Note what was promised: only what the server signed counts, and it must be in the ledger already."""
        for own in now.values():
            assert not own.problem.endswith(NEVER), (
                f"{phone.name} was told {own.problem} of {own.edit_id}, which {self._came(own.edit_id)}"
            )
        new = {own.edit_id: own for own in now.values() if own.state in ("safe", "parked") and self._is_new(own)}
        for own in new.values():
            if own.receipt or own.state == "safe":
                said = signing.verify(self.keys["sign"], own.receipt)
                assert said, f"{phone.name} shows {own.edit_id} as {own.state} without a receipt that verifies"
                edit = self.said[own.edit_id]
                assert own.edit == edit, f"{own.edit_id} changed after it was frozen"
                assert said["sha256"] == sha256_hex(canonical_json(edit)), f"the receipt of {own.edit_id} is another's"
                refused = frozenset(said["refused_paths"])
                self.promised[own.edit_id] = Promise(edit, phone.name, said["answer"], said["sha256"], refused)
        if new:
            self.kept_now([edit_id for edit_id in new if edit_id in self.promised])

    def _came(self, edit_id: str) -> str:
        with self.deployment.session() as session:
            return "came again" if self.rows(session, "edit", [edit_id]) else "came for the first time"

    def _is_new(self, own: Own) -> bool:
        before = self.promised.get(own.edit_id)
        return before is None or (before.answer == "parked") != (own.state == "parked")

    def kept_now(self, edit_ids: list[str]) -> None:
        """Check that what was promised is in the ledger at this very moment, word for word."""
        with self.deployment.session() as session:
            kept, parked = self.rows(session, "edit", edit_ids), self.rows(session, "parked_edit", edit_ids)
        for edit_id in edit_ids:
            one = self.promised[edit_id]
            there = kept.get(edit_id) or (parked.get(edit_id) if one.answer == "parked" or self.restored else None)
            if not there and one.name in self.shut_out and edit_id in self.before_restore:
                continue  # the disk took it, and the phone that held it was made to forget: no other copy is left
            assert there, f"{one.name} was promised that {edit_id} is {one.answer}; the ledger lacks it"
            assert there[0] == one.sha256, f"{edit_id} is another than {one.name} was promised"
            assert orjson.loads(there[1]) == one.edit, f"{edit_id} is not word for word what {one.name} said"

    @staticmethod
    def rows(session: Session, table: str, edit_ids: list[str]) -> dict[str, Any]:
        """Read (sha256, body, refused paths) of edits past the server."""
        names = ",".join(f"'{one}'" for one in edit_ids) or "NULL"  # ids this simulation made
        told = "edit_id, sha256, body, refused_paths" + (", record_id" if table == "edit" else "")
        found = session.connection().execute(text(f"SELECT {told} FROM {table} WHERE edit_id IN ({names})"))
        return {row[0]: row[1:] for row in found}

    # The office: what a desk does over the same API

    def office(self, method: str, path: str, body: Any = None, by: str = "Ada") -> Answer:
        """Do something at a desk, trying again when the line breaks."""
        line = Line(self.deployment.ports[0])
        try:
            return line.ask(method, path, self.town.people[by].token, orjson.dumps(body) if body is not None else None)
        except LineBroke:
            return line.ask(method, path, self.town.people[by].token, orjson.dumps(body) if body is not None else None)
        finally:
            line.close()

    def new_id(self) -> str:
        """Make an id that the same seed makes again."""
        return new_id(self.chance)

    def place(self, phone: Any) -> Place:
        """Choose a settlement, under the id by which a phone knows it."""
        place = self.chance.choice(self.places)
        known = phone.aliases.get(place.settlement_id, place.settlement_id)
        return Place(known, place.name, place.where)

    def phone_of(self, *names: str) -> Any:
        """Choose among the phones of these people that are not shut out."""
        return self.chance.choice([self.phones[name] for name in names or self.phones if name not in self.shut_out])

    def record_ids(self) -> list[str]:
        """Return every record anybody spoke of."""
        return sorted({str(edit["record_id"]) for edit in self.said.values()})


def _same(phone: Any, record: str, other: str) -> bool:
    """Tell whether a phone shows two records as one."""
    return bool(record == other or phone.aliases.get(record, record) == phone.aliases.get(other, other))


MakePhone = Callable[..., Any]
WITH_PHONES = ("Mara", "Sam", "Lea", "Ada", "Tino")


def begun(seed: int, deployment: Deployment, keys: dict[str, dict[str, str]], make_phone: MakePhone = Phone) -> Day:
    """Found the town of a seed and give its people their phones."""
    chance = random.Random(seed)
    with deployment.session() as session:
        town = founded(session, chance, seed)
    day = Day(seed, chance, deployment, town, keys)
    for nth, name in enumerate(WITH_PHONES):
        port = deployment.ports[nth % len(deployment.ports)]
        day.phones[name] = make_phone(town.people[name], port, keys["sign"], random.Random(seed * 101 + nth))
    return day
