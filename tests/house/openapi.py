"""Writes openapi.json, the promise of the server to its clients, from the code that keeps it."""

import json
import sys
from pathlib import Path

from app.main import build_app

FILE = Path(__file__).resolve().parent.parent.parent / "openapi.json"


def described() -> str:
    """Return the description of the API as text that differs only when the API does."""
    return json.dumps(build_app().openapi(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main(check: bool) -> int:
    """Write the file, or with ``check`` only tell whether it is stale."""
    if not check:
        FILE.write_text(described(), encoding="utf-8")
        return 0
    if FILE.exists() and FILE.read_text(encoding="utf-8") == described():
        return 0
    print("openapi.json is stale: run `make generated`")
    return 1


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
