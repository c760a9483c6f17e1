"""What questionnaires, and workbooks that become them, look like on the wire."""

from pydantic import BaseModel


class RowLeftOut(BaseModel):
    """A row of the sheet survey that is not asked, for its publisher chose to do without."""

    row: int
    type: str
    name: str


class FormListed(BaseModel):
    """One form: its name with version, title, languages, and the tag of its content.

    ``published_at`` is of forms that an administrator published; our own questionnaire comes with Kwetu. ``left_out``:
    rows of its workbook that are not asked.
    """

    form: str
    title: dict[str, str]
    languages: dict[str, str]
    tag: str
    published_at: str | None = None
    left_out: list[RowLeftOut] = []


class FormsListed(BaseModel):
    """Every form of this server."""

    forms: list[FormListed]


class Told(BaseModel):
    """Something said about one cell of a workbook, as a spreadsheet shows it; ``row`` counts from 1.

    ``question``: what is asked in a refused row, by its name and label.
    """

    sheet: str
    row: int
    column: str
    value: str
    reason: str
    question: str = ""


class FormHolds(BaseModel):
    """How much a form holds."""

    sections: int
    questions: int
    repeats: int
    choice_lists: int
    rules: int


class FormChanges(BaseModel):
    """What is otherwise than in the version before, by names of questions.

    ``renamed``: the name before -> the name now. ``other_kind``: the kind before and the kind now.
    ``choices_removed``: codes that cannot be chosen any more. Answers given already stay as they were said.
    """

    added: list[str]
    removed: list[str]
    renamed: dict[str, str]
    other_kind: dict[str, list[str]]
    choices_removed: dict[str, list[str]]


class FormImport(BaseModel):
    """What a workbook comes to. ``version`` is the one it would become, or became when ``published``.

    ``after`` is the newest version before it (0: there is none): publishing names it, so that nobody publishes on top
    of what they have not seen. ``changes`` is null for a new form, and for a workbook that is that version already.
    """

    form_id: str
    title: dict[str, str]
    version: int
    after: int
    published: bool
    languages: dict[str, str]
    holds: FormHolds
    changes: FormChanges | None
    remarks: list[Told]
    left_out: list[RowLeftOut]
