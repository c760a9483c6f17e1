"""A seeded day in the field: the seed chooses what people do and what goes wrong; then all sync, and we reckon."""

import random
from collections.abc import Callable
from typing import Any

from tests.sync import approving, breaking, granting, leading, parting, racing, saying, sending
from tests.sync.day import Day, MakePhone, begun
from tests.sync.deployment import Deployment
from tests.sync.phone import Phone
from tests.sync.reckoning import reckon

ACTS: list[tuple[int, Callable[[Day, Any], None]]] = [
    (12, saying.answer),
    (3, saying.look_at_questions),
    (3, saying.answer_what_was_opened),
    (4, saying.settle),
    (2, saying.delete_row),
    (1, saying.delete_settlement),
    (2, saying.add_settlement),
    (1, saying.write_together),
    (1, saying.comment),
    (2, saying.hand_in),
    (1, saying.say_what_does_not_fit),
    (1, saying.say_something_newer),
    (2, sending.leave_question),
    (6, sending.send),
    (2, sending.send_deaf),
    (2, sending.send_cut),
    (1, sending.send_and_hang_up),
    (1, sending.send_through_a_portal),
    (2, sending.send_some_in_any_order),
    (1, sending.repeat),
    (1, sending.send_as_an_old_phone),
    (4, sending.send_at_the_same_moment),
    (8, sending.fetch),
    (1, sending.fetch_deaf),
    (1, sending.fetch_and_die),
    (1, sending.a_month_passes),
    (1, sending.wrong_clock),
    (1, granting.change_team),
    (1, granting.move_person),
    (2, granting.give_settlement),
    (1, granting.move_settlement),
    (1, granting.join_settlements),
    (1, leading.admit),
    (1, leading.leave_out),
    (2, leading.hand_over),
]
STEPS = 45


class Story(AssertionError):  # noqa: N818
    """A seed failed; the words tell what happened until then."""


def engine_of(seed: int) -> str:
    """Three seeds of four are played on SQLite, one on PostgreSQL."""
    return "postgresql" if seed % 4 == 3 else "sqlite"


def has_kill(seed: int) -> bool:
    """In one seed of ten the server is killed with -9."""
    return seed // 4 % 10 == 7


def has_restore(seed: int) -> bool:
    """In half of those a backup of earlier that day is restored."""
    return seed // 4 % 20 == 7


def has_two_rounds(seed: int) -> bool:
    """In one seed of five two places are joined, of which one is in its second round, and parted again."""
    return seed % 5 == 4


def play(seed: int, deployment: Deployment, keys: dict[str, dict[str, str]], make_phone: MakePhone = Phone) -> Day:
    """Play a seed on a running deployment; Story when something does not hold."""
    day = begun(seed, deployment, keys, make_phone)
    try:
        _play(day)
    except Exception as fault:
        where = f"seed {seed} on {deployment.engine} (make sim SEED={seed} ENGINE={deployment.engine})"
        raise Story("\n".join([where, *day.story, f"and then: {type(fault).__name__}: {fault}"])) from fault
    finally:
        for phone in day.phones.values():
            phone.line.close()
    return day


def _play(day: Day) -> None:
    saying.add_settlement(day, day.phones["Mara"])
    saying.add_settlement(day, day.phones["Lea"])
    saying.add_settlement(day, day.phones["Tino"])
    events = _events(day)
    for step in range(STEPS):
        for event in events.get(step, ()):
            event(day)
        (act,) = day.chance.choices([act for _, act in ACTS], [weight for weight, _ in ACTS])
        act(day, day.phone_of())
    day.tell("everybody has signal and syncs")
    sending.quiet(day)
    reckon(day)


def _events(day: Day) -> dict[int, list[Callable[[Day], None]]]:
    """Say at which step what happens once: a kill, a backup and its restore, an approval, a phone shut out."""
    chance, events = day.chance, dict[int, list[Callable[[Day], None]]]()
    if has_restore(day.seed):
        events[chance.randrange(5, 20)] = [breaking.backup]
        events[chance.randrange(30, STEPS)] = [breaking.restore]
    elif chance.random() < 0.25:
        events[chance.randrange(5, 25)] = [approving.approve]
    if has_kill(day.seed):
        events.setdefault(chance.randrange(10, STEPS), []).append(breaking.kill_while_sending)
    if day.deployment.engine == "postgresql":
        events.setdefault(chance.randrange(10, STEPS), []).append(racing.race)
    if chance.random() < 0.2:
        events.setdefault(chance.randrange(15, STEPS), []).append(leading.shut_out)
    if has_two_rounds(day.seed):
        steps = sorted(random.Random(day.seed).sample(range(5, STEPS), 3))
        for step, event in zip(steps, (parting.describe_two, parting.join_them, parting.part_them), strict=True):
            events.setdefault(step, []).append(event)
    return events
