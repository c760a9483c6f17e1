"""What can go wrong with settlements, places and the files they are imported from.

Problem
├── FieldUnknown             422 field-unknown          this kind of record has no such field
├── ValueUnfit               422 value-unfit            the answer is of the wrong type or size
├── TeamIsForLeaders         403 team-is-for-leaders    only a leader says who profiles a settlement
├── MoveIsForLeaders         403 move-is-for-leaders    only who leads both cities moves a settlement
├── JoinIsForLeaders         403 join-is-for-leaders    only a leader says that two places are one
├── OtherPlaceUnknown        422 other-place-unknown    not a settlement of the same city
├── SettlementNotYours       403 settlement-not-yours   another team's settlement
├── SettlementUnknown        422 settlement-unknown     no such settlement here
├── PlacesAreForLeaders      403 places-are-for-leaders
├── FileUnreadable           422 file-unreadable        no map and no table; ``row`` where it breaks
├── FileNotDegrees           422 file-not-degrees       no degrees; ``crs`` or ``guesses`` to convert from
├── FileHasLayers            422 file-has-layers        ``layers`` names those to choose from
├── FileTurned               422 file-turned            longitude and latitude look turned round; ``far_km``
├── FileOfWards              422 file-of-wards          ``larger`` of ``drawn`` are larger than ``km2``: wards?
├── NoUsableColumn           422 no-usable-column       ``found`` and ``looked_for``
├── FileTooLarge             413 file-too-large         ``limit_bytes``
└── CityUnknown              404 city-unknown           ``known`` lists the cities
"""

from app.kit.problems import Problem


class FieldUnknown(Problem):
    """This kind of record has no such field."""

    status, slug, title = 422, "field-unknown", "There is no such field here"


class ValueUnfit(Problem):
    """The answer is of the wrong type or too large."""

    status, slug, title = 422, "value-unfit", "This answer does not fit its field"


class TeamIsForLeaders(Problem):
    """Only a leader of the city says which team profiles a settlement."""

    status, slug, title = 403, "team-is-for-leaders", "Only a leader says which team profiles a settlement"


class MoveIsForLeaders(Problem):
    """Only somebody who leads in both cities moves a settlement from one to the other."""

    status, slug, title = 403, "move-is-for-leaders", "Only who leads in both cities moves a settlement"


class JoinIsForLeaders(Problem):
    """Only a leader of the city says that two settlements are one."""

    status, slug, title = 403, "join-is-for-leaders", "Only a leader says that two settlements are one"


class OtherPlaceUnknown(Problem):
    """The settlement named as the same is not one of this city."""

    status, slug, title = 422, "other-place-unknown", "The other settlement is not in this city"


class SettlementUnknown(Problem):
    """The settlement has not arrived here."""

    status, slug, title = 422, "settlement-unknown", "This settlement is not known here yet"


class SettlementNotYours(Problem):
    """The settlement belongs to another team or another city."""

    status, slug, title = 403, "settlement-not-yours", "Another team profiles this settlement"


class PlacesAreForLeaders(Problem):
    """Wards and barangays are kept by leaders."""

    status, slug, title = 403, "places-are-for-leaders", "Only a leader changes wards and barangays"


class FileUnreadable(Problem):
    """The file is neither a map nor a table of text; ``row`` names the place where it breaks."""

    status, slug, title = 422, "file-unreadable", "This file cannot be read"


class FileNotDegrees(Problem):
    """The coordinates are not longitude and latitude: ``crs`` is what the file says, ``guesses`` what would fit."""

    status, slug, title = 422, "file-not-degrees", "This file's coordinates are not longitude and latitude"


class FileHasLayers(Problem):
    """The file holds several layers, ``layers``; one is asked for."""

    status, slug, title = 422, "file-has-layers", "This file has several layers: choose one"


class FileTurned(Problem):
    """The file lies ``far_km`` away, and in the city once longitude and latitude are turned round."""

    status, slug, title = 422, "file-turned", "Longitude and latitude look turned round in this file"


class FileOfWards(Problem):
    """Of ``drawn`` settlements ``larger`` cover more than ``km2``: these may be wards, and somebody says which."""

    status, slug, title = 422, "file-of-wards", "These look like wards or districts, not settlements"


class NoUsableColumn(Problem):
    """No heading is one that is known; ``found`` and ``looked_for`` list both."""

    status, slug, title = 422, "no-usable-column", "No column of this file can be used"


class FileTooLarge(Problem):
    """The file exceeds ``limit_bytes``."""

    status, slug, title = 413, "file-too-large", "This file is larger than can be imported at once"


class CityUnknown(Problem):
    """No city has this name; ``known`` lists those there are."""

    status, slug, title = 404, "city-unknown", "There is no city of this name"
