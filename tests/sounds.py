"""Recorded questions for tests: real short sounds, and the zip an administrator brings."""

import io
import json
import math
import struct
import wave
import zipfile
from collections.abc import Mapping

ABOUT = {
    "form": "settlement_profile",
    "language": "sn",
    "name": "Shona",
    "recorded_by": "Tariro of Mbare",
    "consent": "I agree that my voice is played on the phones of the federation.",
}


def wav(seconds: float = 0.2, hertz: float = 440, rate: int = 8_000) -> bytes:
    """Return a tone as a WAV file."""
    packed = io.BytesIO()
    with wave.open(packed, "wb") as out:
        out.setparams((1, 2, rate, 0, "NONE", "not compressed"))
        tones = (int(9_000 * math.sin(2 * math.pi * hertz * n / rate)) for n in range(int(seconds * rate)))
        out.writeframes(b"".join(struct.pack("<h", tone) for tone in tones))
    return packed.getvalue()


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return files as a zip."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as out:
        for name, body in files.items():
            out.writestr(name, body)
    return packed.getvalue()


def pack(sounds: Mapping[str, bytes], **about: str) -> bytes:
    """Return recorded questions as they are brought: ``pack.json`` and a sound a question."""
    return zipped({"pack.json": json.dumps({**ABOUT, **about}).encode(), **sounds})
