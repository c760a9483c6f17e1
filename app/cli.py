"""The command ``kwetu``: what an operator does from a terminal; everything else is on pages."""

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Kwetu, settlement profiles owned by the people they describe.")


@app.command()
def migrate() -> None:
    """Bring the database to this version, after an automatic backup when there is something to lose."""
    from app.kit.migrations import migrate as run

    run()


def main() -> None:
    """Run the command line."""
    app()
