"""Keeps the memory of one page for the next (given back and asked for anew, it costs a tenth of a phone's pull).

And takes as many lines to phones as this machine allows, and looks for no cycles while a long list is in hand.
"""

import ctypes
import gc
import resource
from collections.abc import Iterator
from contextlib import contextmanager

KEPT_BYTES = 8 * 1024 * 1024
"""A page of a megabyte is in memory three or four times while it is written and packed."""
AREAS = 2
"""Threads share so many areas; each would keep that much for itself."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8


def keep_room() -> None:
    """Have the GNU C library hold on to what was freed; others are left as they are."""
    tell = getattr(ctypes.CDLL(None), "mallopt", None)
    if tell:
        for what, how_much in ((_ARENA_MAX, AREAS), (_MMAP_THRESHOLD, KEPT_BYTES), (_TRIM_THRESHOLD, KEPT_BYTES)):
            tell(what, how_much)


def room_for_lines() -> None:
    """Take all open files allowed, not the thousand given at first: each phone that rests holds a line or two."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@contextmanager
def uncollected() -> Iterator[None]:
    """Let the search for cycles rest for the length of a block: among so many corners it takes a fifth of the time.

    What is not part of a cycle is given back as ever. What was made meanwhile counts as old afterwards (frozen, and let
    go of again): else the next small object would have all of it searched, among the young.
    """
    rested = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if rested:
            gc.freeze()
            gc.unfreeze()
            gc.enable()
