"""``kwetu outlines``: where everything lies, told again from the records."""

import typer


def outlines() -> None:
    """Tell again from the records where everything lies; needed only where `kwetu verify` says so."""
    from app.kit.db import writing
    from app.outlines import service

    with writing() as session:
        looked_at = service.rebuild(session)
    typer.echo(f"Looked at {looked_at:,} records; where each of them lies is told anew.")


def told() -> None:
    """See that outlines are there before anybody asks for one."""
    from app.kit.db import reading, writing
    from app.outlines import service

    with reading() as session:
        if service.are_told(session):
            return
    with writing() as session:
        service.rebuild_where_needed(session)
