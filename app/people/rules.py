"""Who may do what where: roles and places as plain comparisons."""

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["administrator", "leader", "mapper", "verifier", "ward_official", "official"]
ROLES: tuple[Role, ...] = get_args(Role)
OFFICIALS: frozenset[str] = frozenset({"official", "ward_official"})
INVITED_BY_LEADERS: frozenset[str] = frozenset({"mapper", "verifier", "ward_official", "official"})


@dataclass(frozen=True)
class SignedIn:
    """The person behind a request: role, cities, teams, and the phone it came from."""

    person_id: str
    device_id: str
    name: str
    role: Role
    federation_id: str
    city_ids: frozenset[str] = frozenset()
    team_ids: frozenset[str] = frozenset()
    office_id: str | None = None
    ward_id: str | None = None

    @property
    def is_official(self) -> bool:
        """Officials read releases, never raw records."""
        return self.role in OFFICIALS

    def in_city(self, city_id: str) -> bool:
        """Tell whether the person works in this city."""
        return city_id in self.city_ids

    def administers(self) -> bool:
        """Tell whether the person lets others in and adds cities."""
        return self.role == "administrator"

    def leads(self, city_id: str) -> bool:
        """Tell whether the person leads in this city; an administrator leads in all of the federation's."""
        return self.role in {"leader", "administrator"} and self.in_city(city_id)

    def may_map(self, city_id: str, team_id: str | None) -> bool:
        """Tell whether the person may describe a settlement of this team in this city."""
        if self.leads(city_id):
            return True
        return self.role == "mapper" and self.in_city(city_id) and (team_id is None or team_id in self.team_ids)

    def may_verify(self, city_id: str) -> bool:
        """Tell whether the person may record a check with residents: any but officials."""
        return not self.is_official and self.in_city(city_id)


def may_invite(who: SignedIn, role: str, city_id: str | None) -> bool:
    """An administrator invites anyone; a leader invites mappers, verifiers and officials of the own city."""
    if who.administers():
        return city_id is None or who.in_city(city_id)
    return city_id is not None and who.leads(city_id) and role in INVITED_BY_LEADERS


def may_know(who: SignedIn, role: str, city_id: str | None) -> bool:
    """Tell whether somebody of this role and place is named to a person who works with them.

    Everybody knows those of the own city and who administers the federation; officials are known to leaders only.
    """
    if city_id is None:
        return role == "administrator"
    return who.in_city(city_id) and (role not in OFFICIALS or who.leads(city_id))


def needs_city(role: str) -> bool:
    """Only an administrator works in the whole federation."""
    return role != "administrator"
