"""A second questionnaire beside our own, with groups on one screen, for tests that look at its pages."""

import sqlite3

import httpx

from tests.e2e.server import Server
from tests.workbooks import XLSX, asked, workbook

FORM = "wells@1"
TITLE = "Wells of the block"
LIKE_ONE_SCREEN = {"type": "begin_group", "name": "together", "label": "The block", "appearance": "field-list"}
INSIDE = {"type": "begin_group", "name": "inside", "label": "The well", "appearance": "field-list"}
END = {"type": "end_group", "name": "", "label": ""}
SURVEY = [
    LIKE_ONE_SCREEN, *asked("integer pumps", "select_one yes_no fenced", "text keeper"), END,
    {"type": "begin_repeat", "name": "well", "label": "Wells"},
    INSIDE, *asked("decimal depth", "geopoint stands", "time opens"), END,
    {"type": "end_repeat", "name": "", "label": ""},
    *asked("rank yes_no first"),
]  # fmt: skip


def publish(server: Server) -> None:
    """Have an administrator of the demonstration publish it."""
    with sqlite3.connect(server.folder / "kwetu.sqlite3") as database:
        [(person,)] = database.execute("SELECT id FROM person WHERE role = 'administrator' LIMIT 1").fetchall()
    database.close()
    code = server.command("link", person).split()[0].rpartition("/")[2]
    joined = httpx.post(f"{server.url}/api/people/join", json={"code": code, "device_name": "desk"}, timeout=20)
    answered = httpx.post(
        f"{server.url}/api/forms/imports",
        headers={"Authorization": f"Bearer {joined.json()['token']}"},
        data={"dry_run": "false", "after": "0"},
        files={"file": ("wells.xlsx", workbook(SURVEY, settings=[{"form_title": TITLE, "form_id": "wells"}]), XLSX)},
        timeout=60,
    )
    assert answered.status_code == 200, answered.text
