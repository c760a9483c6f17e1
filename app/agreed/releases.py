"""Releases: showing what the city will see, freezing it, handing it out as files, taking it back."""

import json
from typing import Any

from sqlmodel import Session

from app.agreed import repository, rules
from app.agreed.closed import taken_back
from app.agreed.collecting import collected, what_leaves
from app.agreed.maps import MapFormat, zip_with
from app.agreed.models import Agreement, Release, ReleaseDownload, ReleaseSettlement
from app.agreed.problems import AgreementUnknown, NothingToRelease, PreviewChanged
from app.agreed.schemas import Contents, DownloadShown, Preview, ReleaseShown
from app.agreed.service import in_own_ward, led_by, must_be_given, must_be_in_force, of_mine, release_of, send_anew
from app.kit.canonical import canonical_json, sha256_hex
from app.kit.clock import iso, now
from app.kit.ids import uuid7
from app.people import service as people
from app.people.rules import SignedIn


def preview(session: Session, who: SignedIn, agreement_id: str) -> Preview:
    """Show what the city would see if the release were made now."""
    return collected(session, led_by(session, who, agreement_id))[0]


def release(session: Session, who: SignedIn, agreement_id: str, fingerprint: str) -> ReleaseShown:
    """Freeze what may leave now as the agreement's next release, if it is what the leader looked at."""
    led_by(session, who, agreement_id)
    agreement = repository.locked(session, agreement_id)
    if agreement is None:
        raise AgreementUnknown()
    must_be_in_force(session, agreement)
    seen, approved = collected(session, agreement)
    if not seen.settlements:
        raise NothingToRelease(left_out=[one.model_dump() for one in seen.left_out])
    if seen.fingerprint != fingerprint:
        raise PreviewChanged()
    number = len(repository.releases(session, agreement.id)) + 1
    contents = what_leaves(session, agreement, seen) | {"number": number, "at": iso(now())}
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
    return rules.zip_name(contents["agreement"]["title"], number), zip_with(contents, map_format)


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
        layers=contents.layers,
        settlements=contents.settlements,
        downloads=_downloads(session, made) if who.leads(agreement.city_id) else None,
    )


def _downloads(session: Session, made: Release) -> list[DownloadShown]:
    return [
        DownloadShown(person=people.require_person(session, one.person_id).name, at=one.at, sha256=one.sha256)
        for one in repository.downloads(session, made.id)
    ]
