"""The table of what a city's leaders switched on; what stands on the map is kept in the ledger alone."""

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel


class CityLayers(SQLModel, table=True):
    """The layers a city maps besides the first four, by whom and when they were chosen."""

    __tablename__ = "city_layers"
    city_id: str = Field(primary_key=True, foreign_key="city.id")
    layers: str = Field(default="[]", sa_column=Column(Text, nullable=False))
    chosen_by: str
    chosen_at: str
