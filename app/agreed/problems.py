"""What can go wrong with agreements and releases, in words for an office as much as for a leader.

Problem
├── AgreementUnknown       404 agreement-unknown        there is none, or it is not this person's
├── AgreementOver          410 agreement-over           ended or run out; ``ended_on``
├── AgreementNotBegun      403 agreement-not-begun      ``begins_on``
├── AgreementDatesWrong    422 agreement-dates-wrong
├── AgreementTooLong       422 agreement-too-long       ``latest`` day, ``years`` at most
├── FieldNeverLeaves       422 field-never-leaves       ``fields`` with why each
├── SettlementElsewhere    422 settlement-elsewhere     ``settlement_ids``
├── NothingToRelease       409 nothing-to-release       ``left_out``
├── PreviewChanged         409 preview-changed          what would leave is not what was looked at
├── ReleaseUnknown         404 release-unknown
├── ReleaseTakenBack       410 release-taken-back
├── SettlementTakenBack    410 settlement-taken-back    a community took its profile or its consent back since
├── QuestionUnknown        404 office-question-unknown
└── QuestionAnswered       409 office-question-answered
"""

from app.kit.problems import Problem


class AgreementUnknown(Problem):
    """No such agreement, or it is between others; which of the two is not told."""

    status, slug, title = 404, "agreement-unknown", "There is no such agreement for you"


class AgreementOver(Problem):
    """The agreement was ended or has run out: nothing is given under it any more."""

    status, slug, title = 410, "agreement-over", "This agreement is over; ask the federation about a new one"


class AgreementNotBegun(Problem):
    """The agreement's first day is still to come."""

    status, slug, title = 403, "agreement-not-begun", "This agreement has not begun yet"


class AgreementDatesWrong(Problem):
    """The last day is over already, or comes before the first."""

    status, slug, title = 422, "agreement-dates-wrong", "The last day must come after the first, and still be ahead"


class AgreementTooLong(Problem):
    """The last day is more than ``years`` away; ``latest`` is the latest there can be."""

    status, slug, title = 422, "agreement-too-long", "An agreement can run ten years at most; make a new one then"


class FieldNeverLeaves(Problem):
    """An agreement names fields that no agreement can: personal ones, or none of the form's."""

    status, slug, title = 422, "field-never-leaves", "Some of these questions can be in no agreement"


class SettlementElsewhere(Problem):
    """An agreement names settlements that are not of the office's city."""

    status, slug, title = 422, "settlement-elsewhere", "Some of these settlements are not in this city"


class NothingToRelease(Problem):
    """None of the agreement's settlements may be shared now; ``left_out`` says why for each."""

    status, slug, title = 409, "nothing-to-release", "None of these settlements can be shared now"


class PreviewChanged(Problem):
    """What would leave now is not what the leader looked at: an answer, a consent or an approval came in between."""

    status, slug, title = 409, "preview-changed", "What would leave has changed since you looked; look again"


class ReleaseUnknown(Problem):
    """The agreement has no release of this number."""

    status, slug, title = 404, "release-unknown", "There is no such release"


class ReleaseTakenBack(Problem):
    """The federation took the release back; copies already taken cannot be recalled."""

    status, slug, title = 410, "release-taken-back", "The federation took this release back; ask for a new one"


class SettlementTakenBack(Problem):
    """A profile in the release, or its community's consent, was taken back since: it is given to nobody any more."""

    status, slug, title = 410, "settlement-taken-back", "A settlement in this release was taken back; ask for a new one"


class QuestionUnknown(Problem):
    """No such question was asked about this agreement."""

    status, slug, title = 404, "office-question-unknown", "There is no such question"


class QuestionAnswered(Problem):
    """The question has an answer; what an office was told stays."""

    status, slug, title = 409, "office-question-answered", "This question is answered already"
