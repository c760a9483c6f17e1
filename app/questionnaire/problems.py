"""What can go wrong with a form, and with an answer to one of its questions.

Problem
├── of one answer (its path is refused, the others of the edit are kept)
│   ├── QuestionUnknown      422 question-unknown       the form does not ask this
│   ├── AnswerCalculated     422 answer-calculated      this is worked out from other answers, never typed
│   ├── AnswerWrongType      422 answer-wrong-type      text where a number belongs, a code that is not in the list
│   ├── AnswerTooLong        422 answer-too-long        over ``limit`` characters
│   ├── BoundaryBroken       422 boundary-broken        outside the globe or not a closed ring; ``where`` it is
│   └── RoundWrong           422 round-wrong            a round is a whole number from 1
├── FormUnknown              404 form-unknown
├── WorkbookUnreadable       422 workbook-unreadable    ``why``: not_xlsx, old_xls, encrypted, macros, too_much …
├── FormRefused              422 form-refused           ``refused``: sheet, row, column, question, reason …; ``remarks``
└── FormMovedOn              409 form-moved-on          ``version`` is the newest there is
ExpressionUnreadable         a fault of the form's text, told when it is compiled
QuestionnaireBroken          the same, for everything else in the text files
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.kit.problems import Problem


class FormUnknown(Problem):
    """This server has no form of that name and version."""

    status, slug, title = 404, "form-unknown", "This server does not have that questionnaire"


class WorkbookUnreadable(Problem):
    """The file is no workbook that can be opened; ``why`` says in one word what is wrong with it."""

    status, slug, title = 422, "workbook-unreadable", "This file cannot be opened as a workbook"

    def __init__(self, why: str, detail: str) -> None:
        super().__init__(detail, why=why)


class FormRefused(Problem):
    """The workbook holds what cannot be asked; ``refused`` names every cell with its reason."""

    status, slug, title = 422, "form-refused", "This workbook cannot become a form yet"


class FormMovedOn(Problem):
    """Somebody published another version of the form in between; ``version`` is the newest."""

    status, slug, title = 409, "form-moved-on", "Another version of this form was published in the meantime"


class QuestionUnknown(Problem):
    """The form has no such question."""

    status, slug, title = 422, "question-unknown", "The questionnaire does not ask this"


class AnswerCalculated(Problem):
    """The answer is worked out from other answers."""

    status, slug, title = 422, "answer-calculated", "This is worked out from other answers"


class AnswerWrongType(Problem):
    """The value is not of the question's type; ``expected`` says what is."""

    status, slug, title = 422, "answer-wrong-type", "This answer is not of the kind the question asks for"


class AnswerTooLong(Problem):
    """The text has more than ``limit`` characters."""

    status, slug, title = 422, "answer-too-long", "This text is too long"


class BoundaryBroken(Problem):
    """The geometry cannot be drawn; ``where`` names the place in it."""

    status, slug, title = 422, "boundary-broken", "This shape cannot be drawn on the map"


class RoundWrong(Problem):
    """A round is a whole number from 1 to 100."""

    status, slug, title = 422, "round-wrong", "A round is a whole number from 1"


class ExpressionUnreadable(ValueError):  # noqa: N818 - a word a form writer understands
    """An expression that cannot be read; ``place`` counts characters from 0."""

    def __init__(self, why: str, text: str, place: int) -> None:
        super().__init__(f"{why} at character {place + 1} of: {text}")
        self.why, self.text, self.place = why, text, place


@dataclass(frozen=True)
class Fault:
    """One thing in a questionnaire's text that does not fit: the name it stands under, its column, and why."""

    name: str
    column: str
    why: str

    def __str__(self) -> str:
        """Say it to who writes questionnaires."""
        return f"{self.name}: {self.why}"


class QuestionnaireBroken(ValueError):  # noqa: N818
    """The questionnaire's text does not fit together; ``faults`` names everything that does not."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults
