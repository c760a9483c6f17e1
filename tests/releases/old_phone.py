"""A phone of the first release as far as the wire goes: what it held after each page, and which edits it called safe.

It knows only what that release knew. It stays as it is: phones that are never updated do too.
"""

from dataclasses import dataclass, field
from typing import Any

from app.kit import signing
from app.kit.canonical import canonical_json, sha256_hex
from app.kit.problems import Problem

Wire = dict[str, Any]


@dataclass
class OldPhone:
    """What one phone holds: records, cursor, names, and its own edits with what became of them."""

    cursor: str = ""
    records: dict[str, Wire] = field(default_factory=dict)
    unseen: dict[str, set[str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    teams: dict[str, Wire] = field(default_factory=dict)
    outcomes: dict[str, Wire] = field(default_factory=dict)

    def begin_anew(self) -> None:
        """Ask from the start, holding what it holds."""
        self.cursor = ""

    def takes_page(self, page: Wire) -> None:
        """Apply a page with its cursor, as one transaction."""
        for scope in page["reset"]:
            self.unseen[scope] = {key for key, record in self.records.items() if record["city_id"] == scope}
        for record in page["records"]:
            self.records[record["record_id"]] = record
            for ids in self.unseen.values():
                ids.discard(record["record_id"])
        self._lets_go(page)
        self.cursor = page["cursor"]
        self.names |= {person["id"]: person["name"] for person in page.get("people") or ()}
        if "teams" in page:
            self.teams = {team["id"]: team for team in page["teams"]}
        if not page["more"]:
            for record_id in set().union(*self.unseen.values()):
                self.records.pop(record_id, None)
            self.unseen = {}

    def _lets_go(self, page: Wire) -> None:
        moved = {one["record_id"]: one["city_id"] for one in page["gone"]}
        cities = {one.get("city_id") for one in page["drop"]}
        settlements = {one.get("settlement_id") for one in page["drop"]} - {None}
        for record_id, record in list(self.records.items()):
            left = moved.get(record_id) == record["city_id"]
            if left or record["city_id"] in cities or record["settlement_id"] in settlements:
                del self.records[record_id]

    def takes_answer(self, edit: Any, told: Wire, key: dict[str, str]) -> None:
        """Note what became of an edit: safe only with a receipt that verifies over exactly this edit."""
        first = told.get("first") or told
        proof = signing.verify(key, told["receipt"]) if "receipt" in told else None
        proven = proof is not None and proof["sha256"] == sha_of(edit) and proof["edit_id"] == told["edit_id"]
        self.outcomes[told["edit_id"] + sha_of(edit)] = {
            "answer": told["answer"],
            "first": first["answer"],
            "contested": sorted(first.get("contested") or ()),
            "refused": {path: problem["type"] for path, problem in (first.get("refused_paths") or {}).items()},
            "problem": (first.get("problem") or {}).get("type"),
            "proof": (proof["answer"], sorted(proof["refused_paths"])) if proven and proof else None,
        }

    def shows(self) -> dict[str, Wire]:
        """What its screens are made of: each record with who said what, whatever the order it came in."""
        return {record_id: _meaning(record) for record_id, record in self.records.items()}


def sha_of(edit: Any) -> str:
    """Name an edit by its content; what has no canonical form has no name."""
    try:
        return sha256_hex(canonical_json(edit))
    except (ValueError, Problem):
        return ""


def _meaning(record: Wire) -> Wire:
    edits = {at: edit["edit_id"] for at, edit in enumerate(record["edits"])}
    plain = ("record_id", "kind", "settlement_id", "city_id", "form", "hash", "level_hashes", "state")
    return {name: record.get(name) for name in plain} | {
        "edits": {edit["edit_id"]: (edit["by"], edit["made_at"]) for edit in record["edits"]},
        "fields": {path: {edits[at]: answer for at, answer in held} for path, held in record["fields"].items()},
        "replaced": {path: sorted(ids) for path, ids in (record.get("replaced") or {}).items()},
        "yours": sorted(record.get("yours") or ()),
    }
