"""Letters that only the server opens: ECDH P-256, HKDF-SHA-256, then AES-256-GCM in chunks with counter and final flag.

Each chunk's nonce holds its number and whether it is the last (STREAM, Hoang et al. 2015), so that a chunk changed,
moved, left out or added does not open. ``frontend/src/sync/sealing.ts`` closes what this opens.
"""

import base64
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import load_pem_private_key

CHUNK_BYTES = 1024 * 1024
TAG_BYTES = 16
_USE = b"kwetu hand-over 1"


class SealBroken(ValueError):  # noqa: N818 - it says what is broken
    """The letter does not open: it is not for this key, or not as it was closed."""


def sealed_size(plain_bytes: int) -> int:
    """Return how long so many bytes are once sealed."""
    return plain_bytes + TAG_BYTES * max(1, -(-plain_bytes // CHUNK_BYTES))


def opened(pem: str, ephemeral: Mapping[str, Any], salt: bytes, head: bytes, sealed: bytes) -> bytes:
    """Open a letter; ``head`` is what stood before it in the clear and is vouched for with every chunk."""
    cipher = AESGCM(_key(pem, ephemeral, salt))
    size = CHUNK_BYTES + TAG_BYTES
    chunks = [sealed[at : at + size] for at in range(0, len(sealed), size)]
    try:
        plain = [
            cipher.decrypt(nonce(number, last=number == len(chunks) - 1), chunk, head)
            for number, chunk in enumerate(chunks)
        ]
    except InvalidTag as fault:
        raise SealBroken("it does not open") from fault
    return b"".join(plain)


def nonce(number: int, *, last: bool) -> bytes:
    """Return the nonce of a chunk: seven zero bytes, its number, whether it is the last. A key closes one letter."""
    return bytes(7) + number.to_bytes(4, "big") + bytes([last])


def _key(pem: str, ephemeral: Mapping[str, Any], salt: bytes) -> bytes:
    private = load_pem_private_key(pem.encode(), password=None)
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise TypeError("not an elliptic-curve key")
    shared = private.exchange(ec.ECDH(), public_key(ephemeral))
    return HKDF(hashes.SHA256(), length=32, salt=salt, info=_USE).derive(shared)


def public_key(jwk: Mapping[str, Any]) -> ec.EllipticCurvePublicKey:
    """Read a public P-256 key; SealBroken for what is not a point of the curve."""
    try:
        x, y = (int.from_bytes(raw(jwk[name]), "big") for name in ("x", "y"))
        return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    except (KeyError, TypeError, ValueError) as fault:
        raise SealBroken("the key is not a point of P-256") from fault


def raw(text: str) -> bytes:
    """Read base64url without padding; ValueError for any other sign."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
