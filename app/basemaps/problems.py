"""What can go wrong with maps: the operator's files, and the packs phones ask for.

Problem
├── MapFileUnreadable     422 map-file-unreadable     ``why`` in one word; the detail says what and where
├── MapNotRecognised      422 map-not-recognised      nothing in it is a road, a water, a building, a name or land
├── MapTilesNotMade       500 map-tiles-not-made      tippecanoe failed; the detail is what it said
├── MapNameTaken          409 map-name-taken          ``name``
├── MapNameUnknown        404 map-name-unknown        ``known`` lists what there is
├── PackUnknown           404 pack-unknown            there is none, or it is not for this person
├── PackRenewed           409 pack-renewed            ``version`` that there is now
└── TileUnknown           404 tile-unknown            no tile has such a place
"""

from app.kit.problems import Problem


class MapFileUnreadable(Problem):
    """A file cannot be taken as a map; ``why`` says in one word what is wrong with it."""

    status, slug, title = 422, "map-file-unreadable", "This file cannot be read as a map"

    def __init__(self, why: str, detail: str) -> None:
        super().__init__(detail, why=why)


class MapNotRecognised(Problem):
    """Nothing in a file could be told to be a road, water, a building, a name or land."""

    status, slug, title = 422, "map-not-recognised", "Nothing in this file is known to belong on a map"


class MapTilesNotMade(Problem):
    """The program that makes tiles failed or took too long; the detail is what it said."""

    status, slug, title = 500, "map-tiles-not-made", "The tiles of this map could not be made"


class MapNameTaken(Problem):
    """There is a map of this name already."""

    status, slug, title = 409, "map-name-taken", "There is a map of this name already"


class MapNameUnknown(Problem):
    """There is no map of this name; ``known`` lists those there are."""

    status, slug, title = 404, "map-name-unknown", "There is no map of this name"


class PackUnknown(Problem):
    """There is no such map pack, or it is for a settlement this person does not work with."""

    status, slug, title = 404, "pack-unknown", "There is no such map for you"


class PackRenewed(Problem):
    """The pack was cut anew since; ``version`` is the one there is now."""

    status, slug, title = 409, "pack-renewed", "There is a newer version of this map; ask for it again"


class TileUnknown(Problem):
    """There is no place of these numbers on a map."""

    status, slug, title = 404, "tile-unknown", "There is no such piece of a map"
