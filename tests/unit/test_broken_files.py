"""A file that cannot be read, or only in part, is called what it is, in a sentence."""

import resource
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import shapely
from shapely.geometry import shape

from app.kit import geofiles, geofiles_reading
from app.settlements.problems import FileHasLayers, FileUnreadable
from tests.lists import CORNERS, looked, said_of
from tests.maps import HOPLEY, drawn, gpx, unzipped, zipped


def without(ending: str) -> bytes:
    files = unzipped(drawn("ESRI Shapefile"))
    return zipped({name: part for name, part in files.items() if not name.endswith(ending)})


def with_part(ending: str, broken: Callable[[bytes], bytes]) -> bytes:
    files = unzipped(drawn("ESRI Shapefile"))
    return zipped({name: broken(part) if name.endswith(ending) else part for name, part in files.items()})


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (without(".dbf"), "list.dbf is missing from the zip file: it holds the names and codes of list.shp."),
        (without(".shp"), "This zip file holds parts of a Shapefile, but not the .shp with the outlines."),
        (
            unzipped(drawn("ESRI Shapefile"))["list.shp"],
            "This is one part of a Shapefile. Put its .shp, .shx, .dbf and .prj into one zip file and send that.",
        ),
        (
            zipped({"a.csv": b"name\nA", "b.kml": b"<kml/>"}),
            "This zip file holds 2 maps (a.csv, b.kml). Send one at a time.",
        ),
        (
            zipped({"photo.jpg": b"x"}),
            "This zip file holds no map: no .shp, .gpkg, .kml, .gpx, .fgb, .geojson or .csv.",
        ),
        (zipped({"[Content_Types].xml": b"x"}), "This is a spreadsheet. Save it as CSV and send that."),
        (zipped({"a.kml": b"0" * 160_000_000}), "This zip file unpacks to far more than a city's list can hold."),
        (zipped({f"{n}.txt": b"" for n in range(300)}), "This zip file has 300 files in it; a map needs a handful."),
        (b'{"type": "FeatureCollection", "features": []}', "There are no features in it."),
        (b"PK\x03\x04", "This zip file is damaged or was cut short: it does not unpack."),
        (b"<html></html>", "This is XML, but neither KML nor GPX."),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><kml>', "This file defines words of its own (DOCTYPE), as no map file does."),
        (b"SQLite format 3\0" + b"x" * 100, "This GeoPackage is broken: it is damaged, was cut short, or is none."),
        (drawn("GPKG")[:50_000], "This GeoPackage is broken: it is damaged, was cut short, or is none."),
        (zipped({"wards.gpkg": drawn("GPKG")[:5000]}), "This GeoPackage is broken"),
        (b"fgb\x03fgb\x00" + b"\xff" * 100, "This FlatGeobuf is broken"),
        (drawn("FlatGeobuf")[:300], "This FlatGeobuf is broken"),
        (
            drawn("LIBKML")[:600],
            "This KML is broken: it is damaged, was cut short, or is none. Save it and send it again. (It br",
        ),
        (gpx(*CORNERS)[:200], "This GPX is broken"),
        (with_part(".shp", lambda body: body[:150]), "list.shp is damaged or was cut short: it holds the outlines."),
        (with_part(".shp", lambda body: b""), "list.shp is damaged or was cut short: it holds the outlines."),
        (
            with_part(".dbf", lambda body: body[:-60]),
            "list.dbf is damaged or was cut short: it holds the names and codes",
        ),
        (with_part(".dbf", lambda body: b"\x07" * 300), "list.dbf is damaged or was cut short: it holds the names"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "This is a picture, not a map or a table."),
        (b"%PDF-1.7\n1 0 obj", "This is a PDF, not a map or a table."),
        (b"Rar!\x1a\x07\x01\x00", "This is an archive that is no zip, not a map or a table."),
    ],
)
def test_a_file_nobody_can_read_is_answered_in_a_sentence(body: bytes, sentence: str) -> None:
    with pytest.raises(FileUnreadable) as answer:
        looked(body)
    assert answer.value.detail is not None
    assert answer.value.detail.startswith(sentence)


@pytest.mark.parametrize(
    ("ending", "broken", "note"),
    [
        (".shx", b"\5" * 108, "list.shx is damaged; it was made anew from the .shp."),
        (".shx", b"", "list.shx is damaged; it was made anew from the .shp."),
        (".prj", b"hello", "list.prj is empty or damaged: it names no coordinate system."),
        (".prj", b"", "list.prj is empty or damaged: it names no coordinate system."),
    ],
)
def test_a_part_of_a_shapefile_that_can_be_done_without_is_left_out_and_told(
    ending: str, broken: bytes, note: str
) -> None:
    looked_at = looked(with_part(ending, lambda _body: broken))
    assert [told.said["name"] for told in looked_at.told] == ["Hopley", "Epworth"]
    assert note in looked_at.listed.notes


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("wards.zip", "wards.zip: This is called a zip file, but it is none. Save it and send it again."),
        ("wards.gpkg", "wards.gpkg: This is called a GeoPackage, but it is none. Save it and send it again."),
    ],
)
def test_a_text_that_is_called_a_map_is_told_by_its_name(name: str, sentence: str) -> None:
    with pytest.raises(FileUnreadable) as answer:
        looked(b"name\nHopley", file_name=name)
    assert answer.value.detail == sentence
    with pytest.raises(FileUnreadable) as answer:
        looked(drawn("GPKG")[:5000], file_name="wards.gpkg")
    assert str(answer.value.detail).startswith("wards.gpkg: This GeoPackage is broken")
    assert len(looked(b"name\nHopley", file_name="wards.csv").told) == 1


def test_of_several_layers_one_is_asked_for(tmp_path: Path) -> None:
    import numpy as np
    from pyogrio.raw import write

    for layer, name in (("2019", "Hopley"), ("2023", "Hopley Farm")):
        outline = np.array([shapely.to_wkb(shape(HOPLEY))], dtype=object)
        write(
            tmp_path / "two.gpkg", outline, [np.array([name], dtype=object)], ["name"],
            layer=layer, driver="GPKG", crs="EPSG:4326", geometry_type="Polygon", append=layer == "2023",
        )  # fmt: skip
    body = (tmp_path / "two.gpkg").read_bytes()
    with pytest.raises(FileHasLayers) as asked:
        looked(body)
    assert asked.value.detail == "This file has 2 layers (2019, 2023). Say which of them."
    assert list(asked.value.facts["layers"]) == ["2019", "2023"]
    assert [one["name"] for one in said_of(body, layer="2023")] == ["Hopley Farm"]


def test_a_map_that_takes_longer_to_read_than_a_list_needs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geofiles, "MOST_S", 0.01)
    with pytest.raises(FileUnreadable, match="takes more than any city's list needs; it was stopped"):
        looked(drawn("GPKG"))


def test_a_small_map_that_unfolds_into_more_memory_than_a_list_needs_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "list.gpkg"
    file.write_bytes(drawn("GPKG"))
    with closing(sqlite3.connect(file)) as hostile:
        for (trigger,) in hostile.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            hostile.execute(f'DROP TRIGGER "{trigger}"')
        hostile.execute("ALTER TABLE list RENAME TO drawn")
        hostile.execute("CREATE VIEW list AS SELECT fid, geom, printf('%.*c', 900000000, 'x') AS name FROM drawn")
        for table in ("gpkg_contents", "gpkg_geometry_columns"):
            hostile.execute(f"UPDATE {table} SET table_name = 'list'")
        hostile.commit()
    assert file.stat().st_size < 200_000
    with pytest.raises(FileUnreadable, match="This GeoPackage is broken"):
        looked(file.read_bytes())
    most_kb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert most_kb * 1024 < geofiles_reading.MOST_BYTES
