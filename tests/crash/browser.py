"""Kills a real browser, after it showed "saved" and while somebody types, and counts what it still has."""

import json
import random
import re
import sqlite3
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Playwright, expect, sync_playwright

from app.kit import signing
from app.kit.canonical import canonical_json, sha256_hex
from tests.e2e.phone import Phone
from tests.e2e.server import Server, running

QUESTIONS = ("taps_public_working", "taps_public_total", "handpumps_working", "handpumps_total")
LONGEST_TYPING_MS = 700
AT_ONCE = 0.4
"""So many of the kills come at the very moment "saved" is shown; the others while the next number is being typed."""
LEAST_AT_ONCE = AT_ONCE / 2
"""When fewer kills than that saw "saved", the phone was hardly ever killed where it promised something."""

TYPING = """async (first) => {
  const name = location.hash.split('/').pop();
  const control = document.querySelector(`[data-field="${name}"]`);
  const shown = () => document.querySelector('[data-written]').dataset.written;
  for (let n = first; ; n += 1) {
    await window.typed(name, n);
    control.value = String(n);
    control.dispatchEvent(new Event('input', { bubbles: true }));
    for (let tries = 0; tries < 40; tries += 1) {
      await new Promise((goOn) => setTimeout(goOn, Math.random() * 25));
      if (shown() === 'saved') { window.saved(name, n); break; }
      if (Math.random() < 0.15) break; // faster than the phone can write
    }
  }
}"""

OUTBOX = """async () => {
  const named = (await indexedDB.databases()).find(({ name }) => /^kwetu-[0-9a-f]{8}-/.test(name));
  const asked = indexedDB.open(named.name);
  const db = await new Promise((ok) => { asked.onsuccess = () => ok(asked.result); });
  const all = db.transaction('outbox').objectStore('outbox').getAll();
  await new Promise((ok) => { all.onsuccess = ok; });
  db.close();
  return all.result;
}"""


@dataclass
class Watched:
    """What a person saw: the last number typed into each question, and the last that was shown as saved."""

    typed: dict[str, int] = field(default_factory=dict)
    saved: dict[str, int] = field(default_factory=dict)
    times: int = 0

    def note_typed(self, name: str, number: int) -> None:
        """Note a number before it goes into the field."""
        self.typed[name] = number

    def note_saved(self, name: str, number: int) -> None:
        """Note a number under which the phone said "saved"."""
        self.saved[name] = number
        self.times += 1


@dataclass
class Count:
    """What came of one phone; ``lost`` are answers that were shown as saved and were not there afterwards."""

    kills: int = 0
    at_once: int = 0
    saved: int = 0
    checked: int = 0
    sent: int = 0
    proven: int = 0
    lost: list[str] = field(default_factory=list)
    unproven: list[str] = field(default_factory=list)
    code: str = ""
    seconds: float = 0

    def __str__(self) -> str:
        """Say it in one line."""
        return (
            f"browser: {self.kills} kills ({self.at_once} at the moment of saving), {self.saved} times shown as saved, "
            f"{self.checked} answers looked at again, lost {len(self.lost)}; {self.sent} edits sent, {self.proven} "
            f"receipts verified, {self.code} ({self.seconds:.0f} s)"
        )

    @property
    def sound(self) -> bool:
        """Tell whether nothing was lost and something was at stake."""
        at_stake = self.kills > 0 and self.at_once >= LEAST_AT_ONCE * self.kills and self.sent > 0
        return at_stake and not self.lost and not self.unproven and self.proven == self.sent


def killed(playwright: Playwright, folder: Path, kills: int, seed: int) -> Count:
    """Kill one phone's browser again and again while its mapper writes; then send everything to the real server."""
    began, count, watched = time.monotonic(), Count(), Watched()
    chance = random.Random(seed)
    with running(folder / "server", "--demo") as server:
        phone = Phone(playwright, folder / "phone")
        profile = re.sub(r"/ask/.*", "", phone.opens_demonstration_draft(server))
        phone.keeps_the_app()
        phone.is_killed()
        for _ in range(kills):
            question = chance.choice(QUESTIONS)
            phone.is_opened_again(f"{profile}/ask/{question}")
            _look(phone.page, question, watched, count)
            _write_until_killed(phone, question, watched, chance, count)
        _send(phone, server, profile, watched, count)
        phone.browser.close()
    count.saved, count.seconds = watched.times, time.monotonic() - began
    return count


def _look(page: Page, question: str, watched: Watched, count: Count) -> None:
    """Look for every number that was shown as saved: in the store, and on the screen of the question that is open."""
    expect(page.locator("h1#question")).to_be_visible()
    stored = _stored(page.evaluate(OUTBOX))
    for name, number in watched.saved.items():
        count.checked += 1
        if not number <= stored.get(name, -1) <= watched.typed[name]:
            count.lost.append(f"kill {count.kills}: {name} {number} was saved, {stored.get(name)} is there")
    if question in watched.saved:
        expect(page.locator(f'[data-field="{question}"]')).to_have_value(str(stored[question]))


def _stored(outbox: list[dict[str, Any]]) -> dict[str, int]:
    """Return the number last said to each question."""
    said: dict[str, int] = {}
    for own in sorted(outbox, key=lambda own: int(own["made_n"])):
        for path, answer in own["edit"]["set"].items():
            if isinstance(answer.get("value"), int):
                said[path] = answer["value"]
    return said


def _write_until_killed(phone: Phone, question: str, watched: Watched, chance: random.Random, count: Count) -> None:
    """Type number after number, and lose the browser at a random moment, or when "saved" is shown."""
    page = phone.page
    page.expose_function("typed", watched.note_typed)
    page.expose_function("saved", watched.note_saved)
    page.evaluate(f"first => {{ void ({TYPING})(first) }}", watched.typed.get(question, 0) + 1)
    page.wait_for_timeout(chance.random() * LONGEST_TYPING_MS)
    if chance.random() < AT_ONCE:
        before, until = watched.times, time.monotonic() + 10
        while watched.times == before and time.monotonic() < until:
            page.wait_for_timeout(1)
        count.at_once += watched.times > before
    phone.is_killed()
    count.kills += 1


def _send(phone: Phone, server: Server, profile: str, watched: Watched, count: Count) -> None:
    """Send all that is left; check each receipt with the server's own key, and the code of the day on the server."""
    phone.is_opened_again(f"{profile}/ask/{QUESTIONS[0]}")
    _look(phone.page, QUESTIONS[0], watched, count)
    phone.sends_everything()
    key = _server_key(server)
    for own in phone.page.evaluate(OUTBOX):
        count.sent += 1
        said = signing.verify(key, own.get("receipt", ""))
        if said and said["sha256"] == sha256_hex(canonical_json(own["edit"])) and said["edit_id"] == own["edit_id"]:
            count.proven += 1
        else:
            count.unproven.append(own["edit_id"])
    phone.goes_to("/day")
    code = phone.page.locator("[data-code]").get_attribute("data-code") or ""
    count.code = f"kwetu receipt {code}: {server.command('receipt', code).strip()}"


def _server_key(server: Server) -> dict[str, str]:
    """Ask the server itself, not the phone, for the key that signs receipts."""
    with sqlite3.connect(server.folder / "kwetu.sqlite3") as database:
        [(jwk,)] = database.execute("SELECT public_jwk FROM server_key WHERE use = 'sign'").fetchall()
    return dict(json.loads(jwk))


def main(kills: int, seed: int) -> Count:
    """Kill a browser of its own ``kills`` times."""
    with tempfile.TemporaryDirectory(prefix="kwetu-crash-") as folder, sync_playwright() as playwright:
        return killed(playwright, Path(folder), kills, seed)
