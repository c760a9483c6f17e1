"""What can be wrong with a file of recorded questions.

Problem
├── SoundPackUnreadable   422 sound-pack-unreadable   ``why``: not_zip, broken, locked, too_much, no_pack, pack_wrong …
├── SoundPackRefused      422 sound-pack-refused      ``refused``: file and why; nothing of it is kept
└── SoundsReplaced        409 sounds-replaced         ``stay``, ``new``, ``anew``, ``of``: what a yes does, to whose
"""

from app.kit.problems import Problem


class SoundPackUnreadable(Problem):
    """The file is no zip of sounds that can be opened; ``why`` says in one word what is wrong with it."""

    status, slug, title = 422, "sound-pack-unreadable", "This file cannot be opened as recorded questions"

    def __init__(self, why: str, detail: str) -> None:
        super().__init__(detail, why=why)


class SoundPackRefused(Problem):
    """Some files in it are no sound, or of no question; ``refused`` names each with its reason."""

    status, slug, title = 422, "sound-pack-refused", "Some of these files cannot be played with a question"


class SoundsReplaced(Problem):
    """Sounds that others spoke would be replaced; say yes with ``replaces``, the pack they stand in."""

    status, slug, title = 409, "sounds-replaced", "Sounds that are there already would be replaced"
