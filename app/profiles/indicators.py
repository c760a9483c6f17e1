"""What the answers come to for people: one tap for so many, who was here; the twin of indicators.ts on the phone.

What is not known stays not known, never nought. Each result names the answers it rests on, those it lacks, and how they
were found. tests/vectors/indicators.json holds both languages equal.
"""

import math
from collections.abc import Callable
from typing import Any

from app.profiles.counting import Indicator, Said, any_known, over, plus, ratio
from app.profiles.ladders import IMPROVED_TOILET, toilet_step, water_step
from app.questionnaire.form import Answers


def indicators(answers: Answers, area_m2: float | None = None) -> dict[str, Indicator]:
    """Return everything that can be said of a settlement from one profile's answers and its boundary's area."""
    results = {}
    for name, formula in FORMULAS.items():
        said = Said(answers, area_m2)
        results[name] = said.comes_to(formula(said))
    return results


# --- homes and people -------------------------------------------------------------------------------------------------


def _population(said: Said) -> float | None:
    """Return the people as the community counts them, else households by their usual size (KYC C12, C11)."""
    counted = said.number("population_community")
    if counted is not None:
        return counted
    households, size = said.number("households_total"), said.number("household_size")
    return None if households is None or size is None else math.floor(households * size + 0.5)


def _structures(said: Said) -> float | None:
    return plus(*(said.number(f"structures_{kind}") for kind in ("residential", "mixed", "business", "other")))


def _temporary_share(said: Said) -> float | None:
    """Return the share of structures that are not built to last (SDG 11.1.1, durability)."""
    total, permanent = _structures(said), said.number("structures_permanent")
    if total is None or permanent is None or permanent > total:
        return None
    return ratio(total - permanent, total)


def _people_per_room(said: Said) -> float | None:
    """Return people to a room; more than three is crowded (UN-Habitat)."""
    return ratio(said.number("household_size"), said.number("rooms_per_household"))


def _tenant_share(said: Said) -> float | None:
    tenants = plus(said.number("households_tenant"), said.number("households_subtenant"))
    return ratio(tenants, said.number("households_total"))


def _own_share(said: Said, working: float | None) -> float | None:
    """Return the share of households with one of their own."""
    share = ratio(working, said.number("households_total"))
    return None if share is None else min(1, share)


def _without_own(said: Said, working: float | None) -> float | None:
    people, share = _population(said), _own_share(said, working)
    return None if people is None or share is None else people * (1 - share)


# --- water ------------------------------------------------------------------------------------------------------------


def _people_per_tap(said: Said) -> float | None:
    """Return people to a working public tap as federations count it (KYC)."""
    return ratio(_population(said), said.number("taps_public_working"))


def _people_without_tap_per_tap(said: Said) -> float | None:
    """Return people without a tap of their own to a working public tap (Sphere: 250 at most)."""
    return ratio(_without_own(said, said.number("taps_private_working")), said.number("taps_public_working"))


def _water_price_m3(said: Said) -> float | None:
    price = said.number("water_price")
    if price == 0:
        return 0
    per_litre = ratio(price, said.number("water_price_litres"))
    return None if per_litre is None else per_litre * 1000


def _water_share_of_income(said: Said) -> float | None:
    return ratio(said.number("water_cost_month"), said.number("income_month_typical"))


def _collection_min(said: Said) -> float | None:
    return 0 if said.value("water_on_premises") == "yes" else said.number("water_collection_min")


def _water_step(said: Said) -> str | None:
    source, premises = said.value("water_main_source"), said.value("water_on_premises")
    minutes = None if premises == "yes" else said.number("water_collection_min")
    return water_step(source, minutes, premises, said.number("water_hours_day"), said.value("water_tested_safe"))


# --- toilets ----------------------------------------------------------------------------------------------------------


def _named(said: Said, row: str) -> tuple[Any, Any]:
    """Return who uses a group of toilets, and of which type they are: its row is named by both."""
    use, plus_sign, kind = row.split("/")[1].partition("+")
    if plus_sign:
        return use, kind
    return said.value(f"{row}/toilet_use"), said.value(f"{row}/toilet_group_type")


def _seats(said: Said, count: str, *, own: bool | None = None) -> float | None:
    """Add up seats over all groups; ``own`` takes only those of one household each, or only the others."""
    rows = said.rows()
    if rows is None:
        return None
    taken = [row for row in rows if own is None or (_named(said, row)[0] == "household") == own]
    return plus(*(said.number(f"{row}/toilet_seats_{count}") for row in taken))


def _people_per_seat(said: Said) -> float | None:
    """Return people to a working seat of any kind (KYC)."""
    return ratio(_population(said), _seats(said, "working"))


def _people_without_own_per_seat(said: Said) -> float | None:
    """Return people without their own to a working shared seat (Sphere 2018: 20, in the first weeks 50)."""
    own = _seats(said, "working", own=True)
    return ratio(_without_own(said, own), _seats(said, "working", own=False))


def _women_seat_ratio(said: Said) -> float | None:
    """Return shared seats for women to each other one (Sphere: three)."""
    working, women = _seats(said, "working", own=False), _seats(said, "women", own=False)
    return None if working is None or women is None or women > working else ratio(women, working - women)


def _seats_out_of_order(said: Said) -> float | None:
    working, total = _seats(said, "working"), _seats(said, "total")
    share = ratio(working, total)
    return None if share is None or share > 1 else 1 - share


def _people_without_toilet(said: Said) -> float | None:
    people, of_hundred = _population(said), said.number("open_defecation_percent")
    return None if people is None or of_hundred is None else people * of_hundred / 100


def _main_use(said: Said, kind: Any) -> str | None:
    """Return who uses the toilets of the main type: where groups differ, that of most seats."""
    rows = [row for row in said.rows() or [] if _named(said, row)[1] == kind]
    uses = [_named(said, row)[0] for row in rows]
    if len(set(uses)) < 2:
        return uses[0] if uses else None
    seats = [said.number(f"{row}/toilet_seats_total") for row in rows]
    known = [one for one in seats if one is not None]
    most = [use for use, one in zip(uses, seats, strict=True) if one == max(known)] if len(known) == len(seats) else []
    return most[0] if len(set(most)) == 1 else None


def _toilet_step(said: Said) -> str | None:
    kind = said.value("toilet_main_type")
    use = _main_use(said, kind) if kind in IMPROVED_TOILET else None
    return toilet_step(kind, use, said.value("emptying_service") if use == "household" else None)


# --- who was here -----------------------------------------------------------------------------------------------------


def _present(said: Said) -> float | None:
    return plus(said.number("present_women"), said.number("present_men"))


def _tenant_voice(said: Said) -> float | None:
    """Return tenants among those present to tenants among households; below a half they were not heard."""
    tenants = plus(said.number("present_tenants"), said.number("present_subtenants"))
    return ratio(ratio(tenants, _present(said)), _tenant_share(said))


def _women_voice(said: Said) -> float | None:
    return ratio(ratio(said.number("present_women"), _present(said)), 0.5)


def _youth_voice(said: Said) -> float | None:
    share = ratio(said.number("people_youth"), _population(said))
    return ratio(ratio(said.number("present_youth"), _present(said)), share)


# --- what is lacking --------------------------------------------------------------------------------------------------


def _water_lacks(said: Said) -> bool | None:
    step, litres, income = _water_step(said), said.number("water_litres_person_day"), _water_share_of_income(said)
    return any_known(
        [
            None if step is None else step in ("unimproved", "surface_water"),
            over(_collection_min(said), 60),
            None if litres is None else litres < 20,
            None if income is None else income >= 0.10,
            over(ratio(said.number("households_total"), said.number("taps_public_working")), 5),
        ]
    )


def _toilets_lack(said: Said) -> bool | None:
    step, shared = _toilet_step(said), _people_without_own_per_seat(said)
    limit = over(_people_per_seat(said) if shared is None else shared, 20)
    return any_known([None if step is None else step in ("unimproved", "open_defecation"), limit])


def _homes_do_not_last(said: Said) -> bool | None:
    dangerous = said.value("location_dangerous")
    return any_known([over(_temporary_share(said), 0.5), None if dangerous is None else dangerous == "yes"])


def _not_safe_from_eviction(said: Said) -> bool | None:
    papers, threat = said.value("land_document"), said.value("eviction_current")
    return any_known([None if papers is None else papers == ["none"], None if threat is None else threat == "yes"])


def _deprivations(said: Said) -> dict[str, Any] | None:
    """Count UN-Habitat's five, as a settlement's stand-ins: at least so many, so many not known.

    It is not SDG 11.1.1, which counts the people in such households of a whole city.
    """
    lacks = {
        "water": _water_lacks(said),
        "toilets": _toilets_lack(said),
        "room": over(_people_per_room(said), 3),
        "homes": _homes_do_not_last(said),
        "tenure": _not_safe_from_eviction(said),
    }
    unknown = sum(lack is None for lack in lacks.values())
    at_least = sum(lack is True for lack in lacks.values())
    return None if unknown == len(lacks) else {"at_least": at_least, "unknown": unknown, "lacks": lacks}


FORMULAS: dict[str, Callable[[Said], Any]] = {
    "population": _population,
    "people_per_ha": lambda said: ratio(_population(said), said.area_ha()),
    "households_per_ha": lambda said: ratio(said.number("households_total"), said.area_ha()),
    "structures_per_ha": lambda said: ratio(_structures(said), said.area_ha()),
    "people_per_room": _people_per_room,
    "temporary_share": _temporary_share,
    "tenant_share": _tenant_share,
    "people_per_tap": _people_per_tap,
    "people_without_tap_per_tap": _people_without_tap_per_tap,
    "water_litres": lambda said: said.number("water_litres_person_day"),
    "water_price_m3": _water_price_m3,
    "water_share_of_income": _water_share_of_income,
    "water_step": _water_step,
    "toilet_step": _toilet_step,
    "people_per_seat": _people_per_seat,
    "people_without_own_per_seat": _people_without_own_per_seat,
    "women_seat_ratio": _women_seat_ratio,
    "seats_out_of_order": _seats_out_of_order,
    "people_without_toilet": _people_without_toilet,
    "tenant_voice": _tenant_voice,
    "women_voice": _women_voice,
    "youth_voice": _youth_voice,
    "deprivations": _deprivations,
}
