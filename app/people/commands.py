"""``kwetu people`` and ``kwetu link``: who is in the list, and another sign-in link for one of them.

Heavy imports stand inside the commands, so that other commands start without them.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.people.schemas import InvitationShown, PersonShown


def people() -> None:
    """List everybody by name: role, city, id, and the phones they signed in with."""
    from app.kit.db import reading

    with reading() as session:
        everybody = _everybody(session)
        cities = _cities(session)
    for one in everybody:
        where = f", {cities[one.city_id]}" if one.city_id in cities else ""
        typer.echo(f"{one.name}, {one.role}{where}, {one.id}")
        for phone in one.devices:
            state = "signed out" if phone.revoked else f"last seen {phone.last_seen_at or 'never'}"
            typer.echo(f"    {phone.name}, {state}")
        if not one.devices:
            typer.echo("    no phone yet" + (", a sign-in link is open" if one.invited else ""))


def link(
    whom: Annotated[str, typer.Argument(metavar="PERSON", help="A name, or an id, as `kwetu people` lists.")],
) -> None:
    """Make another sign-in link for a person who is in the list."""
    from app.kit.db import writing
    from app.people import service

    with writing() as session:
        known = _everybody(session)
        found = named(whom, known)
        made = service.invitation_for(session, found[0].id) if len(found) == 1 else None
    if made is None:
        say_who_is_meant(whom, found)
        raise typer.Exit(1)
    say_link(made)


def named(whom: str, known: "Sequence[PersonShown]") -> "list[PersonShown]":
    """Return whom an id names, or everybody of a name, letter case aside."""
    by_id = [one for one in known if one.id == whom]
    return by_id or [one for one in known if one.name.casefold() == whom.strip().casefold()]


def say_who_is_meant(whom: str, found: "Sequence[PersonShown]") -> None:
    """Say that nobody, or more than one, has this name."""
    if not found:
        typer.echo(f"Nobody here is called {whom} or has that id; `kwetu people` lists everybody.", err=True)
        return
    typer.echo(f"{len(found)} people are called {whom}; say which by the id:", err=True)
    for one in found:
        typer.echo(f"  {one.id}  {one.name}, {one.role}", err=True)


def say_link(made: "InvitationShown") -> None:
    """Print a sign-in link."""
    typer.echo(made.url)
    if made.this_computer_only:
        typer.echo("This link opens on this computer only: no PUBLIC_URL is set.", err=True)


def _everybody(session: "Session") -> "list[PersonShown]":
    from app.people import listing, repository

    federation = repository.federation(session)
    return listing.everybody(session, federation.id) if federation else []


def _cities(session: "Session") -> dict[str | None, str]:
    from app.people import repository

    federation = repository.federation(session)
    return {city.id: city.name for city in repository.cities(session, federation.id)} if federation else {}
