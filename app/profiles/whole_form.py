"""The whole profile's shape as a JSON Schema, made of its own form: what each answer must look like, row by row.

An answer to a question the form does not ask is left alone: a form that lost a question keeps what was said of it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema_rs import Draft202012Validator, ValidationError

from app.kit.geo import SHAPES
from app.questionnaire.answers import LARGEST_NUMBER, NOT_WALKED, ROUND, TEXT_LIMIT
from app.questionnaire.form import Answers, Form, Question
from app.questionnaire.rows import NONE, ORDER, lists_around

Schema = dict[str, Any]
FORMS_READY = 8
_READY: list[tuple[Form, Draft202012Validator]] = []

NON_ANSWERS = ("unknown", "refused", "not_applicable")
SOURCES = ("counted", "observed", "meeting", "official")
SEVERAL = ("select_multiple", "rank")
CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]"
BLANK: Schema = {"enum": [None, ""]}
_NUMBER: Schema = {"type": "number", "minimum": -LARGEST_NUMBER, "maximum": LARGEST_NUMBER}
_SHAPE: Schema = {
    "type": "object",
    "required": ["type", "coordinates"],
    "properties": {"type": {"enum": list(SHAPES)}, "coordinates": {"type": "array", "minItems": 1}},
}
_KINDS: Mapping[str, Schema] = {
    "text": {"type": "string", "maxLength": TEXT_LIMIT},
    "integer": {**_NUMBER, "type": "integer"},
    "decimal": _NUMBER,
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "pattern": f"^{CLOCK}$"},
    "dateTime": {"type": "string", "pattern": f"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T{CLOCK}$"},
    "image": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "audio": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "boundary": {**_SHAPE, "properties": {**_SHAPE["properties"], NOT_WALKED: {"type": "array"}}},
    "geopoint": {**_SHAPE, "properties": {"type": {"const": "Point"}, "coordinates": {"type": "array", "minItems": 2}}},
}


def schema_of(form: Form) -> Schema:
    """Return the JSON Schema of a form's whole profile: answers by path, those in a row as ``list/key/question``."""
    plain: dict[str, Schema] = {ROUND: _answer({"type": "integer", "minimum": 1})}
    rows: dict[str, Schema] = {}
    for name, question in form["questions"].items():
        lists = lists_around(form, name)
        if question["type"] == "calculate":
            continue
        told = _answer(_value(form, question))
        if lists:
            rows[_in_rows(lists, name)] = told
        else:
            plain[name] = told
    for name in form["repeats"]:
        plain[name] = _answer({"const": NONE})
        rows[_in_rows(lists_around(form, name), ORDER)] = _answer(_NUMBER)
    return {"type": "object", "properties": plain, "patternProperties": rows}


def _in_rows(lists: list[str], last: str) -> str:
    path = "/".join([*(f"{name}/[^/]+" for name in lists), last])
    return f"^{path.replace('.', '[.]')}$"  # nothing else in the name of a question means anything in a pattern


def _answer(value: Schema) -> Schema:
    """Return what an answer looks like: a value, or why there is none, never both."""
    return {
        "type": "object",
        "properties": {
            "value": {"anyOf": [BLANK, value]},
            "answer": {"enum": [None, *NON_ANSWERS]},
            "source": {"enum": [None, *SOURCES]},
        },
        "not": {
            "required": ["value", "answer"],
            "properties": {"value": {"not": BLANK}, "answer": {"enum": list(NON_ANSWERS)}},
        },
    }


def _value(form: Form, question: Question) -> Schema:
    kind = question["type"]
    if "choices" in question:
        one: Schema = {"enum": [choice["code"] for choice in form["choices"][question["choices"]]]}
        return {"type": "array", "items": one, "uniqueItems": kind == "rank"} if kind in SEVERAL else one
    return _KINDS.get(kind, {})


def out_of_shape(form: Form, answers: Answers) -> list[str]:
    """Return the paths whose answer is not of the kind its question asks for, in order."""
    given = {path: dict(answer) for path, answer in answers.items() if answer}
    return list(dict.fromkeys(_paths(_validator(form).iter_errors(given))))


def _paths(faults: Iterator[ValidationError]) -> Iterator[str]:
    for fault in faults:
        yield str(fault.instance_path[0]) if fault.instance_path else ""


def _validator(form: Form) -> Draft202012Validator:
    """Return the form's validator; made once a form, for making one takes as long as checking a thousand profiles."""
    for known, made in _READY:
        if known["form"] == form["form"] and known == form:
            return made
    made = Draft202012Validator(schema_of(form), validate_formats=True)
    _READY.append((form, made))
    del _READY[:-FORMS_READY]
    return made
