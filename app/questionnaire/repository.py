"""Reads the questionnaire's text files: one topic a file, in the words of XLSForm."""

from pathlib import Path
from typing import Any

import yaml

from app.questionnaire.problems import Fault, QuestionnaireBroken

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
FOLDER = Path(__file__).resolve().parent


def read_texts() -> dict[str, Any]:
    """Return what stands in form, sections, choices, rules and languages, as plain values."""
    sections = [read(path) for path in sorted((FOLDER / "sections").glob("*.yaml"))]
    return {
        "form": read(FOLDER / "form.yaml"),
        "sections": {section["section"]: section for section in sections},
        "choices": read(FOLDER / "choices.yaml"),
        "rules": read(FOLDER / "rules.yaml"),
        "languages": {path.stem: read(path) for path in sorted((FOLDER / "languages").glob("*.yaml"))},
    }


def read(path: Path) -> Any:
    """Read one YAML file; a fault names the file."""
    try:
        return yaml.load(path.read_text("utf-8"), Loader=_LOADER)  # noqa: S506 - the safe loader, in C where built
    except yaml.YAMLError as fault:
        raise QuestionnaireBroken([Fault(path.name, "", str(fault))]) from fault
