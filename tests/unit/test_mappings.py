"""Points in the words of WPDx and OSM: every code of ours has its word there, and what is not known is never "no"."""

from typing import Any

import pytest

from app.features import layers
from app.features.mappings import (
    DAYS,
    OSM_OF_TOILET,
    OSM_OF_USE,
    SOURCE_CLEAN,
    STATUS_CLEAN,
    STATUS_ID,
    WPDX_COLUMNS,
    osm_tags,
    wpdx_row,
)

AT = {"type": "Point", "coordinates": [31.1561, -17.9059]}
PUMP = {"layer": "water_point", "geometry": AT, "source": "borehole", "status": "needs_repair", "tech": "hand_pump"}


def codes(layer: str, name: str) -> set[str]:
    form = layers.layers()[layer].form
    return {choice["code"] for choice in form["choices"][form["questions"][name]["choices"]]}


def test_every_status_and_source_has_its_word_in_wpdx_but_the_two_it_lacks() -> None:
    assert codes("water_point", "status") == STATUS_CLEAN.keys() == STATUS_ID.keys()
    assert codes("water_point", "source") - SOURCE_CLEAN.keys() == {"surface_water", "other"}
    assert codes("water_point", "days") == DAYS.keys()
    assert codes("toilet", "use") == OSM_OF_USE.keys()
    assert codes("toilet", "type") - OSM_OF_TOILET.keys() == {"container", "hanging", "none", "other"}


def test_a_pump_is_a_row_of_wpdx() -> None:
    row = wpdx_row(
        "0193", PUMP | {"price_20l": 0.5, "manager": "community"}, report_date="2026-11-20", source="A federation"
    )
    assert row
    assert tuple(row) == WPDX_COLUMNS
    assert [row[name] for name in ("lat_deg", "lon_deg", "status_id", "status_clean", "water_source_clean", "pay")] == [
        -17.9059, 31.1561, "Yes", "Functional, needs repair", "Borehole/Tubewell", "0.5 per 20 L",
    ]  # fmt: skip
    free = wpdx_row("0193", PUMP | {"price_20l": 0}, report_date="2026-11-20", source="A federation")
    unknown = wpdx_row("0193", PUMP, report_date="2026-11-20", source="A federation")
    assert free
    assert unknown
    assert (free["pay"], unknown["pay"], unknown["management"]) == ("No", None, None)


@pytest.mark.parametrize("lacks", ["geometry", "status", "layer"])
def test_what_wpdx_must_know_and_nobody_told_makes_no_row(lacks: str) -> None:
    known = {name: value for name, value in PUMP.items() if name != lacks}
    assert wpdx_row("0193", known, report_date="2026-11-20", source="A federation") is None
    neither = {name: value for name, value in PUMP.items() if name not in ("source", "tech")}
    assert wpdx_row("0193", neither, report_date="2026-11-20", source="A federation") is None


@pytest.mark.parametrize(
    ("said", "tags"),
    [
        (PUMP, {"man_made": "water_well", "pump": "manual"}),
        ({"layer": "water_point", "source": "water_kiosk", "price_20l": 2, "hours_open_from": "05:30",
          "hours_open_to": "20:00", "days": ["sat", "mon"], "water_quality": "not_tested"},
         {"amenity": "water_point", "fee": "yes", "opening_hours": "Mo,Sa 05:30-20:00"}),
        ({"layer": "water_point", "source": "cart", "price_20l": 1}, {}),
        ({"layer": "toilet", "type": "vip", "use": "communal", "handwash": "no", "seats_accessible": 0, "fee": 0},
         {"amenity": "toilets", "toilets:disposal": "pitlatrine", "access": "yes", "toilets:handwashing": "no",
          "wheelchair": "no", "fee": "no"}),
        ({"layer": "path_road", "type": "stairs", "width_m": 1.5, "lit": "no"},
         {"highway": "steps", "width": "1.5", "lit": "no"}),
        ({"layer": "structure", "use": "residential", "geometry": AT}, {}),
        ({"layer": "open_space", "use": "play"}, {}),
        ({"layer": "hazard", "problem": "slope"}, {}),
    ],
)  # fmt: skip
def test_what_osm_has_a_word_for_is_tagged_and_homes_are_not(said: dict[str, Any], tags: dict[str, str]) -> None:
    assert osm_tags(said) == tags
