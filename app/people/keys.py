"""The secrets the server hands out once: tokens and link codes, kept as hashes only."""

import secrets
from hashlib import sha256

CODE_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_token() -> str:
    """Make a 256-bit device token."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Make the last part of a sign-in link: 138 bits, in signs that are not mixed up and that no chat cuts off."""
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(28))


def hashed(secret: str) -> str:
    """Return what the table keeps of a token or a code."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
