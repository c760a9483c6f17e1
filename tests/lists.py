"""Lists of settlements made in a test, and looked at as an import does before anything is taken."""

import json
from math import cos, pi, sin
from typing import Any

from app.kit.whereabouts import Near
from app.settlements.importing import LookedAt, Wish, look_at

HARARE = Wish(city="Harare", near=Near((31.05, -17.83)))
CORNERS = ((31.0, -17.9), (31.01, -17.9), (31.01, -17.91), (31.0, -17.91))


def looked(body: bytes, **said: Any) -> LookedAt:
    return look_at(body, "settlements", Wish(city=HARARE.city, near=HARARE.near, **said))


def said_of(body: bytes, **said: Any) -> list[Any]:
    return [told.said for told in looked(body, **said).told]


def refusals(body: bytes, **said: Any) -> list[str]:
    return [refusal.problem for refusal in looked(body, **said).refused]


def geojson(*geometries: Any, **members: Any) -> bytes:
    listed = [{"type": "Feature", "properties": {"name": "Hopley"}, "geometry": one} for one in geometries]
    return json.dumps({"type": "FeatureCollection", "features": listed, **members}).encode()


def ring_of(corners: int, *, decimals: int) -> list[list[float]]:
    """Return a closed ring of so many different corners around Harare, with so many decimals."""
    turns = [2 * pi * n / corners for n in range(corners)]
    ring = [[round(31.05 + 0.01 * cos(turn), decimals), round(-17.83 + 0.01 * sin(turn), decimals)] for turn in turns]
    return [*ring, ring[0]]


def geojson_named(*geometries: Any) -> bytes:
    listed = [
        {"type": "Feature", "properties": {"name": f"Place {n}"}, "geometry": one}
        for n, one in enumerate(geometries, start=1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": listed}).encode()


def polygon(*corners: tuple[float, ...]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[list(corner) for corner in (*corners, corners[0])]]}
