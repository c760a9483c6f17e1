"""Two places found to be one, of which one is in its second round, and parted again: each is in its own round then."""

from typing import Any

from app.kit.ids import profile_id
from tests.sync.day import Day, Place
from tests.sync.phone import JOINED_TO
from tests.sync.sending import quiet_phone


def describe_two(day: Day) -> None:
    """Lea describes a place in its first round, and another in its first and second."""
    lea = day.phones["Lea"]
    stays, goes = (Place(day.new_id(), f"Sitio {name}", "Muntinlupa") for name in ("Stays", "Goes"))
    day.tell("Lea describes Sitio Stays in its first round, and Sitio Goes in two rounds")
    for place, rounds in ((stays, (1,)), (goes, (1, 2))):
        day.says(lea, "settlement", place.settlement_id, place, {"name": {"value": place.name}})
        for number in rounds:
            said: dict[str, Any] = {"round": {"value": number}, "households_total": {"value": 100 + number}}
            day.says(lea, "profile", profile_id(place.settlement_id, number), place, said)
    quiet_phone(day, lea)
    day.places += [stays, goes]


def join_them(day: Day) -> None:
    """Lea finds that the second is the first."""
    stays, goes = _the_two(day)
    day.tell(f"Lea finds that {goes.name} is {stays.name}")
    _say_same(day, goes, {"value": stays.settlement_id})


def part_them(day: Day) -> None:
    """Lea finds that they are two places after all."""
    _, goes = _the_two(day)
    day.tell(f"Lea finds that {goes.name} is a place of its own after all")
    _say_same(day, goes, {"answer": "not_applicable"})


def _the_two(day: Day) -> list[Place]:
    return [place for place in day.places if place.name in ("Sitio Stays", "Sitio Goes")]


def _say_same(day: Day, place: Place, told: dict[str, Any]) -> None:
    """Say it having seen what stands under the place it is shown as, and hear what the server makes of it."""
    lea, asked = day.phones["Lea"], place.settlement_id
    quiet_phone(day, lea)
    shown_as = lea.aliases.get(asked, asked)
    day.paint(lea, shown_as, [JOINED_TO])
    day.painted[lea.name, asked, JOINED_TO] = day.painted.pop((lea.name, shown_as, JOINED_TO))
    day.says(lea, "settlement", asked, place, {JOINED_TO: told})
    quiet_phone(day, lea)
