"""X11: what is mapped in a settlement held against the totals of its profile. Pure.

The twin of frontend/src/profiles/against-map.ts; tests/vectors/against_map.json holds both equal. Many settlements map
a part of what they have: a map that shows fewer is only asked about when half of it is there already, and when it is
known of each point what it counts for. A map that shows more than was said is always asked about.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.profiles.rules import Warned, filled, said_no
from app.questionnaire.form import Answers, Form, Rule
from app.questionnaire.rules import Around, evaluate, with_calculations

RULE = "X11"
Mapped = Mapping[str, Any]
"""What is known of one point on the map, as plain values: its layer, and the answers of that layer."""


@dataclass(frozen=True)
class Compared:
    """A total of the profile, and which points count for it: by one each, or by a number that they tell."""

    total: str
    layer: str
    number: str = ""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asked_at: tuple[str, ...] = ()


COMPARED = (
    Compared(
        "structures_total", "structure",
        asked_at=("structures_residential", "structures_mixed", "structures_business", "structures_other"),
    ),
    Compared(
        "taps_private_total", "water_point", "taps_total",
        {"source": ("piped_dwelling", "piped_yard", "piped_neighbour")},
    ),
    Compared(
        "taps_public_total", "water_point", "taps_total", {"source": ("public_tap", "water_kiosk")}
    ),
    Compared("handpumps_total", "water_point", where={"source": ("borehole",)}),
    Compared("toilet_seats_total", "toilet", "seats_total", asked_at=("toilet_group",)),
    Compared("street_lights", "light"),
)  # fmt: skip


def against_map(form: Form, answers: Answers, points: Sequence[Mapped], today: str) -> list[Warned]:
    """Return the totals from which the map differs by more than 20 %."""
    rule = next((rule for rule in form["rules"] if rule["id"] == RULE), None)
    if rule is None or not points or said_no(answers):
        return []
    complete = with_calculations(form, answers, today)
    found = (_differs(form, rule, one, complete, points, today) for one in COMPARED if one.total in form["questions"])
    return [warned for warned in found if warned]


def _differs(
    form: Form, rule: Rule, compared: Compared, answers: Answers, points: Sequence[Mapped], today: str
) -> Warned | None:
    in_rows = "repeat" in form["questions"][compared.total]
    asked = ["ref", compared.total]
    total = evaluate(["call", "sum", [asked]] if in_rows else asked, answers, None, today, Around(form))
    mapped, is_all = _counted(compared, points)
    if not isinstance(total, int | float) or not _is_much(mapped, total, is_all):
        return None
    label = form["questions"][compared.total]["label"]
    says = {spoken: said.replace("{asked}", label.get(spoken, label["en"])) for spoken, said in rule["says"].items()}
    told = filled(form, says, {}, {"mapped": mapped, "total": total})
    return Warned(f"{RULE}/{compared.total}", RULE, rule["kind"], list(compared.asked_at) or [compared.total], told)


def _counted(compared: Compared, points: Sequence[Mapped]) -> tuple[float, bool]:
    """Return what the points come to, at least, and whether that is all: what is not known may be one or many."""
    counted, is_all = 0.0, True
    for point in points:
        if point.get("layer") != compared.layer:
            continue
        told = [point.get(name) for name in compared.where]
        if None in told:
            is_all = False
        elif all(point[name] in codes for name, codes in compared.where.items()):
            number = point.get(compared.number) if compared.number else 1
            if isinstance(number, int | float):
                counted += number
            else:
                counted, is_all = counted + 1, False
    return counted, is_all


def _is_much(mapped: float, total: float, is_all: bool) -> bool:
    if mapped > total:
        return 5 * mapped > 6 * total
    return is_all and 5 * mapped < 4 * total <= 8 * mapped
