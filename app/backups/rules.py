"""What a backup file says of itself, and what has to be done again after a restore. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from app.backups.problems import FileOfNewerVersion, FileUnreadable

Row = Mapping[str, Any]
FORMAT = 1
MANIFEST = "manifest.json"
REVISION_TABLE = "alembic_version"
ORDER: Mapping[str, tuple[str, ...]] = {
    "edit": ("record_id", "nth"),
    "approval": ("profile_id", "decision_id"),
    "approved_point": ("record_id", "decision_id"),
    "outline": ("record_id", "path", "edit_id"),
}
"""The order of a table's rows where that is not the order of its key: all that is said of a record comes together."""


@dataclass(frozen=True)
class Member:
    """One file inside the backup: how long it is, its SHA-256, and for a table its rows."""

    sha256: str
    bytes: int
    rows: int


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. ``scopes``: how far each scope had come. ``members``: every other file inside, by its name.

    ``tables/NAME.jsonl`` are the tables, a row a line. ``media/`` is kept free for photos and recordings.
    """

    format: int
    kwetu: str
    revision: str
    epoch: str
    made_at: str
    engine: str
    reaches_to: str | None
    scopes: dict[str, int]
    members: dict[str, Member]

    def as_json(self) -> dict[str, Any]:
        """Return what is written."""
        return asdict(self)

    def rows(self, table: str) -> int:
        """Return how many rows of a table there are."""
        member = self.members.get(member_of(table))
        return member.rows if member else 0

    @property
    def tables(self) -> list[str]:
        """Return the tables in the order they were written, which is one in which they can be loaded."""
        return [
            name.removeprefix("tables/").removesuffix(".jsonl") for name in self.members if name.startswith("tables/")
        ]


def member_of(table: str) -> str:
    """Name the file of a table."""
    return f"tables/{table}.jsonl"


def read_manifest(told: Any) -> Manifest:
    """Read what a backup says of itself."""
    if not isinstance(told, dict) or not isinstance(told.get("format"), int):
        raise FileUnreadable("This is no backup of Kwetu.")
    if told["format"] > FORMAT:
        raise FileOfNewerVersion(
            f"This backup, of Kwetu {told.get('kwetu')}, is written in format {told['format']}; "
            f"this version reads format {FORMAT}. Use the version that made it, or a newer one."
        )
    try:
        members = {str(name): Member(**member) for name, member in told["members"].items()}
        return Manifest(**{**told, "members": members})
    except (KeyError, TypeError, AttributeError) as fault:
        raise FileUnreadable("What this backup says of itself cannot be read.") from fault


Register = Mapping[str, Mapping[str, Row]]
"""Table -> key -> row, of the tables that say who may do what."""

REGISTERED: Mapping[str, str] = {
    "person": "id", "device": "id", "agreement": "id", "release": "id", "team": "id", "invitation": "id",
}  # fmt: skip
PHONES_NAMED = 20
ROLE = {"role": "role", "city_id": "city", "office_id": "office", "ward_id": "ward"}


def to_repeat(before: Register, now: Register) -> list[str]:
    """Say what was done after the backup was made and is undone by restoring it, by name, gravest first."""
    return [
        *_revoked(before, now), *_changed_roles(before, now), *_agreements(before, now), *_new_people(before, now),
        *_new_devices(before, now), *_new_links(before, now),
    ]  # fmt: skip


def _owner(register: Register, device: Row) -> str:
    person = register["person"].get(device["person_id"])
    return person["name"] if person else "somebody"


def _revoked(before: Register, now: Register) -> Iterator[str]:
    for device_id, device in now["device"].items():
        then = before["device"].get(device_id)
        if device["revoked_at"] and then and not then["revoked_at"]:
            yield f"Sign out again: {device['name']} of {_owner(now, device)} (signed out {device['revoked_at']})"


def _changed_roles(before: Register, now: Register) -> Iterator[str]:
    for person_id, person in now["person"].items():
        then = before["person"].get(person_id)
        for column, word in ROLE.items():
            if then and then[column] != person[column]:
                yield f"Change again: {person['name']}, {word} {then[column]} to {person[column]}"


def _agreements(before: Register, now: Register) -> Iterator[str]:
    for agreement_id, agreement in now["agreement"].items():
        then = before["agreement"].get(agreement_id)
        if then is None:
            yield f"Make again: the agreement {agreement['title']} (made {agreement['created_at']})"
        elif agreement["ended_at"] and not then["ended_at"]:
            yield f"End again: the agreement {agreement['title']} (ended {agreement['ended_at']})"
    for release_id, release in now["release"].items():
        then = before["release"].get(release_id)
        title = now["agreement"].get(release["agreement_id"], {}).get("title")
        if then is None:
            yield f"Release again: {title}, number {release['number']} (made {release['at']})"
        elif release["withdrawn_at"] and not then["withdrawn_at"]:
            yield f"Take back again: {title}, number {release['number']} (taken back {release['withdrawn_at']})"


def _new_people(before: Register, now: Register) -> Iterator[str]:
    for person_id, person in now["person"].items():
        if person_id not in before["person"]:
            yield f"Invite again: {person['name']}, {person['role']}"


def _new_devices(before: Register, now: Register) -> Iterator[str]:
    for device_id, device in now["device"].items():
        known = device["person_id"] in before["person"]
        if device_id not in before["device"] and known and not device["revoked_at"]:
            yield f"Joins again by a new link: {device['name']} of {_owner(now, device)}"


def _new_links(before: Register, now: Register) -> Iterator[str]:
    for invitation_id, invitation in now["invitation"].items():
        person = before["person"].get(invitation["person_id"])
        if invitation_id not in before["invitation"] and person and not invitation["used_at"]:
            yield f"Give another sign-in link to: {person['name']} (the one made after the backup opens nothing)"


def unknown_since(before: Register, made_at: str) -> list[str]:
    """Say what to look after when the database that was replaced cannot be read: every phone still signed in."""
    signed_in = [device for device in before["device"].values() if not device["revoked_at"]]
    latest = sorted(signed_in, key=lambda device: str(device["last_seen_at"]), reverse=True)
    told = [f"{device['name']} of {_owner(before, device)} (last seen {device['last_seen_at']})" for device in latest]
    if not told:
        return []
    more = len(told) - PHONES_NAMED
    return [
        f"Sign out again whoever was signed out after {made_at}; the page People lists every phone:",
        *(f"  {line}" for line in told[:PHONES_NAMED]),
        *([f"  and {more:,} phones more that were seen before these"] if more > 0 else []),
    ]
