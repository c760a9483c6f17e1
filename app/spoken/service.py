"""Recorded questions: an administrator brings a pack, phones of the federation fetch it part by part."""

import base64
import json
from dataclasses import asdict

from sqlmodel import Session

from app.kit.canonical import sha256_hex
from app.kit.clock import iso, now
from app.kit.problems import NotFound
from app.people.problems import NotYourRole
from app.people.rules import SignedIn
from app.questionnaire import service as questionnaire
from app.questionnaire.form import Form
from app.spoken import files, repository
from app.spoken.files import Pack
from app.spoken.models import SoundPack
from app.spoken.problems import SoundPackUnreadable, SoundsReplaced
from app.spoken.rules import MEGABYTE, MOST_FILES, PACK_LIMIT, in_parts, joining, replaced
from app.spoken.schemas import PackListed, PackShown, PackTaken


def may_bring(who: SignedIn) -> None:
    """Let only the federation's administrators pass: its sounds are every city's."""
    if not who.administers():
        raise NotYourRole()


def may_hear(who: SignedIn) -> None:
    """Let everybody pass who may ask questions: all but officials."""
    if who.is_official:
        raise NotYourRole()


def look_at(session: Session, body: bytes) -> tuple[Pack, list[Form]]:
    """Read a pack, sound by sound, for the versions of the form it names; raises whatever is wrong with it."""
    forms = forms_of(session, files.read_about(body).form)
    if not forms:
        raise SoundPackUnreadable("no_form", "pack.json names a form that this server does not have.")
    return files.read(body, forms), forms


def forms_of(session: Session, form_id: str) -> list[Form]:
    """Return the versions of a form that profiles are begun with."""
    named = [name for name in questionnaire.for_phones(session) if name.rpartition("@")[0] == form_id]
    return [questionnaire.form_here(session, name) for name in reversed(named)]


def take(session: Session, who: SignedIn, pack: Pack, forms: list[Form], replaces: str) -> PackTaken:
    """Join sounds to those of the same form and language; the same again is the same as once.

    A sound that is there is only replaced where ``replaces`` names the pack it stands in: who sends was told.
    """
    there = _same(session, who, pack)
    before = files.read_again(_file(session, there), forms) if there else None
    counts = joining(before.sounds if before else {}, pack.sounds)
    if before and there and counts.anew and replaces != there.pack_id:
        of = ", ".join(sorted({before.voice_of(asked).recorded_by for asked in replaced(before.sounds, pack.sounds)}))
        raise SoundsReplaced(**asdict(counts), of=of, language=there.name, pack_id=there.pack_id)
    whole = files.joined(before, pack) if before else pack
    kept = _keep(session, who, whole, there)
    return PackTaken(**_listed(kept).model_dump(), **asdict(counts), missing=_missing(whole, forms[0]))


def _same(session: Session, who: SignedIn, pack: Pack) -> SoundPack | None:
    """Return the pack of the same form and language that is there."""
    packs = repository.of_federation(session, who.federation_id)
    spoken = (pack.about.form, pack.about.language)
    return next((one for one in packs if (one.form_id, one.language) == spoken), None)


def _file(session: Session, pack: SoundPack) -> bytes:
    parts = (repository.part(session, pack.pack_id, n) for n in range(len(json.loads(pack.parts))))
    return b"".join(base64.b64decode(part or "") for part in parts)


def _keep(session: Session, who: SignedIn, pack: Pack, there: SoundPack | None) -> SoundPack:
    """Keep a pack in the place of the one that became part of it."""
    body = files.write(pack, who.federation_id)
    if len(body) > PACK_LIMIT or len(pack.sounds) >= MOST_FILES:
        raise SoundPackUnreadable("too_much", f"With what is there already it is over {PACK_LIMIT // MEGABYTE} MB.")
    pack_id = sha256_hex(body)
    if there and there.pack_id == pack_id:
        return there
    if there:
        repository.remove(session, there.pack_id)
    kept = _row(who, pack, pack_id, body)
    repository.add(session, kept, (base64.b64encode(part).decode() for part in in_parts(body)))
    return kept


def _row(who: SignedIn, pack: Pack, pack_id: str, body: bytes) -> SoundPack:
    choices = sum(bool(asked.choice) for asked in pack.sounds)
    voices = dict.fromkeys(pack.voice_of(asked) for asked in sorted(pack.sounds, key=lambda one: one.name))
    return SoundPack(
        pack_id=pack_id,
        federation_id=who.federation_id,
        form_id=pack.about.form,
        language=pack.about.language,
        name=pack.about.name,
        recorded_by=", ".join(dict.fromkeys(voice.recorded_by for voice in voices)),
        consent="\n".join(dict.fromkeys(voice.consent for voice in voices)),
        questions=len(pack.sounds) - choices,
        choices=choices,
        bytes=len(body),
        parts=json.dumps([sha256_hex(part) for part in in_parts(body)]),
        published_by=who.person_id,
        published_at=iso(now()),
    )


def _missing(pack: Pack, form: Form) -> list[str]:
    """Return the questions of the short form that a person asks and that have no sound."""
    heard = {asked.question for asked in pack.sounds if not asked.choice}
    return [
        name
        for name, question in form["questions"].items()
        if question["core"] and question["type"] != "calculate" and name not in heard and "words_for" not in question
    ]


def listed(session: Session, who: SignedIn) -> list[PackListed]:
    """List the packs of a person's federation."""
    return [_listed(pack) for pack in repository.of_federation(session, who.federation_id)]


def _listed(pack: SoundPack) -> PackListed:
    return PackListed(**{name: getattr(pack, name) for name in PackListed.model_fields})


def shown(session: Session, who: SignedIn, pack_id: str) -> PackShown:
    """Return a pack with the sums of the parts of its file."""
    pack = _known(session, who, pack_id)
    return PackShown(**_listed(pack).model_dump(), parts=json.loads(pack.parts))


def part(session: Session, who: SignedIn, pack_id: str, n: int) -> bytes:
    """Return one part of a pack's file."""
    body = repository.part(session, _known(session, who, pack_id).pack_id, n)
    if body is None:
        raise NotFound()
    return base64.b64decode(body)


def remove(session: Session, who: SignedIn, pack_id: str) -> None:
    """Let go of a pack; phones that have it keep it."""
    repository.remove(session, _known(session, who, pack_id).pack_id)


def _known(session: Session, who: SignedIn, pack_id: str) -> SoundPack:
    pack = repository.pack(session, who.federation_id, pack_id)
    if pack is None:
        raise NotFound()
    return pack
