"""What happens between phones and server: sending, fetching, and every way the line fails meanwhile."""

import base64
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import orjson

from tests.phones import Edit
from tests.sync.day import Day
from tests.sync.line import DEAF, DIES, HANG_UP, Answer, Fault, Line, LineBroke


def leave_question(day: Day, phone: Any) -> None:
    """A question was left: what was said there is frozen."""
    phone.freeze()
    day.look(phone)
    day.tell(f"{phone.name} leaves the question")


def send(day: Day, phone: Any) -> None:
    phone.freeze()
    _push(day, phone)
    day.tell(f"{phone.name} sends")


def send_deaf(day: Day, phone: Any) -> None:
    phone.freeze()
    _push(day, phone, DEAF)
    day.tell(f"{phone.name} sends and never hears the answer")


def send_cut(day: Day, phone: Any) -> None:
    phone.freeze()
    _push(day, phone, Fault("cut", day.chance.random()))
    day.tell(f"{phone.name}'s signal breaks while sending")


def send_and_hang_up(day: Day, phone: Any) -> None:
    phone.freeze()
    _push(day, phone, HANG_UP)
    day.tell(f"{phone.name} hangs up after sending")


def _push(day: Day, phone: Any, fault: Fault | None = None) -> None:
    day.look(phone)
    with suppress(LineBroke):
        phone.push(fault) if fault else phone.push()
    day.look(phone)


def send_through_a_portal(day: Day, phone: Any) -> None:
    """Something in between answers in the server's place, with receipts of its own making."""
    phone.freeze()
    day.look(phone)
    phone.push(wire=portal)
    day.look(phone)
    day.tell(f"{phone.name} sends through a portal that says everything is safe")


def portal(edits: list[Edit]) -> Answer:
    """Answer as the server would, signing with nothing."""

    def receipt(edit: Edit) -> str:
        said = orjson.dumps({"edit_id": edit["edit_id"], "sha256": "0" * 64, "answer": "kept", "refused_paths": []})
        return "eyJhbGciOiJFUzI1NiJ9." + base64.urlsafe_b64encode(said).rstrip(b"=").decode() + "." + "A" * 86

    answers = [{"edit_id": edit["edit_id"], "answer": "kept", "receipt": receipt(edit)} for edit in edits]
    return Answer(200, orjson.dumps({"server_time": "", "answers": answers}))


def send_some_in_any_order(day: Day, phone: Any) -> None:
    """Batches overtake each other: the later edits arrive first, and nobody hears the answer."""
    phone.freeze()
    day.look(phone)
    waiting = [own.edit for own in phone.outbox.values() if own.state == "frozen"]
    some = day.chance.sample(waiting, day.chance.randint(0, len(waiting)))
    if some:
        stray(day, phone, some)
        day.tell(f"{phone.name} sends {len(some)} of {len(waiting)} edits, the later ones first")


def repeat(day: Day, phone: Any) -> None:
    """Everything ever frozen arrives again, twice."""
    edits = [own.edit for own in phone.outbox.values() if own.state != "open"]
    if edits:
        stray(day, phone, (day.chance.sample(edits, len(edits)) * 2)[:200])
        day.tell(f"everything {phone.name} ever sent arrives again, twice")


def send_as_an_old_phone(day: Day, phone: Any) -> None:
    """A phone of years ago still sends what it holds."""
    phone.freeze()
    day.look(phone)
    waiting = [own.edit for own in phone.outbox.values() if own.state == "frozen"]
    if waiting:
        answer = stray(day, phone, waiting, protocol=0)
        assert answer is None or answer.status == 200, f"an old phone's edits were answered {answer.status}"
        day.tell(f"{phone.name} sends by the protocol of an old phone")


def stray(day: Day, phone: Any, edits: list[Edit], protocol: int = 1) -> Answer | None:
    """Bring edits to the server in this phone's name, past the phone."""
    line = Line(day.chance.choice(day.deployment.ports))
    body = orjson.dumps({"protocol": protocol, "client_time": None, "edits": edits})
    try:
        return line.ask("POST", "/api/sync/push", phone.token, body)
    except LineBroke:
        return None
    finally:
        line.close()


def send_at_the_same_moment(day: Day, _phone: Any) -> None:
    """Several phones send at once, one of them twice: on two connections, on PostgreSQL to two processes."""
    phones = day.chance.sample(sorted(day.phones.keys() - day.shut_out), 3)
    everybody = [day.phones[name] for name in phones]
    day.tell(f"{', '.join(phones)} send at the same moment, {phones[0]} on two connections")
    for phone in everybody:
        phone.freeze()
        day.look(phone)
    first = everybody[0]
    twice = [own.edit for own in first.outbox.values() if own.state == "frozen"]
    with ThreadPoolExecutor(4) as pool:
        sent: list[Future[Any]] = [pool.submit(_quietly, phone) for phone in everybody]
        if twice:
            sent.append(pool.submit(stray, day, first, twice))
        for one in sent:
            one.result()
    for phone in everybody:
        day.look(phone)


def _quietly(phone: Any) -> None:
    with suppress(LineBroke):
        phone.push()


def fetch(day: Day, phone: Any) -> None:
    limit = day.chance.choice([1, 3, 500, 500])
    pages = day.chance.choice([1, 1, 1_000])
    with suppress(LineBroke):
        phone.pull(limit=limit, pages=pages)
    day.look(phone)
    day.tell(f"{phone.name} fetches {'a page' if pages == 1 else 'all pages'} of at most {limit}")


def fetch_deaf(day: Day, phone: Any) -> None:
    with suppress(LineBroke):
        phone.pull(fault=DEAF)
    day.tell(f"{phone.name} asks for changes and never hears the answer")


def fetch_and_die(day: Day, phone: Any) -> None:
    """The battery goes while a page is being written: neither the page nor its cursor is kept."""
    with suppress(LineBroke):
        phone.pull(fault=DIES)
    day.tell(f"{phone.name}'s battery goes while a page is being written")


def a_month_passes(day: Day, phone: Any) -> None:
    """What was proven a month ago, was fetched back and lies in a verified backup may leave the phone."""
    gone = phone.prune(31)
    day.forgotten |= set(gone)
    day.look(phone)
    day.tell(f"a month passes for {phone.name}; {len(gone)} edits leave the phone, safe in a backup")


def wrong_clock(day: Day, phone: Any) -> None:
    phone.skew = day.chance.choice(["1999-01-01T00:00:00Z", "2026-11-20T00:00:00+08:00", "2099-01-01T00:00:00Z", ""])
    day.tell(f"{phone.name}'s phone believes it is {phone.skew or 'now'}")


def quiet(day: Day) -> None:
    """Everybody has signal: send and fetch until nothing is left to do."""
    for nth in range(6):
        sent = [quiet_phone(day, day.phones[name], ask=not nth) for name in sorted(day.phones.keys() - day.shut_out)]
        if nth and not any(sent):
            return
    raise AssertionError("phones with good signal go on sending for ever")


def quiet_phone(day: Day, phone: Any, ask: bool = False) -> bool:
    """One phone with signal sends and fetches until nothing is left to do; tell whether it sent anything."""
    sent = False
    for nth in range(12):
        phone.freeze()
        day.look(phone)
        if any(own.state == "frozen" for own in phone.outbox.values()):
            phone.push()
            day.look(phone)
            sent = True
        phone.pull()
        day.look(phone)
        if ask and not nth:
            phone.ask_what_became()
            day.look(phone)
        if not any(own.state in ("open", "frozen") for own in phone.outbox.values()):
            return sent
    waiting = [own.edit_id for own in phone.outbox.values() if own.state == "frozen"]
    raise AssertionError(f"{phone.name} sent {waiting} twelve times with good signal and has no receipt")
