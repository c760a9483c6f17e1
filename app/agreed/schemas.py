"""Shapes of agreements, releases and questions on the wire."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.agreed.rules import AnswerState, Boundary, Standing
from app.kit.ids import Id
from app.kit.text import LongText, Name
from app.questionnaire.form import Words

PointState = Literal["not_known", "refused", "does_not_apply", "two_answers"]
FieldName = Annotated[str, StringConstraints(min_length=1, max_length=100)]
LAYERS_LIMIT = 50
SETTLEMENTS_LIMIT = 10_000
FIELDS_LIMIT = 1_000


class Said(BaseModel):
    """What a request says; a member nobody knows is a fault, not silence."""

    model_config = ConfigDict(extra="forbid")


class NewAgreement(Said):
    """A leader writes an agreement; without ``terms`` it gets the federation's usual ones."""

    office_id: Id
    title: Name
    purpose: LongText
    settlement_ids: list[Id] = Field(min_length=1, max_length=SETTLEMENTS_LIMIT)
    fields: list[FieldName] = Field(max_length=FIELDS_LIMIT)
    level2_fields_decided: list[FieldName] = Field(default=[], max_length=FIELDS_LIMIT)
    boundary: Boundary = "none"
    layers: list[FieldName] = Field(default=[], max_length=LAYERS_LIMIT)
    level2_layers_decided: list[FieldName] = Field(default=[], max_length=LAYERS_LIMIT)
    valid_from: date
    valid_until: date
    terms: LongText | None = None
    contact: LongText
    signed_city: Name | None = None
    signed_federation: Name | None = None


class Ending(Said):
    """Why an agreement ends."""

    reason: LongText | None = None


class Releasing(Said):
    """The ``fingerprint`` of the preview that was looked at: only exactly that is released."""

    fingerprint: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Asking(Said):
    """What an office wants to know, or what the federation answers."""

    text: LongText


class OfficeNamed(BaseModel):
    """The office an agreement is with."""

    id: str
    name: str


class ReleaseBrief(BaseModel):
    """A release in the list of an agreement; ``downloads`` is told to leaders only."""

    number: int
    at: str
    settlements: int
    sha256: str
    withdrawn_at: str | None
    taken_back: bool
    downloads: int | None = None


class LayerNamed(BaseModel):
    """A layer of the map that an agreement names."""

    layer: str
    label: Words


class AgreementShown(BaseModel):
    """An agreement; what only the federation may know is null for an office."""

    id: str
    city_id: str
    office: OfficeNamed
    title: str
    purpose: str
    fields: list[str]
    boundary: Boundary
    layers: list[LayerNamed]
    valid_from: str
    valid_until: str
    standing: Standing
    terms: str
    contact: str
    signed_city: str | None
    signed_federation: str | None
    created_at: str
    releases: list[ReleaseBrief]
    settlement_ids: list[str] | None = None
    level2_fields_decided: list[str] | None = None
    level2_layers_decided: list[str] | None = None
    created_by: str | None = None
    ended_at: str | None = None
    end_reason: str | None = None
    open_questions: int | None = None


class LeftOut(BaseModel):
    """A settlement that stays out of a release, and why (a word that the phone translates)."""

    settlement_id: str
    name: str | None
    why: str


class KeptBack(BaseModel):
    """A question, layer or point that the agreement names and that stays with the federation all the same."""

    field: str
    label: str
    why: str


class ChoiceWords(BaseModel):
    """One code a question may be answered with, in words."""

    code: str
    label: str


class SharedField(BaseModel):
    """One question that leaves, and what its answers mean."""

    field: str
    section: str
    section_label: str
    label: str
    type: str
    unit: str | None
    level: int
    choices: list[ChoiceWords]


class SharedAnswer(BaseModel):
    """One answer that leaves; ``value`` only where the state is known."""

    field: str
    state: AnswerState
    value: Any = None
    label: str | None = None
    how_counted: str | None = None
    answered_on: str | None = None


class SharedLayer(BaseModel):
    """One layer of the map that leaves, and what is told of each of its points."""

    layer: str
    label: str
    level: int
    fields: list[SharedField]


class SharedPoint(BaseModel):
    """One point, line or area that leaves; ``states`` say of what is not among the answers why, unless nobody asked."""

    point_id: str
    layer: str
    number: str | None
    geometry: dict[str, Any]
    accuracy_m: float | None
    told_on: str | None
    answers: dict[str, Any]
    states: dict[str, PointState]


class SharedSettlement(BaseModel):
    """One settlement that leaves, its answers in the order of the fields, its points layer by layer."""

    settlement_id: str
    name: str | None
    code: str | None
    ward: str | None
    profile_date: str | None
    round: int
    approved_at: str
    checked_at: str | None
    area_m2: float | None
    area_ha: float | None
    geometry: dict[str, Any] | None
    answers: list[SharedAnswer]
    points: list[SharedPoint] = []


class SharedAgreement(BaseModel):
    """The agreement as it was when the release was frozen."""

    id: str
    title: str
    purpose: str
    terms: str
    contact: str
    boundary: Boundary
    valid_from: str
    valid_until: str
    signed_city: str | None
    signed_federation: str | None
    office: str
    city: str
    federation: str
    currency: str = ""
    time_zone: str = "UTC"


class WhatLeaves(BaseModel):
    """All that an office learns by a release; its fingerprint is what a leader looks at and agrees to."""

    agreement: SharedAgreement
    form: str
    fields: list[SharedField]
    layers: list[SharedLayer] = []
    settlements: list[SharedSettlement]


class Contents(WhatLeaves):
    """Everything a release holds, frozen as JSON."""

    number: int
    at: str


class Preview(BaseModel):
    """What the city will see, before anything leaves; the release asks for its ``fingerprint`` (SHA-256)."""

    fields: list[SharedField]
    layers: list[SharedLayer]
    settlements: list[SharedSettlement]
    left_out: list[LeftOut]
    kept_back: list[KeptBack]
    fingerprint: str


class DownloadShown(BaseModel):
    """Who took a copy, when, and which bytes."""

    person: str
    at: str
    sha256: str


class ReleaseShown(BaseModel):
    """One release as frozen; ``downloads`` is told to leaders only."""

    number: int
    at: str
    sha256: str
    withdrawn_at: str | None
    taken_back: bool
    agreement: SharedAgreement
    fields: list[SharedField]
    layers: list[SharedLayer]
    settlements: list[SharedSettlement]
    downloads: list[DownloadShown] | None = None


class QuestionShown(BaseModel):
    """A question an office asked about a release."""

    id: str
    release: int
    asked_by: str
    text: str
    at: str
    answer: str | None
    answered_at: str | None


class Terms(BaseModel):
    """The words an agreement begins with."""

    terms: str
