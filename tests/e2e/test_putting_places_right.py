"""What a leader is offered where two places may be one or a place is another city's, and what she is told instead."""

import re
import sqlite3
import uuid
from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.phone import Phone
from tests.e2e.server import Server
from tests.e2e.words import word


def _draft(server: Server) -> tuple[str, str]:
    with sqlite3.connect(server.folder / "kwetu.sqlite3") as database:
        profile_id, settlement_id = database.execute(
            "SELECT record_id, settlement_id FROM record JOIN city ON city.id = city_id"
            " WHERE kind = 'profile' AND city.name = 'Muntinlupa'"
            " AND settlement_id NOT IN (SELECT settlement_id FROM approval) LIMIT 1"
        ).fetchone()
    return str(profile_id), str(settlement_id)


def _approved(server: Server) -> str:
    with sqlite3.connect(server.folder / "kwetu.sqlite3") as database:
        [settlement_id] = database.execute(
            "SELECT settlement_id FROM approval JOIN settlement USING (settlement_id)"
            " JOIN city ON city.id = city_id WHERE city.name = 'Muntinlupa' LIMIT 1"
        ).fetchone()
    return str(settlement_id)


def test_a_leader_is_told_why_an_approved_place_stays_and_that_a_place_that_left_is_not_here(
    demonstration: Server, new_phone: Callable[..., Phone]
) -> None:
    luz = new_phone("luz")
    luz.joins(demonstration.links()["leader"])
    luz.goes_to(f"/settlements/{_approved(demonstration)}/place")
    luz.reads("place.approved")
    offered = (word("place.same"), word("place.same_do"), word("place.move"), word("place.move_admin"))
    for words in offered:
        expect(luz.page.get_by_text(words)).to_have_count(0)
    luz.goes_to(f"/settlements/{uuid.uuid4()}/place")
    luz.reads("settlements.unknown.what")
    luz.main_action.click()
    expect(luz.page).to_have_url(re.compile("#/city$"))


def test_a_leader_is_told_that_writing_bars_her_from_approving_before_she_writes_and_a_mapper_is_not(
    demonstration: Server, new_phone: Callable[..., Phone]
) -> None:
    profile_id, settlement_id = _draft(demonstration)
    luz, rosa = new_phone("luz"), new_phone("rosa")
    luz.joins(demonstration.links()["leader"])
    for page in (f"/settlements/{settlement_id}", f"/profiles/{profile_id}"):
        luz.goes_to(page)
        luz.reads("settlements.leader_writes")
    luz.goes_to("/review")
    luz.taps("review.refresh")
    luz.reads("review.as_of")
    rosa.joins(demonstration.links()["mapper"])
    rosa.goes_to(f"/profiles/{profile_id}")
    rosa.reads("profile.sections")
    expect(rosa.page.get_by_text(word("settlements.leader_writes"))).to_have_count(0)
