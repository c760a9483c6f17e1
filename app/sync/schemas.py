"""The shapes of the exchange, for the API's documentation and the generated client; reading is done by the rules."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from app.kit.text import LongText


class EditAnswer(BaseModel):
    """What became of one edit; ``receipt`` is a JWS (ES256) over its hash and this outcome.

    ``answer`` is ``kept``, ``contested``, ``parked``, ``already_had`` (see ``first``), or ``not_kept``: only of what
    nests beyond reason, which no phone writes, nothing is kept.
    """

    edit_id: str
    answer: str
    first: dict[str, Any] | None = None
    seq: int | None = None
    scope: str | None = None
    contested: list[str] | None = None
    refused_paths: dict[str, Any] | None = None
    problem: dict[str, Any] | None = None
    receipt: str | None = None


class PushAnswers(BaseModel):
    """The answers to a batch, in the order of its edits; ``seq`` is a place in the order of its ``scope``, a city."""

    server_time: str
    epoch: str
    answers: list[EditAnswer]


class LayersHere(BaseModel):
    """The layers of the map as phones fetch them once, and which of them each city maps."""

    form: str
    cities: dict[str, list[str]]


class Changes(BaseModel):
    """One page of what changed; a phone applies it with its cursor in one transaction."""

    records: list[dict[str, Any]]
    gone: list[dict[str, str]]
    drop: list[dict[str, str]]
    reset: list[str]
    cursor: str
    more: bool
    server_time: str
    epoch: str
    safe_seq: dict[str, int]
    aliases: dict[str, str]
    forms: list[str]
    layers: LayersHere
    teams: list[dict[str, Any]] | None = None
    people: list[dict[str, str]] | None = None


class Limits(BaseModel):
    """What one request may hold."""

    protocol: int
    oldest_protocol: int
    edit_bytes: int
    batch_edits: int
    batch_bytes: int
    unpacked_bytes: int
    page_records: int
    page_bytes: int


class HandoverAuthor(BaseModel):
    """Whose answers a hand-over file held."""

    person_id: str
    name: str
    device_id: str


class HandoverAnswers(PushAnswers):
    """What became of a hand-over: the answers to its edits, and whose they are."""

    epoch: str
    author: HandoverAuthor


class DayHere(BaseModel):
    """What is here of one person from one day and one phone; without a phone it was written at the server itself.

    ``sign_ins``: of how many phones together, where the person joined anew that day.
    """

    day: str
    person: str
    phone: str | None
    sign_ins: int
    edits: int


class CodeChecked(BaseModel):
    """What became of a code: ``here`` is whose day it is of when all of that is here, else null.

    ``edits`` is how many the code speaks of, ``besides`` how many more came. ``instead``: what is here of that day.
    """

    month_day: str
    edits: int
    here: DayHere | None
    besides: int
    instead: list[DayHere]


class ParkedShown(BaseModel):
    """One edit that could not be taken in: who wrote it, what it says, why not, and what a leader made of it.

    ``edit`` is the edit as it came; where it is none, ``text`` is what came.
    """

    sha256: str
    edit_id: str
    person_id: str
    person: str
    phone: str
    carried_by: str | None
    city_id: str | None
    settlement_id: str | None
    settlement: str | None
    received_at: str
    edit: dict[str, Any] | None
    text: str | None
    problem: dict[str, Any]
    refused_paths: dict[str, Any]
    settled: str
    settled_by: str | None
    settled_at: str | None
    settled_why: str | None


class ParkedEdits(BaseModel):
    """What waits for a leader, as much as one answer holds; ``waiting`` counts all of it."""

    waiting: int
    parked: list[ParkedShown]


class EarlierAnswer(BaseModel):
    """An answer that stands no more: another took its place. ``skew_s``: how far the clock of its phone was ahead.

    ``said_of`` is the record it was said of: another one, where two places were found to be one.
    """

    edit_id: str
    said_of: str
    path: str
    answer: dict[str, Any]
    by: str
    made_at: str
    skew_s: int | None


class EarlierAnswers(BaseModel):
    """What was answered before, the latest first; ``left_out`` counts what did not fit."""

    answers: list[EarlierAnswer]
    left_out: int


class LeftOut(BaseModel):
    """Why something is left out; its author is told these words."""

    model_config = ConfigDict(extra="forbid")

    why: LongText
