"""The world the days are told in: a running server of some release, with a federation that has begun on it."""

import io
import json
import zipfile
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.e2e.server import Server
from tests.releases.wire import Asked, Exchange

PEOPLE = {
    "mara": ("mapper", "Ilogan"), "sam": ("mapper", "Ilogan"), "lea": ("leader", "Ilogan"),
    "vera": ("verifier", "Ilogan"), "ofelia": ("official", "Ilogan"), "tendai": ("mapper", "Rwizi"),
    "rudo": ("leader", "Rwizi"),
}  # fmt: skip
STRANGER = {"a stranger": "a-token-nobody-was-given"}
WARDS = "name,code,level\nBarangay Uno (invented),B-1,barangay\n"


@dataclass
class World:
    """A server, the ids and secrets of its federation, and everything that was exchanged since recording began."""

    server: Server
    tokens: dict[str, str] = field(default_factory=lambda: dict(STRANGER))
    lost_tokens: list[str] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    office_id: str = ""
    ward_id: str = ""
    exchanges: list[Exchange] = field(default_factory=list)

    def send(self, asked: Asked) -> Exchange:
        """Send a request over the real wire and remember it with its answer."""
        headers = asked.headers | ({"Authorization": f"Bearer {self.tokens[asked.who]}"} if asked.who else {})
        answer = httpx.request(
            asked.method, self.server.url + asked.path, params=asked.query, content=asked.content, headers=headers,
            timeout=60,
        )  # fmt: skip
        self.exchanges.append(exchange_of(asked, answer))
        return self.exchanges[-1]

    def take_exchanges(self) -> list[Exchange]:
        """Return what was exchanged since this was asked last."""
        taken, self.exchanges = self.exchanges, []
        return taken

    def begin(self) -> None:
        """Begin the federation, with two cities, teams, an office, a ward, and an invitation for everybody."""
        link = self.server.begin(federation="Federation of the River (invented)", city="Ilogan", name="Ada")
        (self.server.folder / "wards.csv").write_text(WARDS, encoding="utf-8")
        self.server.command("import", "places", str(self.server.folder / "wards.csv"), "--city", "Ilogan")
        self.server.start()
        joined = self._ask("", "POST", "/api/people/join", {"code": _code(link), "device_name": "Ada's desk"})
        self.tokens["ada"] = joined["token"]
        zimbabwe = {"name": "Rwizi", "country": "ZW", "time_zone": "Africa/Harare", "currency": "USD"}
        self._ask("ada", "POST", "/api/people/cities", zimbabwe)
        cities = {city["name"]: city["id"] for city in self._ask("ada", "GET", "/api/people/cities")}
        for name, city_id in cities.items():
            made = self._ask("ada", "POST", "/api/people/teams", {"name": f"Team of {name}", "city_id": city_id})
            self.teams[name] = made["id"]
        office = {"name": "Housing office (invented)", "city_id": cities["Ilogan"]}
        self.office_id = self._ask("ada", "POST", "/api/people/offices", office)["id"]
        self.ward_id = self._ward()
        for who, (role, city) in PEOPLE.items():
            person = {"name": who.title(), "role": role, "city_id": cities[city]}
            person |= {"team_id": self.teams[city]} if role == "mapper" else {}
            person |= {"office_id": self.office_id} if role == "official" else {}
            self.codes[who] = _code(self._ask("ada", "POST", "/api/people", person)["invitation"]["url"])
        self.take_exchanges()

    def _ask(self, who: str, method: str, path: str, body: Any = None) -> Any:
        exchange = self.send(Asked(who, method, path, body=body))
        assert exchange.status < 300, exchange
        return exchange.answer

    def _ward(self) -> str:
        page = self._ask("ada", "GET", "/api/sync/changes")
        return next(str(record["record_id"]) for record in page["records"] if record["kind"] == "place")


def exchange_of(asked: Asked, answer: httpx.Response) -> Exchange:
    """Put a request and its answer down."""
    media_type = answer.headers.get("content-type", "").partition(";")[0]
    if media_type == "application/zip":
        told: Any = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    else:
        told = json.loads(answer.content) if answer.content else None
    return Exchange(asked, answer.status_code, media_type, told)


def _code(link: str) -> str:
    return link.rpartition("/")[2]
