"""The file of recorded questions: a zip of sounds and of what it says of itself, read with care and written anew.

What is written is the same for the same sounds, and packed no further: a phone reads a sound where it stands in it.
"""

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from app.kit.canonical import sha256_hex
from app.kit.text import fault_in
from app.questionnaire.form import Form
from app.spoken.problems import SoundPackRefused, SoundPackUnreadable
from app.spoken.rules import MEGABYTE, MOST_FILES, PACK_LIMIT, SOUND_LIMIT, Asked, asked_by, kind_of

PACK = "pack.json"
PACK_BYTES = 256 * 1024
BEGINS_OUR_TIME = (2026, 1, 1, 0, 0, 0)
LONGEST = {"form": 100, "language": 20, "name": 100, "recorded_by": 200, "consent": 4_000}
BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, ValueError, NotImplementedError, RuntimeError, zlib.error)


@dataclass(frozen=True)
class About:
    """What a pack says of itself: of which form, in which language, who recorded it, and what they agreed to."""

    form: str
    language: str
    name: str
    recorded_by: str
    consent: str


@dataclass(frozen=True)
class Pack:
    """A pack that was read: what it says of itself, and each sound with what it is of and what kind it is."""

    about: About
    sounds: Mapping[Asked, tuple[str, bytes]]


def read_about(body: bytes) -> About:
    """Read what a pack says of itself, before its sounds are looked at."""
    if len(body) > PACK_LIMIT:
        raise SoundPackUnreadable("too_much", f"Recorded questions have at most {PACK_LIMIT // MEGABYTE} MB.")
    if not body.startswith(b"PK"):
        raise SoundPackUnreadable("not_zip", "This is no zip file. Put the sounds and pack.json into one .zip.")
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            named = {_base(part.filename): part for part in _parts(packed)}
            if PACK not in named:
                raise SoundPackUnreadable("no_pack", "There is no pack.json in this zip.")
            if named[PACK].file_size > PACK_BYTES:
                raise SoundPackUnreadable("pack_wrong", "pack.json is far longer than it needs to be.")
            return _about(packed.read(named[PACK]))
    except BROKEN as fault:
        raise SoundPackUnreadable("broken", "This zip is damaged or was cut short.") from fault


def _about(told: bytes) -> About:
    try:
        said = json.loads(told)
    except ValueError as fault:
        raise SoundPackUnreadable("pack_wrong", "pack.json is no JSON.") from fault
    for name, most in LONGEST.items():
        text = said.get(name) if isinstance(said, dict) else None
        if not isinstance(text, str) or not text.strip() or fault_in(text, most, lines=name == "consent"):
            raise SoundPackUnreadable("pack_wrong", f"pack.json needs “{name}”, a text of at most {most} letters.")
    return About(**{name: said[name].strip() for name in LONGEST})


def read(body: bytes, forms: list[Form]) -> Pack:
    """Read a pack for a form; raises every file in it that cannot be played with one of its questions."""
    about = read_about(body)
    sounds: dict[Asked, tuple[str, bytes]] = {}
    refused: list[dict[str, str]] = []
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            for part in _parts(packed):
                if _base(part.filename) != PACK:
                    why = _take(packed, part, forms, sounds)
                    refused += [{"file": part.filename[:200], "why": why}] if why else []
    except BROKEN as fault:
        raise SoundPackUnreadable("broken", "This zip is damaged or was cut short.") from fault
    if refused:
        raise SoundPackRefused(refused=refused)
    if not sounds:
        raise SoundPackUnreadable("no_sounds", "There is no sound in this zip.")
    return Pack(about, sounds)


def _take(
    packed: zipfile.ZipFile, part: zipfile.ZipInfo, forms: list[Form], sounds: dict[Asked, tuple[str, bytes]]
) -> str:
    """Take one sound out of the zip; return in one word why it cannot be taken, empty where it was."""
    asked = asked_by(_base(part.filename).rpartition(".")[0], forms)
    if asked is None:
        return "no_question"
    if asked in sounds:
        return "twice"
    if part.file_size > SOUND_LIMIT:
        return "too_long"
    sound = packed.read(part)
    kind = kind_of(sound)
    if kind is None:
        return "no_sound"
    sounds[asked] = kind, sound
    return ""


def _parts(packed: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the files of a zip, without what computers put beside them; a folder around all of them is fine."""
    parts = [part for part in packed.infolist() if not part.is_dir() and not _is_the_computers(part.filename)]
    if len(parts) > MOST_FILES or sum(part.file_size for part in parts) > PACK_LIMIT:
        raise SoundPackUnreadable("too_much", f"Recorded questions unpack to at most {PACK_LIMIT // MEGABYTE} MB.")
    if any(part.flag_bits & 1 for part in parts):
        raise SoundPackUnreadable("locked", "This zip is locked with a password. Make one without.")
    return parts


def _base(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]


def _is_the_computers(name: str) -> bool:
    return name.startswith("__MACOSX/") or _base(name).startswith(".") or _base(name) in ("Thumbs.db", "desktop.ini")


def write(pack: Pack, federation_id: str) -> bytes:
    """Write a pack as phones keep it and pass it on: every sound as it is, named, with its SHA-256 in pack.json."""
    in_order = sorted(pack.sounds.items(), key=lambda one: one[0].name)
    told: dict[str, Any] = {"kwetu_sound": 1, "federation": federation_id, **asdict(pack.about)}
    told["sounds"] = {f"{asked.name}.{kind}": sha256_hex(sound) for asked, (kind, sound) in in_order}
    files = {PACK: json.dumps(told, ensure_ascii=False, sort_keys=True).encode()}
    files |= {f"{asked.name}.{kind}": sound for asked, (kind, sound) in in_order}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as packed:
        for name, body in files.items():
            packed.writestr(zipfile.ZipInfo(name, BEGINS_OUR_TIME), body)
    return written.getvalue()
