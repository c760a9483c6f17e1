"""Waits for the disk: what was written, and the names in a folder, outlast a power cut from then on."""

import os
from pathlib import Path


def sync_file(file: Path) -> None:
    """Return when the disk has what was written into a file."""
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def sync_folder(folder: Path) -> None:
    """Return when the disk has the names in a folder."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
