"""Measures what the product promises; prints one JSON object a line, and tells on stderr what it is doing."""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import (
    filling,
    fresh,
    importing,
    large,
    lighthouse,
    maps,
    memory,
    offline,
    outlines,
    packs,
    pulling,
    pushing,
    starting,
    weights,
)
from bench.measured import Measured

Bench = Callable[[Path], Iterator[Measured]]

BENCHES: dict[str, Bench] = {
    "initial_js_kb": weights.initial_js,
    "map_chunk_kb": weights.map_chunk,
    "form_engine_kb": weights.form_engine,
    "lighthouse_performance": lighthouse.performance,
    "lighthouse_accessibility": lighthouse.accessibility,
    "offline_start_ms": offline.start,
    "form_keystroke_ms": filling.keystroke,
    "form_keystroke_large_ms": large.keystroke,
    "form_page_turn_ms": filling.page_turn,
    "form_open_ms": filling.opened,
    "answer_durable_ms": filling.durable,
    "second_run_s": starting.second_run,
    "pull_sqlite": pulling.sqlite,
    "fresh_phone_pull": fresh.pull,
    "push_sqlite": pushing.sqlite,
    "push_postgres": pushing.postgres,
    "push_p99_over_median": pushing.waiting,
    "push_cost_growth": pushing.growth,
    "import_polygons": importing.polygons,
    "bbox_query": outlines.window,
    "overlap_check": outlines.overlap,
    "pack_mb": packs.megabytes,
    "map_first_idle_ms": maps.first_idle,
    "map_pan_fps": maps.pan,
    "idle_memory_mb": memory.idle,
    "loaded_memory_mb": memory.loaded,
}


def main(asked: list[str]) -> int:
    """Run the benches asked for, or all of them."""
    unknown = set(asked) - set(BENCHES)
    if unknown:
        print(f"no bench is called {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    for name in asked or BENCHES:
        with tempfile.TemporaryDirectory(prefix="kwetu-bench-") as folder:
            for measured in BENCHES[name](Path(folder)):
                print(json.dumps(measured.line(name)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
