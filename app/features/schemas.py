"""Shapes of the map's layers and of the reports on its points, on the wire."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from app.questionnaire.form import Words


class LayerShown(BaseModel):
    """One layer as phones draw it and ask by it; ``form`` is read as a questionnaire is."""

    layer: str
    label: Words
    geometry: list[str]
    level: int
    by_default: bool
    number: str
    quick: list[str]
    form: dict[str, Any]


class Catalogue(BaseModel):
    """All layers in the order they are offered; ``reported`` are those whose days are told, with ``report``."""

    form: str
    layers: list[LayerShown]
    reported: list[str]
    report: LayerShown


class LayersOfCity(BaseModel):
    """The layers a city maps, in the order they are offered."""

    city_id: str
    layers: list[str]


class ChosenLayers(BaseModel):
    """What a leader switches on; the first four are always there."""

    model_config = ConfigDict(extra="forbid")

    layers: list[str] = Field(max_length=50)
