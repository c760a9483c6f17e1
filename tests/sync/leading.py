"""What a leader does about edits that were kept aside, hand-over files a third phone carries, phones shut out."""

from contextlib import suppress
from typing import Any

import orjson

from tests.cast import Member
from tests.handing_over import handover_file
from tests.sync.day import Day
from tests.sync.line import Answer, Line, LineBroke


def admit(day: Day, _phone: Any) -> None:
    """Lea reads what was kept aside in her city and takes one in, under its own id and in its author's name."""
    for row in _waiting(day)[:1]:
        answer = day.office("POST", f"/api/sync/parked/{row['sha256']}/admit", by="Lea")
        may = {"still-parked"} | _elsewhere(day, row)
        assert answer.status == 204 or answer.slug in may, f"Lea could not admit: {answer.body!r}"
        day.tell(f"Lea takes in what {row['person']} said and was kept aside: {answer.slug or 'taken'}")


def leave_out(day: Day, _phone: Any) -> None:
    """Lea leaves one out and says why; it stays kept."""
    for row in _waiting(day)[:1]:
        answer = day.office("POST", f"/api/sync/parked/{row['sha256']}/leave-out", {"why": "said twice"}, by="Lea")
        may = _elsewhere(day, row)
        assert answer.status == 204 or answer.slug in may, f"Lea could not leave it out: {answer.body!r}"
        day.tell(f"Lea leaves out what {row['person']} said")


def _elsewhere(day: Day, row: dict[str, Any]) -> set[str]:
    """Lea hears of what was said of a place that was moved away since; its new city's leaders look at it."""
    return set() if row["city_id"] == day.town.cities["Muntinlupa"] else {"not-your-city"}


def _waiting(day: Day) -> list[dict[str, Any]]:
    answer = day.office("GET", f"/api/sync/parked?city_id={day.town.cities['Muntinlupa']}", by="Lea")
    assert answer.status == 200, answer.body
    rows: list[dict[str, Any]] = answer.json()["parked"]
    return day.chance.sample(rows, len(rows))


def hand_over(day: Day, phone: Any) -> None:
    """A phone without signal writes its edits to a file, which a third phone brings; sometimes twice."""
    carrier = day.phone_of()
    phone.freeze()
    day.look(phone)
    waiting = [own.edit for own in phone.outbox.values() if own.state == "frozen"]
    if not waiting or carrier is phone:
        return
    resident = phone.resident
    author = Member(resident.person_id, resident.name, resident.role, resident.token, resident.device_id)
    file = handover_file(author, resident.key, day.keys["seal"], waiting)
    back = day.chance.random() < 0.5
    for _ in range(day.chance.choice([1, 1, 2])):
        answer = _bring(day, carrier, file)
        if answer and back:
            assert answer.status == 200, f"{carrier.name} brought a hand-over: {answer.body!r}"
            phone.note(answer)
            day.look(phone)
    day.tell(f"{carrier.name} carries {len(waiting)} edits for {phone.name}{' and the receipts back' if back else ''}")


def _bring(day: Day, carrier: Any, file: bytes) -> Answer | None:
    line = Line(day.chance.choice(day.deployment.ports))
    try:
        return line.ask("POST", "/api/sync/handovers", carrier.token, file, content_type="application/octet-stream")
    except LineBroke:
        return None
    finally:
        line.close()


def shut_out(day: Day) -> None:
    """Sam's phone is shut out; it says a last time what it still holds, and a leader will look at that."""
    sam = day.phones["Sam"]
    answer = day.office("POST", f"/api/people/devices/{sam.resident.device_id}/revoke")
    assert answer.status == 204, answer.body
    sam.freeze()
    day.look(sam)
    with suppress(LineBroke):
        sam.push()
    day.look(sam)
    waiting = [own.edit for own in sam.outbox.values() if own.state == "frozen"]
    if waiting:
        body = orjson.dumps({"protocol": 1, "client_time": None, "edits": waiting})
        answer = sam.line.ask("POST", "/api/sync/last-push", sam.token, body)
        assert answer.status == 200, f"Sam's last push: {answer.body!r}"
        sam.note(answer)
        day.look(sam)
    for edit in waiting:
        assert edit["edit_id"] in day.promised, f"Sam's phone was shut out with {edit['edit_id']} on it"
    day.shut_out.add("Sam")
    day.tell(f"Sam's phone is shut out; its last push held {len(waiting)} edits")
