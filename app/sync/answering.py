"""Writes what a phone is answered of each edit, with the receipt that proves it; nothing here decides anything."""

from typing import Any

from app.kit import signing
from app.ledger.outcomes import Outcome
from app.sync.pushing import Answered


def told_of(answered: Answered, pem: str) -> dict[str, Any]:
    """Write the answer to one edit with its receipt; call it only when the commit is durable."""
    told = _plain(answered.outcome) | {"edit_id": answered.edit_id}
    if answered.seq is not None:
        told |= {"seq": answered.seq, "scope": answered.scope}
    first = answered.outcome.first
    if first:
        told["first"] = _plain(first) | {"edit_id": answered.edit_id}
    if answered.signed:
        told["receipt"] = _receipt(answered.edit_id, first or answered.outcome, pem)
    return told


def _plain(outcome: Outcome) -> dict[str, Any]:
    told: dict[str, Any] = {"answer": outcome.answer}
    if outcome.contested:
        told["contested"] = outcome.contested
    if outcome.refused_paths:
        told["refused_paths"] = outcome.refused_paths
    if outcome.problem:
        told["problem"] = outcome.problem
    if outcome.settled:
        told |= {"settled": outcome.settled, "settled_by": outcome.settled_by, "settled_why": outcome.settled_why}
    return told


def _receipt(edit_id: str, first: Outcome, pem: str) -> str:
    """Sign what the ledger holds: the edit's hash, what became of it, which paths were refused."""
    payload = {
        "edit_id": edit_id,
        "sha256": first.sha256,
        "answer": first.answer,
        "refused_paths": sorted(first.refused_paths),
        "at": first.at,
    }
    return signing.sign(pem, payload)
