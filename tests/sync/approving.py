"""One profile goes the whole way to approval and release; whatever is said later, what was approved never changes."""

from typing import Any

from sqlalchemy import text

from app.ledger import rules
from app.profiles import service as profiles
from tests.sync.day import Day, Place
from tests.sync.phone import Phone
from tests.sync.sending import quiet_phone

CONSENT = {"consent_explained": "yes", "consent_collect": "yes", "consent_city": "yes"}


def approve(day: Day) -> None:
    """Mara describes and hands in, Vera checks with residents, Lea approves; only then others may say something."""
    place = Place(day.new_id(), "Sitio Approved", "Muntinlupa")
    mara, lea = day.phones["Mara"], day.phones["Lea"]
    vera = Phone(day.town.people["Vera"], day.deployment.ports[0], day.keys["sign"], day.chance)
    day.phones["Vera"] = vera
    day.tell("Mara describes Sitio Approved and hands it in, Vera checks it, Lea approves it")
    said: dict[str, Any] = {path: {"value": code} for path, code in CONSENT.items()}
    said |= {"households_total": {"value": 135, "source": "counted"}, "households_tenant": {"value": 0},
             "households_subtenant": {"value": 0}}  # fmt: skip
    day.says(mara, "settlement", place.settlement_id, place, {"name": {"value": place.name}})
    day.says(mara, "profile", place.profile_id, place, said)
    decided: list[str] = []
    for phone, act, more in ((mara, "hand_in", {}), (vera, "verify", _checked()), (lea, "approve", {})):
        quiet_phone(day, phone)
        decided.append(_decide(day, phone, place, act, decided, more))
        quiet_phone(day, phone)
    assert lea.outbox[max(lea.outbox, key=lambda one: lea.outbox[one].n)].state == "safe", "Lea could not approve"
    day.approved = frozen_rows(day)
    assert day.approved, "nothing was frozen by the approval"
    day.places.append(place)


def _checked() -> dict[str, Any]:
    return {"meeting_date": "2026-11-20", "women": 12, "men": 9, "tenants": 0}


def _decide(day: Day, phone: Any, place: Place, act: str, saw: list[str], more: dict[str, Any]) -> str:
    spoken_of = rules.content_hash(phone.shown(place.profile_id), profiles.level_of)[0]
    told = {"act": act, "about": place.profile_id, "saw": list(saw), "hash": spoken_of} | more
    decision = day.new_id()
    day.says(phone, "decision", decision, place, {path: {"value": value} for path, value in told.items()})
    return decision


def frozen_rows(day: Day) -> dict[str, Any]:
    """Read what approvals of this town keep, past the server."""
    names = ",".join(f"'{place}'" for place in sorted({str(edit["settlement_id"]) for edit in day.said.values()}))
    with day.deployment.session() as session:
        rows = session.connection().execute(text(f"SELECT * FROM approval WHERE settlement_id IN ({names})"))
        return {row.decision_id: tuple(row) for row in rows}


def nothing_approved_changed(day: Day) -> None:
    """Hold what was approved against what stands there now."""
    now = frozen_rows(day)
    for decision_id, row in day.approved.items():
        assert now.get(decision_id) == row, f"what was approved by {decision_id} is another now"
