"""What can be wrong between a phone and the server.

Problem
├── of the whole request
│   ├── OfficialsReadReleases    officials get releases, never raw records
│   ├── BodyUnreadable           not JSON, cut short, nested beyond reason, or badly packed
│   ├── BatchTooLarge            more edits than one batch takes; the phone halves it
│   ├── CursorUnreadable         not a cursor of this server; the phone begins without one
│   └── ProtocolTooOld           the app is too old to fetch; what it sends is still taken
├── of a hand-over file (nothing of it is taken)
│   ├── NotAHandover             another kind of file
│   ├── HandoverCutShort         its end is missing
│   ├── HandoverTooNew           written by a newer version of the app
│   ├── HandoverOfAnotherServer  sealed for another federation's server
│   ├── HandoverDamaged          changed on its way
│   ├── HandoverPhoneUnknown     the phone it is from never joined here
│   └── HandoverSignatureWrong   the phone it names did not write it
├── of what is asked of the server
│   └── CodeUnreadable           what was typed is not the code of a day
├── of what was kept for a leader
│   ├── ParkedUnknown            nothing is kept here under this name
│   ├── ParkedSettled            it was taken in meanwhile
│   └── StillParked              it cannot be taken in by a leader either, see ``because``
└── of one edit (parked)
    ├── KindUnknown              this version of the server takes no such records
    ├── FormNotOfKind            the form does not describe records of this kind
    ├── PlaceApproved            what was approved of a place holds it where and what it is
    ├── NotYourEdit              it says that somebody else wrote it
    └── CityNotYours             the settlement is in a city the person does not work in
"""

from app.kit.problems import Problem
from app.ledger.problems import EditRefused


class OfficialsReadReleases(Problem):
    """Officials and ward officials fetch no records; what one of them wrote before is parked for a leader."""

    status, slug, title = 403, "officials-read-releases", "City offices read releases, not the records themselves"


class BodyUnreadable(Problem):
    """The body is not the JSON of a batch."""

    status, slug, title = 422, "body-unreadable", "What was sent cannot be read"


class BatchTooLarge(Problem):
    """The batch holds more than ``limit`` edits."""

    status, slug, title = 413, "batch-too-large", "That is more than can be sent at once"


class CursorUnreadable(Problem):
    """The cursor was not given out by this server."""

    status, slug, title = 400, "cursor-unreadable", "This phone asks from a place the server does not know"


class NotAHandover(Problem):
    """The file does not begin like a hand-over file."""

    status, slug, title = 422, "not-a-handover", "This is not a hand-over file of Kwetu"


class HandoverCutShort(Problem):
    """The file ends before its content does."""

    status, slug, title = 422, "handover-cut-short", "This file is not whole; its end is missing"


class HandoverTooNew(Problem):
    """The file is of ``version``, which this server does not read yet."""

    status, slug, title = 422, "handover-too-new", "This file was written by a newer Kwetu than this server's"


class HandoverOfAnotherServer(Problem):
    """The file is sealed with another server's key."""

    status, slug, title = 422, "handover-of-another-server", "Only another federation's server can open this file"


class HandoverDamaged(Problem):
    """The seal does not open, or what it held is not what a phone writes."""

    status, slug, title = 422, "handover-damaged", "This file was changed on its way"


class HandoverPhoneUnknown(Problem):
    """No phone that joined here has this id."""

    status, slug, title = 422, "handover-phone-unknown", "This server does not know the phone this file is from"


class HandoverSignatureWrong(Problem):
    """The signature is not that of the phone the file names, or that phone has no key."""

    status, slug, title = 422, "handover-signature-wrong", "The phone this file names did not write it"


class CodeUnreadable(Problem):
    """The code of a day has a day, a number and six signs; what was typed has not."""

    status, slug, title = 422, "code-unreadable", "This is not a code of a phone; one looks like 1122-14-4F7K2M"


class ParkedUnknown(Problem):
    """No edit with this SHA-256 was parked."""

    status, slug, title = 404, "parked-unknown", "Nothing is kept here under this name"


class ParkedSettled(Problem):
    """The edit was taken in meanwhile, which cannot be undone here."""

    status, slug, title = 409, "parked-settled", "This was taken in already"


class StillParked(Problem):
    """The edit cannot be merged by a leader either; ``because`` is the problem it has now."""

    status, slug, title = 409, "still-parked", "This cannot be taken in as it is; it stays kept"


class ProtocolTooOld(Problem):
    """The phone asks in a way older than ``oldest``; pushing still works, however old it is."""

    status, slug, title = 426, "protocol-too-old", "This app is too old to fetch; your answers are still taken"


class KindUnknown(EditRefused):
    """No slice takes records of this kind."""

    slug, title = "kind-unknown", "This server does not know this kind of record yet"


class FormNotOfKind(EditRefused):
    """The form named does not describe records of this kind."""

    slug, title = "form-not-of-kind", "This server does not know this version of the questionnaire"


class PlaceApproved(EditRefused):
    """A round of the settlement was approved: offices may read of it, so it is neither moved nor joined to another."""

    status, slug, title = 409, "place-approved", "A profile of this settlement was approved; it stays what it is"


class NotYourEdit(EditRefused):
    """``by`` names another person than the one signed in."""

    status, slug, title = 403, "not-your-edit", "This was written by somebody else"


class CityNotYours(EditRefused):
    """The person does not work in the settlement's city."""

    status, slug, title = 403, "city-not-yours", "This settlement is in a city you do not work in"
