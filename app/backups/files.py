"""The backup file: a zip with a manifest and every table as JSON lines, written and read a row at a time.

Its last bytes, the zip's comment, are the SHA-256 of all bytes before them. The sums in the manifest are of what is in
the parts; this one is of the file, so that a changed byte of a date or a length that nobody reads is found, too.
"""

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import orjson

from app.backups.problems import FileUnreadable
from app.backups.rules import MANIFEST, Manifest, Member, Row, member_of, read_manifest
from app.kit.unpacking import BROKEN

MANIFEST_LIMIT_BYTES = 16 * 1024 * 1024
PART_BYTES = 1024 * 1024
SEAL = b"kwetu sha256 "
SEAL_BYTES = len(SEAL) + 64


class Writer:
    """A backup being written; ``members`` grows table by table, the manifest comes last."""

    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._zip = opened
        self.members: dict[str, Member] = {}

    def add_table(self, table: str, rows: Iterator[Row]) -> None:
        """Write a table, a row a line."""
        summed, length, count = hashlib.sha256(), 0, 0
        with self._zip.open(member_of(table), "w", force_zip64=True) as member:
            for row in rows:
                line = _line(row)
                member.write(line)
                summed.update(line)
                length, count = length + len(line), count + 1
        self.members[member_of(table)] = Member(summed.hexdigest(), length, count)

    def end(self, manifest: Manifest) -> None:
        """Write what the backup says of itself."""
        self._zip.writestr(MANIFEST, orjson.dumps(manifest.as_json(), option=orjson.OPT_INDENT_2))


def _line(row: Row) -> bytes:
    try:
        return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # a text in it is none; its bytes are written as halves of characters that JSON can name
        return json.dumps(row, separators=(",", ":")).encode() + b"\n"


def _row(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except ValueError:
        return json.loads(line)


class Archive:
    """A backup being read."""

    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._zip = opened
        self.manifest = read_manifest(self._told())

    def _told(self) -> Any:
        try:
            if self._zip.getinfo(MANIFEST).file_size > MANIFEST_LIMIT_BYTES:
                raise FileUnreadable("What this backup says of itself is too long to be true.")
            return orjson.loads(self._zip.read(MANIFEST))
        except KeyError as fault:
            raise FileUnreadable("This is no backup of Kwetu: it has no manifest.") from fault

    def check(self) -> None:
        """Read the whole file once and compare every part with the manifest."""
        inside = sorted(self._zip.namelist())
        if inside != sorted([MANIFEST, *self.manifest.members]):
            raise FileUnreadable("This backup does not hold the parts that its manifest names.")
        for name, member in self.manifest.members.items():
            summed, length = hashlib.sha256(), 0
            with self._zip.open(name) as part:
                while piece := part.read(PART_BYTES):
                    summed.update(piece)
                    length += len(piece)
            if (summed.hexdigest(), length) != (member.sha256, member.bytes):
                raise FileUnreadable(f"{name} in this backup is not what was written: the SHA-256 differs.")

    def rows(self, name: str) -> Iterator[Row]:
        """Read a table in the order it was written; a table that is not in it is empty."""
        if member_of(name) in self.manifest.members:
            with self._zip.open(member_of(name)) as part:
                for line in io.BufferedReader(part):  # type: ignore[type-var]  # a zip's part reads as a raw file
                    yield _row(line)

    def count(self, name: str) -> int:
        """Count a table's rows."""
        return self.manifest.rows(name)


@contextmanager
def reading(file: Path) -> Iterator[Archive]:
    """Open a backup whose every byte is as it was written; whatever is broken about it is told in words."""
    with _in_words(file), file.open("rb") as opened:
        _check_seal(opened)
        with zipfile.ZipFile(opened) as unpacked:
            yield Archive(unpacked)


@contextmanager
def _in_words(file: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as fault:
        raise FileUnreadable(f"There is no file {file}.") from fault
    except OSError as fault:  # the disk; or places told in the zip that lie before its beginning
        raise FileUnreadable(f"The backup {file} cannot be read: {fault.strerror or fault}.") from fault
    except BROKEN as fault:
        raise FileUnreadable("This is no whole backup of Kwetu: it was cut short, or changed.") from fault


def write(file: Path, fill: Callable[[Writer], Manifest]) -> None:
    """Write a backup and return when the disk has it; readable by its owner only, for it holds keys and answers."""
    with open(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as opened:
        with zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as packed:
            writer = Writer(packed)
            writer.end(fill(writer))
            packed.comment = SEAL.ljust(SEAL_BYTES, b"0")
        seal(opened)
        opened.flush()
        os.fsync(opened.fileno())


def seal(opened: IO[bytes]) -> None:
    """Write the SHA-256 of all that stands before it into the zip's comment, which has room for it."""
    told = _seal_of(opened)
    opened.seek(-SEAL_BYTES, os.SEEK_END)
    opened.write(told)


def _check_seal(opened: IO[bytes]) -> None:
    told = _seal_of(opened)
    found = opened.read(SEAL_BYTES)
    if not found.startswith(SEAL):
        raise FileUnreadable("This is no whole backup of Kwetu: it was cut short, changed, or is something else.")
    if found != told:
        raise FileUnreadable("This backup was changed since it was made: its SHA-256 is not the one at its end.")


def _seal_of(opened: IO[bytes]) -> bytes:
    """Sum up all but the seal, and stop where that begins."""
    left = max(0, opened.seek(0, os.SEEK_END) - SEAL_BYTES)
    opened.seek(0)
    summed = hashlib.sha256()
    while piece := opened.read(min(PART_BYTES, left)):
        summed.update(piece)
        left -= len(piece)
    return SEAL + summed.hexdigest().encode()
