"""What a form is once compiled: the shape of the JSON that phones and rules read."""

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypedDict

Ast = list[Any]
Words = dict[str, str]
"""A text by language code; ``en`` is always there."""

Answers = Mapping[str, Mapping[str, Any] | None]
"""Answers by path (question name), the one shown first for each, as they stand on the wire."""

RuleKind = Literal["block", "warn_reason", "warn"]


class Question(TypedDict):
    """One question; ``words_for`` marks the "In your words" of another, ``aliases`` are names it had before.

    ``filter`` says of each choice whether it is offered now; ``media`` names files by kind and language.
    """

    type: str
    label: Words
    section: str
    core: bool
    required: bool
    ask: str
    sensitive: int
    hint: NotRequired[Words]
    unit: NotRequired[str]
    choices: NotRequired[str]
    relevant: NotRequired[Ast]
    constraint: NotRequired[Ast]
    message: NotRequired[Words]
    below: NotRequired[Words]
    calculation: NotRequired[Ast]
    repeat: NotRequired[str]
    min: NotRequired[float]
    max: NotRequired[float]
    prefill: NotRequired[str]
    source: NotRequired[str]
    rule: NotRequired[str]
    words_for: NotRequired[str]
    filter: NotRequired[Ast]
    appearance: NotRequired[str]
    group: NotRequired[str]
    media: NotRequired[dict[str, Words]]
    read_only: NotRequired[bool]
    step: NotRequired[float]
    aliases: NotRequired[list[str]]
    number: NotRequired[str]
    maps: NotRequired[str]


class Section(TypedDict):
    """One topic of the conversation."""

    code: str
    label: Words
    questions: list[str]


class Choice(TypedDict):
    """One code of a list, in words."""

    code: str
    label: Words
    columns: NotRequired[dict[str, str]]
    media: NotRequired[dict[str, dict[str, str]]]


class Group(TypedDict):
    """Questions of a section that belong together; on one screen where ``together`` says so."""

    label: Words
    together: bool
    within: NotRequired[str]


class Repeat(TypedDict):
    """Questions asked once a row; ``key`` names the columns that make a row's key, or ``uuid``.

    ``within``: the repeat around this one.
    """

    label: Words
    section: str
    key: str
    may_be_none: bool
    questions: list[str]
    aliases: NotRequired[list[str]]
    number: NotRequired[str]


class Rule(TypedDict):
    """What must hold across questions; without ``holds`` it speaks through the constraints that name it."""

    id: str
    kind: RuleKind
    questions: list[str]
    says: Words
    when: NotRequired[Ast]
    holds: NotRequired[Ast]
    shows: NotRequired[dict[str, Ast]]


class LeftOut(TypedDict):
    """A row of a workbook that its publisher chose to do without."""

    row: int
    type: str
    name: str


class Form(TypedDict):
    """One version of a questionnaire; ``calculations`` stand so that each follows those it needs.

    ``further``: what is asked hangs on functions that the phone's first scripts do not carry. ``left_out``: rows of its
    workbook that are not asked.
    """

    form: str
    title: Words
    languages: dict[str, str]
    answers: dict[str, Words]
    sections: list[Section]
    questions: dict[str, Question]
    repeats: dict[str, Repeat]
    calculations: list[str]
    choices: dict[str, list[Choice]]
    rules: list[Rule]
    groups: NotRequired[dict[str, Group]]
    further: NotRequired[bool]
    left_out: NotRequired[list[LeftOut]]
