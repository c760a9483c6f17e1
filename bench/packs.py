"""How much a phone carries for a settlement in the middle of a dense city: the whole pack, with every house in it."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from app.basemaps import cutting, repository
from app.basemaps.adding import Wish, add
from app.basemaps.rules import GRID_ZOOM, PACK_LIMIT, rectangle_around
from app.settings import settings
from bench.measured import Measured, tell
from tests.towns import ACROSS, STREET, city_of_houses, pictures

HOUSES = 120_000
CENTRE = (121.0693, 14.3921)
"""Where four tiles of the grid meet: the pack has all four of them, full of houses."""
PACK_MB = 15.0


def megabytes(folder: Path) -> Iterator[Measured]:
    """Cut the pack of streets and houses, and one of pictures; the heavier of both is told."""
    os.environ["DATA_DIR"] = str(folder / "data")
    settings.cache_clear()
    corner = (CENTRE[0] - ACROSS * STREET / 2, CENTRE[1] - HOUSES // ACROSS * STREET / 2)
    began = time.perf_counter()
    source = add(city_of_houses(folder / "city.geojson", HOUSES, *corner), Wish(attribution="Invented"), tell)
    add(pictures(folder / "above.mbtiles", *CENTRE, range(10, 19), noise=40_000, reach=12), Wish(attribution="-"), tell)
    tell(f"{source.counted['buildings']:,} houses brought in {time.perf_counter() - began:.1f} s")
    rectangle = rectangle_around((*CENTRE, *CENTRE))
    sizes = []
    for kind in ("streets", "imagery"):
        began = time.perf_counter()
        known = cutting.cut(kind, rectangle, cutting.sources_of(kind, rectangle.tiles(GRID_ZOOM), repository.sources()))
        sizes.append(known.size)
        tell(f"{known.pack}: {known.size / 1e6:.2f} MB, zoom {known.max_zoom}, {time.perf_counter() - began:.1f} s")
    if max(sizes) > PACK_LIMIT:
        raise RuntimeError(f"a pack of {max(sizes)} bytes was cut; {PACK_LIMIT} is the limit")
    yield Measured(max(sizes) / 1e6, "MB", PACK_MB)
