"""What can be wrong between a phone and the server.

Problem
├── of the whole request
│   ├── OfficialsReadReleases    officials get releases, never raw records
│   ├── BodyUnreadable           not JSON, cut short, nested beyond reason, or badly packed
│   ├── BodyTooSlow              the body did not arrive in time
│   ├── BatchTooLarge            more edits than one batch takes; the phone halves it
│   └── CursorUnreadable         not a cursor of this server; the phone begins without one
└── of one edit (parked)
    ├── KindUnknown              this version of the server takes no such records
    ├── FormNotOfKind            the form does not describe records of this kind
    ├── NotYourEdit              it says that somebody else wrote it
    └── CityNotYours             the settlement is in a city the person does not work in
"""

from app.kit.problems import Problem
from app.ledger.problems import EditRefused


class OfficialsReadReleases(Problem):
    """Officials and ward officials exchange no records with the server."""

    status, slug, title = 403, "officials-read-releases", "City offices read releases, not the records themselves"


class BodyUnreadable(Problem):
    """The body is not the JSON of a batch."""

    status, slug, title = 422, "body-unreadable", "What was sent cannot be read"


class BodyTooSlow(Problem):
    """The body did not arrive within ``limit_s`` seconds."""

    status, slug, title = 408, "body-too-slow", "Sending took too long"


class BatchTooLarge(Problem):
    """The batch holds more than ``limit`` edits."""

    status, slug, title = 413, "batch-too-large", "That is more than can be sent at once"


class CursorUnreadable(Problem):
    """The cursor was not given out by this server."""

    status, slug, title = 400, "cursor-unreadable", "This phone asks from a place the server does not know"


class KindUnknown(EditRefused):
    """No slice takes records of this kind."""

    slug, title = "kind-unknown", "This server does not know this kind of record yet"


class FormNotOfKind(EditRefused):
    """The form named does not describe records of this kind."""

    slug, title = "form-not-of-kind", "This server does not know this version of the questionnaire"


class NotYourEdit(EditRefused):
    """``by`` names another person than the one signed in."""

    status, slug, title = 403, "not-your-edit", "This was written by somebody else"


class CityNotYours(EditRefused):
    """The person does not work in the settlement's city."""

    status, slug, title = 403, "city-not-yours", "This settlement is in a city you do not work in"
