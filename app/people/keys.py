"""The secrets the server hands out once: tokens and link codes, kept as hashes only."""

import secrets
from hashlib import sha256


def new_token() -> str:
    """Make a 256-bit device token."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Make the 144-bit last part of a sign-in link."""
    return secrets.token_urlsafe(18)


def hashed(secret: str) -> str:
    """Return what the table keeps of a token or a code."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
