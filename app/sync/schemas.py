"""The shapes of the exchange, for the API's documentation and the generated client; reading is done by the rules."""

from typing import Any

from pydantic import BaseModel


class EditAnswer(BaseModel):
    """What became of one edit; ``receipt`` is a JWS (ES256) over its hash and this outcome."""

    edit_id: str
    answer: str
    first: dict[str, Any] | None = None
    seq: int | None = None
    contested: list[str] | None = None
    refused_paths: dict[str, Any] | None = None
    problem: dict[str, Any] | None = None
    receipt: str | None = None


class PushAnswers(BaseModel):
    """The answers to a batch, in the order of its edits."""

    server_time: str
    answers: list[EditAnswer]


class Changes(BaseModel):
    """One page of what changed; a phone applies it with its cursor in one transaction."""

    records: list[dict[str, Any]]
    gone: list[dict[str, str]]
    drop: list[dict[str, str]]
    reset: list[str]
    cursor: str
    more: bool
    server_time: str
    safe_seq: dict[str, int]
    forms: list[str]
    teams: list[dict[str, Any]]
    people: list[dict[str, str]] | None = None


class Limits(BaseModel):
    """What one request may hold."""

    protocol: int
    edit_bytes: int
    batch_edits: int
    batch_bytes: int
    unpacked_bytes: int
    page_records: int
    page_bytes: int
