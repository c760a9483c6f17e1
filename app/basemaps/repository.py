"""Keeps maps and packs as files under DATA_DIR/maps: what stands there under its name is whole.

Everything is written beside its place and renamed; what a file is stands in a ``.json`` beside it, written last. The
name of a file of tiles holds its hash, so that what is behind one name never changes.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from app.basemaps.rules import BLOCK_BYTES
from app.basemaps.schemas import Cut, Source
from app.kit.disk import sync_file, sync_folder
from app.kit.ids import uuid7
from app.kit.private import make_folder
from app.settings import settings


def folder(*below: str) -> Path:
    """Return a folder under DATA_DIR/maps, made where it is not there yet."""
    found = settings().data_dir.joinpath("maps", *below)
    make_folder(found)
    return found


@contextmanager
def workbench() -> Iterator[Path]:
    """Give a folder to work in, on the same disk; nothing of it stays."""
    bench = folder("at_work") / uuid7()
    make_folder(bench)
    try:
        yield bench
    finally:
        shutil.rmtree(bench, ignore_errors=True)


def sources() -> list[Source]:
    """Return every map that was brought, the earliest first."""
    files = [*folder("basemap").glob("*.json"), *folder("overlay").glob("*.json")]
    found = [source for file in files if (source := _read_source(file))]
    return sorted(found, key=lambda source: (source.added_at, source.name))


def _read_source(file: Path) -> Source | None:
    try:
        return Source.model_validate_json(file.read_bytes())
    except (FileNotFoundError, ValidationError):  # removed this moment, or put there by somebody else
        return None


def tiles_of(source: Source) -> Path:
    """Return where a map's tiles are."""
    return folder(source.use) / source.tiles_file


def shapes_of(source: Source) -> Path | None:
    """Return where an overlay's own geometry is."""
    return folder(source.use) / source.shapes_file if source.shapes_file else None


def keep(source: Source, tiles: Path, shapes: Path | None = None) -> None:
    """Put a map in its place: its files first, what it is last."""
    _put(tiles, tiles_of(source))
    place = shapes_of(source)
    if shapes and place:
        _put(shapes, place)
    _put_text(folder(source.use) / f"{source.name}.json", source.model_dump_json(indent=1))


def remove(source: Source) -> None:
    """Take a map away: what it is first, then its files."""
    (folder(source.use) / f"{source.name}.json").unlink(missing_ok=True)
    tiles_of(source).unlink(missing_ok=True)
    if place := shapes_of(source):
        place.unlink(missing_ok=True)


def let_go(earlier: Source, present: Source) -> None:
    """Take away what an earlier map of the same name leaves behind, now that another stands in its place."""
    stays = {tiles_of(present), shapes_of(present)}
    for file in (tiles_of(earlier), shapes_of(earlier)):
        if file and file not in stays:
            file.unlink(missing_ok=True)
    if earlier.use != present.use:
        (folder(earlier.use) / f"{earlier.name}.json").unlink(missing_ok=True)


def pack_file(key: str, version: str) -> Path:
    """Return where a pack of this version is, or would be."""
    return folder("packs", key) / f"{version}.pmtiles"


def cut(key: str, version: str) -> Cut | None:
    """Return what is known of a pack that was cut, None where it was not."""
    file = folder("packs").joinpath(key, f"{version}.json")
    try:
        return Cut.model_validate_json(file.read_bytes()) if pack_file(key, version).exists() else None
    except (FileNotFoundError, ValidationError):
        return None


def size_when_cut(key: str, version: str) -> int | None:
    """Return the size of a pack, None where it was not cut yet."""
    try:
        return folder("packs").joinpath(key, f"{version}.pmtiles").stat().st_size
    except FileNotFoundError:
        return None


def keep_pack(known: Cut, file: Path) -> None:
    """Put a pack in its place and let go of earlier versions of it."""
    place = pack_file(known.pack, known.version)
    _put(file, place)
    _put_text(place.with_suffix(".json"), json.dumps(known.model_dump(mode="json", by_alias=True)))
    for earlier in place.parent.iterdir():
        if earlier.stem != known.version and not earlier.name.startswith("."):
            earlier.unlink(missing_ok=True)


def forget_packs() -> None:
    """Let go of all packs; they are cut again when somebody asks."""
    shutil.rmtree(folder("packs"), ignore_errors=True)


def hashes(file: Path) -> tuple[str, list[str]]:
    """Return the SHA-256 of a file, and of each of its blocks."""
    whole, blocks = hashlib.sha256(), []
    with file.open("rb") as opened:
        while block := opened.read(BLOCK_BYTES):
            whole.update(block)
            blocks.append(hashlib.sha256(block).hexdigest())
    return whole.hexdigest(), blocks


def _put(file: Path, place: Path) -> None:
    sync_file(file)
    file.replace(place)
    sync_folder(place.parent)


def _put_text(place: Path, text: str) -> None:
    beside = place.with_name(f".{place.name}.{os.getpid()}-{uuid7()}")
    beside.write_text(text + "\n", encoding="utf-8")
    _put(beside, place)
