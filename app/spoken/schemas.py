"""What recorded questions look like on the wire."""

from pydantic import BaseModel


class PackListed(BaseModel):
    """One pack: of which form, in which language, by whom, under which consent, and how large it is."""

    pack_id: str
    form_id: str
    language: str
    name: str
    recorded_by: str
    consent: str
    questions: int
    choices: int
    bytes: int
    published_at: str


class PacksListed(BaseModel):
    """Every pack of the federation."""

    packs: list[PackListed]


class PackShown(PackListed):
    """A pack with the SHA-256 of each part of its file, in order: a phone checks each as it comes."""

    parts: list[str]


class PackTaken(PackListed):
    """A pack that was taken in: what became of the questions, and those of the short form it has no sound for."""

    stay: int
    new: int
    anew: int
    missing: list[str]
