"""Packs an answer as the asker understands it: zstd, brotli or gzip, by the weights of Accept-Encoding.

The weights are those of RFC 9110, 12.5.3. The levels are quick ones: a page is packed once and read once, and a person
waits for it.
"""

import gzip
from collections.abc import Callable
from functools import lru_cache

import brotli
import zstandard

WORTH_PACKING_BYTES = 1_000
ZSTD_LEVEL, BROTLI_QUALITY, GZIP_LEVEL = 1, 1, 1
_LONGEST_HEADER = 500

PACKED_BY: dict[str, Callable[[bytes], bytes]] = {
    "zstd": lambda body: zstandard.compress(body, ZSTD_LEVEL),
    "br": lambda body: brotli.compress(body, quality=BROTLI_QUALITY),
    "gzip": lambda body: gzip.compress(body, compresslevel=GZIP_LEVEL, mtime=0),
}
"""The codings there are, the best first: it is taken where the asker likes several alike."""


def packed(body: bytes, accepted: str) -> tuple[bytes, dict[str, str]]:
    """Return the body as this asker reads it, with the headers that say so."""
    headers = {"Vary": "Accept-Encoding"}
    coding = coding_for(accepted[:_LONGEST_HEADER]) if len(body) > WORTH_PACKING_BYTES else None
    if coding is None:
        return body, headers
    return PACKED_BY[coding](body), headers | {"Content-Encoding": coding}


@lru_cache(maxsize=64)
def coding_for(accepted: str) -> str | None:
    """Return the coding liked best, None where plain bytes are liked as well as any."""
    weights = _weights(accepted)
    others = weights.get("*", 0.0)
    liked = {coding: weights.get(coding, others) for coding in PACKED_BY}
    best = max(liked, key=lambda coding: liked[coding])
    return best if liked[best] > 0 and liked[best] >= weights.get("identity", 0.0) else None


def _weights(accepted: str) -> dict[str, float]:
    """Read the header; what cannot be read is not liked."""
    found: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        told = [piece.removeprefix("q=") for piece in parameters if piece.startswith("q=")]
        found["gzip" if name == "x-gzip" else name] = _weight(told[0]) if told else 1.0
    return found


def _weight(told: str) -> float:
    try:
        weight = float(told)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0
