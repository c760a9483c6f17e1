"""Publishes a form that stands in a workbook: first looked at, then a version that never changes again.

Profiles begun on an older version finish on it: every version can be fetched for ever. Our own questionnaire is version
1 of its form; a workbook with its form_id becomes version 2.
"""

import base64
import re
from dataclasses import asdict
from functools import lru_cache
from typing import Any

import orjson
from sqlmodel import Session

from app.kit.canonical import sha256_hex
from app.kit.clock import iso, now
from app.people.problems import NotYourRole
from app.people.rules import SignedIn
from app.questionnaire import listing, service
from app.questionnaire.changes import changes
from app.questionnaire.form import Form
from app.questionnaire.models import FormVersion
from app.questionnaire.problems import FormMovedOn, FormRefused, FormUnknown
from app.questionnaire.schemas import FormChanges, FormHolds, FormImport, FormListed, RowLeftOut, Told
from app.questionnaire.xlsform.apart import export_apart
from app.questionnaire.xlsform.importing import Imported


def may_publish(who: SignedIn) -> None:
    """Let only the federation's administrators pass: a form is every city's."""
    if not who.administers():
        raise NotYourRole()


def must_be_taken(imported: Imported) -> Form:
    """Return the form of a workbook, or raise every reason why there is none."""
    if imported.form is None:
        raise FormRefused(
            refused=[asdict(one) for one in imported.refused], remarks=[asdict(one) for one in imported.remarks]
        )
    return imported.form


def look_at(session: Session, imported: Imported, workbook: bytes) -> FormImport:
    """Say what a workbook holds and what it changes; what asks the same is the version it is already."""
    form = must_be_taken(imported)
    before, number = _before(session, imported.form_id)
    taken = listing.newest(session, imported.form_id)
    same = taken is not None and (_is_word_for_word(taken, workbook, form) or before == form | {"form": taken.form})
    differs = changes(before, form) if before and not same else None
    return FormImport(
        form_id=imported.form_id,
        title=form["title"],
        version=number if same else number + 1,
        after=number,
        published=same,
        languages=form["languages"],
        holds=_holds(form),
        changes=FormChanges(**asdict(differs)) if differs else None,
        remarks=[Told(**asdict(one)) for one in imported.remarks],
        left_out=_left_out(form),
    )


def _is_word_for_word(taken: FormVersion, workbook: bytes, form: Form) -> bool:
    """Tell whether a version was made of this very workbook, with the same rows left out."""
    return taken.sha256 == sha256_hex(workbook) and _left_out(orjson.loads(taken.compiled)) == _left_out(form)


def _left_out(form: Form) -> list[RowLeftOut]:
    return [RowLeftOut(**one) for one in form.get("left_out", [])]


def publish(session: Session, who: SignedIn, imported: Imported, workbook: bytes, after: int) -> FormImport:
    """Make a workbook the next version of its form, if ``after`` is still the newest; twice is the same as once."""
    looked = look_at(session, imported, workbook)
    if looked.published:
        return looked
    if looked.after != after:
        raise FormMovedOn(version=looked.after)
    form = must_be_taken(imported)
    form["form"] = f"{imported.form_id}@{looked.version}"
    session.add(
        FormVersion(
            form_id=imported.form_id,
            number=looked.version,
            title=form["title"]["en"],
            compiled=orjson.dumps(form).decode(),
            workbook=base64.b64encode(workbook).decode(),
            sha256=sha256_hex(workbook),
            published_by=who.person_id,
            published_at=iso(now()),
        )
    )
    session.flush()
    return looked.model_copy(update={"published": True})


def _before(session: Session, form_id: str) -> tuple[Form | None, int]:
    """Return the newest version of a form, and its number; 0 where there is none."""
    newest = listing.newest(session, form_id)
    if newest:
        return orjson.loads(newest.compiled), newest.number
    built_in = service.form()
    return (built_in, 1) if form_id == built_in["form"].partition("@")[0] else (None, 0)


def _holds(form: Form) -> FormHolds:
    asked = [one for one in form["questions"].values() if "words_for" not in one]
    return FormHolds(
        sections=len(form["sections"]),
        questions=len(asked),
        repeats=len(form["repeats"]),
        choice_lists=len(form["choices"]),
        rules=len(form["rules"]),
    )


def listed(session: Session) -> list[FormListed]:
    """List our own questionnaire and every published version."""
    own = [_listed(form, service.form_file(form["form"]).tag) for form in service.forms()]
    versions = listing.published(session)
    return own + [_listed(orjson.loads(one.compiled), _packed(one.compiled).tag, one.published_at) for one in versions]


def _listed(form: Form, tag: str, published_at: str | None = None) -> FormListed:
    facts: dict[str, Any] = {key: form[key] for key in ("form", "title", "languages")}
    return FormListed(**facts, tag=tag, published_at=published_at, left_out=_left_out(form))


def form_file(session: Session, name: str) -> service.FormFile:
    """Return a form as phones fetch it, ours or a published one; raises FormUnknown."""
    if any(form["form"] == name for form in service.forms()):
        return service.form_file(name)
    return _packed(_version(session, name).compiled)


def form(session: Session, name: str) -> Form:
    """Return a questionnaire as it is asked, ours or a published one; raises FormUnknown."""
    compiled: Form = orjson.loads(form_file(session, name).body)
    return compiled


def workbook(session: Session, who: SignedIn, name: str) -> bytes:
    """Return the workbook a version was made of, as it came; our own questionnaire as one."""
    if who.role not in ("leader", "administrator"):
        raise NotYourRole()
    if any(form["form"] == name for form in service.forms()):
        return export_apart()
    return base64.b64decode(_version(session, name).workbook)


def file_name(name: str) -> str:
    """Return what a version's workbook is called when it is saved."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", name) + ".xlsx"


def _version(session: Session, name: str) -> FormVersion:
    version = listing.version(session, name)
    if version is None:
        raise FormUnknown(form=name)
    return version


@lru_cache(maxsize=32)
def _packed(compiled: str) -> service.FormFile:
    return service.packed(orjson.loads(compiled))
