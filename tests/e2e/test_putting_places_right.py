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


def _known_by_name(server: Server) -> tuple[str, str]:
    with sqlite3.connect(server.folder / "kwetu.sqlite3") as database:
        name, code = database.execute(
            "SELECT settlement.name, max(code) FROM settlement JOIN city ON city.id = city_id"
            " WHERE city.name = 'Muntinlupa' GROUP BY 1 HAVING count(*) = 1 LIMIT 1"
        ).fetchone()
    return str(name), str(code)


def _brings_a_list(luz: Phone, name: str) -> None:
    luz.goes_to("/import")
    listed = f"name,households\n{name.upper()},41\n".encode()
    luz.page.locator("#list").set_input_files({"name": "list.csv", "mimeType": "text/csv", "buffer": listed})
    luz.taps("import.look")


def test_a_leader_is_told_why_an_approved_place_stays_and_is_asked_once_whether_a_row_of_a_list_is_one_she_knows(
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
    known, code = _known_by_name(demonstration)
    _brings_a_list(luz, known)
    luz.reads("imports.may_be", name=f"{known} ({code})")
    luz.reads("imports.how.name")
    luz.page.get_by_text(word("imports.same"), exact=True).click()
    luz.taps("imports.answer")
    luz.taps("import.take", n=1)
    luz.reads("import.done")
    luz.taps("import.another")
    _brings_a_list(luz, known)
    luz.reads("import.nothing")
    expect(luz.page.get_by_text(word("imports.same_title"))).to_have_count(0)


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
