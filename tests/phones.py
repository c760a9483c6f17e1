"""Phones of the tests: what a member of the cast writes, sends and pulls, as the real phone does."""

import uuid
from collections.abc import Mapping
from typing import Any

from app.kit.clock import iso, now
from app.kit.ids import profile_id, uuid7
from tests.cast import CityCast, Member

Edit = dict[str, Any]
PROFILE_FORM = "settlement_profile@1"


class Phone:
    """One signed-in phone, making edits for its person."""

    def __init__(self, member: Member, city_id: str) -> None:
        self.member, self.city_id, self.n = member, city_id, 0

    def edit(self, kind: str, record_id: str, settlement_id: str | None, said: Mapping[str, Any], **other: Any) -> Edit:
        """Make an edit; an answer may be given as its bare value."""
        self.n += 1
        return {
            "edit_id": uuid7(),
            "by": self.member.person_id,
            "kind": kind,
            "record_id": record_id,
            "settlement_id": settlement_id,
            "city_id": self.city_id,
            "form": PROFILE_FORM if kind == "profile" else "kwetu@1",
            "made_at": iso(now()),
            "n": self.n,
            "set": {path: answer_of(answer) for path, answer in said.items()},
        } | other

    def settlement(self, name: str, settlement_id: str | None = None, **said: Any) -> Edit:
        """Add a settlement, or say something of one."""
        settlement_id = settlement_id or str(uuid.uuid4())
        return self.edit("settlement", settlement_id, settlement_id, {"name": name} | said)

    def profile(self, settlement_id: str, said: Mapping[str, Any], **other: Any) -> Edit:
        """Answer questions of a settlement's first round."""
        record_id = profile_id(settlement_id, 1, other.get("form", PROFILE_FORM))
        return self.edit("profile", record_id, settlement_id, said, **other)

    def decision(self, settlement_id: str, act: str, **said: Any) -> Edit:
        """Decide something about a settlement's first round."""
        about = {"act": act, "about": profile_id(settlement_id, 1)}
        return self.edit("decision", str(uuid.uuid4()), settlement_id, about | said)

    def comment(self, settlement_id: str, text: str) -> Edit:
        """Comment on a settlement's first round."""
        about = {"about": profile_id(settlement_id, 1), "text": text}
        return self.edit("comment", str(uuid.uuid4()), settlement_id, about)


def answer_of(answer: Any) -> dict[str, Any]:
    """Write an answer as it is in an edit; a bare value replaces nothing."""
    if isinstance(answer, dict) and answer.keys() & {"value", "answer", "saw"}:
        return {"replaces": []} | answer
    return {"value": answer, "replaces": []}


def replacing(value: Any, *edits: Edit | str, **other: Any) -> dict[str, Any]:
    """An answer that replaces those of some edits."""
    return {"value": value, "replaces": [one if isinstance(one, str) else one["edit_id"] for one in edits]} | other


def phone_of(member: Member, city: CityCast) -> Phone:
    """Give a member of the cast a phone in a city."""
    return Phone(member, city.id)


def batch(*edits: Any, **other: Any) -> dict[str, Any]:
    """Write the body of a push."""
    return {"protocol": 1, "client_time": iso(now()), "edits": list(edits)} | other
