"""How far a phone has read, as the opaque text it hands back: short enough for 200 cities, and sealed. Pure.

A cursor names cities and settlements by short tags (the first bytes of a salted hash; the salt is chosen so that no
two tags in one cursor are alike) and is sealed with a key of this server for one person: what was altered, made up, or
given to somebody else or by another server cannot be read. A hash over the whole ids of both goes with it: a city or a
settlement that was granted later and happens to have the tag of another is never taken for that one (``is_from``). The
first release wrote plain JSON; phones still hold that.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import orjson

from app.sync.problems import CursorUnreadable

FIRST_CURSOR_LIMIT = 32 * 1024
CURSOR_LIMIT = 2048
SETTLEMENTS_NAMED = 250
"""More of a mapper's settlements than this are named by one hash only: a change then sends all of them again."""
_SEALED = 3
_SCOPE_TAG, _SETTLEMENT_TAG, _SHORT, _SEAL = 3, 4, 4, 8
_FIRST_RELEASE = ord("[")
_HIGHEST = 2**63 - 1


@dataclass(frozen=True)
class Told:
    """What a phone was told so far.

    ``policy`` names the role it read with, ``people`` the names and teams it was last told, ``seqs`` how far it came in
    each city, ``settlements`` whose full records it was granted (None where the role has the whole city).
    """

    epoch: str
    policy: str
    people: str
    seqs: Mapping[str, int]
    settlements: frozenset[str] | None = None


@dataclass(frozen=True)
class Cursor:
    """A cursor as it was read: it knows tags, and is asked about ids."""

    epoch: str = ""
    policy: str = ""
    people: str = ""
    seqs: Mapping[str, int] = field(default_factory=dict)
    settlements: frozenset[str] | None = None
    salt: int | None = None
    whole: str = ""

    def is_from(self, ids: Collection[str]) -> bool:
        """Tell whether it named exactly these cities and settlements; one that names whole ids says so itself."""
        return self.salt is None or self.whole == _short(_listed(ids))

    def seq_of(self, scope_id: str) -> int | None:
        """Return how far the phone came in a city, None where it never read there."""
        return self.seqs.get(self._tag(scope_id, _SCOPE_TAG))

    def holds(self, settlement_id: str) -> bool:
        """Tell whether the phone was granted this settlement's full records."""
        return self._tag(settlement_id, _SETTLEMENT_TAG) in (self.settlements or ())

    def scopes_besides(self, present: Collection[str]) -> int:
        """Count the cities it read in that are not among the present ones."""
        return len(self.seqs.keys() - {self._tag(one, _SCOPE_TAG) for one in present})

    def settlements_besides(self, present: Collection[str]) -> int:
        """Count the settlements it was granted that are not among the present ones."""
        return len((self.settlements or frozenset()) - {self._tag(one, _SETTLEMENT_TAG) for one in present})

    def is_of(self, epoch: str, policy: str) -> bool:
        """Tell whether it was given out in this epoch to this role."""
        same = (epoch, policy) if self.salt is None else (_short(epoch), _short(policy))
        return (self.epoch, self.policy) == same

    def has_told(self, people: str) -> bool:
        """Tell whether these names were told."""
        return self.people == (people if self.salt is None else _short(people))

    @property
    def began(self) -> bool:
        """Tell whether anything was told at all."""
        return bool(self.epoch)

    def _tag(self, told_id: str, size: int) -> str:
        return told_id if self.salt is None else _tag(self.salt, told_id, size).hex()


def write_cursor(told: Told, key: bytes) -> str:
    """Write a cursor as URL-safe text, sealed with the key."""
    salt = _salt(told)
    parts = [bytes([_SEALED, salt]), *(bytes.fromhex(_short(one)) for one in (told.epoch, told.policy, told.people))]
    parts += [bytes.fromhex(_short(_listed([*told.seqs, *(told.settlements or ())]))), _varint(len(told.seqs))]
    for scope_id, seq in sorted(told.seqs.items()):
        parts += [_tag(salt, scope_id, _SCOPE_TAG), _varint(seq)]
    parts.append(_varint(0 if told.settlements is None else len(told.settlements) + 1))
    parts += [_tag(salt, one, _SETTLEMENT_TAG) for one in sorted(told.settlements or ())]
    body = b"".join(parts)
    return base64.urlsafe_b64encode(body + _seal(body, key)).rstrip(b"=").decode()


def read_cursor(text: str, key: bytes) -> Cursor:
    """Read a cursor; empty means from the start, anything this server did not write for this person is a problem."""
    if not text:
        return Cursor()
    if len(text) > FIRST_CURSOR_LIMIT:
        raise CursorUnreadable()
    try:
        body = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as fault:
        raise CursorUnreadable() from fault
    if body[:1] == bytes([_FIRST_RELEASE]):
        return _read_first(body)
    sealed, seal = body[:-_SEAL], body[-_SEAL:]
    if len(text) > CURSOR_LIMIT or sealed[:1] != bytes([_SEALED]) or not hmac.compare_digest(seal, _seal(sealed, key)):
        raise CursorUnreadable()
    return _read_sealed(sealed)


def _read_sealed(body: bytes) -> Cursor:
    rest = _Reading(body, at=2)
    epoch, policy, people, whole = (rest.take(_SHORT).hex() for _ in range(4))
    seqs = {rest.take(_SCOPE_TAG).hex(): rest.number() for _ in range(rest.number())}
    count = rest.number()
    settlements = frozenset(rest.take(_SETTLEMENT_TAG).hex() for _ in range(count - 1)) if count else None
    return Cursor(epoch, policy, people, seqs, settlements, salt=body[1], whole=whole)


def _read_first(body: bytes) -> Cursor:
    """Read what the first release wrote: ``[epoch, policy, people, {scope: seq}]``."""
    try:
        epoch, policy, people, seqs = orjson.loads(body)
    except (ValueError, TypeError) as fault:
        raise CursorUnreadable() from fault
    sound = all(isinstance(part, str) for part in (epoch, policy, people)) and epoch and isinstance(seqs, dict)
    if not sound or not all(type(seq) is int and 0 <= seq <= _HIGHEST for seq in seqs.values()):
        raise CursorUnreadable()
    return Cursor(epoch, policy, people, seqs)


class _Reading:
    """Reads a sealed body on; what ends too early was never written by us."""

    def __init__(self, body: bytes, at: int) -> None:
        self.body, self.at = body, at

    def take(self, size: int) -> bytes:
        """Read so many bytes."""
        part = self.body[self.at : self.at + size]
        if len(part) < size:
            raise CursorUnreadable()
        self.at += size
        return part

    def number(self) -> int:
        """Read a whole number written seven bits a byte, the lowest first."""
        number, shift = 0, 0
        while True:
            (byte,) = self.take(1)
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return number
            if shift > 63:
                raise CursorUnreadable()


def _varint(number: int) -> bytes:
    written = bytearray()
    while number >= 0x80:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)


def _salt(told: Told) -> int:
    """Return the first salt that gives every city and settlement of this cursor a tag of its own."""
    return next(
        (
            salt
            for salt in range(256)
            if _all_differ(salt, told.seqs, _SCOPE_TAG) and _all_differ(salt, told.settlements or (), _SETTLEMENT_TAG)
        ),
        0,
    )


def _all_differ(salt: int, ids: Iterable[str], size: int) -> bool:
    tags = [_tag(salt, one, size) for one in ids]
    return len(set(tags)) == len(tags)


def _tag(salt: int, told_id: str, size: int) -> bytes:
    return hashlib.sha256(bytes([salt]) + told_id.encode()).digest()[:size]


def _listed(ids: Collection[str]) -> str:
    return "\n".join(sorted(ids))


def _short(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[: 2 * _SHORT]


def _seal(body: bytes, key: bytes) -> bytes:
    return hmac.digest(key, body, "sha256")[:_SEAL]


def key_for(server_key: str, person_id: str) -> bytes:
    """Return the key that seals one person's cursors."""
    return hmac.digest(server_key.encode(), b"cursor\n" + person_id.encode(), "sha256")
