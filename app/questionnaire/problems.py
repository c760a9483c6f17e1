"""What can go wrong with a form.

Problem
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
