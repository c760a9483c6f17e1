"""What an administrator does to people in the middle of things: who became an official, who was shut out in between."""

from collections.abc import Callable
from typing import Any

import pytest
from anyio.to_thread import run_sync
from sqlmodel import Session

from app.kit import db
from tests.cast import CityCast, Member
from tests.conftest import Client


def became_official(client: Client, city: CityCast, member: Member, role: str) -> None:
    """Make somebody who mapped an official of the ward or of the city's office."""
    place = {"office_id": city.office_id} if role == "official" else {"ward_id": city.ward_id}
    said = {"role": role, "city_id": city.id, "team_ids": []} | place
    answer = client.put(f"/api/people/{member.person_id}", city.administrator, json=said)
    assert answer.status_code == 200, answer.text


def while_it_waits(patch: pytest.MonkeyPatch, endpoints: Any, deed: Callable[[Session], None]) -> None:
    """Do something between the moment a request was let in and the moment it is its turn to write."""
    in_turn = endpoints.in_turn

    async def waiting(work: Callable[[Session], Any]) -> Any:
        await run_sync(db.written, deed)
        return await in_turn(work)

    patch.setattr(endpoints, "in_turn", waiting)
