"""What can be wrong with what is said of a settlement; of single answers speaks ``questionnaire/problems.py``.

Problem
└── ProfileIdWrong           the id is not the one of this settlement's round; the whole edit is parked
"""

from app.kit.problems import Problem


class ProfileIdWrong(Problem):
    """A profile's id follows from its settlement and round, so that two phones write one profile."""

    status, slug, title = 422, "profile-id-wrong", "This profile's id does not belong to its settlement and round"
