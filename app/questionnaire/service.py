"""The questionnaire as other slices ask for it: forms, questions, levels, words."""

import gzip
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple

import orjson
from sqlmodel import Session

from app.kit.canonical import sha256_hex
from app.kit.db import until_restored
from app.questionnaire import listing, repository
from app.questionnaire.compiling import compile_form
from app.questionnaire.form import Form, Question, Words
from app.questionnaire.levels import LevelOf, Levels, levels_of, question_at
from app.questionnaire.problems import FormUnknown

SETTLEMENT_PROFILE = "settlement_profile@1"
PUBLISHED = "questionnaire.published"


@dataclass(frozen=True)
class FormFile:
    """A form as phones fetch it: bytes, packed bytes, and the tag that names this content."""

    body: bytes
    packed: bytes
    tag: str


class Asked(NamedTuple):
    """A form as questions are asked by it, and how far each of its answers may travel."""

    form: Form
    level_of: LevelOf


@lru_cache
def _built_in() -> dict[str, Asked]:
    form = compile_form(repository.read_texts())
    return {form["form"]: Asked(form, levels_of(form))}


def forms() -> list[Form]:
    """Return the forms that come with Kwetu."""
    return [asked.form for asked in _built_in().values()]


def form(name: str = SETTLEMENT_PROFILE) -> Form:
    """Return a form that comes with Kwetu, or raise FormUnknown."""
    if name not in _built_in():
        raise FormUnknown(form=name)
    return _built_in()[name].form


def form_here(session: Session, name: str) -> Form:
    """Return one form, ours or a published one; raises FormUnknown."""
    return _asked(session, name).form


def is_known(session: Session, name: str) -> bool:
    """Tell whether profiles can be filled in by this form here."""
    try:
        return bool(_asked(session, name))
    except FormUnknown:
        return False


def level_here(session: Session, name: str) -> LevelOf:
    """Return how far the answers of profiles of one form may travel; raises FormUnknown."""
    return _asked(session, name).level_of


def levels_here(session: Session) -> Levels:
    """Return how far answers may travel, by the form of their profile; raises FormUnknown when asked."""
    return partial(level_here, session)


def _asked(session: Session, name: str) -> Asked:
    """Read a version once: it never changes, so that no answer which comes or goes costs a question to the database."""
    ready = _built_in().get(name)
    if ready:
        return ready
    published: dict[str, Asked] = until_restored(session, PUBLISHED, lambda _session: {})
    if name not in published:
        version = listing.version(session, name)
        if version is None:
            raise FormUnknown(form=name)
        published[name] = _read(version.compiled)
    return published[name]


@lru_cache(maxsize=64)
def _read(compiled: str) -> Asked:
    form = orjson.loads(compiled)
    return Asked(form, levels_of(form))


def for_phones(session: Session) -> list[str]:
    """Name the forms that profiles are begun with: ours, and the newest version of every published one."""
    return [*_built_in(), *listing.newest_names(session)]


def count_rules() -> int:
    """Return how many rules the questionnaire has, with those that wait for what they need."""
    return len(repository.read_texts()["rules"])


@lru_cache
def form_file(name: str) -> FormFile:
    """Return our own form as the bytes that phones keep."""
    return packed(form(name))


def packed(form: Form) -> FormFile:
    """Return a form as the bytes that phones keep; the standards' codes stay on the server."""
    questions = {key: {k: v for k, v in q.items() if k != "maps"} for key, q in form["questions"].items()}
    body = orjson.dumps(form | {"questions": questions})
    return FormFile(body, gzip.compress(body, mtime=0), sha256_hex(body)[:32])


def question(path: str, name: str = SETTLEMENT_PROFILE) -> Question | None:
    """Return the question a field path speaks of, or None."""
    return question_at(form(name), path)


def level_of(path: str, name: str = SETTLEMENT_PROFILE) -> int:
    """Return the sensitivity of a field path of a form that comes with Kwetu."""
    return _built_in()[name].level_of(path)


def is_asked(form: Form, path: str) -> bool:
    """Tell whether a form speaks of a path: what it does not speak of stands beside its answers, unseen."""
    head, _, rest = path.partition("/")
    of_a_list = head in form["repeats"] and (not rest or rest.rpartition("/")[2].startswith("_"))
    return of_a_list or path in ("round", "_deleted") or question_at(form, path) is not None


def label(path: str, language: str = "en", name: str = SETTLEMENT_PROFILE) -> str:
    """Return a question in words; the path itself where nothing is asked by that name."""
    found = question(path, name)
    return in_language(found["label"], language) if found else path


def in_language(words: Words, language: str) -> str:
    """Return a text in a language, in English where it is not translated yet."""
    return words.get(language) or words["en"]
