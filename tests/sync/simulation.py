"""A seeded day in the field: phones say, send, lose, repeat, pull and are given other teams; then the reckoning."""

import random
from collections.abc import Callable
from typing import Any

import orjson
from sqlmodel import select

from app.kit import db
from app.kit.ids import profile_id
from app.ledger import rules
from app.ledger import service as ledger
from app.ledger.models import ParkedEdit, StoredEdit, StoredRecord
from app.profiles import service as profiles
from app.settlements.rules import settlement_level_of
from tests.cast import Cast
from tests.conftest import Client
from tests.definition import by_definition, plain
from tests.phones import phone_of
from tests.sync.simulated_phone import SimulatedPhone, some, state_of

QUESTIONS = {
    "households_total": [80, 120, 135, "many", {"answer": "unknown"}],
    "taps_public_working": [0, 2, 3],
    "name_community": ["Kaisa", "Pagkakaisa", {"answer": "refused"}],
}
SOURCES = ("counted", "meeting", "observed")
ACTS = 45


class Simulation:
    """Three phones of a team, one of a leader, and everything that goes wrong between them and the server."""

    def __init__(self, client: Client, cast: Cast, seed: int) -> None:
        self.chance, self.client, self.city = random.Random(seed), client, cast.muntinlupa
        self.story = [f"seed {seed}"]
        self.settlements: list[str] = []
        self.team = [self.city.mapper.person_id, self.city.second_mapper.person_id]
        self.administrator = cast.administrator
        key = client.get("/api/people/me", cast.administrator).json()["server_keys"]["sign"]["jwk"]
        people = {"Mara": self.city.mapper, "Sam": self.city.second_mapper, "Lea": self.city.leader}
        self.phones = [
            SimulatedPhone(name, phone_of(member, self.city), client, key) for name, member in people.items()
        ]
        self.lea = self.phones[-1]

    def tell(self, sentence: str) -> None:
        self.story.append(sentence)

    def play(self) -> None:
        """Begin with two settlements, let the seed choose what happens, then let all phones sync and look."""
        self.add_settlement(self.phones[0])
        self.add_settlement(self.lea)
        acts: list[tuple[int, Callable[[SimulatedPhone], None]]] = [
            (10, self.say), (3, self.settle), (5, self.send), (3, self.lose_the_answer), (2, self.cut_the_body),
            (3, self.send_some_in_any_order), (2, self.repeat), (5, self.pull), (2, self.lose_the_page),
            (1, self.add_settlement), (1, self.change_the_team), (1, self.give_a_settlement),
        ]  # fmt: skip
        for _ in range(ACTS):
            (act,) = self.chance.choices([act for _, act in acts], [weight for weight, _ in acts])
            act(self.chance.choice(self.phones))
        for phone in [*self.phones, *self.phones]:
            phone.quiet_sync()
        self.reckon()

    # What happens

    def add_settlement(self, phone: SimulatedPhone) -> None:
        team = self.city.team_id if self.chance.random() < 0.7 else None
        edit = phone.phone.settlement(f"Sitio {len(self.settlements)}", **({"team": team} if team else {}))
        phone.says(edit)
        self.settlements.append(edit["record_id"])
        self.tell(f"{phone.name} adds settlement {len(self.settlements)} {'for the team' if team else 'for nobody'}")

    def say(self, phone: SimulatedPhone) -> None:
        settlement = self.chance.choice(self.settlements)
        said: dict[str, Any] = {}
        for path in self.chance.sample(sorted(QUESTIONS), self.chance.randint(1, 2)):
            answer = self.chance.choice(QUESTIONS[path])
            said[path] = (
                answer if isinstance(answer, dict) else {"value": answer, "source": self.chance.choice(SOURCES)}
            )
        wrong_clock = {"made_at": f"{self.chance.choice([1999, 2026, 2038])}-02-03T04:05:06+08:00"}
        phone.says(
            phone.phone.profile(settlement, {path: dict(answer) for path, answer in said.items()}, **wrong_clock)
        )
        self.tell(f"{phone.name} says {said} of settlement {self.settlements.index(settlement) + 1}")

    def settle(self, phone: SimulatedPhone) -> None:
        settlement = self.chance.choice(self.settlements)
        shown = phone.shown(profile_id(settlement, 1))
        for path in rules.contested(shown)[:1]:
            chosen = dict(rules.answers(shown)[path])
            phone.says(phone.phone.profile(settlement, {path: chosen | {"chosen_with": "the team"}}))
            self.tell(f"{phone.name} settles {path} of settlement {self.settlements.index(settlement) + 1}")

    def send(self, phone: SimulatedPhone) -> None:
        phone.note(phone.post(phone.waiting()))
        self.tell(f"{phone.name} sends")

    def lose_the_answer(self, phone: SimulatedPhone) -> None:
        phone.post(phone.waiting())
        self.tell(f"{phone.name} sends and never hears the answer")

    def cut_the_body(self, phone: SimulatedPhone) -> None:
        answer = phone.post(phone.waiting(), cut=self.chance.randint(1, 40))
        assert answer.status_code == 422, answer.text
        self.tell(f"{phone.name}'s signal breaks while sending")

    def send_some_in_any_order(self, phone: SimulatedPhone) -> None:
        phone.note(phone.post(some(self.chance, phone.waiting())))
        self.tell(f"{phone.name} sends some of the answers, the later ones first")

    def repeat(self, phone: SimulatedPhone) -> None:
        everything = [sent.edit for sent in phone.outbox.values()]
        phone.note(phone.post((everything * 2)[:200]))
        self.tell(f"{phone.name} sends everything ever said, twice")

    def pull(self, phone: SimulatedPhone) -> None:
        limit = self.chance.choice([1, 2, 500])
        phone.apply(phone.page(limit))
        self.tell(f"{phone.name} fetches a page of at most {limit}")

    def lose_the_page(self, phone: SimulatedPhone) -> None:
        phone.page(500)
        self.tell(f"{phone.name} asks for changes and never hears the answer")

    def change_the_team(self, _phone: SimulatedPhone) -> None:
        self.team = self.team[:1] if len(self.team) == 2 else [*self.team, self.city.second_mapper.person_id]
        answer = self.client.put(
            f"/api/people/teams/{self.city.team_id}", self.administrator, json={"member_ids": self.team}
        )
        assert answer.status_code == 200, answer.text
        self.tell(f"Sam {'joins' if len(self.team) == 2 else 'leaves'} the team")

    def give_a_settlement(self, _phone: SimulatedPhone) -> None:
        settlement = self.chance.choice(self.settlements)
        team: dict[str, Any] = self.chance.choice([{"value": self.city.team_id}, {"answer": "not_applicable"}])
        self.lea.says(self.lea.phone.edit("settlement", settlement, settlement, {"team": dict(team)}))
        self.tell(f"Lea gives settlement {self.settlements.index(settlement) + 1} to {team}")

    # What must hold

    def reckon(self) -> None:
        self.everything_acknowledged_is_in_the_ledger()
        self.the_ledger_is_what_its_edits_say_in_any_order()
        self.every_phone_holds_what_it_is_granted()

    def everything_acknowledged_is_in_the_ledger(self) -> None:
        with db.reading() as session:
            stored = {one.edit_id: (one.sha256, orjson.loads(one.body)) for one in session.exec(select(StoredEdit))}
            parked = {one.edit_id: (one.sha256, orjson.loads(one.body)) for one in session.exec(select(ParkedEdit))}
        for phone in self.phones:
            for edit_id, sent in phone.outbox.items():
                assert sent.receipt, f"{phone.name} has no receipt for {edit_id}"
                kept = stored if sent.answer != "parked" else parked | stored
                assert kept.get(edit_id) == (sent.receipt["sha256"], sent.edit), f"{phone.name} was promised {edit_id}"

    def the_ledger_is_what_its_edits_say_in_any_order(self) -> None:
        with db.reading() as session:
            for record_id, kind, whole in session.exec(
                select(StoredRecord.record_id, StoredRecord.kind, StoredRecord.hash)
            ):
                edits = ledger.edits(session, record_id)
                self.chance.shuffle(edits)
                anew = rules.merge_all([*edits, *edits])
                now = ledger.state_of(session, record_id)
                assert plain(now) == by_definition(edits), f"an answer of {kind} {record_id} went unseen"
                assert anew == now, f"{kind} {record_id} is not what its edits say"
                level_of = profiles.level_of if kind == "profile" else settlement_level_of
                assert rules.content_hash(anew, level_of)[0] == whole

    def every_phone_holds_what_it_is_granted(self) -> None:
        for phone in self.phones:
            anew = SimulatedPhone("a fresh phone", phone.phone, self.client, phone.server_key)
            anew.quiet_sync()
            mine, granted = ({key: comparable(one) for key, one in each.records.items()} for each in (phone, anew))
            assert mine == granted, f"{phone.name} does not hold what the server grants"
            for record_id, record in phone.records.items():
                parked = any(
                    sent.answer == "parked" and sent.edit["record_id"] == record_id for sent in phone.outbox.values()
                )
                if record["kind"] == "profile" and not parked:
                    assert phone.shown(record_id) == state_of(record), f"{phone.name} shows something else"
                    assert rules.content_hash(state_of(record), profiles.level_of)[0] == record["hash"]


def comparable(record: dict[str, Any]) -> dict[str, Any]:
    """A record without what depends on when it was fetched."""
    return {name: told for name, told in record.items() if name != "yours"}
