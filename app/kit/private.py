"""Keeps DATA_DIR for its owner alone: it holds the server's keys and what communities said in confidence."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from app.kit.outside import NotAsNeeded, in_words

KEPT = ("kwetu*.sqlite3", "kwetu*.sqlite3-wal", "kwetu*.sqlite3-shm", "kwetu*.kwetu", "kwetu*.lock", "kwetu*.migrating",
        "demo-links.json")  # fmt: skip
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def make_folder(folder: Path) -> None:
    """Make DATA_DIR where there is none yet."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        told = in_words(fault) if isinstance(fault, PermissionError) else f"{fault.strerror}."
        raise NotAsNeeded(f"DATA_DIR={folder} cannot be a folder. {told}") from fault


def close_to_others(folder: Path) -> list[str]:
    """Take from others what they may do in DATA_DIR and with Kwetu's files there; return what stood open."""
    closed = []
    for path in _ours(folder):
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & OTHERS and not mode & stat.S_ISVTX:  # a folder like /tmp is everybody's
            path.chmod(mode & ~OTHERS)
            closed.append(path.name or str(path))
    return closed


def _ours(folder: Path) -> Iterator[Path]:
    found = [file for pattern in KEPT for file in sorted(folder.glob(pattern)) if not file.is_symlink()]
    for path in [folder, *found] if found else []:
        if path.stat().st_uid == os.geteuid():
            yield path
