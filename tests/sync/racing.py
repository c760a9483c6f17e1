"""Several people send at one moment while others fetch: on PostgreSQL in two processes, where locks are tried."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from tests.sync.day import Day
from tests.sync.line import LineBroke
from tests.sync.sending import quiet_phone

SENDING, FETCHING = ("Lea", "Ada", "Tino"), ("Mara", "Sam")
ROUNDS, FETCHES = 4, 6


def race(day: Day) -> None:
    """In every other round all answer the same question, else each speaks of a settlement of their own."""
    sending = [day.phones[name] for name in SENDING]
    fetching = [day.phones[name] for name in FETCHING if name not in day.shut_out]
    for phone in [*sending, *fetching]:
        quiet_phone(day, phone)
    day.tell(f"{', '.join(SENDING)} send at one moment, {ROUNDS} times, while others fetch")
    for nth in range(ROUNDS):
        same = day.places[nth % 2]
        for at, phone in enumerate(sending):
            place = same if nth % 2 else day.places[at % len(day.places)]
            said = {"households_total": {"value": 100 + 10 * nth + at, "source": "counted"}}
            known = phone.aliases.get(place.settlement_id, place.settlement_id)
            day.says(phone, "profile", type(place)(known, place.name, place.where).profile_id, place, said)
            phone.freeze()
            day.look(phone)
        with ThreadPoolExecutor(len(sending) + len(fetching)) as pool:
            done = [pool.submit(_send, phone) for phone in sending]
            done += [pool.submit(_fetch, phone) for phone in fetching]
            for one in done:
                one.result()
        for phone in [*sending, *fetching]:
            day.look(phone)


def _send(phone: Any) -> None:
    with suppress(LineBroke):
        phone.push()


def _fetch(phone: Any) -> None:
    with suppress(LineBroke):
        for _ in range(FETCHES):
            phone.pull()
