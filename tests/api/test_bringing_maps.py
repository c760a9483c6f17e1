"""An operator brings maps: every format, whatever is in it, and a clear sentence where it cannot be taken."""

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import pyogrio
import pytest
import shapely
from typer.testing import Result

from app.basemaps import archives, repository, rules, tiling
from app.basemaps.schemas import Source
from tests import towns
from tests.api.backing_up import kwetu
from tests.api.test_map_packs import HERE, listed
from tests.cast import Cast
from tests.conftest import Client
from tests.phones import Edit, Phone

WHOSE = ("--attribution", "© those who drew it")
FILES = ("town.geojson", "town.geojsonl", "town.gpkg", "town.fgb", "roads.zip", "town.pmtiles", "town.mbtiles")


def bring(file: Path, *more: str) -> Result:
    return kwetu("basemap", "add", file, *WHOSE, *more)


def brought(file: Path, *more: str) -> Source:
    done = bring(file, *more)
    assert done.exit_code == 0, done.output
    return repository.sources()[-1]


def refused(file: Path, *more: str) -> str:
    done = bring(file, *more)
    assert done.exit_code == 1, done.output
    assert repository.sources() == []
    assert list(repository.folder("at_work").iterdir()) == [], "nothing half made stays"
    return done.output


def layers_at(source: Source, zoom: int = 14) -> dict[str, Any]:
    tile = archives.Archive(repository.tiles_of(source)).tile((zoom, *rules.tile_at(*HERE, zoom)))
    found: dict[str, Any] = mapbox_vector_tile.decode(tile) if tile else {}
    return found


def town_as(folder: Path, name: str) -> Path:
    """Write the same town in another format."""
    plain = towns.collection(folder / "plain.geojson", towns.town(*HERE))
    file = folder / name
    if name.endswith(".geojson"):
        return plain.rename(file)
    if name.endswith(".geojsonl"):
        file.write_text("\n".join(map(json.dumps, towns.town(*HERE))))
        return file
    if name.endswith(("pmtiles", "mbtiles")):
        return _tiles(folder, file)
    meta, _ids, geometry, columns = pyogrio.raw.read(f"GeoJSON:{plain}")
    if name.endswith("zip"):
        return _shapefile(file, meta, geometry, columns)
    pyogrio.raw.write(str(file), geometry, columns, meta["fields"], crs="EPSG:4326", geometry_type="Unknown")
    return file


def _shapefile(file: Path, meta: dict[str, Any], geometry: Any, columns: Any) -> Path:
    lines = [shape.startswith(b"\x01\x02") for shape in geometry]
    shapes = file.with_suffix(".shp")
    pyogrio.raw.write(
        str(shapes), geometry[lines], [column[lines] for column in columns], meta["fields"], crs="EPSG:4326",
        geometry_type="LineString",
    )  # fmt: skip
    with zipfile.ZipFile(file, "w") as packed:
        for ending in (".shp", ".shx", ".dbf", ".prj"):
            packed.write(shapes.with_suffix(ending), f"a folder/{shapes.stem}{ending}")
    return file


def _tiles(folder: Path, file: Path) -> Path:
    """Write one tile as OpenMapTiles would."""
    tile = mapbox_vector_tile.encode(
        [
            {"name": "transportation", "features": [
                {"geometry": "LINESTRING (0 2000, 4096 2000)", "properties": {"class": "primary", "name": "Mango Road"}}
            ]},
            {"name": "waterway", "features": [
                {"geometry": "LINESTRING (0 1, 4096 1)", "properties": {"class": "river"}}
            ]},
            {"name": "place", "features": []},
        ]
    )  # fmt: skip
    at = (14, *rules.tile_at(*HERE, 14))
    if file.suffix == ".mbtiles":
        told = {"format": "pbf", "bounds": "121,14,122,15", "json": json.dumps({"vector_layers": [
            {"id": "transportation"}, {"id": "waterway"}, {"id": "place"}]})}  # fmt: skip
        return towns.mbtiles(file, told, {at: tile})
    archives.write(file, "mvt", (121.0, 14.0, 122.0, 15.0), {}, iter([(at, archives.packed(tile))]))
    return file


def test_maps_are_listed_under_headings_with_sizes_that_say_something_and_the_edges_of_each_town(
    cast: Cast, tmp_path: Path
) -> None:
    assert "There are no maps yet" in kwetu("basemap", "list").output
    roads = [[(lon, lat), (lon + 0.02, lat + 0.01)] for lon, lat in ((31.02, -18.02), (121.04, 14.4))]
    lines = [
        {
            "type": "Feature",
            "properties": {"highway": "primary"},
            "geometry": {"type": "LineString", "coordinates": road},
        }
        for road in roads
    ]
    two = tmp_path / "two.geojson"
    two.write_text(json.dumps({"type": "FeatureCollection", "features": lines}))
    brought(two)
    headings, first, second = kwetu("basemap", "list").output.splitlines()
    assert headings.split()[:6] == ["NAME", "USE", "KIND", "SIZE", "DATE", "WEST"]
    assert first.split()[:3] == ["two", "basemap", "streets"]
    assert "kB" in first
    assert first.endswith(WHOSE[1])
    west = headings.index("WEST")
    edges = [[float(edge) for edge in line[west:].split()[:4]] for line in (first, second)]
    assert [[round(edge) for edge in box] for box in edges] == [[31, -18, 31, -18], [121, 14, 121, 14]]


def test_an_empty_file_is_called_empty(cast: Cast, tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.geojson"
    nothing.write_text("\n")
    assert "nothing.geojson is empty." in refused(nothing)


@pytest.mark.parametrize("name", FILES)
def test_a_town_comes_in_from_every_format(cast: Cast, tmp_path: Path, name: str) -> None:
    source = brought(town_as(tmp_path, name))
    assert (source.use, source.tiles, source.attribution) == ("basemap", "mvt", WHOSE[1])
    assert "121.0" in kwetu("basemap", "list").output
    if source.dialect == "kwetu":
        roads = layers_at(source)["roads"]["features"]
        assert {one["properties"].get("name") for one in roads} == {"Mango Road", None}
        if "town" in name:
            assert source.counted == {"roads": 2, "water": 1, "buildings": 1, "land": 1, "names": 2}
    else:
        assert source.dialect == "openmaptiles"
    removed = kwetu("basemap", "remove", source.name)
    assert removed.exit_code == 0, removed.output
    assert list(repository.folder("basemap").iterdir()) == []


def test_tiles_of_another_maker_go_into_packs_in_our_layers(
    client: Client, cast: Cast, mara: Phone, ours: Edit, tmp_path: Path
) -> None:
    brought(town_as(tmp_path, "town.pmtiles"))
    [pack] = listed(client, mara.member)
    told = client.get(f"/api/packs/{pack['pack']}", mara.member).json()
    assert told["layers"] == ["water", "roads"]
    tile = client.get("/api/tiles/streets/{}/{}/{}".format(14, *rules.tile_at(*HERE, 14)), mara.member).content
    assert mapbox_vector_tile.decode(tile)["roads"]["features"][0]["properties"] == {
        "kind": "major", "name": "Mango Road",
    }  # fmt: skip


def test_metres_that_are_declared_are_brought_to_degrees_and_that_is_said(cast: Cast, tmp_path: Path) -> None:
    line = shapely.to_wkb([shapely.LineString([(288_000, 1_593_500), (289_000, 1_593_500)])])
    file = tmp_path / "streets.gpkg"
    pyogrio.raw.write(str(file), line, [], [], crs="EPSG:32651", geometry_type="LineString")
    done = bring(file)
    assert "brought from EPSG:32651 to degrees" in done.output
    [source] = repository.sources()
    assert rules.meet(source.bounds, (121.0, 14.3, 121.1, 14.5))


def test_metres_that_nobody_declared_are_refused_until_somebody_says_what_they_are(cast: Cast, tmp_path: Path) -> None:
    line = towns.feature("LineString", [[288_000, 1_593_500], [289_000, 1_593_500]], highway="primary")
    file = towns.collection(tmp_path / "streets.geojson", [line])
    assert "--crs EPSG:32736" in refused(file)
    assert "EPSG:99999999" in refused(file, "--crs", "EPSG:99999999")
    assert brought(file, "--crs", "EPSG:32651").counted == {"roads": 1}


def test_degrees_turned_round_and_topojson_are_told_for_what_they_are(cast: Cast, tmp_path: Path) -> None:
    line = towns.feature("LineString", [[HERE[1], HERE[0]], [HERE[1] + 0.01, HERE[0]]], highway="primary")
    told = refused(towns.collection(tmp_path / "streets.geojson", [line]))
    assert "longitude and latitude look turned round" in told
    assert "--crs" not in told
    (tmp_path / "wards.json").write_text('{"type": "Topology", "objects": {}, "arcs": []}')
    assert "wards.json is TopoJSON; save it as GeoJSON first." in refused(tmp_path / "wards.json")
    (tmp_path / "drone.tif").write_bytes(b"II*\0" + bytes(64))
    assert "Cut it into tiles with GDAL, then add drone.mbtiles" in refused(tmp_path / "drone.tif")


def test_what_is_not_recognised_is_counted_and_left_out_or_taken_for_what_the_operator_says(
    cast: Cast, tmp_path: Path
) -> None:
    plots = [towns.square(HERE[0] + n / 100, HERE[1], parcel=n) for n in range(3)]
    file = towns.collection(tmp_path / "plots.geojson", plots)
    assert "--layer" in refused(file)
    assert brought(file, "--layer", "buildings").counted == {"buildings": 3}
    mixed = towns.collection(tmp_path / "mixed.geojson", [*plots, *towns.town(*HERE)])
    assert "3 were not recognised" in bring(mixed).output


def test_a_map_of_a_name_that_is_taken_is_refused_or_replaces_it_wholly(cast: Cast, tmp_path: Path) -> None:
    file = town_as(tmp_path, "town.geojson")
    first = brought(file)
    again = bring(file)
    assert (again.exit_code, "--replace" in again.output) == (1, True)
    towns.collection(file, towns.town(*HERE)[:1])
    assert brought(file, "--replace").counted == {"roads": 1}
    [present] = repository.sources()
    assert present.sha256 != first.sha256
    assert sorted(one.suffix for one in repository.folder("basemap").iterdir()) == [".json", ".pmtiles"]
    assert "No basemap is called village. There is: town." in kwetu("basemap", "remove", "village").output
    assert kwetu("overlay", "remove", "town").exit_code == 1
    assert [one.name for one in repository.sources()] == ["town"]


HOSTILE = {
    "nothing": b"",
    "text": b"this is no map",
    "picture.png": towns.picture(7),
    "cut.pmtiles": b"PMTiles\x03" + b"\x00" * 40,
    "promises.pmtiles": b"PMTiles\x03" + b"\xff" * 119,
    "old.pmtiles": b"PMTiles\x02" + b"\x00" * 200,
    "empty.mbtiles": b"SQLite format 3\0" + b"\0" * 84,
    "json": b'{"type": "FeatureCollection", "features": [',
    "nothing.geojson": b'{"type": "FeatureCollection", "features": []}',
    "other.geojson": b'{"this": "is JSON"}',
    "follows.geojson": b'{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc/passwd"}',
    "names.vrt": b"<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource>",
    "cut.fgb": b"fgb\x03fgb\x00" + b"\xff" * 60,
    "cut.zip": b"PK\x03\x04" + b"\x00" * 60,
    "cut.gpkg": b"SQLite format 3\0" + b"\0" * 52 + b"GPKG" + b"\0" * 60,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_no_map_gets_a_sentence_and_leaves_nothing(cast: Cast, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(HOSTILE[name])
    told = refused(file)
    assert told.startswith(("This file cannot be read as a map.", "Nothing in this file is known to belong on a map."))
    assert "Traceback" not in told
    assert "root:" not in told


def test_tiles_that_are_not_what_the_file_promises_are_refused(cast: Cast, tmp_path: Path) -> None:
    at = (14, *rules.tile_at(*HERE, 14))
    bomb, broken = gzip.compress(b"\0" * (archives.TILE_LIMIT + 1)), archives.packed(b"no tile at all")
    for n, body in enumerate((bomb, broken)):
        file = tmp_path / f"town{n}.pmtiles"
        archives.write(file, "mvt", (121.0, 14.0, 122.0, 15.0), {}, iter([(at, body)]))
        assert "cannot be read as a map" in refused(file)
    whole = town_as(tmp_path, "town.pmtiles")
    whole.write_bytes(whole.read_bytes()[:-20])
    assert "cut short" in refused(whole)


def test_a_shapefile_without_its_parts_names_what_is_missing(cast: Cast, tmp_path: Path) -> None:
    whole = town_as(tmp_path, "roads.zip")
    with zipfile.ZipFile(whole) as packed, zipfile.ZipFile(tmp_path / "parts.zip", "w") as parts:
        parts.writestr("roads.shp", packed.read("a folder/roads.shp"))
    assert "without its .shx and .dbf" in refused(tmp_path / "parts.zip")
    (tmp_path / "roads.dbf").unlink()
    assert "without its .dbf" in refused(tmp_path / "roads.shp")


def zones(file: Path, *drawn: Any) -> Path:
    """Write areas of a city, NaN and all."""
    features = [
        {"type": "Feature", "properties": {"name": f"Zone {n}"}, "geometry": {"type": "Polygon", "coordinates": one}}
        for n, one in enumerate(drawn, start=1)
    ]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return file


def square(*, broken: Any = 121.01) -> list[list[list[Any]]]:
    return [[[121.0, 14.0], [broken, 14.0], [121.01, 14.01], [121.0, 14.01], [121.0, 14.0]]]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (float("nan"), "Feature 2 of “zones” has a corner without a number (NaN or infinite): mend it"),
        (float("inf"), "Feature 2 of “zones” has a corner without a number (NaN or infinite): mend it"),
        (1e30, "Feature 2 of “zones” lies outside the globe, and the others do not: mend it"),
    ],
)
def test_a_corner_without_a_number_is_one_sentence_that_names_the_feature(
    cast: Cast, tmp_path: Path, broken: float, said: str
) -> None:
    file = zones(tmp_path / "zones.geojson", square(), square(broken=broken), square())
    overlay = kwetu("overlay", "add", file, *WHOSE, "--kind", "flood", "--date", "2024-06-30")
    told = f"This file cannot be read as a map. {said}, and bring the file again.\n"
    assert (overlay.exit_code, overlay.output, repository.sources()) == (1, told, [])
    assert refused(file, "--layer", "buildings") == told


def test_a_feature_whose_shape_cannot_be_read_is_left_out_and_named(cast: Cast, tmp_path: Path) -> None:
    file = zones(tmp_path / "zones.geojson", square(), square(broken="x"), square(broken=None))
    done = kwetu("overlay", "add", file, *WHOSE, "--kind", "flood", "--date", "2024-06-30")
    assert "Without a shape that can be read, feature 2 and 1 more were left out." in done.output
    assert repository.sources()[0].counted == {"zones": 1}


def test_what_tippecanoe_says_when_it_fails_is_shown(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiling, "MEMORY_BYTES", 64 * 1024**2)
    told = refused(town_as(tmp_path, "town.geojson"))
    assert told.startswith("The tiles of this map could not be made. The program tippecanoe ended with")
    assert (len(told.splitlines()), str(repository.folder("at_work")) in told) == (1, False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("basemap", "add", "{}", "--attribution", " "), "--attribution is needed"),
        (("basemap", "add", "{}", *WHOSE, "--date", "yesterday"), "2026-10-01"),
        (("basemap", "add", "{}", *WHOSE, "--layer", "parcels"), "roads, water, buildings, land, names"),
        (("overlay", "add", "{}", *WHOSE, "--date", "2024-06-30", "--kind", "secret"), "ward, zoning, cadastre"),
    ],
)
def test_what_an_operator_forgot_is_named(cast: Cast, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    file = town_as(tmp_path, "town.geojson")
    done = kwetu(*(word.format(file) for word in words))
    assert done.exit_code == 2
    assert said in " ".join(done.output.replace("│", " ").split())
