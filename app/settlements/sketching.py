"""Draws the rows of a file in few bytes, by what would become of each: a leader sees the map before anything is taken.

Lines lie within a few metres of where the file has them. A long list is drawn more roughly before rows are left out,
and how roughly, and how many are left out, is told beside it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from app.settlements.schemas import Shape, Sketch, Sketched, WhatBecomes

if TYPE_CHECKING:
    import numpy as np

STEPS_A_DEGREE = 100_000
"""Corners are told in steps of about a metre, each as far from the one before it."""
WITHIN_M = (3, 5, 10, 20, 40)
METRES_A_DEGREE = 111_320
MOST_BYTES = 295_000
CORNER_BYTES, ROW_BYTES = 6, 24
"""What a corner and a row take when they are written, in the middle: a row's first corner has all its digits."""
LONGEST_NAME = 80


class Lies(NamedTuple):
    """A row, what would become of it, what it is called, and where the file says it lies."""

    row: int
    what: WhatBecomes
    name: str
    geometry: Any


def sketch(rows: Sequence[Lies]) -> Sketch | None:
    """Return the rows that can be drawn, in groups of one fate; None where nothing can be drawn."""
    drawn = [(one, shape) for one, shape in zip(rows, _shapes(rows), strict=True) if shape is not None]
    if not drawn:
        return None
    told = [one for one, _ in drawn]
    within_m, shapes = _as_fits(told, [shape for _, shape in drawn])
    first = _first_that_fit(told, shapes)
    groups: dict[WhatBecomes, Sketched] = {}
    for one, shape in zip(told[:first], shapes[:first], strict=True):
        group = groups.setdefault(one.what, Sketched(what=one.what, rows=[], names=[], shapes=[]))
        group.rows.append(one.row)
        group.names.append(one.name[:LONGEST_NAME])
        group.shapes.append(_steps(shape))
    return Sketch(within_m=within_m, left_out=len(told) - first, steps=STEPS_A_DEGREE, groups=list(groups.values()))


def _shapes(rows: Sequence[Lies]) -> list[Any]:
    """Read what the rows say of where they lie; None for what nobody can draw on a globe."""
    import shapely

    shapes = shapely.force_2d(shapely.from_geojson([_text(one.geometry) for one in rows], on_invalid="ignore"))
    west, south, east, north = shapely.bounds(shapes).T
    fits = (west >= -180) & (south >= -90) & (east <= 180) & (north <= 90)
    return [shape if on_globe else None for shape, on_globe in zip(shapes, fits, strict=True)]


def _text(geometry: Any) -> bytes | None:
    try:
        return orjson.dumps(geometry) if geometry else None
    except TypeError:
        return None


def _as_fits(rows: Sequence[Lies], shapes: Sequence[Any]) -> tuple[int, Sequence[Any]]:
    """Return the shapes as exactly as there is room for, and within how many metres they lie."""
    import shapely

    drawn: Sequence[Any] = shapes
    for within_m in WITHIN_M:
        drawn = list(shapely.simplify(shapes, within_m / METRES_A_DEGREE, preserve_topology=True))
        if sum(_sizes(rows, drawn)) <= MOST_BYTES:
            return within_m, drawn
    return WITHIN_M[-1], drawn


def _sizes(rows: Sequence[Lies], shapes: Sequence[Any]) -> list[int]:
    import shapely

    corners = shapely.get_num_coordinates(shapes).tolist()
    return [
        n * CORNER_BYTES + ROW_BYTES + min(len(one.name), LONGEST_NAME) for one, n in zip(rows, corners, strict=True)
    ]


def _first_that_fit(rows: Sequence[Lies], shapes: Sequence[Any]) -> int:
    size = 0
    for place, one in enumerate(_sizes(rows, shapes)):
        size += one
        if size > MOST_BYTES and place:
            return place
    return len(rows)


def _steps(shape: Any) -> Shape:
    return [[_walked(ring) for ring in part] for part in _parts(shape)]


def _parts(shape: Any) -> Iterator[list[Any]]:
    """Yield the parts of a shape, each its lines of corners: an area's outer line first, without closing it."""
    import shapely

    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            yield [shapely.get_coordinates(ring)[:-1] for ring in shapely.get_rings(part)]
        else:
            yield [shapely.get_coordinates(part)]


def _walked(corners: "np.ndarray[Any, Any]") -> list[int]:
    """Return corners as steps: the first from where the degrees begin, each other from the one before."""
    import numpy as np

    steps: list[int] = np.diff(np.rint(corners * STEPS_A_DEGREE).astype(int), axis=0, prepend=0).ravel().tolist()
    return steps


def drawn_as(told: Mapping[str, Any]) -> Any:
    """Return where a row lies as it would be taken: mended, cut or closed."""
    return told.get("boundary") or told.get("centre_point")
