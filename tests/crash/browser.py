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
from app.questionnaire import service as questionnaire
from tests.e2e.phone import Phone
from tests.e2e.server import Server, running

LONGEST_TYPING_MS = 700
SAME_AGAIN = 0.5
"""So often a question is gone on with that was written before."""
QUESTIONS = questionnaire.form(questionnaire.SETTLEMENT_PROFILE)["questions"]
ROWS = [f"disaster/01a20000-0000-7000-8000-00000000000{n}/disaster_times" for n in range(1, 4)]


def _asked_alone(kind: str) -> list[str]:
    """The questions of the whole form that take such an answer, and any of it."""
    return [
        name
        for name, asked in QUESTIONS.items()
        if asked["type"] == kind and not {"repeat", "words_for"} & asked.keys() and (asked.get("min") or 0) <= 1
        and "max" not in asked and not name.startswith("consent")
    ]  # fmt: skip


KINDS = {
    "numbers": _asked_alone("integer"),
    "words": _asked_alone("text"),
    "choices": _asked_alone("select_multiple"),
    "rows": ROWS,
}
"""What is written when the browser is killed, and where in the form."""

AT_ONCE = 0.4
"""So many of the kills come at the very moment "saved" is shown; the others while the next number is being typed."""
LEAST_AT_ONCE = AT_ONCE / 2
"""When fewer kills than that saw "saved", the phone was hardly ever killed where it promised something."""

TYPING = """async ({ path, first }) => {
  const name = path.split('/').at(-1);
  const control = document.querySelector(`[data-field="${name}"]`);
  const boxes = [...control.querySelectorAll('input[type=checkbox]')].filter(({ value }) => value !== 'none');
  const shown = () => document.querySelector('[data-written]').dataset.written;
  const write = (text) => () => {
    control.value = text;
    control.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const tick = () => {
    const box = boxes[Math.floor(Math.random() * boxes.length)];
    const others = boxes.filter((one) => one !== box && one.checked).map(({ value }) => value);
    const now = box.checked ? others : [...others, box.value];
    return now.length ? { said: now.sort(), act: () => box.click() } : tick();
  };
  const letter = (n) => {
    const said = control.value.replace(/\\s/g, '').slice(-60) + 'abcdefghijklmnopqrstuvwxyz'[n % 26];
    return { said, act: write(said) };
  };
  const stroke = (n) =>
    boxes.length ? tick() : control.inputMode === 'numeric' ? { said: n, act: write(String(n)) } : letter(n);
  for (let n = first; ; n += 1) {
    const { said, act } = stroke(n);
    await window.typed(path, said);
    act();
    for (let tries = 0; tries < 40; tries += 1) {
      await new Promise((goOn) => setTimeout(goOn, Math.random() * 25));
      if (shown() === 'saved') { window.saved(path, said); break; }
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


def address_of(profile: str, path: str) -> str:
    """Where a question is asked: alone on its page, or in a row of a list."""
    return f"{profile}/{'rows' if '/' in path else 'ask'}/{path}"


@dataclass
class Watched:
    """What a person saw: whatever was said to each question, stroke by stroke, since it was last shown as saved."""

    said: dict[str, list[Any]] = field(default_factory=dict)
    safe: set[str] = field(default_factory=set)
    times: int = 0
    strokes: int = 0

    def note_typed(self, path: str, value: Any) -> None:
        """Note what a keystroke or a tick makes of an answer, before it does."""
        self.said.setdefault(path, []).append(value)
        self.strokes += 1

    def note_saved(self, path: str, value: Any) -> None:
        """Note an answer under which the phone said "saved": nothing said before it may come back."""
        self.said[path] = [value]
        self.safe.add(path)
        self.times += 1


@dataclass
class Count:
    """What came of one phone; ``lost`` are answers that were shown as saved and were not there afterwards."""

    kills: int = 0
    while_at: dict[str, int] = field(default_factory=dict)
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
        during = ", ".join(f"{kind} {n}" for kind, n in sorted(self.while_at.items()))
        return (
            f"browser: {self.kills} kills ({self.at_once} at the moment of saving; while at {during}), "
            f"{self.saved} times shown as saved, {self.checked} answers looked at again, lost {len(self.lost)}; "
            f"{self.sent} edits sent, {self.proven} receipts verified, {self.code} ({self.seconds:.0f} s)"
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
        kinds = chance.sample(list(KINDS), len(KINDS))
        for n in range(kills):
            kind = kinds[n % len(kinds)]
            path = chance.choice(sorted(watched.said)) if chance.random() < SAME_AGAIN and watched.said else ""
            path = path if path in KINDS[kind] else chance.choice(KINDS[kind])
            phone.is_opened_again(address_of(profile, path))
            _look(phone.page, path, watched, count)
            _write_until_killed(phone, path, watched, chance, count)
            count.while_at[kind] = count.while_at.get(kind, 0) + 1
        _send(phone, server, profile, watched, count)
        phone.browser.close()
    count.saved, count.seconds = watched.times, time.monotonic() - began
    return count


def _look(page: Page, path: str, watched: Watched, count: Count) -> None:
    """Look for every answer that was shown as saved: in the store, and on the screen of the question that is open."""
    expect(page.locator("h1#question")).to_be_visible()
    stored = _stored(page.evaluate(OUTBOX))
    for name in sorted(watched.safe):
        count.checked += 1
        if stored.get(name) not in watched.said[name]:
            count.lost.append(
                f"kill {count.kills}: {name} {watched.said[name][0]} was saved, {stored.get(name)} is there"
            )
    if path in watched.safe:
        shown = page.locator(f'[data-field="{path.rpartition("/")[2]}"]')
        if isinstance(stored[path], list):
            for box in shown.locator("input:checked").all():
                assert box.get_attribute("value") in stored[path]
            expect(shown.locator("input:checked")).to_have_count(len(stored[path]))
        else:
            expect(shown).to_have_value(str(stored[path]))


def _stored(outbox: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what was last said to each question; of several choices the order does not matter."""
    said: dict[str, Any] = {}
    for own in sorted(outbox, key=lambda own: int(own["made_n"])):
        for path, answer in own["edit"]["set"].items():
            value = answer.get("value")
            said[path] = sorted(value) if isinstance(value, list) else value
    return said


def _write_until_killed(phone: Phone, path: str, watched: Watched, chance: random.Random, count: Count) -> None:
    """Make stroke after stroke, and lose the browser at a random moment, or when "saved" is shown."""
    page = phone.page
    expect(page.locator(f'[data-field="{path.rpartition("/")[2]}"]')).to_be_visible()
    page.expose_function("typed", watched.note_typed)
    page.expose_function("saved", watched.note_saved)
    page.evaluate(f"told => {{ void ({TYPING})(told) }}", {"path": path, "first": watched.strokes + 1})
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
    last = next(iter(watched.said))
    phone.is_opened_again(address_of(profile, last))
    _look(phone.page, last, watched, count)
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
