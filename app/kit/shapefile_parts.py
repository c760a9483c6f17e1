"""Looks at the parts of a Shapefile before GDAL does, which reads a broken table of names as no names, unsaid."""

from collections.abc import Mapping
from struct import unpack_from

FILE_CODE = 9994
SHAPES_HEADER_BYTES, TABLE_HEADER_BYTES, COLUMN_BYTES = 100, 33, 32
COORDINATE_SYSTEMS = ("GEOGCS", "PROJCS", "GEOGCRS", "PROJCRS", "GEODCRS", "COMPD_CS", "COMPOUNDCRS", "LOCAL_CS")


def broken_part(name: str, files: Mapping[str, bytes]) -> str | None:
    """Say which part nothing can be read without is damaged; ``files``: the parts by their ending."""
    if not _whole_shapes(files[".shp"]):
        return f"{name}.shp is damaged or was cut short: it holds the outlines. Pack and send the Shapefile again."
    if not _whole_table(files[".dbf"]):
        return f"{name}.dbf is damaged or was cut short: it holds the names and codes of {name}.shp."
    return None


def without_broken(name: str, files: Mapping[str, bytes]) -> tuple[dict[str, bytes], list[str]]:
    """Return the parts without those that are damaged and can be done without, and what to tell of it."""
    whole, notes = dict(files), []
    if ".shx" not in files:
        notes.append("The Shapefile came without its .shx, which was made anew from the .shp.")
    elif not _whole_shapes(files[".shx"]):
        del whole[".shx"]
        notes.append(f"{name}.shx is damaged; it was made anew from the .shp.")
    if ".prj" in files and not _says_coordinates(files[".prj"]):
        del whole[".prj"]
        notes.append(f"{name}.prj is empty or damaged: it names no coordinate system.")
    return whole, notes


def _whole_shapes(body: bytes) -> bool:
    """Tell whether a .shp or .shx is as long as its first lines say."""
    if len(body) < SHAPES_HEADER_BYTES:
        return False
    code, words = unpack_from(">i", body)[0], unpack_from(">i", body, 24)[0]
    return bool(code == FILE_CODE and SHAPES_HEADER_BYTES <= words * 2 <= len(body))


def _whole_table(body: bytes) -> bool:
    """Tell whether a .dbf has a column and all the rows its first lines count."""
    if len(body) < TABLE_HEADER_BYTES:
        return False
    rows, header, row_bytes = unpack_from("<IHH", body, 4)
    return bool(header >= TABLE_HEADER_BYTES and row_bytes > 0 and header + rows * row_bytes <= len(body))


def _says_coordinates(body: bytes) -> bool:
    text = body.decode("utf-8", "replace").lstrip("\ufeff").strip().upper()
    return text.startswith(COORDINATE_SYSTEMS)
