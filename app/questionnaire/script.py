"""The meeting's script: the screens of the short form by path, with how long each is likely to take, and why.

The assumptions stand in meeting_times.yaml; nothing here is fitted to a wanted sum.
"""

from collections.abc import Mapping
from typing import Any, TypedDict

from app.questionnaire.form import Form, Question

PATHS = ("header", "walk", "room", "women", "team")
READ_ALOUD = ("room", "women")
PLAIN_CHOICE_UP_TO = 3

Times = Mapping[str, Any]


class Screen(TypedDict):
    """One question with the seconds it takes; ``times`` is how often it is asked, ``follow_up`` only of some."""

    number: str
    name: str
    section: str
    label: str
    follow_up: bool
    times: int
    read: float
    settled: float
    noted: float
    seconds: float


class Path(TypedDict):
    """One path of the day with its screens in order."""

    path: str
    screens: list[Screen]
    questions: int
    minutes_at_least: float
    minutes: float


class Script(TypedDict):
    """The short form as it is put to people."""

    form: str
    paths: list[Path]
    room_minutes: dict[str, int]
    room_within: bool


def write_script(form: Form, times: Times) -> Script:
    """Return every path with its screens and minutes, and whether the room's part is as long as it is meant to be."""
    paths = [_path(form, path, times) for path in PATHS]
    room = next(path for path in paths if path["path"] == "room")
    meant = times["room_minutes"]
    within = meant["least"] <= room["minutes"] <= meant["most"]
    return {"form": form["form"], "paths": paths, "room_minutes": meant, "room_within": within}


def _path(form: Form, path: str, times: Times) -> Path:
    screens = [
        _screen(form, name, times)
        for section in form["sections"]
        for name in section["questions"]
        if form["questions"][name]["core"] and form["questions"][name]["ask"] == path
    ]
    return {
        "path": path,
        "screens": screens,
        "questions": len(screens),
        "minutes_at_least": _minutes([one for one in screens if not one["follow_up"]], times),
        "minutes": _minutes(screens, times),
    }


def _minutes(screens: list[Screen], times: Times) -> float:
    seconds = sum(screen["seconds"] for screen in screens)
    seconds += float(times["section"]) * len({screen["section"] for screen in screens})
    return round(seconds / 60, 1)


def _screen(form: Form, name: str, times: Times) -> Screen:
    question = form["questions"][name]
    asked = _times_asked(name, question, times)
    read = _read(form, question, times)
    settled = float(times["ranked"].get(name) or _settled(form, question, times))
    return {
        "number": question.get("number", ""),
        "name": name,
        "section": question["section"],
        "label": question["label"]["en"],
        "follow_up": "relevant" in question,
        "times": asked,
        "read": read,
        "settled": settled,
        "noted": times["noted"],
        "seconds": round(asked * (read + settled + times["noted"]), 1),
    }


def _times_asked(name: str, question: Question, times: Times) -> int:
    if name in times["ends_the_meeting"]:
        return 0
    rows = times["rows"].get(question.get("repeat"), 1)
    return 1 if name in times["once"] or name in times["ranked"] else int(rows)


def _read(form: Form, question: Question, times: Times) -> float:
    """Return the seconds of reading aloud; what is counted on the walk or filled in by the team is read to nobody."""
    if question["ask"] not in READ_ALOUD:
        return 0.0
    words: int = times["question_said"] * _words(question["label"]["en"])
    words += times["hint_said"] * _words(question["hint"]["en"] if "hint" in question else "")
    choices = form["choices"].get(question.get("choices", ""), [])
    if len(choices) <= times["choices_read_up_to"]:
        words += sum(_words(choice["label"]["en"]) for choice in choices)
    return round(words * 60 / float(times["words_a_minute"]), 1)


def _words(text: str) -> int:
    return len(text.split())


def _settled(form: Form, question: Question, times: Times) -> float:
    return float(times["settled"][question["ask"]][_kind(form, question)])


def _kind(form: Form, question: Question) -> str:
    kind = question["type"]
    if kind == "select_one":
        few = len(form["choices"][question["choices"]]) <= PLAIN_CHOICE_UP_TO
        return "yes_or_no" if few else "one_of_many"
    return {"select_multiple": "several", "integer": "number", "decimal": "number"}.get(kind, kind)
