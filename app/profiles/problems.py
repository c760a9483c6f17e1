"""What can be wrong with what is said of a settlement.

Problem
├── of one answer (its path is refused, the others of the edit are kept)
│   ├── QuestionUnknown          the form does not ask this
│   ├── AnswerCalculated         this is worked out from other answers, never typed
│   ├── AnswerWrongType          text where a number belongs, a code that is not in the list
│   ├── AnswerTooLong            over ``limit`` characters
│   ├── BoundaryBroken           a geometry outside the globe or not a closed ring; ``where`` names the place
│   └── RoundWrong               a round is a whole number from 1
└── of the whole edit (parked)
    ├── ProfileIdWrong           the id is not the one of this settlement's round
    ├── SettlementUnknown        no such settlement here
    └── SettlementNotYours       another team's settlement
"""

from app.kit.problems import Problem


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


class FeaturePathUnknown(Problem):
    """A point on the map has a layer, a geometry, a number and plain attributes."""

    status, slug, title = 422, "feature-path-unknown", "A point on the map has no such part"


class BoundaryBroken(Problem):
    """The geometry cannot be drawn; ``where`` names the place in it."""

    status, slug, title = 422, "boundary-broken", "This shape cannot be drawn on the map"


class RoundWrong(Problem):
    """A round is a whole number from 1 to 100."""

    status, slug, title = 422, "round-wrong", "A round is a whole number from 1"


class ProfileIdWrong(Problem):
    """A profile's id follows from its settlement and round, so that two phones write one profile."""

    status, slug, title = 422, "profile-id-wrong", "This profile's id does not belong to its settlement and round"


class SettlementUnknown(Problem):
    """The settlement has not arrived here."""

    status, slug, title = 422, "settlement-unknown", "This settlement is not known here yet"
