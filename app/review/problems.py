"""What can stand in the way of a decision or a comment; all but the last park the whole edit.

Problem
└── ReviewRefused
    ├── ActUnknown                422 act-unknown                 ``acts`` lists those there are
    ├── AboutNothing              422 about-nothing               no profile of this settlement is named
    ├── DecisionNeverChanges      409 decision-never-changes
    ├── ActNotYours               403 act-not-yours               role or place
    ├── NoConsent                 409 no-consent
    ├── NotHandedIn               409 not-handed-in
    ├── ApproveOwnProfile         403 approve-own-profile
    ├── TwoAnswersLeft            409 two-answers-left            ``paths``, ``count``
    ├── DoesNotFit                409 does-not-fit                ``paths``, ``count``
    ├── ChangedSince              409 changed-since               ``changed``: how many answers, when known
    ├── NotCheckedByResidents     409 not-checked-by-residents
    ├── CheckOwnProfile           403 check-own-profile
    ├── CheckNeedsWomen           422 check-needs-women
    └── CheckNeedsTenants         422 check-needs-tenants
ReviewPathUnknown                 422 review-path-unknown         refuses one path only
ReviewWrongType                   422 review-wrong-type           refuses one path only; ``expected``
"""

from app.kit.problems import Problem


class ReviewRefused(Problem):
    """A decision or comment that cannot count; it is parked word for word."""

    status, slug, title = 422, "review-refused", "This cannot count as it is"


class ActUnknown(ReviewRefused):
    """The decision does not say which act it is."""

    slug, title = "act-unknown", "It is not clear what was decided"


class AboutNothing(ReviewRefused):
    """What it speaks of is no profile of the settlement it names."""

    slug, title = "about-nothing", "This does not name a profile of this settlement"


class DecisionNeverChanges(ReviewRefused):
    """A decision was made once; another opinion is another decision."""

    status, slug, title = 409, "decision-never-changes", "A decision is never changed; make a new one"


class ActNotYours(ReviewRefused):
    """The person's role or place does not include this act."""

    status, slug, title = 403, "act-not-yours", "This decision is for somebody else to make"


class NoConsent(ReviewRefused):
    """The meeting did not agree to the profile, or was not asked."""

    status, slug, title = 409, "no-consent", "The meeting has not agreed to this profile"


class NotHandedIn(ReviewRefused):
    """The team has not handed the profile in, or it was returned or taken back since."""

    status, slug, title = 409, "not-handed-in", "The team has not handed in this profile"


class ApproveOwnProfile(ReviewRefused):
    """Whoever wrote or handed in does not approve: two different people stand behind a profile."""

    status, slug, title = 403, "approve-own-profile", "You wrote in this profile; another leader approves it"


class TwoAnswersLeft(ReviewRefused):
    """Some questions have two different answers."""

    status, slug, title = 409, "two-answers-left", "Some questions still have two answers; choose together first"


class DoesNotFit(ReviewRefused):
    """Answers break a rule that blocks, or are not of the kind their questions ask for."""

    status, slug, title = 409, "does-not-fit", "Some answers do not fit together; have them corrected first"


class ChangedSince(ReviewRefused):
    """The answers are not those the leader looked at."""

    status, slug, title = 409, "changed-since", "Answers came after you looked; look again"


class NotCheckedByResidents(ReviewRefused):
    """No second meeting has checked the profile."""

    status, slug, title = 409, "not-checked-by-residents", "Residents have not checked this profile yet"


class CheckOwnProfile(ReviewRefused):
    """The recorder of the check is of the profile's own team, or wrote in it."""

    status, slug, title = 403, "check-own-profile", "Somebody other than the profile's team records the check"


class CheckNeedsWomen(ReviewRefused):
    """No woman was among those who checked."""

    slug, title = "check-needs-women", "At least one woman must be among those who check"


class CheckNeedsTenants(ReviewRefused):
    """Tenants live here or may live here, and none was among those who checked."""

    slug, title = "check-needs-tenants", "At least one tenant must be among those who check"


class ReviewPathUnknown(Problem):
    """A decision or comment has no such part."""

    status, slug, title = 422, "review-path-unknown", "This part is not known here"


class ReviewWrongType(Problem):
    """A part of a decision or comment is of the wrong type; ``expected`` names the right one."""

    status, slug, title = 422, "review-wrong-type", "This part cannot be read"


BY_REASON: dict[str, type[ReviewRefused]] = {
    problem.slug: problem
    for problem in (
        NoConsent, NotHandedIn, ApproveOwnProfile, TwoAnswersLeft, DoesNotFit, ChangedSince, NotCheckedByResidents,
        CheckOwnProfile, CheckNeedsWomen, CheckNeedsTenants,
    )
}  # fmt: skip
