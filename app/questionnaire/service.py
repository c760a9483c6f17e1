"""The questionnaire as other slices ask for it: forms, questions, levels, words."""

import gzip
from dataclasses import dataclass
from functools import lru_cache

import orjson

from app.kit.canonical import sha256_hex
from app.questionnaire import repository
from app.questionnaire.compiling import compile_form
from app.questionnaire.form import Form, Question, Words
from app.questionnaire.problems import FormUnknown

SETTLEMENT_PROFILE = "settlement_profile@1"
STRICTEST_LEVEL = 3
LEVEL_OF_ROUND = 0


@dataclass(frozen=True)
class FormFile:
    """A form as phones fetch it: bytes, packed bytes, and the tag that names this content."""

    body: bytes
    packed: bytes
    tag: str


@lru_cache
def _forms() -> dict[str, Form]:
    built_in = compile_form(repository.read_texts())
    return {built_in["form"]: built_in}


def forms() -> list[Form]:
    """Return every form of this server."""
    return list(_forms().values())


def form(name: str = SETTLEMENT_PROFILE) -> Form:
    """Return one form, or raise FormUnknown."""
    if name not in _forms():
        raise FormUnknown(form=name)
    return _forms()[name]


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
    """Return the question a field path speaks of (``taps_public_working``, ``repeat/key/question``), or None."""
    repeat, _, rest = path.partition("/")
    found = form(name)["questions"].get(rest.rpartition("/")[2] or path)
    if found is None or found.get("repeat", "") != (repeat if rest else ""):
        return None
    return found


@lru_cache(maxsize=8192)  # asked of every answer that comes or goes
def level_of(path: str, name: str = SETTLEMENT_PROFILE) -> int:
    """Return the sensitivity of a field path; a whole repeat is as sensitive as its least sensitive question."""
    if path in ("round", "_deleted"):
        return LEVEL_OF_ROUND
    repeats = form(name)["repeats"]
    head, _, rest = path.partition("/")
    if head in repeats and (not rest or rest.endswith(("_order", "_deleted"))):
        return min(form(name)["questions"][one]["sensitive"] for one in repeats[head]["questions"])
    found = question(path, name)
    return found["sensitive"] if found else STRICTEST_LEVEL


def label(path: str, language: str = "en", name: str = SETTLEMENT_PROFILE) -> str:
    """Return a question in words; the path itself where nothing is asked by that name."""
    found = question(path, name)
    return in_language(found["label"], language) if found else path


def in_language(words: Words, language: str) -> str:
    """Return a text in a language, in English where it is not translated yet."""
    return words.get(language) or words["en"]
