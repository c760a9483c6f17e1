"""Writes the server's description of itself (OpenAPI), from which the phone's types are made."""

import json
import sys
from pathlib import Path

from app.main import build_app


def write_description(file: Path) -> None:
    """Write the OpenAPI document as stable, readable JSON."""
    document = build_app().openapi()
    file.write_text(json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    write_description(Path(sys.argv[1] if len(sys.argv) > 1 else "openapi.json"))
