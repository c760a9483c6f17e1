"""Which ground a pack covers, what files call a road, and how tiles of several makers become one."""

import mapbox_vector_tile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.basemaps.dialects import joined, layer_names, normalised
from app.basemaps.problems import MapFileUnreadable
from app.basemaps.recognising import dialect_of, layer_called, recognised
from app.basemaps.rules import (
    GRID_ZOOM,
    MOST_ACROSS,
    bounds_of_tile,
    key_of,
    rectangle_around,
    rectangle_of,
    settlement_of,
    tile_at,
)

LON = st.floats(-180, 180)
LAT = st.floats(-90, 90)


@given(LON, LAT)
def test_every_place_on_the_globe_lies_in_its_tile_and_in_a_pack_around_it(lon: float, lat: float) -> None:
    west, south, east, north = bounds_of_tile((GRID_ZOOM, *tile_at(lon, lat, GRID_ZOOM)))
    mapped = max(-85.05, min(85.05, lat))
    assert west - 1e-9 <= lon <= east + 1e-9
    assert south - 1e-9 <= mapped <= north + 1e-9
    rectangle = rectangle_around((lon, lat, lon, lat))
    assert (GRID_ZOOM, *tile_at(lon, lat, GRID_ZOOM)) in rectangle.tiles(GRID_ZOOM)
    assert rectangle_of(key_of("streets", rectangle)) == ("streets", rectangle)


def test_a_pack_is_whole_tiles_of_a_coarse_grid_so_that_settlements_side_by_side_share_one() -> None:
    one = rectangle_around((121.0460, 14.3720, 121.0470, 14.3730))
    assert rectangle_around((121.0466, 14.3724, 121.0475, 14.3731)) == one
    assert one.bounds[2] - one.bounds[0] > 0.04
    assert {tile[0] for tile in one.tiles(8)} == {8}
    assert len(one.tiles(14)) == 4 * len(one.tiles(13))


def test_a_boundary_as_large_as_a_province_gives_no_pack_as_large_as_a_province() -> None:
    rectangle = rectangle_around((29.0, -19.0, 32.0, -16.0))
    assert (rectangle.east - rectangle.west + 1, rectangle.south - rectangle.north + 1) == (MOST_ACROSS, MOST_ACROSS)
    assert (GRID_ZOOM, *tile_at(30.5, -17.5, GRID_ZOOM)) in rectangle.tiles(GRID_ZOOM)


def test_a_settlement_over_the_antimeridian_has_a_pack() -> None:
    rectangle = rectangle_around((179.99, -17.0, -179.99, -16.99))
    assert (GRID_ZOOM, *tile_at(179.995, -16.995, GRID_ZOOM)) in rectangle.tiles(GRID_ZOOM)


@pytest.mark.parametrize("key", ["streets-1-2-3", "houses-1-2-3-4", "streets-1-2-3-4/..", "structures-../../x"])
def test_no_other_name_is_that_of_a_pack(key: str) -> None:
    assert rectangle_of(key) is None
    assert settlement_of(key) is None


@pytest.mark.parametrize(
    ("said", "shape", "layer", "kind"),
    [
        ({"highway": "trunk_link"}, "line", "roads", "highway"),
        ({"highway": "track", "bridge": "yes"}, "line", "roads", "path"),
        ({"fclass": "residential"}, "line", "roads", "minor"),
        ({"fclass": "residential"}, "polygon", "land", "built"),
        ({"railway": "station", "name": "Alabang"}, "point", "names", "transport"),
        ({"waterway": "ditch"}, "line", "water", "drain"),
        ({"natural": "wetland"}, "polygon", "water", "wetland"),
        ({"building": "church"}, "polygon", "buildings", "building"),
        ({"amenity": "clinic", "name": "Fig Clinic"}, "point", "names", "health"),
        ({"place": "suburb", "name": "Tunasan"}, "point", "names", "suburb"),
        ({"landuse": "cemetery"}, "polygon", "land", "public"),
    ],
)
def test_what_files_call_things_comes_to_few_kinds(said: dict[str, str], shape: str, layer: str, kind: str) -> None:
    found = recognised(said, shape, None)
    assert found is not None
    assert (found.layer, found.said["kind"]) == (layer, kind)


def test_what_is_not_known_is_left_out_unless_the_file_is_known_to_hold_one_thing() -> None:
    assert recognised({"height": 3}, "polygon", None) is None
    assert recognised({"place": "suburb"}, "point", None) is None, "a name that is not said"
    alone = recognised({"height": 3}, "polygon", None, layer_called("Building_Footprints_2024"))
    assert alone is not None
    assert alone.layer == "buildings"
    assert recognised({"highway": "primary"}, "line", None, "buildings") is not None, "tags say more than a file's name"


def test_makers_of_tiles_are_known_by_their_layers() -> None:
    assert dialect_of({"transportation", "waterway", "place", "poi", "housenumber"}) == "openmaptiles"
    assert dialect_of({"earth", "roads", "places", "water", "buildings", "pois"}) == "protomaps"
    assert dialect_of({"streets", "water_polygons", "place_labels"}) == "shortbread"
    assert dialect_of({"roads", "water"}) == "kwetu"
    assert dialect_of({"parcels"}) is None


LINE = "LINESTRING (0 0, 100 100)"


def test_tiles_of_another_maker_come_in_our_layers_with_their_geometry_as_it_was() -> None:
    theirs = mapbox_vector_tile.encode(
        [
            {"name": "transportation", "features": [
                {"geometry": LINE, "properties": {"class": "primary", "brunnel": "bridge", "layer": 1}},
                {"geometry": LINE, "properties": {"class": "ferry_line_of_no_kind"}},
            ]},
            {"name": "place", "features": [
                {"geometry": "POINT (5 6)", "properties": {"class": "suburb", "name": "Tunasan", "name:xx": "Y"}},
            ]},
            {"name": "housenumber", "features": [{"geometry": "POINT (5 6)", "properties": {"housenumber": "12"}}]},
        ]
    )  # fmt: skip
    ours = mapbox_vector_tile.decode(normalised(theirs, "openmaptiles"))
    assert set(ours) == {"roads", "names"}
    road = ours["roads"]["features"][0]
    assert road["properties"] == {"kind": "major", "bridge": True}
    assert road["geometry"]["coordinates"] == [[0, 0], [100, 100]]
    assert [one["properties"] for one in ours["names"]["features"]] == [
        {"kind": "suburb", "rank": 2, "name": "Tunasan"}
    ]
    assert b"Tunasan" in normalised(theirs, "openmaptiles")
    assert b"housenumber" not in normalised(theirs, "openmaptiles")


def test_tiles_of_two_files_are_laid_together_each_layer_once() -> None:
    one, other = (
        mapbox_vector_tile.encode(
            [{"name": "roads", "features": [{"geometry": LINE, "properties": {"kind": kind, "name": name}}]}]
        )
        for kind, name in (("major", "Mango Road"), ("minor", "Fig Lane"))
    )
    both = joined([one, other])
    [layer] = mapbox_vector_tile.decode(both).values()
    assert [said["properties"]["name"] for said in layer["features"]] == ["Mango Road", "Fig Lane"]
    assert layer_names(both) == {"roads"}
    assert joined([one]) == one


@pytest.mark.parametrize("body", [b"no tile at all", b"\x1a\xff\xff\xff\xff\x0f", b"\x1a\x06\x0a\x05roa"])
def test_what_is_no_tile_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(MapFileUnreadable):
        layer_names(body)
