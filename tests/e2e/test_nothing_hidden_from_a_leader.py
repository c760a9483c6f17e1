"""What phones sent and the server keeps stands on a leader's pages, whatever was done about it unseen."""

import json
import re
import urllib.request
import uuid
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from app.kit.ids import profile_id, uuid7
from tests.e2e.phone import Phone
from tests.e2e.server import Server
from tests.e2e.words import word

RANK = "priority_item/women+water/priority_rank"


class Told:
    """A phone of somebody without its screen: it joins by a link and says things."""

    def __init__(self, server: Server, link: str) -> None:
        self.url, self.n, self.token = server.url, 0, ""
        joined = self._asks("/api/people/join", {"code": link.rpartition("/")[2], "device_name": "a phone"})
        self.token, self.me, self.city = joined["token"], joined["person"]["id"], joined["cities"][0]["id"]

    def _asks(self, path: str, body: Any = None) -> Any:
        sent = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        with urllib.request.urlopen(urllib.request.Request(self.url + path, sent, headers), timeout=30) as answer:
            return json.load(answer)

    def team(self) -> str:
        """Return the team of the person who joined."""
        return str(self._asks("/api/people/me")["teams"][0]["id"])

    def says(self, kind: str, record_id: str, settlement_id: str, **said: Any) -> str:
        """Push one edit and return its id; it must be kept."""
        self.n += 1
        edit = {
            "edit_id": uuid7(), "by": self.me, "kind": kind, "record_id": record_id, "settlement_id": settlement_id,
            "city_id": self.city, "form": "settlement_profile@1" if kind == "profile" else "kwetu@1",
            "made_at": "2026-11-21T08:00:00+08:00", "n": self.n, "set": said,
        }  # fmt: skip
        sent = {"protocol": 1, "client_time": "2026-11-21T00:00:00Z", "edits": [edit]}
        [answer] = self._asks("/api/sync/push", sent)["answers"]
        assert answer["answer"] in ("kept", "contested"), answer
        assert not answer.get("refused_paths"), answer
        return str(edit["edit_id"])


def value(said: Any) -> dict[str, Any]:
    return {"value": said, "replaces": []}


def test_a_profile_begun_in_a_settlement_that_was_taken_off_the_list_is_shown_chosen_in_and_decided_about(
    demonstration: Server, new_phone: Callable[..., Phone]
) -> None:
    links, lane = demonstration.links(), str(uuid.uuid4())
    profile = profile_id(lane, 1)
    leader, ana, ben = Told(demonstration, links["leader"]), *(Told(demonstration, links["mapper"]) for _ in "ab")
    added = leader.says("settlement", lane, lane, name=value("Vanishing Lane"), team=value(ana.team()))
    leader.says("settlement", lane, lane, _deleted={"saw": [added], "replaces": []})
    ana.says("profile", profile, lane, round=value(1), consent_collect=value("yes"), **{RANK: value(1)})
    ben.says("profile", profile, lane, **{RANK: value(3)})

    luz = new_phone("luz")
    luz.joins(links["leader"])
    for page in ("/city", "/review"):
        luz.goes_to(page)
        card = luz.page.locator("a.card", has_text="Vanishing Lane")
        expect(card).to_contain_text(re.compile(word("settlements.off.short").pattern.strip("^$")))
    card.click()
    luz.page.wait_for_url(re.compile(f"#/review/{profile}$"))
    row = luz.page.locator(f'[data-field="{RANK}"]')
    row.get_by_role("button", name=word("review.two.choose", answer="3")).click()
    row.locator('[data-field="chosen_with"]').fill("Ana and Ben")
    row.get_by_role("button", name=word("review.two.settle", answer="3")).click()
    expect(row.locator(".two")).to_have_count(0)
    luz.taps("settlements.off.with")
    luz.taps("settlements.off.yes")
    luz.reads("settlements.removed")
    luz.goes_to("/review")
    expect(luz.page.locator("a.card").first).to_be_visible()
    expect(luz.page.locator("a.card", has_text="Vanishing Lane")).to_have_count(0)
    luz.goes_to("/city")
    luz.page.get_by_text(word("settlements.off.list", n=1)).click()
    luz.page.locator("a.card", has_text="Vanishing Lane").click()
    luz.taps("settlements.put_back")
    luz.goes_to("/review")
    expect(luz.page.locator("a.card", has_text="Vanishing Lane")).to_be_visible()
