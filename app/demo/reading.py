"""Reads sample_data/: who lives in the demonstration, and what each of them said and decided."""

from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from app.people.rules import Role

FOLDER = Path(__file__).resolve().parent.parent.parent / "sample_data"
FEDERATION = "Demonstration federation (invented)"
CITIES = ("muntinlupa", "harare")

Position = tuple[float, float]


class Told(BaseModel):
    """One of the shapes below: what a file may say, and nothing else."""

    model_config = ConfigDict(extra="forbid")


class City(Told):
    """The city itself."""

    name: str
    country: str
    time_zone: str
    currency: str


class Somebody(Told):
    """A person; team, office and place by their keys."""

    name: str
    role: Role
    team: str | None = None
    office: str | None = None
    place: str | None = None


class Place(Told):
    """A barangay or district."""

    name: str
    level: str
    code: str | None = None


class Answers(Told):
    """What one person said on one day; ``unseen``: without having seen what others said."""

    by: str
    days_ago: int
    like: str | None = None
    unseen: bool = False
    source: Literal["counted", "observed", "meeting", "official"] | None = None
    says: dict[str, Any] = Field(default_factory=dict)

    def all(self) -> dict[str, Any]:
        """Return every answer by question name, those of the set it begins from included."""
        return (answer_sets()[self.like] if self.like else {}) | self.says


class Act(Told):
    """One decision; ``questions`` are the leader's, by question name."""

    act: Literal["hand_in", "return", "verify", "approve"]
    by: str
    days_ago: int
    note: str | None = None
    questions: dict[str, str] = Field(default_factory=dict)
    women: int | None = None
    men: int | None = None
    tenants: int | None = None


class Point(Told):
    """A map point."""

    layer: str
    at: Position
    ref: str
    says: dict[str, str] = Field(default_factory=dict)


class Profile(Told):
    """The first round of a settlement."""

    told: list[Answers]
    acts: list[Act] = Field(default_factory=list)
    points: list[Point] = Field(default_factory=list)


class Settlement(Told):
    """An invented settlement: a boundary as corners, or only a point."""

    key: str
    name: str
    code: str
    place: str
    team: str
    known_from: str
    boundary: list[Position] = Field(default_factory=list)
    centre: Position | None = None
    profile: Profile | None = None


class Agreement(Told):
    """What the federation and an office agreed, and how many releases were made."""

    title: str
    office: str
    purpose: str
    settlements: list[str]
    fields: list[str]
    boundary: Literal["none", "exact"]
    contact: str
    signed_city: str
    signed_federation: str
    by: str
    days: int
    releases: int


class CityFile(Told):
    """One file of a city."""

    city: City
    offices: dict[str, str]
    teams: dict[str, str]
    people: dict[str, Somebody]
    places: list[Place]
    settlements: list[Settlement]
    agreements: list[Agreement] = Field(default_factory=list)

    def place_name(self, code: str) -> str:
        """Return the name of the place with this code."""
        return next(place.name for place in self.places if place.code == code)


@lru_cache
def answer_sets() -> dict[str, dict[str, Any]]:
    """Return the sets of answers a profile may begin from."""
    return dict(yaml.safe_load((FOLDER / "answers.yaml").read_text(encoding="utf-8")))


def city_file(name: str) -> CityFile:
    """Read one city."""
    return CityFile.model_validate(yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")))
