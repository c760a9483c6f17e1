"""Choices that say "do not know", "does not apply" or "do not want to say": here those are answers to any question.

Only where the code or the words leave no doubt, or the column ``means`` says so. A choice that conditions ask for by
its code stays a choice: an answer that is no value would leave them unknown.
"""

import re
from collections.abc import Iterable, Mapping

from app.questionnaire.xlsform.choices import Lists
from app.questionnaire.xlsform.findings import Findings

STAYS = "choice"
OTHERWISE = f"Write {STAYS} into a column means to keep it in the list."
ANSWERS = {"unknown": "Do not know", "not_applicable": "Does not apply", "refused": "Refused"}
_DONT_KNOW = r"(i )?(do not|don'?t) know( this)?|does(n'?t| not) know|not known"
_NO_MEANING = r"(does not|doesn'?t) apply|not applicable|n ?/ ?a"
_WILL_NOT_SAY = r"refuse[sd]? to (answer|say)|prefer(s|red)? not to (answer|say)|(do not|don'?t) want to say"
_WORDS = {"unknown": _DONT_KNOW, "not_applicable": _NO_MEANING, "refused": _WILL_NOT_SAY}
_CODES = {
    "unknown": frozenset(("dont_know", "do_not_know", "dontknow", "donotknow", "don_t_know")),
    "not_applicable": frozenset(("not_applicable", "notapplicable", "does_not_apply")),
    "refused": frozenset(("refused_to_answer", "prefer_not_to_say", "prefer_not_to_answer")),
}


def meaning_of(code: str, labels: Iterable[str]) -> str | None:
    """Return which of the answers that are no value a choice is, None where it may be something else."""
    said = [_plain(label) for label in labels]
    for answer, words in _WORDS.items():
        if any(re.fullmatch(words, label) for label in said) or code.lower().replace("-", "_") in _CODES[answer]:
            return answer
    return None


def _plain(label: str) -> str:
    """Return a label without what stands around its words: (98) Don’t know."""
    plain = re.sub(r"\s+", " ", label.replace("’", "'").replace("`", "'")).strip().lower()
    return re.sub(r"^[(\[]?-?[0-9]{1,4}[)\].:]* *[-–=:]* *|[ .!()]+$", "", plain).strip("( ")


def store_as_answers(lists: Lists, conditions: Iterable[str], found: Findings) -> None:
    """Take such choices out of the lists, and say of each what became of it."""
    asked_for = " ".join(conditions)
    for name, cells in lists.cells.items():
        for code, cell in cells.items():
            written = lists.means.get(name, {}).get(code, "")
            means = written or meaning_of(code, lists.labels.get(name, {}).get(code, ()))
            if means and means not in (*ANSWERS, STAYS):
                known = ", ".join((*ANSWERS, STAYS))
                found.refuse(cell._replace(column="means", value=means), f"A choice means one of: {known}.")
            elif means in ANSWERS and not written and re.search(rf"(?<![\w.]){re.escape(code)}(?![\w.])", asked_for):
                found.remark(cell, f"Stays a choice, for a condition asks for it. {_override(means)}")
            elif means in ANSWERS and len(lists.choices[name]) > 1:
                lists.take_out(name, code)
                found.remark(cell, f"Kept as the answer “{ANSWERS[means]}”, one tap away at any question. {OTHERWISE}")


def _override(means: str) -> str:
    return f"Write {means} into a column means to have it kept as the answer “{ANSWERS[means]}”."


def conditions_in(texts: Mapping[tuple[str, str], str]) -> list[str]:
    """Return what stands in the columns that hold conditions."""
    columns = ("relevant", "constraint", "calculation", "choice_filter", "holds", "when")
    return [text for (column, _), text in texts.items() if column in columns]
