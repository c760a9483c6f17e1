"""The table of forms that an administrator published; our own questionnaire stands in text files."""

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel


class FormVersion(SQLModel, table=True):
    """One version of a form for ever: what phones ask by, and the workbook it was made of (base64)."""

    __tablename__ = "form_version"
    form_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    title: str = Field(sa_column=Column(Text, nullable=False))
    compiled: str = Field(sa_column=Column(Text, nullable=False))
    workbook: str = Field(sa_column=Column(Text, nullable=False))
    sha256: str
    published_by: str
    published_at: str

    @property
    def form(self) -> str:
        """Return the name that edits, links and phones know this version by."""
        return f"{self.form_id}@{self.number}"
