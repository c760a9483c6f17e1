"""Tables of federations, cities, offices, people, teams, phones and invitations."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class Federation(SQLModel, table=True):
    """The people's organisation whose server this is."""

    __tablename__ = "federation"
    id: str = Field(primary_key=True)
    name: str


class City(SQLModel, table=True):
    """A city the federation works in; the scope of settlements."""

    __tablename__ = "city"
    __table_args__ = (UniqueConstraint("federation_id", "name"),)
    id: str = Field(primary_key=True)
    federation_id: str = Field(foreign_key="federation.id", index=True)
    name: str
    country: str = ""
    time_zone: str = "UTC"
    currency: str = ""
    languages: str = "en"


class Office(SQLModel, table=True):
    """An office of a city that may receive releases."""

    __tablename__ = "office"
    __table_args__ = (UniqueConstraint("city_id", "name"),)
    id: str = Field(primary_key=True)
    city_id: str = Field(foreign_key="city.id", index=True)
    name: str


class Person(SQLModel, table=True):
    """Somebody with one role in one place."""

    __tablename__ = "person"
    id: str = Field(primary_key=True)
    name: str
    role: str
    federation_id: str = Field(foreign_key="federation.id", index=True)
    city_id: str | None = Field(default=None, foreign_key="city.id", index=True)
    office_id: str | None = Field(default=None, foreign_key="office.id")
    ward_id: str | None = None
    created_at: str


class Team(SQLModel, table=True):
    """People who profile the same settlements."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("city_id", "name"),)
    id: str = Field(primary_key=True)
    city_id: str = Field(foreign_key="city.id", index=True)
    name: str


class TeamMember(SQLModel, table=True):
    """One person in one team."""

    __tablename__ = "team_member"
    team_id: str = Field(foreign_key="team.id", primary_key=True)
    person_id: str = Field(foreign_key="person.id", primary_key=True, index=True)


class Device(SQLModel, table=True):
    """A phone or desk on which one person is signed in."""

    __tablename__ = "device"
    id: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    name: str
    token_sha256: str = Field(unique=True)
    public_key: str | None = None
    created_at: str
    last_seen_at: str
    revoked_at: str | None = None


class Invitation(SQLModel, table=True):
    """A link that signs one phone in (a demonstration link: several)."""

    __tablename__ = "invitation"
    id: str = Field(primary_key=True)
    code_sha256: str = Field(unique=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    created_by: str | None = None
    created_at: str
    expires_at: str
    used_at: str | None = None
    reusable: bool = False


class ServerKey(SQLModel, table=True):
    """The server's own keys: ``sign`` proves receipts, ``seal`` closes hand-over files."""

    __tablename__ = "server_key"
    use: str = Field(primary_key=True)
    private_pem: str
    public_jwk: str
