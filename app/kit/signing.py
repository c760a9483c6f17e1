"""Signatures that prove the server had an edit in hand: ECDSA P-256 in JWS compact form (RFC 7515, ES256)."""

import base64
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from app.kit.canonical import canonical_json, sha256_hex

_HASH = ec.ECDSA(hashes.SHA256())


def new_key() -> tuple[str, dict[str, str]]:
    """Make a P-256 key: its private PEM (PKCS 8) and its public JWK."""
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    return pem, public_jwk(pem)


def public_jwk(pem: str) -> dict[str, str]:
    """Return the public half of a private PEM as a JWK (RFC 7517), named by its thumbprint (RFC 7638)."""
    numbers = _private(pem).public_key().public_numbers()
    jwk = {
        "crv": "P-256",
        "kty": "EC",
        "x": _b64(numbers.x.to_bytes(32, "big")),
        "y": _b64(numbers.y.to_bytes(32, "big")),
    }
    return jwk | {"kid": sha256_hex(canonical_json(jwk))[:16]}


def sign(pem: str, payload: dict[str, Any]) -> str:
    """Sign a payload: ``header.payload.signature``, each base64url."""
    head = _head(pem) + b"." + _b64(orjson.dumps(payload)).encode()
    r, s = decode_dss_signature(_private(pem).sign(head, _HASH))
    return f"{head.decode()}.{_b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def verify(jwk: dict[str, str], token: str) -> dict[str, Any] | None:
    """Return the payload when the signature is this key's, else None."""
    try:
        head, payload, signature = token.split(".")
        if not is_signed(jwk, _raw(signature), f"{head}.{payload}".encode()):
            return None
        told: dict[str, Any] = orjson.loads(_raw(payload))
    except ValueError:
        return None
    return told


def is_signed(jwk: Mapping[str, Any], signature: bytes, message: bytes) -> bool:
    """Tell whether these 64 bytes (r, then s) are this key's signature over the message."""
    if len(signature) != 64:
        return False
    pair = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    try:
        _public(jwk["x"], jwk["y"]).verify(pair, message, _HASH)
    except (ValueError, KeyError, TypeError, InvalidSignature):
        return False
    return True


@lru_cache(maxsize=8)
def _private(pem: str) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("not an elliptic-curve key")
    return key


@lru_cache(maxsize=8)
def _head(pem: str) -> bytes:
    return _b64(orjson.dumps({"alg": "ES256", "kid": public_jwk(pem)["kid"]})).encode()


@lru_cache(maxsize=8)
def _public(x: str, y: str) -> ec.EllipticCurvePublicKey:
    numbers = ec.EllipticCurvePublicNumbers(
        int.from_bytes(_raw(x), "big"), int.from_bytes(_raw(y), "big"), ec.SECP256R1()
    )
    return numbers.public_key()


def _b64(body: bytes) -> str:
    return base64.urlsafe_b64encode(body).rstrip(b"=").decode()


def _raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
