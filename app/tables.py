"""Gathers every slice's tables so that migrations and tests see them all."""

from sqlmodel import SQLModel

from app.kit.db import NAMING

SQLModel.metadata.naming_convention = NAMING

# Each slice's models are imported here, one line a slice.

metadata = SQLModel.metadata
