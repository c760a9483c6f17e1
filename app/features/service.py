"""Points, lines and areas as they arrive: who may put them on the map, what can be kept, how far it may travel."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from app.features import layers, rules
from app.kit.problems import Problem
from app.ledger import rules as merging
from app.ledger import service as ledger
from app.ledger.outcomes import Record
from app.ledger.rules import Edit
from app.people.rules import SignedIn
from app.questionnaire.levels import LevelOf
from app.settlements import service as settlements

WITHOUT_FORM = "kwetu@1"
"""What was put on the map before layers had forms names this one."""


def forms() -> frozenset[str]:
    """Name what a point on the map can be described by."""
    return frozenset({WITHOUT_FORM, *(one.form["form"] for one in layers.layers().values())})


def levels(form: str) -> LevelOf:
    """Return how far the parts of what names this form may travel."""
    layer = layers.of_form(form)
    return (lambda path: rules.level_in(layer, path)) if layer else (lambda _path: rules.LEVEL)


def prepare(session: Session, who: SignedIn, edit: Edit) -> dict[str, Problem]:
    """Return the refused parts of an edit, or raise what parks all of it; a point stays of the layer it began as."""
    settlements.must_describe(session, who, edit["settlement_id"])
    form = ledger.form_of(session, edit["record_id"]) or edit["form"]
    layer = layers.of_form(form)
    return rules.refused_of_layer(layer, edit["set"]) if layer else rules.refused_parts(edit["set"])


def values_of(answers: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return what stands in a record as plain values; what is not known has none."""
    return {path: answer["value"] for path, answer in answers.items() if answer.get("value") is not None}


def told_in(record: Record) -> dict[str, Any]:
    """Return what stands in a record as plain values; nothing where it was removed."""
    return {} if merging.deleted(record.state) else values_of(merging.answers(record.state))


def on_map(session: Session, settlement_id: str) -> list[Record]:
    """Return what stands on the map of a settlement, without what was taken off."""
    records = ledger.records(session, kind="feature", settlement_id=settlement_id)
    return [record for record in records if not merging.deleted(record.state)]


def mapped_in(session: Session, settlement_id: str) -> list[dict[str, Any]]:
    """Return what stands on the map of a settlement, each point as its plain values."""
    return [told_in(record) for record in on_map(session, settlement_id)]


def layer_of(record: Record) -> str:
    """Return the layer something was put on the map as; empty where it names none."""
    layer = layers.of_form(record.form)
    said = layer.name if layer else told_in(record).get("layer")
    return said if isinstance(said, str) else ""
