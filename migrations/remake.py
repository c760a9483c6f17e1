"""Deletes and regenerates the first migration from the tables; only until the first release.

Run it as ``python -m migrations.remake`` after adding or changing a table.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

HERE = Path(__file__).resolve().parent
FIRST = HERE / "versions" / "2026-11-21-0900_first_tables.py"


def remake() -> None:
    """Write the first migration anew, with a fixed revision so that every builder makes the same file."""
    FIRST.parent.mkdir(exist_ok=True)
    FIRST.unlink(missing_ok=True)
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("file_template", "2026-11-21-0900_first_tables")
    with tempfile.TemporaryDirectory() as folder:
        config.attributes["url"] = f"sqlite:///{folder}/empty.sqlite3"
        command.revision(config, message="The first tables", autogenerate=True, rev_id="first_tables")
    written = [line for line in FIRST.read_text().splitlines() if not line.lstrip().startswith("# ###")]
    FIRST.write_text("\n".join(written) + "\n")
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", FIRST], check=True)  # noqa: S603


if __name__ == "__main__":
    remake()
