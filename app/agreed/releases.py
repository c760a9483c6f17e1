"""Releases: what the city will see, freezing it, handing it out as files, taking it back."""

import json
from dataclasses import replace
from datetime import tzinfo
from typing import Any

from sqlmodel import Session

from app.agreed import repository, rules
from app.agreed.alike import asked_alike
from app.agreed.closed import taken_back
from app.agreed.files import zip_of
from app.agreed.maps import MapFormat, zip_with
from app.agreed.models import Agreement, Release, ReleaseDownload, ReleaseSettlement
from app.agreed.problems import AgreementUnknown, NothingToRelease, PreviewChanged
from app.agreed.schemas import (
    Contents,
    DownloadShown,
    KeptBack,
    LeftOut,
    Preview,
    ReleaseShown,
    SharedAgreement,
    SharedAnswer,
    SharedField,
    SharedSettlement,
    WhatLeaves,
)
from app.agreed.service import (
    in_own_ward,
    led_by,
    must_be_given,
    must_be_in_force,
    of_mine,
    release_of,
    scope_of,
    send_anew,
    zone_of,
)
from app.agreed.shapes import right_handed
from app.kit.canonical import canonical_json, sha256_hex
from app.kit.clock import iso, now
from app.kit.ids import uuid7
from app.kit.shapes import area_m2
from app.people import service as people
from app.people.rules import SignedIn
from app.questionnaire import service as questionnaire
from app.questionnaire.form import Form
from app.questionnaire.rules import value_of
from app.review import service as review
from app.review import standing
from app.review.rules import Approved
from app.settlements import service as settlements

WHY_NOT_APPROVED = {"withdrawn": "taken_back", "said_no": "community_said_no"}


def preview(session: Session, who: SignedIn, agreement_id: str) -> Preview:
    """Show what the city would see if the release were made now."""
    return _collected(session, led_by(session, who, agreement_id))[0]


def release(session: Session, who: SignedIn, agreement_id: str, fingerprint: str) -> ReleaseShown:
    """Freeze what may leave now as the agreement's next release, if it is what the leader looked at."""
    led_by(session, who, agreement_id)
    agreement = repository.locked(session, agreement_id)
    if agreement is None:
        raise AgreementUnknown()
    must_be_in_force(session, agreement)
    seen, approved = _collected(session, agreement)
    if not seen.settlements:
        raise NothingToRelease(left_out=[one.model_dump() for one in seen.left_out])
    if seen.fingerprint != fingerprint:
        raise PreviewChanged()
    number = len(repository.releases(session, agreement.id)) + 1
    contents = _what_leaves(session, agreement, seen.fields, seen.settlements) | {"number": number, "at": iso(now())}
    made = Release(
        id=uuid7(), agreement_id=agreement.id, number=number, at=contents["at"], by=who.person_id,
        contents=json.dumps(contents, ensure_ascii=False), sha256=sha256_hex(canonical_json(contents)),
    )  # fmt: skip
    session.add(made)
    session.flush()
    for one in approved:
        session.add(ReleaseSettlement(
            release_id=made.id, settlement_id=one.settlement_id, profile_id=one.profile_id, decision_id=one.decision_id
        ))  # fmt: skip
    session.flush()
    send_anew(session, [made])
    return _shown(session, who, agreement, made)


def _collected(session: Session, agreement: Agreement) -> tuple[Preview, list[Approved]]:
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
    told = [_settlement(form, scope, one, zone) for one in approved]
    seen = Preview(
        fields=fields,
        settlements=told,
        left_out=[LeftOut(settlement_id=one, name=names.get(one), why=because) for one, because in why.items()],
        kept_back=[KeptBack(field=one, label=questionnaire.label(one), why=because) for one, because in kept.items()],
        fingerprint=sha256_hex(canonical_json(_what_leaves(session, agreement, fields, told))),
    )
    return seen, approved


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


def _settlement(form: Form, scope: rules.Scope, one: Approved, zone: tzinfo) -> SharedSettlement:
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
    )


def _what_leaves(
    session: Session, agreement: Agreement, fields: list[SharedField], told: list[SharedSettlement]
) -> dict[str, Any]:
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
        fields=fields,
        settlements=told,
    )
    return leaves.model_dump(mode="json")


def read(session: Session, who: SignedIn, agreement_id: str, number: int) -> ReleaseShown:
    """Return a release as it was frozen."""
    agreement = of_mine(session, who, agreement_id)
    made = release_of(session, agreement, number)
    if who.is_official:
        must_be_given(session, made)
    return _shown(session, who, agreement, made)


def _given(session: Session, who: SignedIn, agreement_id: str, number: int) -> Release:
    """Return a release that may be handed to this person now."""
    agreement = of_mine(session, who, agreement_id)
    made = release_of(session, agreement, number)
    must_be_in_force(session, agreement)
    must_be_given(session, made)
    return made


def files_of(
    session: Session, who: SignedIn, agreement_id: str, number: int, map_format: MapFormat = "geojson"
) -> tuple[str, bytes]:
    """Return the name and bytes of a release's zip, its map in the format that was asked for."""
    made = _given(session, who, agreement_id, number)
    contents = contents_for(session, who, json.loads(made.contents))
    packed = zip_of(contents) if map_format == "geojson" else zip_with(contents, map_format)
    return rules.zip_name(contents["agreement"]["title"], number), packed


def write_down(session: Session, who: SignedIn, agreement_id: str, number: int, body: bytes) -> None:
    """Write down who takes a release away, unless it was taken back while its files were made."""
    made = _given(session, who, agreement_id, number)
    session.add(ReleaseDownload(
        id=uuid7(), release_id=made.id, person_id=who.person_id, at=iso(now()), sha256=sha256_hex(body)
    ))  # fmt: skip
    session.flush()


def contents_for(session: Session, who: SignedIn, contents: dict[str, Any]) -> dict[str, Any]:
    """Return what a release holds for this person."""
    read = in_own_ward(session, who, [one["settlement_id"] for one in contents["settlements"]])
    return contents | {"settlements": [one for one in contents["settlements"] if one["settlement_id"] in read]}


def withdraw(session: Session, who: SignedIn, agreement_id: str, number: int) -> ReleaseShown:
    """Take a release back: it is given to nobody any more. Copies already taken cannot be recalled."""
    agreement = led_by(session, who, agreement_id)
    made = release_of(session, agreement, number)
    if made.withdrawn_at is None:
        made.withdrawn_at, made.withdrawn_by = iso(now()), who.person_id
        session.add(made)
        session.flush()
        send_anew(session, [made])
    return _shown(session, who, agreement, made)


def _shown(session: Session, who: SignedIn, agreement: Agreement, made: Release) -> ReleaseShown:
    contents = Contents.model_validate(contents_for(session, who, json.loads(made.contents)))
    return ReleaseShown(
        number=made.number,
        at=made.at,
        sha256=made.sha256,
        withdrawn_at=made.withdrawn_at,
        taken_back=bool(taken_back(session, [made])),
        agreement=contents.agreement,
        fields=contents.fields,
        settlements=contents.settlements,
        downloads=_downloads(session, made) if who.leads(agreement.city_id) else None,
    )


def _downloads(session: Session, made: Release) -> list[DownloadShown]:
    return [
        DownloadShown(person=people.require_person(session, one.person_id).name, at=one.at, sha256=one.sha256)
        for one in repository.downloads(session, made.id)
    ]
