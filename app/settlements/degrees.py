"""Puts a file's coordinates into longitude and latitude: converted only when somebody says so, and it is told.

A file that is in metres, or in another country's degrees, is asked about before any row is judged. What lies far from
its city is told with its distance, and asked about where turning longitude and latitude round would bring it home.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from app.kit.whereabouts import CLOCK_KM, Near, apart_km, is_land
from app.settlements.files import KnownList, Row
from app.settlements.known import number
from app.settlements.problems import FileNotDegrees, FileTurned

AS_THE_FILE_SAYS = "file"
CODE = re.compile(r"(EPSG|ESRI|IGNF|OGC):[A-Za-z0-9]{1,12}", re.IGNORECASE)
PLAIN = {"EPSG:4326", "OGC:CRS84", "EPSG:4979"}
NEAR_KM, FAR_KM = 300, 1_000
NEARLY_DEG = 5
"""Within so much of both degrees nothing lies far from its city, and nobody measures."""
MOST_TOLD = 10
ONE_ZONE_DEG = 4
"""Half a UTM zone and a little more: a city at the edge of a zone is often mapped in its neighbour's."""


@dataclass(frozen=True)
class Whereabouts:
    """What somebody says of a file's coordinates, and where its city lies."""

    convert_from: str = ""
    turn: bool = False
    city: str = ""
    near: Near | None = None

    @property
    def near_km(self) -> int:
        """How near to the place that is known of the city its settlements must lie to be in it."""
        return CLOCK_KM if self.only_by_clock else NEAR_KM

    @property
    def far_km(self) -> int:
        """How far from there somebody should look again."""
        return CLOCK_KM if self.only_by_clock else FAR_KM

    def far(self, lon: float, lat: float) -> float:
        """Return how many kilometres from there this lies."""
        assert self.near
        return apart_km((lon, lat), self.near.place)

    @property
    def only_by_clock(self) -> bool:
        """Tell whether nothing nearer is known than another city, whose time this one keeps."""
        return self.near is not None and self.near.clock not in {"", self.city}

    def from_there(self) -> str:
        """Name the place that distances are told from."""
        if self.near and self.only_by_clock:
            return f"from {self.near.clock}, whose time {self.city} keeps"
        return f"from {self.city}"


def in_degrees(
    listed: KnownList, said: Whereabouts, columns: tuple[str | None, str | None] = (None, None)
) -> KnownList:
    """Return the list in longitude and latitude; FileNotDegrees or FileTurned where somebody must say so first.

    ``columns``: where a table holds x and y, or longitude and latitude.
    """
    drawn = _pointed(listed, *columns)
    firsts = [first for row in drawn.rows if (first := next(_positions(row.geometry), None))]
    notes: list[str] = []
    if said.turn:
        for position in _all_positions(drawn):
            position[0], position[1] = position[1], position[0]
        notes.append("Longitude and latitude were turned round.")
    crs = _crs_meant(listed, said, firsts)
    if crs is not None:
        _convert(_all_positions(drawn), crs)
        notes.append(f"Coordinates were converted from {_named(crs)} to longitude and latitude.")
    elif listed.should_say and listed.crs is None and firsts:
        notes.append("The file does not say in which coordinates it is: they were read as longitude and latitude.")
    doubts = far_away(firsts, said)
    told, strays = ([], []) if doubts else _strays(drawn, said)
    moved = said.turn or crs is not None
    return replace(
        drawn if moved else listed, notes=listed.notes + notes, doubts=doubts + told, strays=strays, crs=None
    )


def _pointed(listed: KnownList, lon: str | None, lat: str | None) -> KnownList:
    """Return a table with its two columns of coordinates as points; rows without two numbers stay as they are."""
    if not lon or not lat:
        return listed
    return replace(listed, rows=[_with_point(row, lon, lat) for row in listed.rows])


def _with_point(row: Row, lon: str, lat: str) -> Row:
    x, y = number(row.cells.get(lon, "")), number(row.cells.get(lat, ""))
    if row.geometry is not None or x is None or y is None:
        return row
    return replace(row, geometry={"type": "Point", "coordinates": [x, y]})


def _all_positions(listed: KnownList) -> list[list[Any]]:
    return [position for row in listed.rows for position in _positions(row.geometry)]


def _positions(geometry: Any) -> Iterator[list[Any]]:
    """Yield the positions of a geometry that are numbers; the others are told of with their row."""
    waiting = [geometry.get("coordinates")] if isinstance(geometry, dict) else []
    while waiting:
        part = waiting.pop()
        if not isinstance(part, list) or not part:
            continue
        if isinstance(part[0], list):
            waiting.extend(part)
        elif len(part) >= 2 and all(isinstance(one, int | float) and not isinstance(one, bool) for one in part):
            yield part


def _crs_meant(listed: KnownList, said: Whereabouts, positions: Sequence[list[Any]]) -> Any:
    """Return what to convert from, None where they are degrees as we keep them."""
    declared = _known_crs(listed.crs) if listed.crs else None
    if listed.crs and declared is None:
        raise FileNotDegrees(
            f"The file says its coordinates are {listed.crs[:60]}, which is not known. Save it in WGS 84 (EPSG:4326)."
        )
    if declared is not None and _is_plain(declared):
        declared = None
    if declared is not None:
        return _agreed_on(declared, said.convert_from)
    if said.convert_from and said.convert_from != AS_THE_FILE_SAYS:
        asked = _known_crs(said.convert_from)
        if asked is None or not CODE.fullmatch(said.convert_from):
            raise FileNotDegrees(f"No coordinate system is called {said.convert_from[:40]}; write it like EPSG:32736.")
        return None if _is_plain(asked) else asked
    _must_be_degrees(positions, said)
    return None


def _agreed_on(declared: Any, convert_from: str) -> Any:
    name, code = _named(declared), _code(declared)
    if not convert_from:
        raise FileNotDegrees(
            f"The file says its coordinates are {name}, not longitude and latitude. They can be converted.",
            crs=AS_THE_FILE_SAYS, crs_name=name,
        )  # fmt: skip
    if convert_from not in {AS_THE_FILE_SAYS, code}:
        raise FileNotDegrees(
            f"The file says its coordinates are {name}, and you say {convert_from[:40]}.",
            crs=AS_THE_FILE_SAYS, crs_name=name,
        )  # fmt: skip
    return declared


def _must_be_degrees(positions: Sequence[list[Any]], said: Whereabouts) -> None:
    """Ask in which metres a list is when most of it lies outside the globe."""
    outside = [one for one in positions if abs(one[0]) > 180 or abs(one[1]) > 180]
    if len(outside) * 2 <= len(positions):
        return
    x, y = (median(one[axis] for one in outside) for axis in (0, 1))
    guesses = _zones_that_fit(x, y, said)
    likely = f" Near {said.city} this would be {guesses[0]['name']}." if guesses else ""
    raise FileNotDegrees(
        f"The coordinates are no degrees: {x:,.0f}, {y:,.0f} look like metres. Say of which coordinate system.{likely}",
        guesses=guesses,
    )


def _zones_that_fit(x: float, y: float, said: Whereabouts) -> list[dict[str, str]]:
    """Return the UTM zones in which these metres lie near the city."""
    if said.near is None or said.only_by_clock:
        return []
    lon, lat = said.near.place
    zones = sorted({int((lon + shift + 180) // 6) % 60 + 1 for shift in (-ONE_ZONE_DEG, 0, ONE_ZONE_DEG)})
    found = []
    for zone in zones:
        code = f"EPSG:{(32700 if lat < 0 else 32600) + zone}"
        crs, position = _known_crs(code), [x, y]
        _convert([position], crs)
        if abs(position[0]) <= 180 and (far := said.far(position[0], position[1])) <= said.near_km:
            found.append((far, {"code": code, "name": _named(crs)}))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def far_away(positions: Sequence[list[Any]], said: Whereabouts) -> list[str]:
    """Tell where a list lies that is far from its city; ask when turned round it would lie in it."""
    fit = [one for one in positions if abs(one[0]) <= 180 and abs(one[1]) <= 180]
    if said.near is None or not fit:
        return []
    x, y = (float(median(one[axis] for one in fit)) for axis in (0, 1))
    far = said.far(x, y) if abs(y) <= 90 else None
    turned = said.far(y, x) if abs(x) <= 90 and not said.turn else None
    if turned is not None and turned <= said.near_km and (far is None or far > said.near_km):
        raise FileTurned(_as_it_stands(x, y, said, turned), far_km=round(far) if far else None)
    if far is None or far <= said.far_km:
        return []
    return [f"Look again: this lies {_on(x, y)}, {_about(far)} {said.from_there()}."]


def _strays(listed: KnownList, said: Whereabouts) -> tuple[list[str], list[int]]:
    """Tell of rows, and which, that lie far from a list in its city: one noted as 0, 0 lies in the sea."""
    if said.near is None:
        return [], []
    lon, lat = said.near.place
    apart = [
        (row.number, x, y)
        for row in listed.rows
        if (first := next(_positions(row.geometry), None))
        for x, y in [first[:2]]
        if abs(x) <= 180 and abs(y) <= 90 and (abs(x - lon) > NEARLY_DEG or abs(y - lat) > NEARLY_DEG)
    ]
    strays = [(row, x, y, km) for row, x, y in apart if (km := said.far(x, y)) > said.far_km]
    told = [
        f"Look again: row {row:,} lies {_on(x, y)}, {_about(km)} {said.from_there()}."
        for row, x, y, km in strays[:MOST_TOLD]
    ]
    more = len(strays) - len(told)
    return [*told, f"{more:,} more rows lie as far away."] if more else told, [row for row, *_ in strays]


def _as_it_stands(x: float, y: float, said: Whereabouts, home_km: float) -> str:
    turned = f"With longitude and latitude turned round it lies {_about(home_km)} {said.from_there()}."
    if abs(y) > 90 or said.near is None:
        return f"As it stands a latitude of {y:.2f} lies outside the globe. {turned}"
    return f"As it stands this lies {_on(x, y)}, {_about(said.far(x, y))} {said.from_there()}. {turned}"


def _on(x: float, y: float) -> str:
    return "on land" if is_land((x, y)) else "in the sea"


def _about(km: float) -> str:
    return f"{round(km, -2) if km >= 1_000 else km:,.0f} km"


def _known_crs(named: str) -> Any:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        return CRS.from_user_input(named) if CODE.fullmatch(named) or "[" in named or named.startswith("urn:") else None
    except CRSError:
        return None


def _is_plain(crs: Any) -> bool:
    return _code(crs) in PLAIN


def _code(crs: Any) -> str:
    authority = crs.to_authority(min_confidence=70)
    return ":".join(authority) if authority else ""


def _named(crs: Any) -> str:
    code = _code(crs)
    return f"{crs.name} ({code})" if code else str(crs.name)


def _convert(positions: Sequence[list[Any]], crs: Any) -> None:
    """Put positions into longitude and latitude where they lie; what has no place there lies outside the globe."""
    from pyproj import Transformer

    if not positions:
        return
    xs, ys = ([float(one[axis]) for one in positions] for axis in (0, 1))
    lons, lats = Transformer.from_crs(crs, "EPSG:4326", always_xy=True).transform(xs, ys)
    for position, lon, lat in zip(positions, lons, lats, strict=True):
        position[:2] = [round(lon, 8), round(lat, 8)]
