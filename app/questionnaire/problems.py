"""What can go wrong with a form.

Problem
└── FormUnknown              404 form-unknown
ExpressionUnreadable         a fault of the form's text, told when it is compiled
QuestionnaireBroken          the same, for everything else in the text files
"""

from app.kit.problems import Problem


class FormUnknown(Problem):
    """This server has no form of that name and version."""

    status, slug, title = 404, "form-unknown", "This server does not have that questionnaire"


class ExpressionUnreadable(ValueError):  # noqa: N818 - a word a form writer understands
    """An expression that cannot be read; ``place`` counts characters from 0."""

    def __init__(self, why: str, text: str, place: int) -> None:
        super().__init__(f"{why} at character {place + 1} of: {text}")
        self.why, self.text, self.place = why, text, place


class QuestionnaireBroken(ValueError):  # noqa: N818
    """The questionnaire's text files do not fit together; the message names file and line of thought."""
