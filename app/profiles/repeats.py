"""One row of a list as its questions see it, and the stops of the conversation, where a list is one.

The twin of frontend/src/profiles/repeats.ts.
"""

from app.kit.ids import is_uuid
from app.questionnaire.form import Answers, Form


def stops(form: Form) -> list[str]:
    """Return the questions that stand alone and each repeat once, in the order of the sections."""
    names = [name for section in form["sections"] for name in section["questions"]]
    return list(dict.fromkeys(form["questions"][name].get("repeat", name) for name in names))


def in_row(form: Form, answers: Answers, repeat: str, key: str) -> Answers:
    """Return the answers as one row sees them: its own by their names, its key's among them, all others beside."""
    row = dict(answers)
    parts = [] if is_uuid(key) else key.split("+")
    codes = dict(zip(form["repeats"][repeat]["key"].split("+"), parts, strict=False))
    for name, question in form["questions"].items():
        if question.get("repeat") != repeat:
            continue
        code = codes.get(name)
        said = answers.get(f"{repeat}/{key}/{name}")
        row[name] = {"value": code} if said is None and code else said
    return row


def is_core(form: Form, repeat: str) -> bool:
    """Tell whether a list belongs to the short form."""
    return any(form["questions"][name]["core"] for name in form["repeats"][repeat]["questions"])
