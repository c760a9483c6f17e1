"""Everything that can go wrong is a Problem with a status, a stable slug and plain words (RFC 9457).

A slice's ``problems.py`` opens with its tree drawn and gives one class per thing that can go wrong. Facts a reader can
act on are extension members. ``docs/problems.md`` lists every slug and a test holds the two together.
"""

from typing import Any, ClassVar


class Problem(Exception):  # noqa: N818 - "problem" is the word of RFC 9457
    """One thing that went wrong, told in words a person can act on."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "unexpected"
    title: ClassVar[str] = "Something went wrong on the server"
    retry_after_s: ClassVar[int | None] = None

    def __init__(self, detail: str | None = None, **facts: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.facts = facts

    def body(self) -> dict[str, Any]:
        """Return the ``application/problem+json`` members."""
        members: dict[str, Any] = {"type": f"/problems/{self.slug}", "title": self.title, "status": self.status}
        if self.detail:
            members["detail"] = self.detail
        return members | self.facts


class InputInvalid(Problem):
    """The request's form is wrong; ``errors`` lists ``{"detail", "pointer"}`` (JSON pointer)."""

    status, slug, title = 422, "input-invalid", "Some of what was sent cannot be read"


class BodyTooLarge(Problem):
    """The body exceeds the limit told in ``limit_bytes``."""

    status, slug, title = 413, "body-too-large", "That is more than can be sent at once"


class BodyTooSlow(Problem):
    """The body did not arrive within ``limit_s`` seconds."""

    status, slug, title = 408, "body-too-slow", "Sending took too long"


class NotFound(Problem):
    """There is nothing at this address, or it is not for this person."""

    status, slug, title = 404, "not-found", "There is nothing here for you"


class MethodNotAllowed(Problem):
    """The address exists, but not for this method."""

    status, slug, title = 405, "method-not-allowed", "This address does not take that kind of request"


class DatabaseAway(Problem):
    """The database does not answer; what phones hold stays with them until it does."""

    status, slug, title = 503, "database-away", "The server cannot reach its database; try again later"
    retry_after_s = 5


class DiskFull(Problem):
    """The disk of the database takes no more; reading goes on, and what phones hold stays with them."""

    status, slug, title = 507, "disk-full", "The server has no room left; what you wrote stays with you until it has"
    retry_after_s = 60


class DatabaseDamaged(Problem):
    """The file of the database cannot be read any more; an operator puts a backup in its place."""

    status, slug, title = 500, "database-damaged", "The server's database is damaged; what you wrote stays with you"
