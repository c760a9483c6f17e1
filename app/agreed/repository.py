"""Reads and writes agreements, releases, downloads and questions."""

from collections.abc import Collection

from sqlmodel import Session, col, func, select

from app.agreed.models import Agreement, Release, ReleaseDownload, ReleaseQuestion, ReleaseSettlement


def agreements_of_cities(session: Session, city_ids: Collection[str]) -> list[Agreement]:
    """Return the agreements of some cities, newest first."""
    asked = select(Agreement).where(col(Agreement.city_id).in_(city_ids))
    return list(session.exec(asked.order_by(col(Agreement.created_at).desc(), col(Agreement.id))))


def agreements_of_office(session: Session, office_id: str) -> list[Agreement]:
    """Return an office's agreements, newest first."""
    asked = select(Agreement).where(Agreement.office_id == office_id)
    return list(session.exec(asked.order_by(col(Agreement.created_at).desc(), col(Agreement.id))))


def locked(session: Session, agreement_id: str) -> Agreement | None:
    """Return an agreement that nobody else can release from until this transaction ends."""
    return session.exec(select(Agreement).where(Agreement.id == agreement_id).with_for_update()).first()


def releases(session: Session, agreement_id: str) -> list[Release]:
    """Return an agreement's releases in their order."""
    asked = select(Release).where(Release.agreement_id == agreement_id)
    return list(session.exec(asked.order_by(col(Release.number))))


def release(session: Session, agreement_id: str, number: int) -> Release | None:
    """Return one release."""
    asked = select(Release).where(Release.agreement_id == agreement_id, Release.number == number)
    return session.exec(asked).first()


def held_settlements(session: Session, release_ids: Collection[str]) -> list[ReleaseSettlement]:
    """Return which settlements some releases hold."""
    asked = select(ReleaseSettlement).where(col(ReleaseSettlement.release_id).in_(release_ids))
    return list(session.exec(asked))


def releases_holding(session: Session, settlement_ids: Collection[str]) -> list[tuple[Agreement, Release, str]]:
    """Return (agreement, release, settlement) for each release not taken back that holds one of these settlements."""
    asked = (
        select(Agreement, Release, ReleaseSettlement.settlement_id)
        .join(Release, col(Release.agreement_id) == col(Agreement.id))
        .join(ReleaseSettlement, col(ReleaseSettlement.release_id) == col(Release.id))
        .where(col(ReleaseSettlement.settlement_id).in_(settlement_ids), col(Release.withdrawn_at).is_(None))
    )
    return list(session.exec(asked))


def downloads(session: Session, release_id: str) -> list[ReleaseDownload]:
    """Return who took a release away, in order."""
    asked = select(ReleaseDownload).where(ReleaseDownload.release_id == release_id)
    return list(session.exec(asked.order_by(col(ReleaseDownload.at), col(ReleaseDownload.id))))


def download_counts(session: Session, release_ids: Collection[str]) -> dict[str, int]:
    """Return how often each release was taken away."""
    asked = (
        select(ReleaseDownload.release_id, func.count())
        .where(col(ReleaseDownload.release_id).in_(release_ids))
        .group_by(col(ReleaseDownload.release_id))
    )
    return dict(session.exec(asked).all())


def questions(session: Session, agreement_id: str) -> list[tuple[ReleaseQuestion, int]]:
    """Return the questions about an agreement's releases with the release's number, oldest first."""
    asked = (
        select(ReleaseQuestion, Release.number)
        .join(Release, col(Release.id) == col(ReleaseQuestion.release_id))
        .where(Release.agreement_id == agreement_id)
    )
    return list(session.exec(asked.order_by(col(ReleaseQuestion.at), col(ReleaseQuestion.id))))


def question(session: Session, agreement_id: str, question_id: str) -> tuple[ReleaseQuestion, int] | None:
    """Return one question with its release's number."""
    found = (one for one in questions(session, agreement_id) if one[0].id == question_id)
    return next(found, None)
