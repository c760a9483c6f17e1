"""Every knob an operator can turn, typed, each with the sentence that explains it."""

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


NAMES_A_FILE = re.compile(r"sqlite(\+pysqlite)?:///[^?:]+")


class SettingWrong(Exception):  # noqa: N818 - said to an operator, as a sentence
    """A setting cannot be used; the words name it and what it takes."""


class Settings(BaseSettings):
    """Read from the environment; the names are in docs/settings.md and a test keeps the two together."""

    model_config = SettingsConfigDict(env_prefix="KWETU_", extra="ignore", populate_by_name=True)

    data_dir: Path = Field(
        default=Path("var"),
        validation_alias="DATA_DIR",
        description="Folder that holds the SQLite file and everything else this server keeps.",
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on; 0.0.0.0 lets phones reach a laptop.")
    port: int = Field(default=8000, validation_alias="PORT", description="Port to listen on.", ge=1, le=65535)
    public_url: str | None = Field(
        default=None,
        validation_alias="PUBLIC_URL",
        pattern=r"^https?://[^/?#\s]+/*$",
        description="The https address phones reach; links and QR codes are made from it.",
    )
    database_url: str | None = Field(
        default=None,
        description="Address of a PostgreSQL, postgresql://NAME:PASSWORD@HOST:5432/DATABASE; else an SQLite file.",
    )
    database_connections: int = Field(
        default=10, description="Connections to PostgreSQL that each server process may hold.", ge=1, le=500
    )
    workers: int = Field(
        default=1,
        description="Server processes that answer phones, all on one database; as many as cores.",
        ge=1,
        le=64,
    )
    frontend_dir: Path = Field(
        default=Path(__file__).resolve().parent.parent / "frontend" / "dist",
        description="Folder of the built phone app that this server hands out.",
    )
    body_seconds: int = Field(
        default=300,
        description="Seconds within which a request must have arrived whole; slower senders are let go.",
        ge=1,
        le=3600,
    )
    invitation_days: int = Field(default=14, description="Days an invitation link can be opened.", ge=1, le=365)

    @property
    def sqlalchemy_url(self) -> str:
        """Return the database address, making DATA_DIR's SQLite file the default."""
        if (self.database_url or "").startswith("sqlite") and not NAMES_A_FILE.fullmatch(self.database_url or ""):
            raise SettingWrong(
                "KWETU_DATABASE_URL names no SQLite file. It looks like sqlite:////srv/kwetu/kwetu.sqlite3."
            )
        return self.database_url or f"sqlite:///{(self.data_dir / 'kwetu.sqlite3').resolve()}"

    @property
    def base_url(self) -> str:
        """Return the address that links begin with, without a trailing slash."""
        return (self.public_url or f"http://localhost:{self.port}").rstrip("/")


@lru_cache
def settings() -> Settings:
    """Return the one Settings of this process."""
    try:
        return Settings()
    except ValidationError as fault:
        raise SettingWrong(" ".join(_in_words(error) for error in fault.errors())) from None


def _in_words(error: "ErrorDetails") -> str:
    """Name the setting, its value, and what it takes."""
    name = str(error["loc"][0]).removeprefix("KWETU_")
    field = Settings.model_fields.get(name.lower())
    named = name if field is None or field.validation_alias else f"KWETU_{name.upper()}"
    return f"{named}={error['input']} cannot be used; it takes {_taken(field)}."


def _taken(field: FieldInfo | None) -> str:
    if field is Settings.model_fields["public_url"]:
        return "an address such as https://kwetu.example.org, and nothing behind it"
    if field is None or field.annotation is not int:
        return "something else"
    least, most = (next(getattr(one, end) for one in field.metadata if hasattr(one, end)) for end in ("ge", "le"))
    return f"a whole number from {least} to {most}"
