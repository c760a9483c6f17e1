"""The words of the screen, read from the files the phone reads them from."""

import json
import re
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "frontend" / "src" / "kit" / "words"


@lru_cache
def _all() -> dict[str, str | dict[str, str]]:
    found: dict[str, str | dict[str, str]] = {}
    for file in sorted(FOLDER.glob("*.en.json")):
        found |= json.loads(file.read_text(encoding="utf-8"))
    return found


def word(key: str, **facts: object) -> re.Pattern[str]:
    """Return a pattern that matches the whole of what the screen says under a key; facts not given match anything."""
    said = _all()[key]
    forms = [said] if isinstance(said, str) else list(said.values())
    return re.compile("^(" + "|".join(_pattern(form, facts) for form in forms) + ")$")


def _pattern(text: str, facts: dict[str, object]) -> str:
    parts = re.split(r"\{(\w+)\}", text)
    written = [re.escape(part).replace("\\\xa0", r"\s") for part in parts]
    for place in range(1, len(parts), 2):
        written[place] = re.escape(str(facts[parts[place]])) if parts[place] in facts else ".+?"
    return "".join(written)
