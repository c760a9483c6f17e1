"""The merge rule as its words define it, found from the whole set of edits at once: what the ledger is held against."""

from typing import Any

from app.ledger.rules import RecordState


def plain(state: RecordState) -> tuple[Any, Any]:
    """A state as dicts that can be compared."""
    return {path: dict(held) for path, held in state.fields.items()}, dict(state.pending)


def by_definition(edits: list[Any]) -> tuple[Any, Any]:
    """What stands according to the words of the rule, found from the whole set at once and not edit by edit."""
    there = {edit["edit_id"] for edit in edits}
    fields: dict[str, Any] = {}
    pending: dict[str, Any] = {}
    for path in {path for edit in edits for path in edit["set"]}:
        said = {edit["edit_id"]: edit["set"][path] for edit in edits if path in edit["set"]}
        replaced = {other for edit_id, one in said.items() for other in one["replaces"] if other != edit_id}
        standing = {
            edit_id: {member: told for member, told in one.items() if member != "replaces"}
            for edit_id, one in said.items()
            if edit_id not in replaced
        }
        if standing:
            fields[path] = standing
        if replaced - there:
            pending[path] = tuple(sorted(replaced - there))
    return fields, pending
