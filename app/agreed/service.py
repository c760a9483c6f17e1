"""Agreements with city offices: writing, ending, and what an office asks the federation."""

import json
from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.agreed import points, repository, rules
from app.agreed.closed import taken_back
from app.agreed.models import Agreement, Release
from app.agreed.problems import (
    AgreementDatesWrong,
    AgreementNotBegun,
    AgreementOver,
    AgreementTooLong,
    AgreementUnknown,
    FieldNeverLeaves,
    ReleaseTakenBack,
    ReleaseUnknown,
    SettlementElsewhere,
    SettlementTakenBack,
)
from app.agreed.schemas import AgreementShown, LayerNamed, NewAgreement, OfficeNamed, ReleaseBrief
from app.agreed.terms import DEFAULT_TERMS
from app.features import layers
from app.kit.clock import iso, now
from app.kit.ids import uuid7
from app.ledger import service as ledger
from app.people import service as people
from app.people.problems import NotYourCity, NotYourRole, PlaceOfWorkUnknown
from app.people.rules import SignedIn
from app.questionnaire import service as questionnaire
from app.review import service as review
from app.settlements import service as settlements


def today_in(session: Session, city_id: str, at: datetime | None = None) -> str:
    """Return the day it is in a city, which decides whether an agreement is in force."""
    return (at or now()).astimezone(zone_of(session, city_id)).date().isoformat()


def zone_of(session: Session, city_id: str) -> ZoneInfo:
    """Return the time zone a city lives by."""
    city = people.city(session, city_id)
    return ZoneInfo(city.time_zone) if city else ZoneInfo("UTC")


def standing(session: Session, agreement: Agreement) -> rules.Standing:
    """Tell whether an agreement is in force today in its city."""
    today = today_in(session, agreement.city_id)
    return rules.standing(agreement.valid_from, agreement.valid_until, agreement.ended_at, today)


def must_be_in_force(session: Session, agreement: Agreement) -> None:
    """Raise what an office is told when nothing may be given under an agreement."""
    now_it_is = standing(session, agreement)
    if now_it_is == "not_yet":
        raise AgreementNotBegun(begins_on=agreement.valid_from)
    if now_it_is != "in_force":
        ended = agreement.ended_at and today_in(session, agreement.city_id, datetime.fromisoformat(agreement.ended_at))
        raise AgreementOver(ended_on=ended or agreement.valid_until)


def may_read(who: SignedIn) -> None:
    """Let leaders, administrators and city officials pass; mappers and residents have nothing to do with agreements."""
    if who.role not in ("leader", "administrator") and not who.is_official:
        raise NotYourRole()


def may_lead(who: SignedIn) -> None:
    """Let only leaders and administrators pass."""
    if who.role not in ("leader", "administrator"):
        raise NotYourRole()


def of_mine(session: Session, who: SignedIn, agreement_id: str) -> Agreement:
    """Return an agreement this person may read: a leader's own city's, an official's own office's while in force."""
    may_read(who)
    agreement = session.get(Agreement, agreement_id)
    if agreement is None or not is_party(who, agreement):
        raise AgreementUnknown()
    if who.is_official:
        must_be_in_force(session, agreement)
    return agreement


def is_party(who: SignedIn, agreement: Agreement) -> bool:
    """Tell whether the person is on one of the agreement's two sides."""
    if who.is_official:
        return who.office_id == agreement.office_id and who.in_city(agreement.city_id)
    return who.leads(agreement.city_id)


def led_by(session: Session, who: SignedIn, agreement_id: str) -> Agreement:
    """Return an agreement that this person leads."""
    may_lead(who)
    return of_mine(session, who, agreement_id)


def listed(session: Session, who: SignedIn) -> list[AgreementShown]:
    """List the agreements of one's cities; an official sees the own office's that are in force."""
    may_read(who)
    if not who.is_official:
        return [shown(session, who, one) for one in repository.agreements_of_cities(session, who.city_ids)]
    own = repository.agreements_of_office(session, who.office_id) if who.office_id else []
    return [shown(session, who, one) for one in own if is_party(who, one) and standing(session, one) == "in_force"]


def agree(session: Session, who: SignedIn, said: NewAgreement) -> AgreementShown:
    """Write an agreement with an office of a city one leads."""
    may_lead(who)
    city_id = people.office_city(session, said.office_id)
    if city_id is None:
        raise PlaceOfWorkUnknown()
    if not who.leads(city_id):
        raise NotYourCity()
    _hold_together(session, city_id, said)
    agreement = Agreement(
        id=uuid7(),
        city_id=city_id,
        office_id=said.office_id,
        title=said.title,
        purpose=said.purpose,
        settlement_ids=json.dumps(list(dict.fromkeys(said.settlement_ids))),
        fields=json.dumps(list(dict.fromkeys(said.fields))),
        level2_fields_decided=json.dumps(list(dict.fromkeys(said.level2_fields_decided))),
        boundary=said.boundary,
        layers=json.dumps(list(dict.fromkeys(said.layers))),
        level2_layers_decided=json.dumps(list(dict.fromkeys(said.level2_layers_decided))),
        valid_from=said.valid_from.isoformat(),
        valid_until=said.valid_until.isoformat(),
        terms=said.terms or DEFAULT_TERMS,
        contact=said.contact,
        signed_city=said.signed_city,
        signed_federation=said.signed_federation,
        created_by=who.person_id,
        created_at=iso(now()),
    )
    session.add(agreement)
    session.flush()
    return shown(session, who, agreement)


def _hold_together(session: Session, city_id: str, said: NewAgreement) -> None:
    """Refuse what no agreement can say: dates in the past, personal fields, settlements of another city."""
    today = date.fromisoformat(today_in(session, city_id))
    if said.valid_until < said.valid_from or said.valid_until < today:
        raise AgreementDatesWrong()
    latest = rules.latest_end(today)
    if said.valid_until > latest:
        raise AgreementTooLong(latest=latest.isoformat(), years=rules.YEARS_AT_MOST)
    form = questionnaire.form()
    never = {field: why for field in said.fields if (why := rules.never_leaves(form, field))}
    if never:
        raise FieldNeverLeaves(fields=never)
    layers.must_be_ours(said.layers)
    here = {one.settlement_id for one in settlements.settlements(session, {city_id})}
    elsewhere = [one for one in said.settlement_ids if one not in here]
    if elsewhere:
        raise SettlementElsewhere(settlement_ids=elsewhere[:100])


def end(session: Session, who: SignedIn, agreement_id: str, reason: str | None) -> AgreementShown:
    """End an agreement: from now on nothing is given under it. Ending twice changes nothing."""
    agreement = led_by(session, who, agreement_id)
    if agreement.ended_at is None:
        agreement.ended_at, agreement.ended_by, agreement.end_reason = iso(now()), who.person_id, reason
        session.add(agreement)
        session.flush()
        send_anew(session, repository.releases(session, agreement.id))
    return shown(session, who, agreement)


def send_anew(session: Session, releases: list[Release]) -> None:
    """Have phones hear again of the settlements some releases hold: whether they are shared has changed."""
    held = repository.held_settlements(session, [release.id for release in releases])
    for settlement_id in {one.settlement_id for one in held}:
        ledger.touch(session, settlement_id)


def scope_of(agreement: Agreement) -> rules.Scope:
    """Return what an agreement lets leave."""
    return rules.Scope(
        fields=tuple(json.loads(agreement.fields)),
        decided=frozenset(json.loads(agreement.level2_fields_decided)),
        boundary="exact" if agreement.boundary == "exact" else "none",
        layers=tuple(json.loads(agreement.layers)),
        layers_decided=frozenset(json.loads(agreement.level2_layers_decided)),
    )


def release_of(session: Session, agreement: Agreement, number: int) -> Release:
    """Return one release of an agreement."""
    release = repository.release(session, agreement.id, number)
    if release is None:
        raise ReleaseUnknown()
    return release


def must_be_given(session: Session, release: Release) -> None:
    """Raise what an office is told of a release that was taken back, or that holds a settlement taken back."""
    if release.withdrawn_at:
        raise ReleaseTakenBack(at=release.withdrawn_at)
    if taken_back(session, [release]):
        raise SettlementTakenBack()


def shown(session: Session, who: SignedIn, agreement: Agreement) -> AgreementShown:
    """Return an agreement as this person may see it."""
    leads = who.leads(agreement.city_id)
    office = people.office_name(session, agreement.office_id) or ""
    alike = {
        name: getattr(agreement, name)
        for name in (
            "id", "city_id", "title", "purpose", "boundary", "valid_from", "valid_until", "terms", "contact",
            "signed_city", "signed_federation", "created_at",
        )
    }  # fmt: skip
    public = AgreementShown(
        **alike,
        office=OfficeNamed(id=agreement.office_id, name=office),
        fields=list(scope_of(agreement).fields),
        layers=_layers_shown(agreement, leads=leads),
        standing=standing(session, agreement),
        releases=_releases_shown(session, who, agreement),
    )
    if not leads:
        return public.model_copy(update={"fields": rules.fields_that_leave(questionnaire.form(), scope_of(agreement))})
    return public.model_copy(update={
        "settlement_ids": json.loads(agreement.settlement_ids),
        "level2_fields_decided": json.loads(agreement.level2_fields_decided),
        "level2_layers_decided": json.loads(agreement.level2_layers_decided),
        "created_by": agreement.created_by,
        "ended_at": agreement.ended_at,
        "end_reason": agreement.end_reason,
        "open_questions": sum(one.answer is None for one, _ in repository.questions(session, agreement.id)),
    })  # fmt: skip


def _layers_shown(agreement: Agreement, *, leads: bool) -> list[LayerNamed]:
    """Return the layers an agreement names; an office learns of those that leave."""
    scope, ours = scope_of(agreement), layers.layers()
    leaving = {layer.name for layer in points.layers_that_leave(ours, scope)}
    shown = [one for name, one in ours.items() if name in (scope.layers if leads else leaving)]
    return [LayerNamed(layer=one.name, label=one.label) for one in shown]


def in_own_ward(session: Session, who: SignedIn, settlement_ids: Collection[str]) -> set[str]:
    """Return which settlements this person reads of: an official of one ward, those of that ward; others, all."""
    if not who.is_official or who.ward_id is None:
        return set(settlement_ids)
    places = settlements.settlements(session, who.city_ids)
    return {one.settlement_id for one in places if one.ward_id == who.ward_id}.intersection(settlement_ids)


def _releases_shown(session: Session, who: SignedIn, agreement: Agreement) -> list[ReleaseBrief]:
    leads = who.leads(agreement.city_id)
    releases = repository.releases(session, agreement.id)
    held = repository.held_settlements(session, [one.id for one in releases])
    read = in_own_ward(session, who, {one.settlement_id for one in held})
    counts = repository.download_counts(session, [one.id for one in releases])
    gone = taken_back(session, releases)
    return [
        ReleaseBrief(
            number=one.number,
            at=one.at,
            settlements=sum(held_one.release_id == one.id and held_one.settlement_id in read for held_one in held),
            sha256=one.sha256,
            withdrawn_at=one.withdrawn_at,
            taken_back=one.id in gone,
            downloads=counts.get(one.id, 0) if leads else None,
        )
        for one in releases
    ]


def shared(session: Session, settlement_ids: Collection[str]) -> set[str]:
    """Return the settlements that an office can read now, under an agreement in force."""
    holding = repository.releases_holding(session, settlement_ids) if settlement_ids else []
    if not holding:
        return set()
    in_force = {
        agreement.id: standing(session, agreement) == "in_force"
        for agreement in {agreement.id: agreement for agreement, _, _ in holding}.values()
    }
    open_ = {release.id: release for agreement, release, _ in holding if in_force[agreement.id]}
    given = open_.keys() - taken_back(session, list(open_.values()))
    return {settlement_id for _, release, settlement_id in holding if release.id in given}


def states(session: Session, settlement_ids: Collection[str]) -> dict[str, str]:
    """Name the state of each settlement's newest round, as everybody may know it: review's, and shared where it is."""
    found = review.states(session, settlement_ids)
    approved = {one for one, state in found.items() if state == "approved"}
    return found | dict.fromkeys(shared(session, approved), "released")
