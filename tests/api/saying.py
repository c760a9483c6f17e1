"""What people of the cast say on their phones, sent as edits: a settlement profiled, handed in, checked, approved."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import httpx

from app.kit import db
from app.kit.ids import profile_id, uuid7
from app.ledger import service as ledger
from tests.cast import CityCast, Member
from tests.conftest import Client

MADE_AT = "2026-11-20T08:12:00+02:00"
SQUARE = [[121.04, 14.38], [121.04, 14.381], [121.041, 14.381], [121.041, 14.38], [121.04, 14.38]]
BOUNDARY = {"type": "Polygon", "coordinates": [SQUARE]}
CONSENT = {"consent_explained": "yes", "consent_collect": "yes", "consent_city": "yes"}
PLAIN = {"households_total": 135, "households_tenant": 40, "households_subtenant": 0, "water_main_source": "public_tap"}


def told(answer: Any, **more: Any) -> dict[str, Any]:
    """Return an answer on the wire: a plain value, or the dict as it is."""
    said = dict(answer) if isinstance(answer, dict) and "type" not in answer else {"value": answer}
    return {"replaces": [], **said, **more}


@dataclass
class Phone:
    """One member's phone in a city: says things and sends them at once."""

    client: Client
    member: Member
    city_id: str
    n: int = 0
    form: str = "settlement_profile@1"

    def edit(self, kind: str, record_id: str, settlement_id: str | None, said: dict[str, Any]) -> dict[str, Any]:
        self.n += 1
        return {
            "edit_id": uuid7(), "by": self.member.person_id, "kind": kind, "record_id": record_id,
            "settlement_id": settlement_id, "city_id": self.city_id, "made_at": MADE_AT, "n": self.n,
            "form": self.form if kind == "profile" else "kwetu@1",
            "set": {path: told(answer) for path, answer in said.items()},
        }  # fmt: skip

    def push(self, *edits: dict[str, Any]) -> list[dict[str, Any]]:
        answered = self.client.post(
            "/api/sync/push", self.member,
            json={"protocol": 1, "client_time": "2026-11-20T10:00:00Z", "edits": list(edits)},
        )  # fmt: skip
        assert answered.status_code == 200, answered.text
        answers: list[dict[str, Any]] = answered.json()["answers"]
        return answers

    def say(self, kind: str, record_id: str, settlement_id: str | None, **said: Any) -> dict[str, Any]:
        return self.push(self.edit(kind, record_id, settlement_id, said))[0]

    def must_say(self, kind: str, record_id: str, settlement_id: str | None, **said: Any) -> dict[str, Any]:
        answer = self.say(kind, record_id, settlement_id, **said)
        assert answer["answer"] in ("kept", "contested"), answer
        assert not answer.get("refused_paths"), answer
        return answer

    def records(self) -> dict[str, dict[str, Any]]:
        """Pull everything this person may have, by record id."""
        found: dict[str, dict[str, Any]] = {}
        cursor: dict[str, str] = {}
        while True:
            page = self.client.get("/api/sync/changes", self.member, params=cursor)
            assert page.status_code == 200, page.text
            found |= {record["record_id"]: record for record in page.json()["records"]}
            cursor = {"cursor": page.json()["cursor"]}
            if not page.json()["more"]:
                return found


@dataclass
class Settlement:
    """A settlement in the making, with its profile and the decisions so far."""

    client: Client
    city: CityCast
    name: str = "Riverside"
    settlement_id: str = field(default_factory=uuid7)
    saw: list[str] = field(default_factory=list)
    form: str = "settlement_profile@1"

    @property
    def profile_id(self) -> str:
        return profile_id(self.settlement_id, 1, self.form)

    def phone(self, member: Member) -> Phone:
        return Phone(self.client, member, self.city.id, form=self.form)

    def founded(self) -> "Settlement":
        mapper = self.phone(self.city.mapper)
        mapper.must_say(
            "settlement", self.settlement_id, self.settlement_id, name=self.name, team=self.city.team_id, code="S-1"
        )
        return self

    def answered(self, by: Member | None = None, **answers: Any) -> "Settlement":
        self.phone(by or self.city.mapper).must_say("profile", self.profile_id, self.settlement_id, **answers)
        return self

    def decide(self, act: str, by: Member, **said: Any) -> dict[str, Any]:
        """Send a decision that has seen all before it and speaks of the present answers."""
        decision_id = uuid7()
        answer = self.phone(by).say(
            "decision", decision_id, self.settlement_id,
            **{"act": act, "about": self.profile_id, "saw": list(self.saw), "hash": self.hash(), **said},
        )  # fmt: skip
        if answer["answer"] == "kept":
            self.saw.append(decision_id)
        return answer

    def must(self, act: str, by: Member, **said: Any) -> "Settlement":
        answer = self.decide(act, by, **said)
        assert answer["answer"] == "kept", answer
        return self

    def hash(self) -> str:
        with db.reading() as session:
            found = ledger.record(session, self.profile_id)
            return found.hash if found else ""

    def state(self) -> str:
        found: str = self.phone(self.city.leader).records()[self.settlement_id]["state"]
        return found

    def handed_in(self, **answers: Any) -> "Settlement":
        self.founded().answered(**{**CONSENT, **PLAIN, **answers})
        return self.must("hand_in", self.city.mapper)

    def checked(self, **answers: Any) -> "Settlement":
        self.handed_in(**answers)
        return self.must("verify", self.city.verifier, meeting_date="2026-11-20", women=9, men=4, tenants=3)

    def approved(self, **answers: Any) -> "Settlement":
        return self.checked(**answers).must("approve", self.city.leader)


def agreement_with(city: CityCast, *settlements: Settlement, **more: Any) -> dict[str, Any]:
    """Return the body of an agreement with a city's office."""
    return {
        "office_id": city.office_id, "title": "Water plan", "purpose": "To plan public taps",
        "settlement_ids": [one.settlement_id for one in settlements],
        "fields": ["households_total", "water_main_source"], "boundary": "none",
        "valid_from": "2026-01-01", "valid_until": f"{date.today().year + 5}-12-31",
        "contact": "Lea Leader, federation office", **more,
    }  # fmt: skip


def slug_of(answer: httpx.Response) -> str:
    """Return the slug of a problem."""
    found: str = answer.json()["type"].rpartition("/")[2]
    return found
