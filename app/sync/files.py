"""The hand-over file as it travels: a magic line, a header in the clear, and a letter that only the server opens. Pure.

``docs/handover.md`` says what each part is for; ``frontend/src/sync/handover-file.ts`` writes what this reads.
"""

from dataclasses import dataclass
from typing import Any

import orjson

from app.kit import sealing, signing
from app.kit.ids import is_uuid
from app.kit.problems import BodyTooLarge
from app.sync.problems import (
    BodyUnreadable,
    HandoverCutShort,
    HandoverDamaged,
    HandoverOfAnotherServer,
    HandoverSignatureWrong,
    HandoverTooNew,
    NotAHandover,
)
from app.sync.rules import read_json, unzipped

MAGIC = b"KWETU HAND-OVER\n"
VERSION = 1
FILE_LIMIT_BYTES = 8 * 1024 * 1024
CONTENT_LIMIT_BYTES = 32 * 1024 * 1024
HEAD_LIMIT_BYTES = 4 * 1024
SIGNATURE_BYTES = 64


@dataclass(frozen=True)
class Sealed:
    """A hand-over file before it is opened: what its header says, and the closed letter."""

    head: bytes
    seal: str
    device_id: str
    ephemeral: dict[str, Any]
    salt: bytes
    letter: bytes


@dataclass(frozen=True)
class Content:
    """What a phone handed over."""

    device_id: str
    person_id: str
    edits: list[Any]


def read_sealed(file: bytes) -> Sealed:
    """Read the parts of a hand-over file; nothing of it is believed yet."""
    if len(file) > FILE_LIMIT_BYTES:
        raise BodyTooLarge(limit_bytes=FILE_LIMIT_BYTES)
    if not file.startswith(MAGIC):
        raise NotAHandover()
    line, end, letter = file[len(MAGIC) :].partition(b"\n")
    if not end and len(line) < HEAD_LIMIT_BYTES:
        raise HandoverCutShort()
    told = _header(line)
    version, size = _count(told, "version"), _count(told, "size")
    if version > VERSION:
        raise HandoverTooNew(version=version)
    if version < VERSION or not SIGNATURE_BYTES < size <= FILE_LIMIT_BYTES:
        raise HandoverDamaged()
    if len(letter) < sealing.sealed_size(size):
        raise HandoverCutShort()
    if len(letter) > sealing.sealed_size(size):
        raise HandoverDamaged()
    return _sealed(MAGIC + line + b"\n", told, letter)


def _header(line: bytes) -> dict[str, Any]:
    if len(line) > HEAD_LIMIT_BYTES:
        raise HandoverDamaged()
    try:
        told = orjson.loads(line)
    except orjson.JSONDecodeError as fault:
        raise HandoverDamaged() from fault
    if not isinstance(told, dict):
        raise NotAHandover()
    return told


def _count(told: dict[str, Any], name: str) -> int:
    """Return a whole number of the header; 0 where it is none."""
    count = told.get(name)
    return count if isinstance(count, int) and not isinstance(count, bool) else 0


def _sealed(head: bytes, told: dict[str, Any], letter: bytes) -> Sealed:
    seal, device_id, ephemeral, salt = (told.get(name) for name in ("seal", "device_id", "ephemeral", "salt"))
    if not isinstance(seal, str) or not is_uuid(device_id) or not isinstance(ephemeral, dict):
        raise HandoverDamaged()
    try:
        return Sealed(head, seal, str(device_id), ephemeral, sealing.raw(str(salt)), letter)
    except ValueError as fault:
        raise HandoverDamaged() from fault


def letter_of(sealed: Sealed, pem: str) -> tuple[bytes, bytes]:
    """Open the letter with the server's key: the phone's signature, and the packed content it speaks of."""
    if sealed.seal != signing.public_jwk(pem)["kid"]:
        raise HandoverOfAnotherServer()
    try:
        plain = sealing.opened(pem, sealed.ephemeral, sealed.salt, sealed.head, sealed.letter)
    except sealing.SealBroken as fault:
        raise HandoverDamaged() from fault
    return plain[:SIGNATURE_BYTES], plain[SIGNATURE_BYTES:]


def content_of(sealed: Sealed, signature: bytes, packed: bytes, device_key: dict[str, Any] | None) -> Content:
    """Return what the phone wrote, if its own key vouches for every byte of it and of the header."""
    if device_key is None or not signing.is_signed(device_key, signature, sealed.head + packed):
        raise HandoverSignatureWrong()
    told = _unpacked(packed)
    edits = told.get("edits")
    same = told.get("device_id") == sealed.device_id and told.get("server") == sealed.seal
    if not same or not isinstance(edits, list) or not is_uuid(told.get("person_id")):
        raise HandoverDamaged()
    return Content(sealed.device_id, told["person_id"], edits)


def _unpacked(packed: bytes) -> dict[str, Any]:
    """Unpack and read the content as a push is read, within the limit of a file."""
    try:
        told = read_json(unzipped(packed, CONTENT_LIMIT_BYTES))
    except BodyUnreadable as fault:
        raise HandoverDamaged() from fault
    if not isinstance(told, dict):
        raise HandoverDamaged()
    return told
