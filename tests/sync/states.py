"""The state every settlement is in, reckoned from the records alone: what the server keeps beside them is not asked."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.kit.ids import profile_id
from app.ledger import rules
from app.review.rules import Decision, profile_state

ROUNDS = (1, 2)


class States:
    """What the records say; ``places`` are all settlements anybody ever named, also those that others stand for."""

    def __init__(self, records: Mapping[str, Any], places: Iterable[str]) -> None:
        self._records = records
        self._round_of = {profile_id(place, number): number for place in places for number in ROUNDS}

    def of(self, settlement_id: str) -> str:
        """Name the state of the newest round in which a settlement is described."""
        described = [number for number in ROUNDS if profile_id(settlement_id, number) in self._records]
        newest = max(described, default=1)
        profile = self._records.get(profile_id(settlement_id, newest))
        fields = profile.state.fields if profile else {}
        consent = rules.answers(profile.state).get("consent_collect", {}).get("value") if profile else None
        return profile_state(self._decided(settlement_id, newest), consent, has_answers=bool(fields.keys() - {"round"}))

    def _decided(self, settlement_id: str, number: int) -> list[Decision]:
        found = []
        for record in self._records.values():
            if record.kind == "decision" and record.settlement_id == settlement_id:
                said = _said(record)
                if self._round_of[said["about"]] == number:
                    found.append(Decision(record.record_id, said["act"], "", frozenset(said.get("saw") or ())))
        return found


def _said(record: Any) -> dict[str, Any]:
    return {path: answer.get("value") for path, answer in rules.answers(record.state).items()}
