"""The people of one seed: a federation with two cities, written into the database in a few statements."""

import json
import random
import uuid
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, SQLModel

from app.kit.clock import iso, now
from app.people import keys
from app.people.models import City, Device, Federation, Person, Team, TeamMember
from tests.handing_over import DeviceKey

FIRST, SECOND = "Muntinlupa", "Harare"
CITY_OF = {"river team": FIRST, "lake team": FIRST, "hill team": SECOND}


def new_id(chance: random.Random) -> str:
    """Make an id that the same seed makes again."""
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


@dataclass
class Resident:
    """One person with one phone that is signed in."""

    name: str
    role: str
    city: str
    team: str = ""
    person_id: str = ""
    device_id: str = ""
    token: str = ""
    key: DeviceKey = field(default_factory=DeviceKey)


@dataclass
class Town:
    """Who works where; ``teams`` and the cities of people change while the seed is played."""

    federation_id: str
    cities: dict[str, str]
    teams: dict[str, str]
    people: dict[str, Resident]
    members: dict[str, set[str]] = field(default_factory=dict)

    def city_ids(self, name: str) -> set[str]:
        """Return the cities in which somebody works now."""
        resident = self.people[name]
        return set(self.cities.values()) if resident.role == "administrator" else {self.cities[resident.city]}

    def is_of(self, team_id: str, city_id: str) -> bool:
        """Tell whether a team works in a city."""
        return any(self.teams[team] == team_id and self.cities[city] == city_id for team, city in CITY_OF.items())

    def team_ids(self, name: str) -> set[str]:
        """Return the teams somebody is in now."""
        return {self.teams[team] for team, members in self.members.items() if name in members}


CAST = (
    Resident("Mara", "mapper", FIRST, "river team"),
    Resident("Sam", "mapper", FIRST, "river team"),
    Resident("Lea", "leader", FIRST),
    Resident("Ada", "administrator", ""),
    Resident("Tino", "mapper", SECOND, "hill team"),
    Resident("Vera", "verifier", FIRST),
)


def founded(session: Session, chance: random.Random, seed: int) -> Town:
    """Write a federation of this seed alone, with its people and their phones."""
    at = iso(now())
    federation = new_id(chance)
    cities = {name: new_id(chance) for name in (FIRST, SECOND)}
    teams = {"river team": new_id(chance), "lake team": new_id(chance), "hill team": new_id(chance)}
    people = {
        one.name: Resident(one.name, one.role, one.city, one.team, new_id(chance), new_id(chance), new_id(chance))
        for one in CAST
    }
    members: dict[str, set[str]] = {team: {one.name for one in CAST if one.team == team} for team in teams}
    _add(session, Federation, [{"id": federation, "name": f"Federation of seed {seed}"}])
    _add(session, City, [
        {"id": city_id, "federation_id": federation, "name": f"{name} {seed}", "country": "", "time_zone": "UTC",
         "currency": "", "languages": "en"}
        for name, city_id in cities.items()
    ])  # fmt: skip
    _add(session, Team, [
        {"id": team_id, "city_id": cities[CITY_OF[name]], "name": name} for name, team_id in teams.items()
    ])  # fmt: skip
    _add(session, Person, [
        {"id": one.person_id, "name": f"{one.name} {seed}", "role": one.role, "federation_id": federation,
         "city_id": cities.get(one.city), "office_id": None, "ward_id": None, "created_at": at}
        for one in people.values()
    ])  # fmt: skip
    _add(session, Device, [
        {"id": one.device_id, "person_id": one.person_id, "name": "a phone", "token_sha256": keys.hashed(one.token),
         "public_key": json.dumps(one.key.jwk, sort_keys=True), "created_at": at,
         "last_seen_at": at, "revoked_at": None}
        for one in people.values()
    ])  # fmt: skip
    _add(session, TeamMember, [
        {"team_id": teams[team], "person_id": people[name].person_id} for team, names in members.items()
        for name in sorted(names)
    ])  # fmt: skip
    session.commit()
    return Town(federation, cities, teams, people, members)


def _add(session: Session, model: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    session.connection().execute(insert(model), rows)
