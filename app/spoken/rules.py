"""Which sounds are played with which questions, and what a sound is: by its first bytes, never by its name. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.questionnaire.form import Form

MEGABYTE = 1024 * 1024
PACK_LIMIT = 40 * MEGABYTE
SOUND_LIMIT = 2 * MEGABYTE
MOST_FILES = 4_000
PART_BYTES = 256 * 1024
TYPES: Mapping[str, str] = {
    "ogg": "audio/ogg", "webm": "audio/webm", "wav": "audio/wav", "mp3": "audio/mpeg", "m4a": "audio/mp4",
}  # fmt: skip
"""How a sound's file ends, and what a phone is told that it is."""


@dataclass(frozen=True)
class Asked:
    """What a sound is of: a question or a list, or one of a question's choices."""

    question: str
    choice: str = ""

    @property
    def name(self) -> str:
        """Return the name of its file, without what says its type."""
        return f"{self.question}.{self.choice}" if self.choice else self.question


@dataclass(frozen=True)
class Voice:
    """Who spoke a sound, and what they agreed to."""

    recorded_by: str
    consent: str


@dataclass(frozen=True)
class Joining:
    """What becomes of questions when sounds join those that are there: how many stay, are new, are spoken anew."""

    stay: int
    new: int
    anew: int


def replaced(before: Mapping[Asked, object], brought: Mapping[Asked, object]) -> set[Asked]:
    """Return what would sound otherwise than before."""
    return {asked for asked, sound in brought.items() if asked in before and before[asked] != sound}


def joining(before: Mapping[Asked, object], brought: Mapping[Asked, object]) -> Joining:
    """Count questions; one is spoken anew where any sound of it, or of its choices, is not the one that was there."""
    known, told = ({asked.question for asked in sounds} for sounds in (before, brought))
    anew = {asked.question for asked in replaced(before, brought)}
    return Joining(stay=len(known - anew), new=len(told - known), anew=len(anew))


def kind_of(sound: bytes) -> str | None:
    """Return what a sound is (a key of ``TYPES``); None where these bytes begin no sound a phone plays."""
    if sound.startswith(b"OggS"):
        return "ogg"
    if sound.startswith(bytes.fromhex("1a45dfa3")):
        return "webm"
    if sound[:4] == b"RIFF" and sound[8:12] == b"WAVE":
        return "wav"
    if sound[4:8] == b"ftyp":
        return "m4a"
    if sound.startswith(b"ID3") or (sound[:1] == b"\xff" and len(sound) > 1 and sound[1] & 0xE6 in (0xE2, 0xE4, 0xE6)):
        return "mp3"
    return None


def asked_by(name: str, forms: list[Form]) -> Asked | None:
    """Return what the name of a file speaks of in any version of a form; None where nothing is asked by that name."""
    for form in forms:
        if name in form["questions"] or name in form["repeats"]:
            return Asked(name)
        for at, sign in enumerate(name):
            question = form["questions"].get(name[:at]) if sign == "." else None
            codes = form["choices"].get(question.get("choices", ""), []) if question else []
            if any(choice["code"] == name[at + 1 :] for choice in codes):
                return Asked(name[:at], name[at + 1 :])
    return None


def in_parts(body: bytes) -> Iterator[bytes]:
    """Give a file as the parts a phone fetches one by one."""
    return (body[at : at + PART_BYTES] for at in range(0, len(body), PART_BYTES))
