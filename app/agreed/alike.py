"""What of a profile asked by another version of the settlement profile means what an agreement names. Pure.

Agreements name questions of the version that comes with Kwetu. A later version may ask more, ask otherwise, or hold an
answer closer: of its profiles only what is asked alike is looked at, as if the rest had not been asked.
"""

from collections.abc import Mapping
from typing import Any

from app.agreed.rules import Answer
from app.questionnaire.form import Form
from app.questionnaire.levels import question_at


def asked_alike(ours: Form, own: Form, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return the answers of a profile of ``own`` whose questions are those of ``ours``, and no more closely held."""
    return {path: answer for path, answer in answers.items() if _is_alike(ours, own, path)}


def _is_alike(ours: Form, own: Form, path: str) -> bool:
    head, _, rest = path.partition("/")
    if head in ours["repeats"] and (not rest or rest.rpartition("/")[2].startswith("_")):
        return head in own["repeats"] and own["repeats"][head]["key"] == ours["repeats"][head]["key"]
    before, now = question_at(ours, path), question_at(own, path)
    if before is None or now is None:
        return path == "round"
    return now["sensitive"] <= before["sensitive"] and _meaning(own, now) == _meaning(ours, before)


def _meaning(form: Form, question: Any) -> tuple[Any, ...]:
    codes = sorted(choice["code"] for choice in form["choices"].get(question.get("choices", ""), []))
    return question["type"], question["section"], question.get("repeat"), question.get("unit"), codes
