"""What the list of questionnaires looks like on the wire."""

from pydantic import BaseModel


class FormListed(BaseModel):
    """One form: its name with version, title, languages, and the tag of its content."""

    form: str
    title: dict[str, str]
    languages: dict[str, str]
    tag: str


class FormsListed(BaseModel):
    """Every form of this server."""

    forms: list[FormListed]
