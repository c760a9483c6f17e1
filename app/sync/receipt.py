"""``kwetu receipt``: look up the code a mapper read out at the end of the day.

Heavy imports stand inside the command, so that other commands start without them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from app.sync.codes import Code, CodeUnreadableError, Known, read_code, unknown_to_phone

if TYPE_CHECKING:
    from sqlmodel import Session

Typed = Annotated[list[str], typer.Argument(metavar="CODE", help="The code, as it was read out.")]


AT_THE_SERVER = {"server": "this server"}
ASK_AGAIN = "Ask for the code again, sign by sign. If it is right, let the phone send once more."


@dataclass(frozen=True)
class PhoneDay:
    """What the server has of one person and one phone from one day."""

    day: str
    person: str
    phone: str
    edits: list[Known]

    def told(self) -> str:
        """Name it as people would."""
        return f"{self.person}, {self.phone}, {self.day}"


def receipt(typed: Typed) -> None:
    """Say whose answers the code of a day stands for, and whether all of them are here word for word."""
    from app.kit.db import reading

    try:
        code = read_code(" ".join(typed))
    except CodeUnreadableError as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(2) from None
    with reading() as session:
        found = list(days_here(session, code.month_day))
    words, here = verdict(code, found)
    typer.echo(words, err=not here)
    if not here:
        raise typer.Exit(1)


def verdict(code: Code, found: list[PhoneDay]) -> tuple[str, bool]:
    """Say what became of a code, and whether everything it stands for is here."""
    for one in sorted(found, key=lambda one: one.day, reverse=True):
        more = unknown_to_phone(code, one.edits)
        if more is not None:
            besides = f"; {more} more came that the phone had no proof of yet" if more else ""
            return f"{one.told()}: all {code.edits} edits are here, word for word{besides}.", True
    if not found:
        return f"Nothing of the day {code.month_day} is here. Let the phone send, then ask for its code again.", False
    lines = [f"  {one.told()}: {len(one.edits)} edits" for one in found]
    here = "\n".join(sorted(lines))
    speaks = f"This is not the code of what is here of the day {code.month_day}. It speaks of {code.edits} edits"
    return f"{speaks}; here are:\n{here}\n{ASK_AGAIN}", False


def days_here(session: "Session", month_day: str) -> Iterator[PhoneDay]:
    """Gather the edits of a day by person and phone; a person who joined anew that day also as one."""
    from app.ledger import service as ledger
    from app.people import phones as register

    by_phone: dict[tuple[str, str, str], list[Known]] = {}
    for made in ledger.edits_of_day(session, month_day):
        by_phone.setdefault((made.day, made.person_id, made.device_id), []).append((made.edit_id, made.sha256))
    known = register.persons(session, {person_id for _, person_id, _ in by_phone})
    named = register.names(session, {device_id for _, _, device_id in by_phone})
    persons: dict[tuple[str, str], list[list[Known]]] = {}
    for (day, person_id, device_id), edits in by_phone.items():
        person, phone = named.get(device_id) or (
            known.get(person_id, person_id),
            AT_THE_SERVER.get(device_id, device_id),
        )
        persons.setdefault((day, person), []).append(edits)
        yield PhoneDay(day, person, phone, edits)
    for (day, person), several in persons.items():
        if len(several) > 1:
            yield PhoneDay(day, person, f"{len(several)} sign-ins", [one for edits in several for one in edits])
