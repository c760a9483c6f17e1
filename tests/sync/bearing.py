"""How a real server that was harmed is asked whether it still works, what it holds, and how large it has grown."""

import json
import os
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import psycopg

from tests.cast import Member
from tests.e2e.server import Server
from tests.phones import Phone, batch

SECONDS = 2  # given to a request to arrive whole
GROWTH_MB = 60
MEGABYTE = 1024 * 1024


def push(server: Server, phone: Phone, *edits: Any) -> list[dict[str, Any]]:
    answer = httpx.post(
        f"{server.url}/api/sync/push", headers=phone.member.headers, content=json.dumps(batch(*edits)), timeout=60
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    return list(answer.json()["answers"])


def pulled(server: Server, member: Member) -> dict[str, dict[str, Any]]:
    records: dict[str, dict[str, Any]] = {}
    cursor, more = "", True
    while more:
        answer = httpx.get(
            f"{server.url}/api/sync/changes", headers=member.headers, params={"cursor": cursor}, timeout=60
        )  # fmt: skip
        assert answer.status_code == 200, answer.text
        page = answer.json()
        records |= {record["record_id"]: record for record in page["records"]}
        cursor, more = page["cursor"], page["more"]
    return records


def names(server: Server, member: Member) -> set[str]:
    return {str(record["fields"]["name"][0][1]["value"]) for record in pulled(server, member).values()}


def works(server: Server, phone: Phone) -> None:
    """Check that the server answers health, push and pull as if nothing had been, and holds no connection open."""
    assert server.answers()
    name = f"After all {uuid.uuid4()}"
    assert push(server, phone, phone.settlement(name))[0]["answer"] == "kept"
    assert name in names(server, phone.member)
    assert nothing_waits_in_a_transaction()


def nothing_waits_in_a_transaction() -> bool:
    """Tell whether PostgreSQL has no session that began something and went away; SQLite has no such thing."""
    other = os.environ.get("KWETU_DATABASE_URL", "").replace("+psycopg", "")
    until = time.monotonic() + 5
    while other:
        with psycopg.connect(other) as connection:
            said = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"
            found = connection.execute(said).fetchone()
        if found == (0,) or time.monotonic() > until:
            return found == (0,)
        time.sleep(0.1)
    return True


def memory_mb(server: Server) -> float:
    """How much memory the process holds."""
    assert server._process
    told = Path(f"/proc/{server._process.pid}/status").read_text()
    return int(next(line for line in told.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def all_at_once(calls: list[Callable[[], None]]) -> None:
    """Run calls in threads of their own, and wait for all."""
    running = [threading.Thread(target=call) for call in calls]
    for one in running:
        one.start()
    for one in running:
        one.join(timeout=60)
