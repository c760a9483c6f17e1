"""A disk that fills up during a push, a write-ahead log that is torn or cut: told in words, and nothing half."""

import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import struct
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.kit.ids import uuid7
from tests.crash.server import Deployment, deployment
from tests.phones import Edit, Phone, batch

FRAME_HEAD, WAL_HEAD = 24, 32


@pytest.fixture
def town() -> Iterator[Deployment]:
    """A server that runs, with people who have phones."""
    with deployment(seed=5) as begun:
        begun.server.start()
        try:
            yield begun
        finally:
            begun.server.stop(signal.SIGKILL)


def asked(town: Deployment, path: str, body: Any = None) -> tuple[int, dict[str, Any]]:
    """Ask the server as the leader; return the status and what it says."""
    leader = town.phones[2].member
    told = json.dumps(body).encode() if body else None
    headers = {**leader.headers, "Content-Type": "application/json"}
    request = urllib.request.Request(f"{town.server.url}{path}", told, headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.loads(refused.read())


def said(town: Deployment, number: int, words: int = 1) -> Edit:
    """Something a leader says: a settlement with a long note."""
    return Phone(town.phones[2].member, town.phones[2].city.id).settlement(f"Settlement {number}", note="word " * words)


def pushed(town: Deployment, *edits: Edit) -> tuple[int, dict[str, Any]]:
    return asked(town, "/api/sync/push", batch(*edits))


def held(town: Deployment) -> set[str]:
    """Return the ids of all edits in the file."""
    with sqlite3.connect(f"file:{town.server.folder / 'kwetu.sqlite3'}?mode=ro", uri=True) as file:
        ids = {edit_id for (edit_id,) in file.execute("SELECT edit_id FROM edit")}
    file.close()
    return ids


def test_a_full_disk_refuses_a_push_in_words_reads_go_on_and_later_so_do_pushes(town: Deployment) -> None:
    first = said(town, 0)
    assert pushed(town, first)[0] == 200
    process = town.server.running
    full = max(file.stat().st_size for file in town.server.folder.glob("kwetu.sqlite3*"))
    resource.prlimit(process, resource.RLIMIT_FSIZE, (full, resource.RLIM_INFINITY))
    kept, refused = [first], []
    for number in range(1, 30):
        edit = said(town, number, words=3000)
        status, told = pushed(town, edit)
        (kept if status == 200 else refused).append(edit)
        if status != 200:
            assert (status, told["type"]) == (507, "/problems/disk-full"), told
            assert "no room" in told["title"]
    assert len(refused) > 3
    status, page = asked(town, "/api/sync/changes")
    assert status == 200
    assert {one["edit_id"] for record in page["records"] for one in record["edits"]} == {one["edit_id"] for one in kept}
    resource.prlimit(process, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    status, told = pushed(town, *refused[:5])
    assert (status, {answer["answer"] for answer in told["answers"]}) == (200, {"kept"})
    town.server.stop()
    assert held(town) == {edit["edit_id"] for edit in kept + refused[:5]}
    assert town.verified() == []


def test_a_database_that_may_not_grow_any_more_says_so_too(town: Deployment) -> None:
    """The page count of SQLite is an honest small disk: the very fault of a full one, SQLITE_FULL."""
    from app.kit.away import problem_of

    file = sqlite3.connect(town.server.folder / "kwetu.sqlite3")
    pages = file.execute("PRAGMA page_count").fetchone()[0]
    file.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(sqlite3.OperationalError) as fault:
        file.execute("CREATE TABLE more AS SELECT hex(randomblob(1000000))")
    file.close()
    problem = problem_of(fault.value)
    assert problem is not None
    assert (problem.status, problem.slug) == (507, "disk-full")


def killed_with_its_wal(town: Deployment) -> tuple[list[tuple[Edit, int]], Path]:
    """Push one edit after the other and kill the server; return each with the length of the WAL when it was safe."""
    wal = town.server.folder / "kwetu.sqlite3-wal"
    safe: list[tuple[Edit, int]] = []
    for number in range(12):
        edit = said(town, number, words=400)
        status, told = pushed(town, edit)
        assert (status, told["answers"][0]["answer"]) == (200, "kept")
        safe.append((edit, wal.stat().st_size))
    town.server.stop(signal.SIGKILL)
    assert safe[0][1] < safe[-1][1] == wal.stat().st_size
    return safe, wal


def restarted(town: Deployment) -> set[str]:
    """Start the server on what is there, look that it is whole, and return the edits it has."""
    town.server.start()
    assert asked(town, "/api/health")[0] == 200
    town.server.stop()
    assert town.verified() == []
    return held(town)


def garbage_after(wal: Path, chance: random.Random) -> None:
    """A kernel that died while writing may leave anything behind the last frame that was acknowledged."""
    with wal.open("ab") as tail:
        tail.write(chance.randbytes(chance.randint(1, 20_000)))


def half_a_frame_after(wal: Path, chance: random.Random) -> None:
    """Part of a frame that looks right, of a transaction that was never acknowledged."""
    body = wal.read_bytes()
    page = struct.unpack(">I", body[8:12])[0]
    last = body[-(FRAME_HEAD + page) :]
    with wal.open("ab") as tail:
        tail.write(last[: chance.randint(1, len(last) - 1)])


def zeros_after(wal: Path, chance: random.Random) -> None:
    """A file that was made longer, and whose new blocks never came."""
    os.truncate(wal, wal.stat().st_size + chance.randint(1, 50_000))


@pytest.mark.parametrize("torn", [garbage_after, half_a_frame_after, zeros_after])
def test_a_torn_tail_behind_what_was_acknowledged_is_ignored(
    town: Deployment, torn: Callable[[Path, random.Random], None]
) -> None:
    safe, wal = killed_with_its_wal(town)
    torn(wal, random.Random(7))
    assert restarted(town) == {edit["edit_id"] for edit, _ in safe}


def test_a_log_cut_anywhere_leaves_a_ledger_that_is_whole_as_of_some_moment_and_phones_fill_it_up(
    town: Deployment,
) -> None:
    """What the disk lost in spite of its word cannot be there; but never half an edit, nor one without those before.

    Phones keep what they sent until a backup covers it, so pushing again brings everything back.
    """
    safe, wal = killed_with_its_wal(town)
    chance, whole = random.Random(9), town.server.folder.with_name(f"{town.server.folder.name}-{uuid7()}")
    shutil.copytree(town.server.folder, whole)
    try:
        for _ in range(4):
            for file in whole.glob("kwetu.sqlite3*"):
                shutil.copy(file, town.server.folder / file.name)
            at = chance.randint(0, wal.stat().st_size)
            os.truncate(wal, at)
            there = restarted(town)
            expected = [edit["edit_id"] for edit, length in safe if length <= at]
            assert there == set(expected), f"cut at {at}"
        town.server.start()
        status, told = pushed(town, *(edit for edit, _ in safe))
        again = {answer["edit_id"]: answer["answer"] for answer in told["answers"]}
        assert status == 200
        assert {edit_id for edit_id, answer in again.items() if answer == "already_had"} == there
        town.server.stop()
        assert (held(town), town.verified()) == ({edit["edit_id"] for edit, _ in safe}, [])
    finally:
        shutil.rmtree(whole)
