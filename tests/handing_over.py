"""Writes hand-over files in Python, as a phone does, and spoils them as the world does."""

import base64
import gzip
import json
import os
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlmodel import Session

from app.kit import db, sealing
from app.kit.clock import iso, now
from app.people import service
from app.sync.files import MAGIC
from tests.cast import Member

Jwk = dict[str, Any]


def b64(body: bytes) -> str:
    return base64.urlsafe_b64encode(body).rstrip(b"=").decode()


def jwk_of(key: ec.EllipticCurvePrivateKey) -> Jwk:
    numbers = key.public_key().public_numbers()
    x, y = (b64(part.to_bytes(32, "big")) for part in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


@dataclass
class DeviceKey:
    """A phone's own signing key."""

    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def jwk(self) -> Jwk:
        return jwk_of(self.private)

    def sign(self, message: bytes) -> bytes:
        r, s = decode_dss_signature(self.private.sign(message, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def joined_with_key(person_id: str, key: DeviceKey) -> Member:
    """Give a person one more phone, which has a key of its own."""
    with db.writing() as session:
        link = service.invitation_for(session, person_id)
        joined = service.join(session, link.code, "a phone with a key", key.jwk)
    return Member(joined.person.id, joined.person.name, joined.person.role, joined.token, joined.device_id)


def seal_jwk(session: Session, member: Member) -> Jwk:
    """Return the key this server's files are sealed with, as the phone got it when it joined."""
    keys = service.me(session, service.signed_in(session, member.token)).server_keys
    found: Jwk = keys["seal"]["jwk"]
    return found


def handover_file(member: Member, key: DeviceKey, seal: Jwk, edits: list[Any], **other: Any) -> bytes:
    """Write a hand-over file; ``other`` replaces members of the header (``content_`` ones: of the content)."""
    content = {
        "device_id": member.device_id, "person_id": member.person_id, "server": seal["kid"],
        "made_at": iso(now()), "edits": edits,
    }  # fmt: skip
    content |= {name.removeprefix("content_"): told for name, told in other.items() if name.startswith("content_")}
    packed = other.pop("packed", None) or gzip.compress(json.dumps(content).encode())
    ephemeral = ec.generate_private_key(ec.SECP256R1())
    salt = os.urandom(32)
    header = {
        "version": 1, "seal": seal["kid"], "device_id": member.device_id, "ephemeral": jwk_of(ephemeral),
        "salt": b64(salt), "size": 64 + len(packed), "made_at": content["made_at"],
    }  # fmt: skip
    header |= {name: told for name, told in other.items() if not name.startswith("content_")}
    head = MAGIC + json.dumps(header).encode() + b"\n"
    plain = key.sign(head + packed) + packed
    return head + sealed(plain, ephemeral, seal, salt, head)


def sealed(plain: bytes, ephemeral: ec.EllipticCurvePrivateKey, seal: Jwk, salt: bytes, head: bytes) -> bytes:
    shared = ephemeral.exchange(ec.ECDH(), sealing.public_key(seal))
    cipher = AESGCM(HKDF(hashes.SHA256(), length=32, salt=salt, info=b"kwetu hand-over 1").derive(shared))
    size = sealing.CHUNK_BYTES
    chunks = [plain[at : at + size] for at in range(0, len(plain), size)]
    return b"".join(
        cipher.encrypt(bytes(7) + at.to_bytes(4, "big") + bytes([at == len(chunks) - 1]), chunk, head)
        for at, chunk in enumerate(chunks)
    )
