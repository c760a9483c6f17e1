"""Tells the demonstration as people's phones would: every answer and decision is an edit and passes the same gate."""

import uuid
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.kit.clock import as_of
from app.kit.ids import uuid7
from app.people import service as people
from app.people.rules import SignedIn
from app.sync import pushing
from app.sync.rules import Batch

FORM = "settlement_profile@1"
SHARED_FORM = "kwetu@1"
NAMES = uuid.UUID("6f0f6d9e-6f5b-5a55-9d1e-6b77657475aa")

Said = Mapping[str, Mapping[str, Any]]


class NotTaken(Exception):  # noqa: N818 - it says what happened
    """The demonstration says what this server does not take: sample_data/ and the rules have drifted apart."""


@dataclass
class Teller:
    """One city's people saying things, each as themselves, in the city's own time."""

    session: Session
    city_id: str
    zone: ZoneInfo
    today: datetime
    offices: Mapping[str, str]
    teams: Mapping[str, str]
    people: dict[str, str] = field(default_factory=dict)
    _said: int = 0
    _shown: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def id_of(self, kind: str, name: str) -> str:
        """Make an id from an invented thing's name, so that a bookmark outlives the database."""
        return str(uuid.uuid5(NAMES, f"{kind}/{self.zone.key}/{name}"))

    def who(self, key: str) -> SignedIn:
        """Return a person of the city as if signed in here."""
        return people.person_as_signed_in(self.session, self.people[key])

    def on(self, days_ago: int) -> datetime:
        """Return a moment in the morning of that day; later words get later minutes."""
        morning = self.today.astimezone(self.zone).replace(hour=6, minute=0, second=0, microsecond=0)
        return morning - timedelta(days=days_ago) + timedelta(minutes=self._said % 600)

    def say(
        self, by: str, kind: str, record_id: str, said: Said, *,
        settlement_id: str | None = None, days_ago: int = 0, unseen: bool = False,
    ) -> str:  # fmt: skip
        """Say something of a record; what the person saw there before is replaced, unless it was ``unseen``."""
        self._said += 1
        edit_id = uuid7()
        seen = {path: [] if unseen else list(self._shown.get((record_id, path), [])) for path in said}
        self._take(by, {
            "edit_id": edit_id, "by": self.people[by], "kind": kind, "record_id": record_id,
            "settlement_id": settlement_id, "city_id": self.city_id,
            "form": FORM if kind == "profile" else SHARED_FORM,
            "made_at": self.on(days_ago).isoformat(timespec="seconds"), "n": self._said,
            "set": {path: {**answer, "replaces": seen[path]} for path, answer in said.items()},
        })  # fmt: skip
        for path in said:
            now = self._shown.setdefault((record_id, path), [])
            now[:] = [edit for edit in now if edit not in seen[path]] + [edit_id]
        return edit_id

    def _take(self, by: str, edit: dict[str, Any]) -> None:
        who, made_at = self.who(by), datetime.fromisoformat(edit["made_at"])
        with as_of(made_at) if edit["kind"] == "decision" else nullcontext():  # what was approved then is dated then
            [answered] = pushing.push(self.session, who, Batch([edit], self.today), self.today)
        outcome = answered.outcome
        if outcome.answer == "parked" or outcome.refused_paths:
            raise NotTaken(f"{edit['kind']} by {by}: {outcome}")
