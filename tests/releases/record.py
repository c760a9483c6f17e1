"""Records a release: plays the days on its real server and keeps the traffic, and its database as text.

``python -m tests.releases.record COMMIT VERSION`` writes ``tests/releases/VERSION/``. The release is checked out of the
project's own history beside it and runs with the packages installed here. Everybody in it is invented; tokens and codes
are replaced by names, in the traffic and (as their hashes) in the database.
"""

import contextlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.people.keys import hashed
from tests.e2e.server import ROOT, Server
from tests.releases import wire
from tests.releases.database import as_text
from tests.releases.story import Days
from tests.releases.world import World

FOLDER = Path(__file__).parent
RUN = "from app.cli import main; main()"


@contextlib.contextmanager
def checked_out(commit: str, folder: Path) -> Iterator[Path]:
    """Have a release's files in a folder for the length of a block."""
    subprocess.run(["git", "worktree", "add", "--quiet", "--detach", str(folder), commit], cwd=ROOT, check=True)
    try:
        yield folder
    finally:
        subprocess.run(["git", "worktree", "remove", "--force", str(folder)], cwd=ROOT, check=True)


def main(commit: str, version: str) -> None:
    """Record one release."""
    kept = FOLDER / version
    kept.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place, checked_out(commit, Path(place) / "release") as release:
        server = Server(Path(place))
        server.root, server.program = release, [sys.executable, "-c", RUN]
        world = World(server)
        try:
            record(world, kept)
        finally:
            server.stop()
    sizes = ", ".join(f"{file.name} {file.stat().st_size // 1024} kB" for file in sorted(kept.iterdir()))
    print(f"{version} recorded: {sizes}")


def record(world: World, kept: Path) -> None:
    """Tell the days up to the night of an upgrade, keep the database of that night, and tell the days after."""
    world.begin()
    begun = as_text(world.server.folder / "kwetu.sqlite3")
    days = Days(world)
    days.everybody_joins()
    days.two_describe_the_river()
    days.taps_come_and_go()
    days.what_cannot_be_taken()
    days.the_other_city()
    days.the_leader_asks_and_approves()
    days.the_city_gets_a_release()
    before = world.take_exchanges()
    night = as_text(world.server.folder / "kwetu.sqlite3")
    days.phones_come_back()
    names = names_of_secrets(world)
    wire.write(kept / "days.jsonl", before, names)
    wire.write(kept / "days_after.jsonl", world.take_exchanges(), names)
    for name, dump in {"begun.sql": begun, "night.sql": night}.items():
        for secret, said in names.items():
            dump = dump.replace(hashed(secret), hashed(said))
        (kept / name).write_text(dump, encoding="utf-8")


def names_of_secrets(world: World) -> dict[str, str]:
    """Return what stands in the recording for each token and code."""
    tokens = {token: token_of(who) for who, token in world.tokens.items()}
    tokens |= dict.fromkeys(world.lost_tokens, token_of("nobody"))
    return tokens | {code: f"code-of-{who}" for who, code in world.codes.items()}


def token_of(who: str) -> str:
    """Return what stands for somebody's token; the database knows its hash, so that it opens what theirs did."""
    return f"token-of-{who}".replace(" ", "-")


if __name__ == "__main__":
    main(*sys.argv[1:3])
