"""Keeps the four links of the demonstration beside the database, at the address this server has now."""

import json
from collections.abc import Mapping
from pathlib import Path

FILE = "demo-links.json"


def keep_links(links: Mapping[str, str], folder: Path) -> None:
    """Write the links by role."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(json.dumps(dict(links), indent=2) + "\n", encoding="utf-8")


def links_at(base_url: str, folder: Path) -> dict[str, str]:
    """Return the links kept before, moved to where the server is now; none when it has no demonstration."""
    file = folder / FILE
    if not file.exists():
        return {}
    kept: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    links = {role: f"{base_url}/#{url.partition('/#')[2]}" for role, url in kept.items()}
    if links != kept:
        keep_links(links, folder)
    return links
