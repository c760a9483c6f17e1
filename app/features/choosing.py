"""Which layers a city maps: the first four always, the others where its leaders switched them on."""

import gzip
import json
from collections.abc import Collection
from functools import cache

from sqlmodel import Session

from app.features import layers, repository
from app.features.models import CityLayers
from app.features.rules import Layer
from app.features.schemas import Catalogue, LayerShown, LayersOfCity
from app.kit.canonical import sha256_hex
from app.kit.clock import iso, now
from app.people.problems import NotYourCity
from app.people.rules import SignedIn
from app.questionnaire.service import FormFile


def of_cities(session: Session, city_ids: Collection[str]) -> dict[str, list[str]]:
    """Return the layers each city maps, in the order they are offered."""
    chosen = {city_id: set(json.loads(row.layers)) for city_id, row in repository.chosen(session, city_ids).items()}
    return {city_id: _in_order(chosen.get(city_id, set())) for city_id in city_ids}


def _in_order(chosen: set[str]) -> list[str]:
    return [name for name, layer in layers.layers().items() if layer.by_default or name in chosen]


def choose(session: Session, who: SignedIn, city_id: str, named: Collection[str]) -> LayersOfCity:
    """Switch layers on or off; what was mapped in one that is switched off stays where it is."""
    if not who.leads(city_id):
        raise NotYourCity()
    layers.must_be_ours(named)
    row = repository.chosen(session, [city_id]).get(city_id) or CityLayers(city_id=city_id, chosen_by="", chosen_at="")
    row.layers, row.chosen_by, row.chosen_at = json.dumps(sorted(set(named))), who.person_id, iso(now())
    session.add(row)
    session.flush()
    return LayersOfCity(city_id=city_id, layers=of_cities(session, [city_id])[city_id])


@cache
def catalogue_file() -> FormFile:
    """Return all layers as the bytes that phones keep."""
    shown = Catalogue(
        form=layers.catalogue(),
        layers=[_shown(one) for one in layers.layers().values()],
        reported=list(layers.reported()),
        report=_shown(layers.report()),
    )
    body = shown.model_dump_json().encode()
    return FormFile(body, gzip.compress(body, mtime=0), sha256_hex(body)[:32])


def _shown(layer: Layer) -> LayerShown:
    return LayerShown(
        layer=layer.name,
        label=layer.label,
        geometry=list(layer.geometry),
        level=layer.level,
        by_default=layer.by_default,
        number=layer.number,
        quick=list(layer.quick),
        form=dict(layer.form),
    )
