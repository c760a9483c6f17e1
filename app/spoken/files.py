"""The file of recorded questions: a zip of sounds and of what it says of itself, read with care and written anew.

What is written is the same for the same sounds, and packed no further: a phone reads a sound where it stands in it.
"""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from app.kit.canonical import sha256_hex
from app.kit.text import fault_in
from app.kit.unpacking import BROKEN
from app.questionnaire.form import Form
from app.spoken.problems import SoundPackRefused, SoundPackUnreadable
from app.spoken.rules import MEGABYTE, MOST_FILES, PACK_LIMIT, SOUND_LIMIT, Asked, Voice, asked_by, kind_of

PACK = "pack.json"
PACK_BYTES = 256 * 1024
BEGINS_OUR_TIME = (2026, 1, 1, 0, 0, 0)
LONGEST = {"form": 100, "language": 20, "name": 100, "recorded_by": 200, "consent": 4_000}


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
    """A pack that was read: what it says of itself, and each sound with what it is of and what kind it is.

    ``others`` names the sounds that somebody else spoke, under their own consent.
    """

    about: About
    sounds: Mapping[Asked, tuple[str, bytes]]
    others: Mapping[Asked, Voice] = field(default_factory=dict)

    def voice_of(self, asked: Asked) -> Voice:
        """Return who spoke a sound."""
        return self.others.get(asked, Voice(self.about.recorded_by, self.about.consent))


def read_about(body: bytes) -> About:
    """Read what a pack says of itself, before its sounds are looked at."""
    return _about(_told(body))


def _told(body: bytes) -> dict[str, Any]:
    """Return what stands in a pack's ``pack.json``."""
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
            said = json.loads(packed.read(named[PACK]))
    except BROKEN as fault:
        raise SoundPackUnreadable("broken", "This zip is damaged or was cut short.") from fault
    return said if isinstance(said, dict) else {}


def _about(said: dict[str, Any]) -> About:
    return About(**{name: _text(said, name) for name in LONGEST})


def _text(said: Any, name: str) -> str:
    text = said.get(name) if isinstance(said, dict) else None
    if not isinstance(text, str) or not text.strip() or fault_in(text, LONGEST[name], lines=name == "consent"):
        raise SoundPackUnreadable("pack_wrong", f"pack.json needs “{name}”, a text of at most {LONGEST[name]} letters.")
    return text.strip()


def _others(said: dict[str, Any], sounds: Mapping[Asked, object]) -> dict[Asked, Voice]:
    """Return which sounds somebody else spoke than the pack itself tells."""
    told = said.get("others", [])
    if not isinstance(told, list):
        raise SoundPackUnreadable("pack_wrong", "“others” in pack.json is a list of voices.")
    by_name = {asked.name: asked for asked in sounds}
    spoken: dict[Asked, Voice] = {}
    for one in told:
        voice = Voice(_text(one, "recorded_by"), _text(one, "consent"))
        files = one.get("sounds")
        named = [str(file).rpartition(".")[0] for file in files] if isinstance(files, list) else []
        spoken |= {by_name[name]: voice for name in named if name in by_name}
    return spoken


def read(body: bytes, forms: list[Form]) -> Pack:
    """Read a pack for a form; raises every file in it that cannot be played with one of its questions."""
    return _read(body, lambda name: asked_by(name, forms))


def read_again(body: bytes, forms: list[Form]) -> Pack:
    """Read a pack that was judged when it came: the sound of a question that is asked no more stays in it."""
    return _read(body, lambda name: asked_by(name, forms) or Asked(name))


def _read(body: bytes, named: Callable[[str], Asked | None]) -> Pack:
    said = _told(body)
    about = _about(said)
    sounds: dict[Asked, tuple[str, bytes]] = {}
    refused: list[dict[str, str]] = []
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            for part in _parts(packed):
                if _base(part.filename) != PACK:
                    why = _take(packed, part, named, sounds)
                    refused += [{"file": part.filename[:200], "why": why}] if why else []
    except BROKEN as fault:
        raise SoundPackUnreadable("broken", "This zip is damaged or was cut short.") from fault
    if refused:
        raise SoundPackRefused(refused=refused)
    if not sounds:
        raise SoundPackUnreadable("no_sounds", "There is no sound in this zip.")
    return Pack(about, sounds, _others(said, sounds))


def _take(
    packed: zipfile.ZipFile,
    part: zipfile.ZipInfo,
    named: Callable[[str], Asked | None],
    sounds: dict[Asked, tuple[str, bytes]],
) -> str:
    """Take one sound out of the zip; return in one word why it cannot be taken, empty where it was."""
    asked = named(_base(part.filename).rpartition(".")[0])
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


def _voices(pack: Pack) -> list[dict[str, Any]]:
    """Return who else spoke, each with what they agreed to and the files of what they spoke."""
    files: dict[Voice, list[str]] = {}
    for asked, voice in sorted(pack.others.items(), key=lambda one: one[0].name):
        files.setdefault(voice, []).append(f"{asked.name}.{pack.sounds[asked][0]}")
    return [{**asdict(voice), "sounds": named} for voice, named in files.items()]


def write(pack: Pack, federation_id: str) -> bytes:
    """Write a pack as phones keep it and pass it on: every sound as it is, named, with its SHA-256 in pack.json."""
    in_order = sorted(pack.sounds.items(), key=lambda one: one[0].name)
    told: dict[str, Any] = {"kwetu_sound": 1, "federation": federation_id, **asdict(pack.about)}
    if pack.others:
        told["others"] = _voices(pack)
    told["sounds"] = {f"{asked.name}.{kind}": sha256_hex(sound) for asked, (kind, sound) in in_order}
    files = {PACK: json.dumps(told, ensure_ascii=False, sort_keys=True).encode()}
    files |= {f"{asked.name}.{kind}": sound for asked, (kind, sound) in in_order}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as packed:
        for name, body in files.items():
            packed.writestr(zipfile.ZipInfo(name, BEGINS_OUR_TIME), body)
    return written.getvalue()


def joined(before: Pack, brought: Pack) -> Pack:
    """Return both in one: sounds brought take the place of those of the same name, all that stays keeps its voice."""
    sounds = {**before.sounds, **brought.sounds}
    own = Voice(brought.about.recorded_by, brought.about.consent)
    stays = {asked for asked, sound in before.sounds.items() if sounds[asked] == sound}
    voices = {asked: (before if asked in stays else brought).voice_of(asked) for asked in sounds}
    return Pack(brought.about, sounds, {asked: voice for asked, voice in voices.items() if voice != own})
