"""What the city would see of the settlements of an agreement, out of what leaders approved and nothing else."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Any

from sqlmodel import Session

from app.agreed import points, rules
from app.agreed.alike import asked_alike
from app.agreed.models import Agreement
from app.agreed.schemas import (
    KeptBack,
    LeftOut,
    Preview,
    SharedAgreement,
    SharedAnswer,
    SharedField,
    SharedLayer,
    SharedPoint,
    SharedSettlement,
    WhatLeaves,
)
from app.agreed.service import scope_of, zone_of
from app.agreed.shapes import right_handed
from app.features import layers
from app.features.rules import Layer
from app.kit.canonical import canonical_json, sha256_hex
from app.kit.clock import now
from app.kit.shapes import area_m2
from app.people import service as people
from app.questionnaire import service as questionnaire
from app.questionnaire.form import Form
from app.questionnaire.rules import value_of
from app.review import mapped, standing
from app.review import service as review
from app.review.rules import Approved, ApprovedPoint
from app.settlements import service as settlements

WHY_NOT_APPROVED = {"withdrawn": "taken_back", "said_no": "community_said_no"}


def collected(session: Session, agreement: Agreement) -> tuple[Preview, list[Approved]]:
    """Return what the city would see if the release were made now, and the approvals it is read from."""
    form, scope = questionnaire.form(), scope_of(agreement)
    settlement_ids: list[str] = json.loads(agreement.settlement_ids)
    found = {one: _as_agreed(session, form, kept) for one, kept in standing.approved(session, settlement_ids).items()}
    why = _left_out(session, agreement.city_id, settlement_ids, found)
    approved = [found[one] for one in settlement_ids if one not in why]
    approved.sort(key=lambda one: (str(one.place.get("name") or ""), one.settlement_id))
    city = people.city(session, agreement.city_id)
    names = {one.settlement_id: one.name for one in settlements.settlements(session, {agreement.city_id})}
    kept = rules.kept_back(form, scope)
    leaving = rules.dictionary(form, rules.fields_that_leave(form, scope), city.currency if city else "")
    fields = [SharedField(**one) for one in leaving]
    zone = zone_of(session, agreement.city_id)
    on_map = _Mapped.under(session, scope, approved, city.currency if city else "")
    seen = Preview(
        fields=fields,
        layers=on_map.shown,
        settlements=[_settlement(form, scope, one, on_map, zone) for one in approved],
        left_out=[LeftOut(settlement_id=one, name=names.get(one), why=because) for one, because in why.items()],
        kept_back=[
            *(KeptBack(field=one, label=questionnaire.label(one), why=because) for one, because in kept.items()),
            *on_map.kept_back,
        ],
        fingerprint="",
    )
    seen.fingerprint = sha256_hex(canonical_json(what_leaves(session, agreement, seen)))
    return seen, approved


@dataclass(frozen=True)
class _Mapped:
    """The layers of the map that leave, and the points that approvals froze of them."""

    layers: list[Layer]
    shown: list[SharedLayer]
    kept_back: list[KeptBack]
    frozen: Mapping[str, list[ApprovedPoint]]

    @classmethod
    def under(cls, session: Session, scope: rules.Scope, approved: list[Approved], currency: str) -> "_Mapped":
        ours = layers.layers()
        leaving = points.layers_that_leave(ours, scope)
        decisions, names = [one.decision_id for one in approved], [one.name for one in leaving]
        frozen = mapped.approved_points(session, decisions, names)
        doubted = [one for those in frozen.values() for one in those if one.doubted]
        return cls(
            leaving,
            [_layer(one, currency) for one in leaving],
            [
                KeptBack(field=name, label=ours[name].label["en"], why=because)
                for name, because in points.layers_kept_back(ours, scope).items()
            ]
            + [
                KeptBack(field=one.point_id, label=points.named(ours[one.layer], one), why="not_seen_since")
                for one in doubted
            ],
            frozen,
        )


def _layer(layer: Layer, currency: str) -> SharedLayer:
    told = rules.dictionary(layer.form, points.parts_that_leave(layer), currency)
    return SharedLayer(
        layer=layer.name, label=layer.label["en"], level=layer.level, fields=[SharedField(**one) for one in told]
    )


def _left_out(session: Session, city_id: str, settlement_ids: list[str], found: dict[str, Approved]) -> dict[str, str]:
    """Return why each settlement stays out: not approved, moved to another city, or its community did not agree."""
    states = review.states(session, set(settlement_ids))
    here = {one.settlement_id for one in settlements.settlements(session, {city_id})}
    why: dict[str, str] = {}
    for one in settlement_ids:
        because: str | None = WHY_NOT_APPROVED.get(states.get(one, "known"))
        if because is None and one not in found:
            because = "not_approved"
        if because is None and one not in here:
            because = "not_in_this_city"
        because = because or rules.why_left_out(rules.narrowed(found[one].answers, found[one].said_now))
        if because:
            why[one] = because
    return why


def _as_agreed(session: Session, form: Form, one: Approved) -> Approved:
    """Return what was approved, of a later version only what it asks as the agreement names it."""
    if one.form == form["form"]:
        return one
    return replace(one, answers=asked_alike(form, questionnaire.form_here(session, one.form), one.answers))


def _settlement(form: Form, scope: rules.Scope, one: Approved, on_map: _Mapped, zone: tzinfo) -> SharedSettlement:
    answers = rules.narrowed(one.answers, one.said_now)
    withheld = rules.withheld_sections(answers)
    boundary = value_of(answers.get("boundary")) if rules.boundary_leaves(scope, withheld) else None
    area = round(area_m2(boundary), 1) if boundary else None
    place = rules.place_leaves(withheld)
    today = now().astimezone(zone).date().isoformat()
    return SharedSettlement(
        settlement_id=one.settlement_id,
        name=one.place.get("name"),
        code=one.place.get("code"),
        ward=one.place.get("ward") if place else None,
        profile_date=value_of(answers.get("profile_date")) if place else None,
        round=one.round,
        approved_at=one.approved_at,
        checked_at=one.checked_on,
        area_m2=area,
        area_ha=round(area / 10_000, 4) if area is not None else None,
        geometry=right_handed(boundary) if boundary else None,
        answers=[SharedAnswer(**row) for row in rules.answer_rows(form, scope, answers, today, zone)],
        points=[
            SharedPoint(**row) for row in points.rows(on_map.layers, on_map.frozen[one.decision_id], withheld, zone)
        ],
    )


def what_leaves(session: Session, agreement: Agreement, seen: Preview) -> dict[str, Any]:
    """Return all that an office learns by a release; its hash is what a leader looks at and agrees to."""
    city = people.city(session, agreement.city_id)
    copied = (
        "id", "title", "purpose", "terms", "contact", "boundary", "valid_from", "valid_until", "signed_city",
        "signed_federation",
    )  # fmt: skip
    leaves = WhatLeaves(
        agreement=SharedAgreement(
            **{name: getattr(agreement, name) for name in copied},
            office=people.office_name(session, agreement.office_id) or "",
            city=city.name if city else "",
            federation=people.federation_name(session) or "",
            currency=city.currency if city else "",
            time_zone=city.time_zone if city else "UTC",
        ),
        form=questionnaire.SETTLEMENT_PROFILE,
        fields=seen.fields,
        layers=seen.layers,
        settlements=seen.settlements,
    )
    return leaves.model_dump(mode="json")
