"""Answers are packed as the asker likes them."""

import gzip
import zlib

import brotli
import pytest
import zstandard

from app.kit.packing import WORTH_PACKING_BYTES, coding_for, packed

BODY = b'{"records":[' + b"taps and households " * 100 + b"]}"
UNPACKED_BY = {"zstd": zstandard.decompress, "br": brotli.decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP;Q=0.5, br;q=0.1", "gzip"),
        ("zstd;q=0, br;q=0, gzip", "gzip"),
        ("zstd;q=0.5, gzip;q=0.9", "gzip"),
        ("*", "zstd"),
        ("*;q=0.5, zstd;q=0", "br"),
        ("identity, gzip;q=0.5", None),
        ("identity;q=0.1, gzip;q=0.5", "gzip"),
        ("gzip;q=nonsense", None),
        ("gzip;q=7", None),
        ("deflate", None),
        ("", None),
    ],
)
def test_the_coding_liked_best_is_taken(accepted: str, coding: str | None) -> None:
    assert coding_for(accepted) == coding


@pytest.mark.parametrize("coding", sorted(UNPACKED_BY))
def test_what_was_packed_is_read_back_and_says_how(coding: str) -> None:
    body, headers = packed(BODY, coding)
    assert UNPACKED_BY[coding](body) == BODY
    assert len(body) < len(BODY) / 5
    assert headers == {"Vary": "Accept-Encoding", "Content-Encoding": coding}


def test_little_is_not_packed_and_still_varies() -> None:
    little = b"x" * WORTH_PACKING_BYTES
    assert packed(little, "gzip") == (little, {"Vary": "Accept-Encoding"})


def test_gzip_is_the_same_whenever_it_is_made() -> None:
    body, _ = packed(BODY, "gzip")
    assert zlib.decompress(body, wbits=31) == BODY
    assert body[4:8] == bytes(4)
