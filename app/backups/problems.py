"""What an operator is told when a backup or a restore does not go on; nothing was changed then.

These never travel to a phone, so they are no Problems of HTTP: a command prints them and leaves with 1.

BackupRefused
├── FileStands           a file of this name is there already, or holds what is of another federation
├── FileUnreadable       it is no backup, was cut short, or was changed since it was made
├── FileOfNewerVersion   it, or the database, was made by a later Kwetu than this one
├── LedgerFaulty         what it holds does not fit together; ``faults`` says what
├── NothingHere          there is no database to look at, or no Kwetu in it
├── DatabaseTorn         what is there is damaged, or is no database
├── DatabaseInUse        a server or another command is at work on the database
├── DatabaseNotEmpty     there is something in it already
└── NoRoom               the disk is full, read-only, or broken
"""

from collections.abc import Sequence


class BackupRefused(Exception):  # noqa: N818 - what is refused is said in words, not as a fault of the program
    """It does not go on, and nothing was changed."""


class FileStands(BackupRefused):
    """The file to be written is there already."""


class FileUnreadable(BackupRefused):
    """The file is not a whole backup as Kwetu wrote it."""


class FileOfNewerVersion(BackupRefused):
    """The backup, or the database, needs a later version of Kwetu."""


class LedgerFaulty(BackupRefused):
    """Edits and records do not fit together; each fault is named."""

    def __init__(self, said: str, faults: Sequence[str]) -> None:
        super().__init__(said)
        self.faults = list(faults)


class NothingHere(BackupRefused):
    """There is no database where this deployment keeps it, or no Kwetu in it."""


class DatabaseTorn(BackupRefused):
    """The file of the database cannot be read as one."""


class DatabaseInUse(BackupRefused):
    """Somebody is at work on the database."""


class DatabaseNotEmpty(BackupRefused):
    """A restore would take the place of what is there."""


class NoRoom(BackupRefused):
    """What has to be written cannot be."""
