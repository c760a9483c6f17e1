"""The steps of the world's ladders for water and toilets (WHO/UNICEF JMP), from what a settlement answers."""

from typing import Any

IMPROVED_WATER = frozenset(
    {
        "piped_dwelling",
        "piped_yard",
        "piped_neighbour",
        "public_tap",
        "water_kiosk",
        "borehole",
        "protected_well",
        "protected_spring",
        "rainwater",
        "tanker_truck",
        "cart",
        "bottled",
        "sachet",
    }
)
UNIMPROVED_WATER = frozenset({"unprotected_well", "unprotected_spring"})
IMPROVED_TOILET = frozenset({"flush_sewer", "flush_septic", "flush_pit", "vip", "pit_slab", "ecosan", "container"})
UNIMPROVED_TOILET = frozenset({"flush_open", "pit_open", "chemical", "bucket", "hanging"})
SAFE_EMPTYING = frozenset({"sewer", "truck_treated", "manual_treated", "buried"})


def water_step(source: Any, minutes: float | None, premises: Any, hours_day: float | None, tested: Any) -> str | None:
    """Say the step of the water ladder (WHO/UNICEF JMP; twelve hours a day is its practice)."""
    if source == "surface_water":
        return "surface_water"
    if source in UNIMPROVED_WATER:
        return "unimproved"
    if source not in IMPROVED_WATER:
        return None
    if premises != "yes":
        return None if minutes is None else "limited" if minutes > 30 else "basic"
    return "safely_managed" if (hours_day or 0) >= 12 and tested == "safe" else "basic"


def toilet_step(kind: Any, use: str | None, emptying: Any) -> str | None:
    """Say the step of the sanitation ladder (WHO/UNICEF JMP); who uses an improved toilet must be known."""
    if kind == "none":
        return "open_defecation"
    if kind in UNIMPROVED_TOILET:
        return "unimproved"
    if kind not in IMPROVED_TOILET or use is None:
        return None
    if use != "household":
        return "limited"
    return "safely_managed" if emptying in SAFE_EMPTYING else "basic"
