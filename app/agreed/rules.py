"""What may leave the federation, to whom and until when: every "no" of a community is decided here.

A release is built from what leaders approved, never from the living profile. A field leaves only when the agreement
names it, leaders decided it (level 2), and the community did not withhold its section. Level 3 never leaves.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any, Literal

from app.questionnaire.expressions import references
from app.questionnaire.form import Answers, Form, Question
from app.questionnaire.rules import value_of, with_calculations

Answer = Mapping[str, Any]
Standing = Literal["in_force", "not_yet", "run_out", "ended"]
Boundary = Literal["none", "exact"]
AnswerState = Literal["known", "not_known", "refused", "does_not_apply", "not_asked", "withheld"]
STAYS = frozenset({"image", "audio", "boundary"})
"""Photos and recordings do not leave in this version; the boundary is agreed apart, as geometry."""
GEOMETRY_SECTIONS = frozenset({"a", "boundary"})
STATE_OF_ANSWER: dict[str, AnswerState] = {
    "unknown": "not_known",
    "refused": "refused",
    "not_applicable": "does_not_apply",
}


@dataclass(frozen=True)
class Scope:
    """What an agreement lets leave: fields and layers it names, those of level 2 that were decided, the boundary."""

    fields: tuple[str, ...]
    decided: frozenset[str] = frozenset()
    boundary: Boundary = "none"
    layers: tuple[str, ...] = ()
    layers_decided: frozenset[str] = frozenset()


def standing(valid_from: str, valid_until: str, ended_at: str | None, today: str) -> Standing:
    """Tell whether an agreement is in force on this day of its city (both days included)."""
    if ended_at:
        return "ended"
    if valid_from > today:
        return "not_yet"
    return "run_out" if valid_until < today else "in_force"


def zip_name(title: str, number: int) -> str:
    """Name a release's zip after its agreement, in letters every file system takes."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub("[^a-z0-9]+", "-", plain)[:60].strip("-")
    return "-".join(["kwetu", *([slug] if slug else []), "release", str(number)]) + ".zip"


YEARS_AT_MOST = 10
"""Longer than any plan an office makes; a slip such as 2126 for 2026 shares for a lifetime."""


def latest_end(today: date) -> date:
    """Return the last day an agreement made today can have."""
    return date(today.year + YEARS_AT_MOST, today.month, min(today.day, 28 if today.month == 2 else today.day))


def never_leaves(form: Form, field: str) -> str | None:
    """Say why a field can be in no agreement, None when it can."""
    question = form["questions"].get(field)
    if question is None or question.get("repeat") or question["type"] in STAYS:
        return "not_in_form"
    return "personal" if level_of(form, field) >= 3 else None


def inputs(form: Form, field: str) -> set[str]:
    """Return a field with all that its calculation reads: a number tells of every number it is made of."""
    known: set[str] = set()
    waiting = [field]
    while waiting:
        name = waiting.pop()
        if name not in known:
            known.add(name)
            waiting.extend(references(form["questions"][name].get("calculation", ["str", ""])))
    return known


def level_of(form: Form, field: str) -> int:
    """Return how sensitive a field is, with all that its calculation reads."""
    return max(form["questions"][name]["sensitive"] for name in inputs(form, field))


def kept_back(form: Form, scope: Scope) -> dict[str, str]:
    """Return the named fields that stay with the federation all the same, and why."""
    kept = {}
    for field in scope.fields:
        why = never_leaves(form, field)
        if why is None and level_of(form, field) >= 2 and field not in scope.decided:
            why = "not_decided"
        if why:
            kept[field] = why
    return kept


def fields_that_leave(form: Form, scope: Scope) -> list[str]:
    """List the fields that may leave, in the order of the form."""
    named = set(scope.fields) - kept_back(form, scope).keys()
    return [name for name in form["questions"] if name in named]


def withheld_sections(answers: Answers) -> frozenset[str]:
    """Return the codes of the parts the community keeps from the city."""
    if _value(answers, "consent_city") != "part":
        return frozenset()
    return frozenset(_value(answers, "consent_withheld_city") or ())


CONSENT_FIELDS = ("consent_collect", "consent_city", "consent_withheld_city")


def narrowed(snapshot: Answers, said_now: Mapping[str, Sequence[Answer]]) -> Answers:
    """Return what was approved with the narrowest consent said then or since: a community may always take it back.

    ``said_now`` holds every consent answer that stands now, of this and later rounds. It never widens what may leave.
    """
    said = {
        field: [answer for answer in (snapshot.get(field), *said_now.get(field, ())) if answer]
        for field in CONSENT_FIELDS
    }
    narrow: dict[str, Answer] = {
        field: min(said[field], key=_openness) for field in ("consent_collect", "consent_city") if said[field]
    }
    if withheld := {code for answer in said["consent_withheld_city"] for code in value_of(answer) or ()}:
        narrow["consent_withheld_city"] = {"value": sorted(withheld)}
    return {**snapshot, **narrow}


def _openness(answer: Answer) -> int:
    """Order consents from the narrowest: no, then not wanting to say (or not known any more), then a part, then yes."""
    value = value_of(answer)
    return {"no": 0, "part": 2, "yes": 3}.get(value, 1) if isinstance(value, str) else 1


def why_left_out(answers: Answers) -> str | None:
    """Say why a community's profile is not for the city at all, None when it may leave."""
    if _value(answers, "consent_collect") != "yes":
        return "community_said_no"
    consent = _value(answers, "consent_city")
    if consent == "no":
        return "city_not_agreed"
    if consent not in ("yes", "part"):
        return "city_not_asked"
    return "parts_not_named" if consent == "part" and not withheld_sections(answers) else None


def boundary_leaves(scope: Scope, withheld: Collection[str]) -> bool:
    """Tell whether the exact boundary (and the area it gives) leaves."""
    return scope.boundary == "exact" and GEOMETRY_SECTIONS.isdisjoint(withheld)


def place_leaves(withheld: Collection[str]) -> bool:
    """Tell whether ward and date of the profile, answers of the section on the place, leave."""
    return "a" not in withheld


def answer_rows(form: Form, scope: Scope, snapshot: Answers, today: str, zone: tzinfo) -> list[dict[str, Any]]:
    """Return one row a field that leaves: value, words, how counted, the day in the city's time zone."""
    withheld = withheld_sections(snapshot)
    complete = with_calculations(form, snapshot, today)
    return [_row(form, field, complete, withheld, zone) for field in fields_that_leave(form, scope)]


def day_in(zone: tzinfo, moment: str | None) -> str | None:
    """Return the day of a moment (RFC 3339) as the calendar of a city says it, None where there is no moment."""
    return datetime.fromisoformat(moment).astimezone(zone).date().isoformat() if moment else None


def _row(form: Form, field: str, snapshot: Answers, withheld: Collection[str], zone: tzinfo) -> dict[str, Any]:
    """Return the row of a field; one in a withheld section shows as withheld and says nothing more."""
    question = form["questions"][field]
    if tells_of_withheld(form, field, withheld):
        return {"field": field, "state": "withheld"}
    if "calculation" in question:
        return {"field": field} | _calculated(form, field, snapshot)
    answer = snapshot.get(field)
    row: dict[str, Any] = {"field": field, "state": answer_state(answer)}
    if answer is not None:
        row["answered_on"] = day_in(zone, answer.get("made_at"))
        row["how_counted"] = answer.get("source")
    if answer is not None and row["state"] == "known":
        row["value"] = answer["value"]
        row["label"] = choice_words(form, question, answer["value"])
    return row


def is_withheld(question: Question, withheld: Collection[str]) -> bool:
    """Tell whether a question lies in a part the community keeps from the city."""
    sections = {question["section"].lower()}
    if question["type"] in ("geopoint", "boundary"):
        sections |= {"boundary"} if question["type"] == "boundary" else {"boundary", "points"}
    return not sections.isdisjoint(withheld)


def tells_of_withheld(form: Form, field: str, withheld: Collection[str]) -> bool:
    """Tell whether a field, or anything its calculation reads, lies in a part the community keeps from the city."""
    return any(is_withheld(form["questions"][name], withheld) for name in inputs(form, field))


def says_too_much(form: Form, given: Mapping[str, Any], withheld: Collection[str]) -> bool:
    """Tell whether a settlement as it was released shows anything of a part its community keeps from the city now."""
    if given["geometry"] and not GEOMETRY_SECTIONS.isdisjoint(withheld):
        return True
    if (given["ward"] or given["profile_date"]) and not place_leaves(withheld):
        return True
    told = (answer["field"] for answer in given["answers"] if answer["state"] not in ("withheld", "not_asked"))
    return any(tells_of_withheld(form, field, withheld) for field in told)


def answer_state(answer: Mapping[str, Any] | None) -> AnswerState:
    """Name what kind of answer this is; blank is not "not known"."""
    if answer is None:
        return "not_asked"
    if "answer" in answer:
        return STATE_OF_ANSWER.get(answer["answer"], "not_known")
    return "not_asked" if answer.get("value") in (None, "", []) else "known"


def _calculated(form: Form, field: str, complete: Answers) -> dict[str, Any]:
    value = value_of(complete[field])
    if value is None:
        told = (complete.get(name) for name in inputs(form, field) if "calculation" not in form["questions"][name])
        return {"state": "not_known" if any(answer_state(answer) != "not_asked" for answer in told) else "not_asked"}
    whole = isinstance(value, float) and value.is_integer()
    return {"state": "known", "value": int(value) if whole else value, "label": None, "how_counted": "calculated"}


def choice_words(form: Form, question: Question, value: Any) -> str | None:
    """Return the English words of the chosen codes, None for answers that are no choice."""
    if "choices" not in question:
        return None
    labels = {choice["code"]: choice["label"]["en"] for choice in form["choices"][question["choices"]]}
    codes = value if isinstance(value, list) else [value]
    return "; ".join(str(labels.get(code, code)) for code in codes)


def dictionary(form: Form, fields: Sequence[str], currency: str = "") -> list[dict[str, Any]]:
    """Return what each field that leaves means: its question, type, choices, unit (money: the city's ``currency``)."""
    sections = {section["code"]: section["label"]["en"] for section in form["sections"]}
    return [
        {
            "field": field,
            "section": question["section"],
            "section_label": sections[question["section"]],
            "label": question["label"]["en"],
            "type": question["type"],
            "unit": (currency if question.get("unit") == "money" else "") or question.get("unit"),
            "level": level_of(form, field),
            "choices": [
                {"code": choice["code"], "label": choice["label"]["en"]}
                for choice in form["choices"].get(question.get("choices", ""), ())
            ],
        }
        for field, question in ((field, form["questions"][field]) for field in fields)
    ]


def _value(answers: Answers, field: str) -> Any:
    return value_of(answers.get(field))
