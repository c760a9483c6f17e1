"""How a profile travels from first answer to approval: its state, and what still stands in the way.

Decisions are made offline and arrive in any order, so a state is never stored: it is read off the decisions themselves.
Each names the decisions its author saw; those nobody has seen since are the *heads*, and the gravest head wins.
``frontend/src/review/rules.ts`` is the twin; ``tests/vectors/states.json`` holds the two together.

```mermaid
stateDiagram-v2
    [*] --> known
    known --> profiling: first answer
    profiling --> said_no: the meeting does not agree
    profiling --> handed_in: hand in
    handed_in --> verified: residents check
    handed_in --> returned: return
    verified --> returned: return
    returned --> handed_in: hand in again
    verified --> approved: approve
    handed_in --> approved: approve (residents checked before a return)
    approved --> released: shared under an agreement
    approved --> withdrawn: take back
    withdrawn --> handed_in: hand in again
```
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.ledger.rules import EMPTY, Edit, RecordState, content_hash, meaning, merge, shown_first

Answer = Mapping[str, Any]
Reason = tuple[str, dict[str, Any]]
"""What stands in the way: the slug of a problem, and the facts a person can act on."""

ACTS = ("withdraw", "return", "approve", "verify", "hand_in")
"""Gravest first: with several heads, the first of these wins."""

NEVER_LENT = frozenset({"verify", "return", "approve"})
"""What nobody does by another's rights."""

NOT_ASKED = "not_asked"
"""Of the consent to be profiled, where a profile's form has no such question."""

STATE_OF_ACT = {
    "withdraw": "withdrawn",
    "return": "returned",
    "approve": "approved",
    "verify": "verified",
    "hand_in": "handed_in",
}


@dataclass(frozen=True)
class Decision:
    """One act of review, as its author made it."""

    decision_id: str
    act: str
    by: str
    saw: frozenset[str] = frozenset()
    hash: str | None = None


def heads(decisions: Sequence[Decision]) -> list[Decision]:
    """Return the decisions that no other decision has seen; all of them should they name each other in a ring."""
    seen = {saw for decision in decisions for saw in decision.saw if saw != decision.decision_id}
    return [one for one in decisions if one.decision_id not in seen] or list(decisions)


def profile_state(
    decisions: Sequence[Decision], consent_collect: str | None, has_answers: bool, shared: bool = False
) -> str:
    """Name the state of a profile; ``shared`` tells that a release under an agreement in force holds it."""
    acts = {decision.act for decision in heads(decisions)}
    if "withdraw" in acts:
        return "withdrawn"
    if consent_collect == "no":
        return "said_no"
    for act in ACTS:
        if act in acts:
            return "released" if act == "approve" and shared else STATE_OF_ACT[act]
    return "profiling" if has_answers else "known"


def past_of(decision: Decision, decisions: Iterable[Decision]) -> set[str]:
    """Return the ids of all decisions this one knows of, through those it saw."""
    by_id = {one.decision_id: one for one in decisions}
    known: set[str] = set()
    waiting = list(decision.saw)
    while waiting:
        decision_id = waiting.pop()
        if decision_id not in known:
            known.add(decision_id)
            waiting.extend(by_id[decision_id].saw if decision_id in by_id else ())
    return known


def standing_approvals(decisions: Sequence[Decision]) -> list[Decision]:
    """Return the approvals that knew of every return and every taking back: only these may leave the federation."""
    against = {one.decision_id for one in decisions if one.act in ("return", "withdraw")}
    return [one for one in decisions if one.act == "approve" and against <= past_of(one, decisions)]


def taken_back_since(decision: Decision, decisions: Sequence[Decision]) -> bool:
    """Tell whether the profile was taken back by someone this decision did not know of yet."""
    return not {one.decision_id for one in decisions if one.act == "withdraw"} <= past_of(decision, decisions)


def checked_by_residents(decisions: Sequence[Decision]) -> bool:
    """Tell whether residents checked this profile and it was not taken back since."""
    return any(one.act == "verify" and not taken_back_since(one, decisions) for one in decisions)


def reasons_not_to_approve(
    person_id: str,
    decisions: Sequence[Decision],
    *,
    writers: Iterable[str],
    contested: Sequence[str],
    changed: int | None,
    consent_collect: str | None,
    blocked: Sequence[str] = (),
) -> list[Reason]:
    """List what keeps this person from approving, gravest first.

    ``writers`` are the people who wrote an answer other than by choosing between two; ``changed`` counts the answers
    that differ from those the approval speaks of (0: its content hash is the present one; None: how many is not known).
    ``blocked`` are the questions whose answers break a rule that blocks.
    A form that does not ask the meeting's consent can be approved; what was said with it never leaves the federation.
    """
    reasons: list[Reason] = []
    state = profile_state(decisions, consent_collect, has_answers=True)
    handed_in_by = {one.by for one in decisions if one.act == "hand_in"}
    if consent_collect not in ("yes", NOT_ASKED):
        reasons.append(("no-consent", {}))
    if not handed_in_by or state in ("returned", "withdrawn"):
        reasons.append(("not-handed-in", {}))
    if person_id in handed_in_by or person_id in set(writers):
        reasons.append(("approve-own-profile", {}))
    if contested:
        reasons.append(("two-answers-left", {"paths": sorted(contested), "count": len(contested)}))
    if blocked:
        reasons.append(("does-not-fit", {"paths": list(blocked), "count": len(blocked)}))
    if changed != 0:
        reasons.append(("changed-since", {} if changed is None else {"changed": changed}))
    if not checked_by_residents(decisions):
        reasons.append(("not-checked-by-residents", {}))
    return reasons


def writers(edits: Iterable[Edit]) -> set[str]:
    """Return who wrote an answer of a profile other than by choosing between two, from its edits as they came.

    Choosing is saying again what somebody else said before; a new answer is writing, whoever agreed to it.
    """
    wrote: set[str] = set()
    said: dict[str, list[tuple[str, bytes]]] = {}
    for edit in edits:
        for path, answer in edit["set"].items():
            told = said.setdefault(path, [])
            others = {meant for by, meant in told if by != edit["by"]}
            of_a_row = path.endswith("/_deleted")  # that a row stays or goes is no answer of the community
            if "chosen_with" not in answer or not (of_a_row or meaning(answer) in others):
                wrote.add(edit["by"])
            told.append((edit["by"], meaning(answer)))
    return wrote


def tenants_may_live_here(households_tenant: Answer | None, households_subtenant: Answer | None) -> bool:
    """Tell whether tenant or sub-tenant households are above zero, or not known."""

    def none_at_all(answer: Answer | None) -> bool:
        return answer is not None and (answer.get("answer") == "not_applicable" or answer.get("value") == 0)

    return not (none_at_all(households_tenant) and none_at_all(households_subtenant))


def reasons_not_to_verify(
    *,
    in_team: bool,
    wrote: bool,
    handed_in: bool,
    women: int | None,
    tenants: int | None,
    tenants_live_here: bool,
) -> list[Reason]:
    """List what keeps a check by residents from counting: its recorder's own work, or who was missing."""
    reasons: list[Reason] = []
    if in_team or wrote or handed_in:
        reasons.append(("check-own-profile", {}))
    if not women:
        reasons.append(("check-needs-women", {}))
    if tenants_live_here and not tenants:
        reasons.append(("check-needs-tenants", {}))
    return reasons


def answers_changed_since(edits: Iterable[Edit], spoken_of: str | None, level_of: Callable[[str], int]) -> int | None:
    """Count the answers that differ from those a content hash speaks of, following the edits in the order they came.

    None when the profile never had that hash here: it speaks of edits that have not arrived.
    """
    state, arrived, then = EMPTY, set[str](), None
    for edit in edits:
        state = merge(state, edit, arrived)
        arrived.add(edit["edit_id"])
        if content_hash(state, level_of)[0] == spoken_of:
            then = state
    if then is None:
        return None
    paths = state.fields.keys() | then.fields.keys()
    return sum(set(state.fields.get(path, ())) != set(then.fields.get(path, ())) for path in paths)


def snapshot_of(state: RecordState, made: Mapping[str, tuple[str, str]]) -> dict[str, dict[str, Any]]:
    """Return what an approval freezes: the answer shown first of each field, with the edit, who made it and when."""
    snapshot: dict[str, dict[str, Any]] = {}
    for path, candidates in state.fields.items():
        edit_id = shown_first(candidates)
        by, made_at = made[edit_id]
        snapshot[path] = {**candidates[edit_id], "edit_id": edit_id, "by": by, "made_at": made_at}
    return snapshot


@dataclass(frozen=True)
class Approved:
    """What leaders approved of a settlement: all that a release may read.

    ``answers`` are frozen word for word. ``said_now`` holds every answer about consent that stands now in this
    and later rounds; it may only narrow what leaves.
    """

    settlement_id: str
    profile_id: str
    decision_id: str
    round: int
    form: str
    approved_at: str
    checked_on: str | None
    place: Mapping[str, Any]
    answers: Mapping[str, Answer]
    said_now: Mapping[str, Sequence[Answer]]


@dataclass(frozen=True)
class ApprovedPoint:
    """What was approved of one point on the map; of the ``contested`` parts people said different things.

    ``doubted``: by now one took it off the map, and another told of it without knowing that.
    """

    point_id: str
    layer: str
    form: str
    answers: Mapping[str, Answer]
    contested: frozenset[str] = frozenset()
    doubted: bool = False
