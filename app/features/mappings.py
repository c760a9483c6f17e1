"""How points read in the words of others: the Water Point Data Exchange (WPDx) and OpenStreetMap (OSM). Pure tables.

Used where an agreement lets points leave, and only there: OSM is public, so nothing is ever sent to it from here. What
is not known is left out of OSM tags and is empty in WPDx, never "no".
"""

from collections.abc import Mapping
from typing import Any

Said = Mapping[str, Any]
"""The plain values of a point; what is not known has none."""

SOURCE_CLEAN: Mapping[str, str] = {
    "piped_dwelling": "Piped Water",
    "piped_yard": "Piped Water",
    "piped_neighbour": "Piped Water",
    "public_tap": "Piped Water",
    "water_kiosk": "Piped Water",
    "borehole": "Borehole/Tubewell",
    "protected_well": "Protected Well",
    "unprotected_well": "Unprotected Well",
    "protected_spring": "Protected Spring",
    "unprotected_spring": "Undefined Spring",
    "rainwater": "Rainwater Harvesting",
    "tanker_truck": "Delivered Water",
    "cart": "Delivered Water",
    "bottled": "Packaged Water",
    "sachet": "Packaged Water",
}
"""WPDx ``water_source_clean``; its list has no unprotected spring and no open surface water."""

STATUS_CLEAN: Mapping[str, str] = {
    "working": "Functional",
    "needs_repair": "Functional, needs repair",
    "not_in_use": "Functional, not in use",
    "not_working": "Non-Functional",
    "dry_season": "Non-Functional, dry season",
    "abandoned": "Abandoned/Decommissioned",
}
STATUS_ID: Mapping[str, str] = {
    "working": "Yes",
    "needs_repair": "Yes",
    "not_in_use": "Yes",
    "not_working": "No",
    "dry_season": "No",
    "abandoned": "No",
}
"""Was water there when it was looked at?"""

WPDX_COLUMNS = (
    "row_id", "source", "lat_deg", "lon_deg", "report_date", "status_id", "status", "status_clean", "water_source",
    "water_source_clean", "water_tech", "management", "install_year", "installer", "pay",
)  # fmt: skip


def wpdx_row(point_id: str, said: Said, *, report_date: str, source: str) -> dict[str, str | float | None] | None:
    """Return a water point as a row of WPDx; None where it lacks what an upload must have.

    That is a place, whether there was water, a day, and its source or technology. ``source`` is who hands it over.
    """
    geometry, status = said.get("geometry") or {}, str(said.get("status"))
    has_kind = said.get("source") or said.get("tech")
    if said.get("layer") != "water_point" or geometry.get("type") != "Point" or status not in STATUS_ID or not has_kind:
        return None
    lon, lat = geometry["coordinates"][:2]
    price = said.get("price_20l")
    told = {
        "row_id": point_id,
        "source": source,
        "lat_deg": lat,
        "lon_deg": lon,
        "report_date": report_date,
        "status_id": STATUS_ID[status],
        "status": status,
        "status_clean": STATUS_CLEAN[status],
        "water_source": said.get("source"),
        "water_source_clean": SOURCE_CLEAN.get(said.get("source", "")),
        "water_tech": said.get("tech"),
        "management": said.get("manager"),
        "install_year": said.get("install_year"),
        "installer": said.get("installer"),
        "pay": None if price is None else "No" if price == 0 else f"{price:g} per 20 L",
    }
    return {column: told[column] for column in WPDX_COLUMNS}


_TAP, _WELL = {"man_made": "water_tap"}, {"man_made": "water_well"}
OSM_OF_SOURCE: Mapping[str, Mapping[str, str]] = {
    "piped_yard": _TAP,
    "public_tap": _TAP,
    "water_kiosk": {"amenity": "water_point"},
    "borehole": _WELL,
    "protected_well": _WELL,
    "unprotected_well": _WELL,
    "protected_spring": {"natural": "spring"},
    "unprotected_spring": {"natural": "spring"},
    "rainwater": {"man_made": "storage_tank"},
    "tanker_truck": {"amenity": "water_point"},
}
OSM_OF_TECH: Mapping[str, Mapping[str, str]] = {
    "tap": _TAP,
    "kiosk": {"amenity": "water_point"},
    "hand_pump": _WELL | {"pump": "manual"},
    "open_well": _WELL | {"pump": "no"},
    "tank": {"man_made": "storage_tank"},
}
OSM_OF_TOILET: Mapping[str, Mapping[str, str]] = {
    "flush_sewer": {"toilets:disposal": "flush"},
    "flush_septic": {"toilets:disposal": "flush"},
    "flush_pit": {"toilets:disposal": "flush"},
    "flush_open": {"toilets:disposal": "flush"},
    "vip": {"toilets:disposal": "pitlatrine"},
    "pit_slab": {"toilets:disposal": "pitlatrine"},
    "pit_open": {"toilets:disposal": "pitlatrine"},
    "ecosan": {"toilets:disposal": "dry_toilet"},
    "chemical": {"toilets:disposal": "chemical"},
    "bucket": {"toilets:disposal": "bucket"},
}
OSM_OF_USE: Mapping[str, str] = {"household": "private", "shared": "customers", "communal": "yes", "public": "yes"}
OSM_OF_ROAD: Mapping[str, Mapping[str, str]] = {
    "paved_road": {"highway": "residential", "surface": "paved"},
    "gravel_road": {"highway": "residential", "surface": "gravel"},
    "dirt_road": {"highway": "track", "surface": "ground"},
    "dirt_paths": {"highway": "path", "surface": "ground"},
    "boardwalk": {"highway": "footway", "surface": "wood"},
    "stairs": {"highway": "steps"},
}
OSM_OF_DRAIN: Mapping[str, Mapping[str, str]] = {
    "covered": {"waterway": "drain", "tunnel": "culvert"},
    "lined_open": {"waterway": "drain"},
    "earth": {"waterway": "ditch"},
    "natural": {"waterway": "stream"},
}
OSM_OF_FACILITY: Mapping[str, str] = {
    "clinic": "clinic",
    "school": "school",
    "preschool": "kindergarten",
    "hall": "community_centre",
    "market": "marketplace",
    "worship": "place_of_worship",
    "police": "police",
}
DAYS: Mapping[str, str] = {"mon": "Mo", "tue": "Tu", "wed": "We", "thu": "Th", "fri": "Fr", "sat": "Sa", "sun": "Su"}


def osm_tags(said: Said) -> dict[str, str]:
    """Return the OSM tags of a point; nothing where OSM has no word for it."""
    of_layer = _OF_LAYER.get(str(said.get("layer")))
    tags = dict(of_layer(said)) if of_layer else {}
    return tags | _hours(said) | _fee(said) if tags else {}


def _water_point(said: Said) -> dict[str, str]:
    tags = {**OSM_OF_SOURCE.get(said.get("source", ""), {}), **OSM_OF_TECH.get(said.get("tech", ""), {})}
    if tags and said.get("water_quality") in ("safe", "unsafe"):
        tags["drinking_water"] = "yes" if said["water_quality"] == "safe" else "no"
    return tags | ({"seasonal": "yes"} if tags and said.get("status") == "dry_season" else {})


def _toilet(said: Said) -> dict[str, str]:
    tags = {"amenity": "toilets", **OSM_OF_TOILET.get(said.get("type", ""), {})}
    if said.get("use") in OSM_OF_USE:
        tags["access"] = OSM_OF_USE[said["use"]]
    if said.get("handwash") in ("yes", "no"):
        tags["toilets:handwashing"] = said["handwash"]
    if said.get("seats_accessible") is not None:
        tags["wheelchair"] = "yes" if said["seats_accessible"] else "no"
    return tags


def _path_road(said: Said) -> dict[str, str]:
    tags = dict(OSM_OF_ROAD.get(said.get("type", ""), {}))
    if tags and said.get("width_m") is not None:
        tags["width"] = f"{said['width_m']:g}"
    return tags | ({"lit": said["lit"]} if tags and said.get("lit") in ("yes", "no") else {})


def _drain(said: Said) -> dict[str, str]:
    return dict(OSM_OF_DRAIN.get(said.get("type", ""), {}))


def _facility(said: Said) -> dict[str, str]:
    amenity = OSM_OF_FACILITY.get(said.get("kind", ""))
    return {"amenity": amenity} if amenity else {}


def _waste_point(_said: Said) -> dict[str, str]:
    return {"amenity": "waste_disposal"}


def _light(_said: Said) -> dict[str, str]:
    return {"highway": "street_lamp"}


_OF_LAYER = {
    "water_point": _water_point,
    "toilet": _toilet,
    "path_road": _path_road,
    "drain": _drain,
    "facility": _facility,
    "waste_point": _waste_point,
    "light": _light,
}
"""Structures, blocks, dangers and open land have none: they are never told to a public map."""


def _hours(said: Said) -> dict[str, str]:
    begin, end = said.get("hours_open_from"), said.get("hours_open_to")
    if not begin or not end:
        return {}
    open_on = set(said.get("days") or ())
    days = ",".join(short for code, short in DAYS.items() if code in open_on)
    return {"opening_hours": f"{days + ' ' if days else ''}{begin}-{end}"}


def _fee(said: Said) -> dict[str, str]:
    price = said.get("price_20l", said.get("fee"))
    return {} if price is None else {"fee": "yes" if price else "no"}
