"""Which versions of forms administrators published, newest last."""

from typing import Any, cast

from sqlalchemy import func
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from app.questionnaire.models import FormVersion

WORKBOOK = cast(Any, FormVersion.workbook)
_OF = col(FormVersion.form_id)
_NEWEST = select(_OF, func.max(FormVersion.number)).group_by(_OF).order_by(_OF)
"""Made once: every page of changes names the forms."""


def published(session: Session) -> list[FormVersion]:
    """Return every published version; the workbooks are fetched only when somebody looks into them."""
    versions = select(FormVersion).order_by(col(FormVersion.form_id), col(FormVersion.number))
    return list(session.exec(versions.options(defer(WORKBOOK))))


def newest(session: Session, form_id: str) -> FormVersion | None:
    """Return the newest published version of a form."""
    versions = select(FormVersion).where(FormVersion.form_id == form_id).order_by(col(FormVersion.number).desc())
    return session.exec(versions.limit(1)).first()


def version(session: Session, form: str) -> FormVersion | None:
    """Return one version by its name (``taps@2``)."""
    form_id, _, number = form.rpartition("@")
    if not number.isascii() or not number.isdigit() or len(number) > 9 or number[0] == "0":
        return None  # a version has one name
    return session.get(FormVersion, (form_id, int(number)), options=[defer(WORKBOOK)])


def newest_names(session: Session) -> list[str]:
    """Name the newest version of every published form."""
    return [f"{form_id}@{number}" for form_id, number in session.connection().execute(_NEWEST)]
