"""What the server found in a whole profile, and between neighbours, on the wire."""

from typing import Any

from pydantic import BaseModel


class Doubt(BaseModel):
    """Something that does not fit: a rule's id (X3) or rule/question, the questions it names, and in words."""

    id: str
    rule: str
    questions: list[str]
    says: dict[str, str]


class Found(BaseModel):
    """What a whole profile comes to.

    ``open`` questions need any of the four answers; ``blocks`` keep it from being approved; ``unexplained`` wait for a
    reason in the team's words, ``explained`` have one; ``told`` are only said.
    """

    open: list[str]
    blocks: list[Doubt]
    unexplained: list[Doubt]
    explained: list[Doubt]
    told: list[Doubt]


class HandedInFound(BaseModel):
    """What was found when the profile was handed in; it stays as it was."""

    decision_id: str
    at: str
    found: Found


class ProfileLookedThrough(BaseModel):
    """A profile as the server found it: now (``hash`` names the answers), and when it was last handed in."""

    profile_id: str
    form: str
    hash: str
    now: Found
    handed_in: HandedInFound | None


class Neighbour(BaseModel):
    """A settlement whose boundary is disputed with another's; ``record_id`` is where that boundary stands."""

    settlement_id: str
    city_id: str
    name: str
    record_id: str


class SharedGround(BaseModel):
    """Ground that two settlements claim: more than 5 % of the smaller, told to those who lead either of them (X10).

    ``ground`` is that ground alone, as GeoJSON: of a settlement in another city no more of its boundary is told.
    """

    one: Neighbour
    other: Neighbour
    share: float
    area_m2: float
    ground: dict[str, Any]


class SharedGrounds(BaseModel):
    """All of them in the cities somebody leads, the largest share first."""

    shared: list[SharedGround]
