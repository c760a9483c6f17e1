"""What happens to the server itself: killed with -9 in the middle of a push, or set back to a backup of yesterday."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from tests.sync.day import Day
from tests.sync.granting import change_members, put_person
from tests.sync.line import LineBroke
from tests.sync.sending import a_month_passes, leave_question, quiet_phone


def kill_while_sending(day: Day) -> None:
    """Kill the server while phones send; what was acknowledged before is in the ledger when it is back."""
    everybody = [day.phones[name] for name in sorted(day.phones.keys() - day.shut_out)]
    for phone in everybody:
        leave_question(day, phone)
    after_ms = day.chance.choice([0, 2, 5, 10, 20, 40, 80])
    with ThreadPoolExecutor(len(everybody)) as pool:
        sent = [pool.submit(_quietly, phone) for phone in everybody]
        time.sleep(after_ms / 1_000)
        day.deployment.kill()
        for one in sent:
            one.result()
    day.tell(f"the server is killed {after_ms} ms after everybody began to send, and started again")
    day.deployment.start()
    for phone in everybody:
        day.look(phone)
    day.kept_now(sorted(day.promised.keys() - day.before_restore))


def _quietly(phone: Any) -> None:
    with suppress(LineBroke):
        phone.push()
        phone.push()


def backup(day: Day) -> None:
    """Make a backup while the server runs; later, what it holds may leave the phones."""
    day.deployment.command("backup", str(day.deployment.folder / f"seed-{day.seed}.backup"))
    day.tell("a backup is made while the server runs")
    for name in ("Mara", "Lea"):
        quiet_phone(day, day.phones[name])
        a_month_passes(day, day.phones[name])


def restore(day: Day) -> None:
    """Lose the computer and restore the backup: phones meet a new epoch and send again what it does not hold."""
    day.deployment.kill()
    day.deployment.forget()
    day.deployment.command("restore", "--replace", str(day.deployment.folder / f"seed-{day.seed}.backup"))
    day.deployment.start()
    day.restored, day.before_restore = True, set(day.promised)
    day.tell("the server's disk dies; the backup is restored, and what the office did since is done again")
    for team in ("river team", "lake team", "hill team"):
        change_members(day, team, {one for one in day.town.members[team] if one != "Sam"})
    put_person(day, "Sam")
    if "Sam" in day.shut_out:
        day.office("POST", f"/api/people/devices/{day.town.people['Sam'].device_id}/revoke")
