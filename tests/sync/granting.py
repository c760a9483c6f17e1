"""Who may read what changes: teams, people who move, settlements given to a team, to another city, or joined."""

from typing import Any

from app.ledger import rules
from tests.sync.day import Day
from tests.sync.town import FIRST, SECOND


def change_team(day: Day, _phone: Any) -> None:
    """Somebody joins or leaves a team of the own city."""
    name = day.chance.choice([one for one in ("Mara", "Sam") if day.town.people[one].city == FIRST])
    team = day.chance.choice(["river team", "lake team"])
    members = day.town.members[team] ^ {name}
    change_members(day, team, members)
    day.tell(f"{name} {'joins' if name in members else 'leaves'} the {team}")


def change_members(day: Day, team: str, members: set[str]) -> None:
    """Write a team's list at the office."""
    ids = [day.town.people[name].person_id for name in sorted(members)]
    answer = day.office("PUT", f"/api/people/teams/{day.town.teams[team]}", {"member_ids": ids})
    assert answer.status == 200, answer.body
    day.town.members[team] = set(members)


def move_person(day: Day, _phone: Any) -> None:
    """Sam goes to work in the other city, or comes back."""
    sam = day.town.people["Sam"]
    sam.city = SECOND if sam.city == FIRST else FIRST
    for members in day.town.members.values():
        members.discard("Sam")
    day.town.members["hill team" if sam.city == SECOND else "river team"].add("Sam")
    put_person(day, "Sam")
    day.tell(f"Sam works in {sam.city} from now on")


def put_person(day: Day, name: str) -> None:
    """Write at the office where a mapper works."""
    person = day.town.people[name]
    body = {"city_id": day.town.cities[person.city], "team_ids": sorted(day.town.team_ids(name))}
    answer = day.office("PUT", f"/api/people/{person.person_id}", body)
    assert answer.status == 200, answer.body


def give_settlement(day: Day, _phone: Any) -> None:
    """Lea gives a settlement to a team, or to none."""
    lea = day.phones["Lea"]
    place = day.place(lea)
    team = day.chance.choice(["river team", "lake team", ""])
    told = {"value": day.town.teams[team]} if team else {"answer": "not_applicable"}
    day.says(lea, "settlement", place.settlement_id, place, {"team": told})
    day.tell(f"Lea gives {place.name} to {'the ' + team if team else 'nobody'}")


def move_settlement(day: Day, _phone: Any) -> None:
    """Ada, who leads in both cities, moves a settlement to the other one."""
    ada = day.phones["Ada"]
    place, city = day.place(ada), day.chance.choice([FIRST, SECOND])
    day.tell(f"Ada moves {place.name} to {city}")
    day.says(ada, "settlement", place.settlement_id, place, {"city": {"value": day.town.cities[city]}})


def join_settlements(day: Day, _phone: Any) -> None:
    """Lea finds that two settlements are one, or that they are not after all."""
    lea = day.phones["Lea"]
    one, other = day.chance.sample(day.places, 2)
    apart = one.settlement_id in lea.aliases and day.chance.random() < 0.5
    told = {"answer": "not_applicable"} if apart else {"value": other.settlement_id}
    day.tell(f"Lea finds that {one.name} and {other.name} are {'not the same after all' if apart else 'one'}")
    day.says(lea, "settlement", one.settlement_id, one, {"same_as": told})


def team_of(state: rules.RecordState) -> str | None:
    """Return the team a settlement belongs to, as everybody reads it."""
    told = rules.answers(state).get("team", {}).get("value")
    return str(told) if told else None
