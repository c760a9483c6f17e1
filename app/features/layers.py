"""The layers of the map as plain data: what each is drawn as, what is asked of it, how far each answer may travel.

A layer is a small form, compiled as the questionnaire is. What is put on the map names it (``water_point@1``), so that
phones ask by the version they have and every answer has its own level.
"""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from app.features import repository
from app.features.problems import LayerUnknown
from app.features.rules import Layer
from app.questionnaire import service as questionnaire
from app.questionnaire.compiling import compile_form
from app.questionnaire.form import Form

REPORT = "status_report"
FREE_TEXT_LEVEL = 2
"""Whatever somebody wrote in their own words stays closer than a code."""


@cache
def layers() -> Mapping[str, Layer]:
    """Return the layers by name, in the order they are offered."""
    texts = repository.read_texts()
    return {name: _layer(texts, name) for name in texts["head"]["order"]}


@cache
def report() -> Layer:
    """Return what is asked of one day of a water point or toilet."""
    return _layer(repository.read_texts(), REPORT)


def reported() -> tuple[str, ...]:
    """Name the layers whose days are reported."""
    return tuple(repository.read_texts()["head"]["reported"])


def catalogue() -> str:
    """Name all layers together, as phones keep them."""
    return f"map_layers@{repository.read_texts()['head']['version']}"


@cache
def of_form(form: str) -> Layer | None:
    """Return the layer that a form's name stands for; None for one that is none of ours."""
    return next((one for one in (*layers().values(), report()) if one.form["form"] == form), None)


def must_be_ours(named: Collection[str]) -> None:
    """Raise where a layer is named that there is not."""
    unknown = sorted(set(named) - layers().keys())
    if unknown:
        raise LayerUnknown(f"There is no layer {unknown[0][:60]!r}.", known=list(layers()))


def _layer(texts: dict[str, Any], name: str) -> Layer:
    told = texts["layers"][name]
    form = compile_form(_texts_of(texts, told))
    return Layer(
        name=name,
        label=form["title"],
        geometry=tuple(told["geometry"]),
        level=told["sensitive"],
        sections=frozenset(told["sections"]),
        by_default=told["by_default"],
        number=told["number"],
        quick=tuple(told["quick"]),
        form=form,
    )


def _texts_of(texts: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """Return a layer as the questionnaire's compiler reads one: a form with a single section."""
    profile, name = questionnaire.form(), told["layer"]
    asked = [{"ask": "walk", "sensitive": _level(told, one), **one} for one in told["questions"]]
    lists = {one["type"].partition(" ")[2] for one in asked} - {""}
    ours = texts["choices"]
    return {
        "form": {
            "form": f"{name}@{texts['head']['version']}",
            "title": told["label"],
            "sections": [name],
            "answers": {code: words["en"] for code, words in profile["answers"].items()},
            "in_your_words": "In your words",
            "languages": profile["languages"],
        },
        "sections": {name: {"section": name, "label": told["label"], "questions": asked}},
        "choices": {one: ours[one] if one in ours else _list_of(profile, one) for one in sorted(lists)},
        "rules": [],
        "languages": {code: {"sentences": _sentences(profile, code) | said} for code, said in _languages(texts)},
    }


def _level(told: dict[str, Any], question: dict[str, Any]) -> int:
    least = FREE_TEXT_LEVEL if question["type"] == "text" else 0
    level: int = question.get("sensitive", told["sensitive"])
    return max(least, level)


def _list_of(profile: Form, name: str) -> dict[str, str]:
    """Return a list of the questionnaire as it is written in its text."""
    return {choice["code"]: choice["label"]["en"] for choice in profile["choices"][name]}


def _languages(texts: dict[str, Any]) -> list[tuple[str, dict[str, str]]]:
    return [(code, language["sentences"]) for code, language in texts["languages"].items()]


def _sentences(profile: Form, code: str) -> dict[str, str]:
    """Return the questionnaire's own words of its choices and answers in a language, by the English ones."""
    told = [*profile["answers"].values(), *(one["label"] for many in profile["choices"].values() for one in many)]
    return {words["en"]: words[code] for words in told if code in words}
