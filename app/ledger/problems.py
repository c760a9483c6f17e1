"""What can be wrong with an edit before any slice looks at what it says.

Problem
└── EditRefused                  the whole edit is parked, kept word for word for a leader to see
    ├── EditUnreadable           its envelope is not that of an edit (``pointer`` names the place)
    ├── EditTooLarge             over ``limit_bytes``
    ├── EditIdReused             the same id came before with other content
    ├── RecordIsAnother          the record exists and is of another kind or settlement
    └── NothingKept              every answer in it was refused, see ``refused_paths``
AnswerUnreadable                 one answer is not an answer; only its path is refused
AnswerHasControlCharacters       its text holds characters no person types
ReplacesTooMany                  it says it replaces more answers than anyone can have seen
"""

from app.kit.problems import Problem


class EditRefused(Problem):
    """The edit cannot be merged as it stands; it is parked, never thrown away."""

    status, slug, title = 422, "edit-refused", "This cannot be taken in as it is"


class EditUnreadable(EditRefused):
    """A member of the envelope is missing or of the wrong type; ``pointer`` names it."""

    slug, title = "edit-unreadable", "Part of this cannot be read"


class EditTooLarge(EditRefused):
    """The edit is over ``limit_bytes``."""

    status, slug, title = 413, "edit-too-large", "This is too large to send in one piece"


class EditIdReused(EditRefused):
    """This id was received before with other content; what came first stands."""

    status, slug, title = 409, "edit-id-reused", "Something else was already sent under the same id"


class RecordIsAnother(EditRefused):
    """The record this edit names exists and is of another kind or another settlement."""

    status, slug, title = 409, "record-is-another", "This was said of something else"


class NothingKept(EditRefused):
    """No answer in the edit could be kept; ``refused_paths`` of the answer says why for each."""

    slug, title = "nothing-kept", "None of these answers could be kept"


class AnswerUnreadable(Problem):
    """One answer has neither a value nor a reason for having none."""

    status, slug, title = 422, "answer-unreadable", "This answer cannot be read"


class AnswerHasControlCharacters(Problem):
    """A text holds control characters, which no keyboard types and some programs choke on."""

    status, slug, title = 422, "answer-has-control-characters", "This text holds characters that cannot be kept"


class ReplacesTooMany(Problem):
    """An answer claims to replace more than ``limit`` others."""

    status, slug, title = 422, "replaces-too-many", "This answer replaces more answers than anyone can have seen"
