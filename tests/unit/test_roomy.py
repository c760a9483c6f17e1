"""Memory that a page took is there for the next one; there are lines for all phones."""

import gc
import resource
import subprocess
import sys
from platform import libc_ver

import pytest

from app.kit.roomy import uncollected

PAGES = """
import resource
from app.kit.roomy import keep_room

def page():
    records = [str(number) * 900 for number in range(300)]
    return "".join(records).encode()

if {kept}:
    keep_room()
page(), page()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(10):
    page()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def _asked_for_anew(*, kept: bool) -> int:
    """Return how many pieces of memory ten pages asked the system for, in a process of its own."""
    told = subprocess.run(
        [sys.executable, "-c", PAGES.format(kept=kept)], check=True, capture_output=True, text=True, timeout=60
    )
    return int(told.stdout)


@pytest.mark.skipif(libc_ver()[0] != "glibc", reason="2026-11-22: only the GNU C library takes this advice")
def test_ten_pages_take_the_memory_of_the_first() -> None:
    assert _asked_for_anew(kept=True) < 50 < _asked_for_anew(kept=False)


def test_as_many_lines_as_this_machine_allows_may_be_open() -> None:
    told = subprocess.run(
        [sys.executable, "-c", LINES], check=True, capture_output=True, text=True, timeout=60, preexec_fn=_few_lines
    )
    allowed, most = told.stdout.split()
    assert allowed == most != str(FEW)


FEW = 100
LINES = """
import resource
from app.kit.roomy import room_for_lines

room_for_lines()
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""


def _few_lines() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (FEW, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))


def test_what_a_long_list_made_is_not_searched_at_its_end_and_the_search_goes_on_afterwards() -> None:
    gc.collect()
    before = gc.get_stats()[0]["collections"]
    with uncollected():
        corners = [[number, number] for number in range(50_000)]
        assert gc.get_stats()[0]["collections"] == before
    young = gc.get_objects(generation=0)
    assert gc.isenabled()
    assert len(young) < len(corners) / 10
    assert any(one is corners for one in gc.get_objects(generation=2))
