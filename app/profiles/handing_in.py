"""What a whole profile comes to on handing in: what is open, what blocks, and what nobody has explained yet. Pure.

The twin of frontend/src/profiles/handing-in.ts; tests/vectors/handing_in.json holds both equal. An answer of the wrong
kind is found on the server only, by the form's own JSON Schema: a phone never writes one, an older server may have.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.profiles.against_map import Mapped, against_map
from app.profiles.row_rules import all_warnings
from app.profiles.rules import Warned, open_questions
from app.profiles.whole_form import out_of_shape
from app.questionnaire.form import Answers, Form

SHAPE = "shape"
NOT_OF_ITS_KIND = {"en": "This answer is not of the kind the question asks for."}


@dataclass(frozen=True)
class Verdict:
    """What was found in a whole profile.

    ``open`` questions need any of the four answers, ``blocks`` stand in the way of approving, ``unexplained`` wait for
    a reason in words, ``explained`` have one, ``told`` are only said.
    """

    open: list[str]
    blocks: list[Warned]
    unexplained: list[Warned]
    explained: list[Warned]
    told: list[Warned]

    @property
    def blocked(self) -> list[str]:
        """Return every question that something blocking names, in order."""
        return list(dict.fromkeys(path for one in self.blocks for path in one.questions))

    def as_json(self) -> dict[str, Any]:
        """Return what is kept of it, and told."""
        kept: dict[str, Any] = {"open": self.open}
        for name in ("blocks", "unexplained", "explained", "told"):
            kept[name] = [
                {"id": one.id, "rule": one.rule, "questions": one.questions, "says": one.says}
                for one in getattr(self, name)
            ]
        return kept


def looked_through(
    form: Form, answers: Answers, reasons: Mapping[str, str], today: str, points: Sequence[Mapped] = ()
) -> Verdict:
    """Look a whole profile through, beside the ``points`` mapped where it speaks of.

    ``reasons`` were given on handing in, by a warning's id or its rule's.
    """
    strange = out_of_shape(form, answers)
    sound = {path: answer for path, answer in answers.items() if path not in strange}
    found = [*all_warnings(form, sound, today), *against_map(form, sound, points, today)]
    unusual = [one for one in found if one.kind == "warn_reason"]
    explained = [one for one in unusual if is_explained(one, reasons)]
    return Verdict(
        open=[path for path in open_questions(form, sound, today) if path not in strange],
        blocks=[*map(_not_of_its_kind, strange), *(one for one in found if one.kind == "block")],
        unexplained=[one for one in unusual if one not in explained],
        explained=explained,
        told=[one for one in found if one.kind == "warn"],
    )


def is_explained(warned: Warned, reasons: Mapping[str, str]) -> bool:
    """Tell whether the team said why something is as it is."""
    return any(reasons.get(name, "").strip() for name in (warned.id, warned.rule))


def blocked(form: Form, answers: Answers, today: str) -> list[str]:
    """Return the questions that stand in the way of approving a profile."""
    return looked_through(form, answers, {}, today).blocked


def _not_of_its_kind(path: str) -> Warned:
    return Warned(f"{SHAPE}/{path}", SHAPE, "block", [path], NOT_OF_ITS_KIND)
