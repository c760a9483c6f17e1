"""`make sim`: plays seeds on SQLite and PostgreSQL, two at a time, and closes with one line that counts them."""

import argparse
import os
import sys

from tests.sync.ground import last_line, play_all
from tests.sync.simulation import engine_of


def main() -> int:
    """Play the seeds asked for."""
    asked = argparse.ArgumentParser(prog="python -m tests.sync", description=__doc__)
    asked.add_argument("--seeds", type=int, default=200, help="how many seeds to play")
    asked.add_argument("--first", type=int, default=0, help="the seed to begin with")
    asked.add_argument("--seed", type=int, help="play this one seed")
    asked.add_argument("--engine", choices=["sqlite", "postgresql"], help="play on this engine only")
    asked.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    asked.add_argument("--stop", action="store_true", help="stop at the first seed that fails")
    told = asked.parse_args()
    numbers = [told.seed] if told.seed is not None else range(told.first, told.first + told.seeds)
    seeds = [(seed, told.engine or engine_of(seed)) for seed in numbers]
    done = play_all(seeds, min(told.workers, len(seeds)), told.stop)
    for engine in ("sqlite", "postgresql"):
        worked = [one.worked_s for one in done if one.engine == engine and not one.kills]
        if worked:
            print(f"{engine}: {100 * sum(worked) / len(worked):.0f} s of processor time for 100 seeds without a kill")
    print(last_line(done))
    return int(any(one.story for one in done))


if __name__ == "__main__":
    sys.exit(main())
