"""Reads the text files of the map's layers, and the table of what a city switched on."""

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlmodel import Session, col, select

from app.features.models import CityLayers

FOLDER = Path(__file__).resolve().parent


@cache
def read_texts() -> dict[str, Any]:
    """Return what stands in the files: the order of the layers, each layer, lists of choices, languages."""
    layers = {path.stem: _read(path) for path in sorted((FOLDER / "layers").glob("*.yaml"))}
    choices = layers.pop("choices")
    languages = {path.stem: _read(path) for path in sorted((FOLDER / "languages").glob("*.yaml"))}
    return {"head": _read(FOLDER / "layers.yaml"), "layers": layers, "choices": choices, "languages": languages}


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def chosen(session: Session, city_ids: Collection[str]) -> dict[str, CityLayers]:
    """Return what cities chose, of those whose leaders chose something."""
    found = session.exec(select(CityLayers).where(col(CityLayers.city_id).in_(city_ids)))
    return {row.city_id: row for row in found}
