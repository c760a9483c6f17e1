"""What can go wrong with people and sign-in.

Problem
├── SignInNeeded            401 sign-in-needed
├── TokenUnknown            401 token-unknown      {"unknown": true}: join again, delete nothing
├── DeviceRevoked           401 device-revoked     {"revoked": true}: only this erases
├── InvitationUnknown       404 invitation-unknown
├── InvitationUsed          409 invitation-used
├── InvitationExpired       410 invitation-expired
├── TooManyTries            429 too-many-tries
├── NotYourRole             403 not-your-role
├── NotYourCity             403 not-your-city
├── PersonUnknown           404 person-unknown
├── PlaceOfWorkUnknown      404 place-of-work-unknown
├── NameTaken               409 name-taken
├── LastAdministrator       409 last-administrator
└── AlreadyBegun            409 already-begun
"""

from app.kit.problems import Problem


class SignInNeeded(Problem):
    """No device token was sent."""

    status, slug, title = 401, "sign-in-needed", "Open your sign-in link first"


class TokenUnknown(Problem):
    """The token is not in this server's table (a restored backup, another server)."""

    status, slug, title = 401, "token-unknown", "This server does not know this phone; join again, nothing is lost"

    def __init__(self) -> None:
        super().__init__(unknown=True)


class DeviceRevoked(Problem):
    """A leader took this phone's access away."""

    status, slug, title = 401, "device-revoked", "This phone's access was taken away"

    def __init__(self) -> None:
        super().__init__(revoked=True)


class InvitationUnknown(Problem):
    """No invitation has this code."""

    status, slug, title = 404, "invitation-unknown", "This link is not known here; check that it is whole"


class InvitationUsed(Problem):
    """The invitation has opened one phone already."""

    status, slug, title = 409, "invitation-used", "This link was used already; ask for a new one"


class InvitationExpired(Problem):
    """The invitation's days are over."""

    status, slug, title = 410, "invitation-expired", "This link is too old; ask for a new one"


class TooManyTries(Problem):
    """Too many wrong codes came from one address in a short time."""

    status, slug, title = 429, "too-many-tries", "Too many wrong links; wait a minute"


class NotYourRole(Problem):
    """The person's role does not include this act."""

    status, slug, title = 403, "not-your-role", "Your role does not include this"


class NotYourCity(Problem):
    """The act is in a city, team or office the person does not lead."""

    status, slug, title = 403, "not-your-city", "This is not in your city"


class PersonUnknown(Problem):
    """No such person in this federation."""

    status, slug, title = 404, "person-unknown", "This person is not in the list"


class PlaceOfWorkUnknown(Problem):
    """A city, team, office or phone that is named does not exist."""

    status, slug, title = 404, "place-of-work-unknown", "This city, team, office or phone is not in the list"


class NameTaken(Problem):
    """Another city, team or office already has the name."""

    status, slug, title = 409, "name-taken", "This name is taken"


class LastAdministrator(Problem):
    """Somebody must be able to let others in."""

    status, slug, title = 409, "last-administrator", "The last administrator cannot become something else"


class AlreadyBegun(Problem):
    """``kwetu init`` was run on a server that has a federation."""

    status, slug, title = 409, "already-begun", "This server already has a federation; use `kwetu link` for a new link"
