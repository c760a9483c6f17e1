"""A backup that was cut, changed or put together by somebody else is refused in words, and nothing is restored."""

import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.backups.files import SEAL, SEAL_BYTES, reading, seal
from app.backups.problems import FileUnreadable
from tests.api.backing_up import everything, kwetu


def rewritten(file: Path, change: Callable[[str, bytes], bytes | None], *extra: str) -> None:
    """Write a zip anew, sealed, with parts changed or left out, as somebody might who wants another past."""
    with zipfile.ZipFile(file) as old:
        parts = {name: change(name, old.read(name)) for name in old.namelist()}
    with zipfile.ZipFile(file, "w") as new:
        for name, part in parts.items():
            if part is not None:
                new.writestr(name, part)
        for name in extra:
            new.writestr(name, b"{}")
        new.comment = SEAL.ljust(SEAL_BYTES, b"0")
    sealed(file)


def sealed(file: Path) -> None:
    with file.open("r+b") as opened:
        seal(opened)


def no_zip(file: Path) -> None:
    file.write_bytes(b"settlement,households\nHopley,135\n")


def no_zip_but_sealed(file: Path) -> None:
    file.write_bytes(b"settlement,households\nHopley,135\n" + SEAL.ljust(SEAL_BYTES, b"0"))
    sealed(file)


def cut_inside_and_sealed(file: Path) -> None:
    """Leave out the middle, and seal what is left."""
    body = file.read_bytes()
    file.write_bytes(body[: len(body) // 3] + body[len(body) // 2 :])
    sealed(file)


def told_otherwise(**other: Any) -> Callable[[Path], None]:
    def change(name: str, part: bytes) -> bytes:
        return json.dumps(json.loads(part) | other).encode() if name == "manifest.json" else part

    return lambda file: rewritten(file, change)


def cut(share: float) -> Callable[[Path], None]:
    return lambda file: os.truncate(file, int(file.stat().st_size * share))


def flipped(share: float) -> Callable[[Path], None]:
    def flip(file: Path) -> None:
        body = bytearray(file.read_bytes())
        body[int(len(body) * share)] ^= 0xFF
        file.write_bytes(body)

    return flip


def said_otherwise(name: str, part: bytes) -> bytes:
    return part.replace(b"Bagong Silang", b"Bagong Ligaya") if name == "tables/edit.jsonl" else part


NOT_WHOLE, CHANGED = "This is no whole backup of Kwetu", "This backup was changed since it was made"

TAMPERED: dict[str, tuple[Callable[[Path], None], str]] = {
    "cut to nothing": (cut(0), NOT_WHOLE),
    "cut in half": (cut(0.5), NOT_WHOLE),
    "cut at the very end": (cut(0.999), NOT_WHOLE),
    "a byte changed early": (flipped(0.1), CHANGED),
    "a byte changed in the middle": (flipped(0.5), CHANGED),
    "a byte changed late": (flipped(0.8), CHANGED),
    "no zip at all": (no_zip, NOT_WHOLE),
    # what is below was sealed anew: the checks behind the seal refuse it
    "no zip, with a seal": (no_zip_but_sealed, NOT_WHOLE),
    "cut inside, with a seal": (cut_inside_and_sealed, "backup"),
    "an answer changed": (
        lambda file: rewritten(file, said_otherwise),
        "tables/edit.jsonl in this backup is not what was written",
    ),
    "a table left out": (
        lambda file: rewritten(file, lambda name, part: None if "decision" in name else part),
        "This backup does not hold the parts that its manifest names",
    ),
    "a part added": (
        lambda file: rewritten(file, lambda _, part: part, "tables/more.jsonl"),
        "This backup does not hold the parts that its manifest names",
    ),
    "without a manifest": (
        lambda file: rewritten(file, lambda name, part: None if "manifest" in name else part),
        "This is no backup of Kwetu: it has no manifest",
    ),
    "of a later format": (told_otherwise(format=2), "is written in format 2; this version reads format 1"),
    "of a later version": (
        told_otherwise(revision="of_the_year_2030", kwetu="9.0"),
        "This backup is of Kwetu 9.0: this version cannot read it",
    ),
    "with a manifest of something else": (told_otherwise(members=7), "What this backup says of itself cannot be read"),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_a_backup_that_is_not_whole_is_refused_in_words_and_changes_nothing(backup: Path, how: str) -> None:
    now = everything()
    tamper, words = TAMPERED[how]
    tamper(backup)
    done = kwetu("restore", backup, "--replace")
    assert (done.exit_code, done.stdout) == (1, ""), done.output
    assert words in done.stderr
    assert everything() == now
    assert list(backup.parent.glob("kwetu-before-restore-*")) == []


def test_whichever_byte_of_a_backup_changes_it_is_refused(backup: Path) -> None:
    good = backup.read_bytes()
    places = [*range(0, len(good), 97), *range(len(good) - 100, len(good))]
    assert len(places) > 200
    for place in places:
        for bits in (0x01, 0x80, 0xFF):
            changed = bytearray(good)
            changed[place] ^= bits
            backup.write_bytes(changed)
            with pytest.raises(FileUnreadable), reading(backup):
                pytest.fail(f"byte {place} of {len(good)} was changed by {bits:#x} and the backup was opened")
    backup.write_bytes(good)
    with reading(backup) as archive:
        archive.check()


def test_nothing_can_be_put_before_a_backup_or_behind_it(backup: Path) -> None:
    good = backup.read_bytes()
    for more in (good + b"\n", b"\0" + good, good + good, good[:-1], good[1:]):
        backup.write_bytes(more)
        with pytest.raises(FileUnreadable), reading(backup):
            pytest.fail(f"{len(more) - len(good)} bytes too many, and the backup was opened")
