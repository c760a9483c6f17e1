"""``kwetu receipt``: look up the code a mapper read out at the end of the day.

Heavy imports stand inside the command, so that other commands start without them.
"""

from typing import Annotated

import typer

from app.sync.codes import Code, CodeUnreadableError, PhoneDay, read_code, stands_for

Typed = Annotated[list[str], typer.Argument(metavar="CODE", help="The code, as it was read out.")]


ASK_AGAIN = "Ask for the code again, sign by sign. If it is right, let the phone send once more."


def receipt(typed: Typed) -> None:
    """Say whose answers the code of a day stands for, and whether all of them are here word for word."""
    from app.kit.db import reading
    from app.sync.days import days_here

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
    of = stands_for(code, found)
    if of:
        one, more = of
        besides = f"; {more} more came that the phone had no proof of yet" if more else ""
        all_here = "the 1 edit is" if code.edits == 1 else f"all {code.edits} edits are"
        return f"{_told(one)}: {all_here} here, word for word{besides}.", True
    if not found:
        return f"Nothing of the day {code.month_day} is here. Let the phone send, then ask for its code again.", False
    lines = [f"  {_told(one)}: {len(one.edits)} edits" for one in found]
    here = "\n".join(sorted(lines))
    speaks = f"This is not the code of what is here of the day {code.month_day}. It speaks of {code.edits} edits"
    return f"{speaks}; here are:\n{here}\n{ASK_AGAIN}", False


def _told(one: PhoneDay) -> str:
    phone = f"{one.sign_ins} sign-ins" if one.sign_ins > 1 else one.phone or "this server"
    return f"{one.person}, {phone}, {one.day}"
