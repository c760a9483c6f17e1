"""Some days of an invented federation, told by its phones: played once on each release and recorded."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from app.kit.ids import profile_id
from tests.cast import Member
from tests.phones import Edit, Phone, batch, replacing
from tests.releases.wire import CHANGES, PUSH, Asked
from tests.releases.world import World

CONSENT = {"consent_explained": "yes", "consent_collect": "yes", "consent_city": "yes"}
POINT = {"type": "Point", "coordinates": [121.0421, 14.3815]}
RING = [[121.04, 14.38], [121.04, 14.381], [121.041, 14.381], [121.041, 14.38], [121.04, 14.38]]
BOUNDARY = {"type": "Polygon", "coordinates": [RING]}
PRESENT = {"meeting_date": "2026-11-20", "women": 9, "men": 4, "tenants": 3}


@dataclass
class Days:
    """The days themselves; what is said on one is remembered on the next."""

    world: World
    phones: dict[str, Phone] = field(default_factory=dict)
    cursors: dict[str, str] = field(default_factory=dict)
    said: list[tuple[str, Edit]] = field(default_factory=list)
    river: str = field(default_factory=lambda: str(uuid.uuid4()))
    hill: str = field(default_factory=lambda: str(uuid.uuid4()))
    path: str = ""

    # --- what a phone does ---------------------------------------------------------------------------------------

    def ask(self, who: str, method: str, path: str, **more: Any) -> Any:
        """Send one request and return the JSON of its answer."""
        return self.world.send(Asked(who, method, path, **more)).answer

    def join(self, who: str, **more: Any) -> dict[str, Any]:
        """Open the link of an invitation."""
        body = {"code": self.world.codes[who], "device_name": f"{who}'s phone"} | more
        joined: dict[str, Any] = self.world.send(Asked("", "POST", "/api/people/join", body=body)).answer
        if "token" in joined:
            self.world.lost_tokens += [self.world.tokens[who]] if who in self.world.tokens else []
            self.world.tokens[who] = joined["token"]
            city_id = joined["cities"][0]["id"]
            member = Member(joined["person"]["id"], who, "", joined["token"], joined["device_id"])
            self.phones[who] = Phone(member, city_id)
        return joined

    def push(self, who: str, *edits: Edit, packed: bool = False) -> list[dict[str, Any]]:
        """Send edits as one batch."""
        self.said += [(who, edit) for edit in edits]
        answers: list[dict[str, Any]] = self.ask(who, "POST", PUSH, body=batch(*edits), packed=packed)["answers"]
        return answers

    def pull(self, who: str, limit: int = 500, anew: bool = False) -> dict[str, dict[str, Any]]:
        """Fetch page after page until there is no more; return the records that came."""
        records: dict[str, dict[str, Any]] = {}
        cursor = "" if anew else self.cursors.get(who, "")
        more = True
        while more:
            page = self.ask(who, "GET", CHANGES, query={"cursor": cursor, "limit": str(limit)})
            records |= {record["record_id"]: record for record in page["records"]}
            cursor, more = page["cursor"], page["more"]
        self.cursors[who] = cursor
        return records

    def says(self, who: str, settlement_id: str, **said: Any) -> Edit:
        """Answer questions of the first round and send them."""
        edit = self.phones[who].profile(settlement_id, said)
        self.push(who, edit)
        return edit

    def decides(self, who: str, settlement_id: str, act: str, saw: list[str], **said: Any) -> str:
        """Decide about the profile as it is on this phone now; return the decision's id."""
        record = self.pull(who, anew=True)[profile_id(settlement_id, 1)]
        decision = self.phones[who].decision(settlement_id, act, hash=record["hash"], saw=list(saw), **said)
        self.push(who, decision)
        return str(decision["record_id"])

    # --- the days ------------------------------------------------------------------------------------------------

    def everybody_joins(self) -> None:
        """Phones join, ask who they are, and meet codes that open nothing."""
        key = {"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
               "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}  # fmt: skip
        self.join("mara", device_key=key)
        self.join("mara", device_key=key)  # the first answer was lost on the way
        for who in ("sam", "lea", "vera", "ofelia", "tendai", "rudo"):
            self.join(who)
            self.ask(who, "GET", "/api/people/me")
        self.join("sam")
        self.ask("", "POST", "/api/people/join", body={"code": "no-such-code", "device_name": "a phone"})
        self.ask("", "GET", "/api/people/me")
        self.ask("a stranger", "GET", "/api/people/me")
        for path in ("/api/sync/limits", "/api/health", "/api/forms"):
            self.ask("", "GET", path)
        for path in ("/api/people", "/api/people/teams", "/api/people/cities", "/api/people/offices"):
            self.ask("lea", "GET", path)

    def two_describe_the_river(self) -> None:
        """Mara and Sam add settlements, answer in every way there is, differ, and choose together once."""
        mara, sam = self.phones["mara"], self.phones["sam"]
        team = self.world.teams["Ilogan"]
        self.pull("mara")
        river = mara.settlement("Riverside (invented)", self.river, team=team, centre_point=POINT, code="R-1")
        hill = mara.settlement("Hillside (invented)", self.hill, team=team, ward=self.world.ward_id)
        self.push("mara", river, hill)
        first = mara.profile(
            self.river,
            CONSENT | {
                "households_total": {"value": 120, "source": "meeting"}, "households_tenant": 40,
                "households_subtenant": 0, "name_community": "Peñas 🏘️", "boundary": BOUNDARY,
                "water_main_source": "public_tap", "water_barriers": ["queue", "price"],
                "rent_month_typical": {"answer": "refused"}, "year_established": {"answer": "unknown"},
                "water_price": {"value": 2.5, "source": "counted"}, "return_date": {"answer": "not_applicable"},
                "toilet_group/communal+pit_slab/toilet_seats_total": 6, "toilet_group/communal+pit_slab/_order": 1,
                "priority_item/women+water/priority_rank": 1, "disaster": "none",
            },
        )  # fmt: skip
        self.push("mara", first, mara.profile(self.river, {"taps_public_total": 12}), packed=True)
        other = {"households_total": {"value": 135, "source": "counted"}, "water_barriers": ["price", "queue"]}
        second = sam.profile(self.river, other | {"taps_public_working": 9, "name_community": "Penas"})
        self.pull("sam")
        self.push("sam", second)
        self.pull("mara", limit=1)
        chosen = replacing(135, first, second, source="counted", chosen_with="Mara, Sam, two elders")
        self.push("sam", sam.profile(self.river, {"households_total": chosen, "taps_public_total": 13}))
        early = sam.profile(self.river, {"handwash_places": 3})
        self.push("sam", sam.profile(self.river, {"handwash_places": replacing(4, early)}))
        self.push("sam", early)
        self.push("mara", first, second | {"by": mara.member.person_id}, packed=True)

    def taps_come_and_go(self) -> None:
        """Points on the map are added, deleted, deleted against an answer, and brought back."""
        mara, sam = self.phones["mara"], self.phones["sam"]
        tap, well = str(uuid.uuid4()), str(uuid.uuid4())
        made = [mara.edit("feature", one, self.river, {"layer": "tap", "geometry": POINT}) for one in (tap, well)]
        self.push("mara", *made)
        gone = sam.edit("feature", tap, self.river, {"_deleted": {"saw": [made[0]["edit_id"]]}})
        self.push("sam", gone)
        self.push("mara", mara.edit("feature", tap, self.river, {"working": True}))
        back = {"_deleted": {"value": False, "replaces": [gone["edit_id"]]}}
        self.push("sam", sam.edit("feature", tap, self.river, back))
        self.push("sam", sam.edit("feature", well, self.river, {"_deleted": {"saw": [made[1]["edit_id"]]}}))
        key = "priority_item/women+water"
        self.says("mara", self.river, **{f"{key}/_deleted": {"saw": self._edits_with(f"{key}/priority_rank")}})

    def _edits_with(self, path: str) -> list[str]:
        return [str(edit["edit_id"]) for _, edit in self.said if path in edit["set"]]

    def what_cannot_be_taken(self) -> None:
        """Edits that are parked or refused in part, bodies nobody can read, people with no right."""
        mara, tendai = self.phones["mara"], self.phones["tendai"]
        stray, sound = str(uuid.uuid4()), mara.profile(self.hill, CONSENT | {"households_total": 80})
        self.push(
            "mara", sound,
            mara.edit("spaceship", str(uuid.uuid4()), self.river, {"name": "x"}),
            mara.profile(self.river, {"households_total": 7}, form="settlement_profile@99"),
            mara.profile(self.river, {"households_total": "many"}),
            mara.profile(self.river, {"households_tenant": "many", "water_note": "Broken since June", "nonsense": 1}),
            mara.profile(stray, {"households_total": 1}),
            mara.profile(self.river, {"households_total": 1}, by=tendai.member.person_id),
            mara.profile(self.river, {"water_note": "half \ud800"}),
            sound | {"set": {"households_total": {"value": 9, "replaces": []}}},
        )  # fmt: skip
        self.push("tendai", tendai.profile(self.river, {"households_total": 1}))
        bodies: list[Any] = ["hello", "", '{"edits": [NaN]}', "[]", {"edits": [{} for _ in range(201)]}]
        for body in bodies:
            self.ask("mara", "POST", PUSH, body=body)
        self.ask("mara", "POST", PUSH, body=batch(), packed=True, cut=5)
        for cursor in ("garbage", "e30"):
            self.ask("mara", "GET", CHANGES, query={"cursor": cursor})
        self.ask("mara", "GET", CHANGES, query={"limit": "0"})
        for who in ("ofelia", "", "a stranger"):
            self.ask(who, "GET", CHANGES)
            self.ask(who, "POST", PUSH, body=batch())
        self.push("mara", sound, sound)
        self.push("sam", self.phones["sam"].profile(self.hill, {"households_total": {"answer": "unknown"}}))

    def the_other_city(self) -> None:
        """In the other city they describe a settlement of their own, and see nothing of this one."""
        tendai = self.phones["tendai"]
        added = tendai.settlement("Zuva (invented)", team=self.world.teams["Rwizi"])
        self.push("tendai", added, tendai.profile(added["record_id"], {"households_total": 55}))
        for who in ("tendai", "rudo"):
            self.pull(who)

    def the_leader_asks_and_approves(self) -> None:
        """The profile is handed in, returned with a question, answered, checked and approved; another stays open."""
        lea, mara = self.phones["lea"], self.phones["mara"]
        saw: list[str] = []
        saw.append(self.decides("mara", self.river, "hand_in", saw))
        asked = lea.comment(self.river, "Which name do people use?")
        self.push("lea", asked)
        note = {"note": "One question left", "comments": [asked["record_id"]]}
        saw.append(self.decides("lea", self.river, "return", saw, **note))
        together = {"chosen_with": "The meeting"}
        names, taps = (self._edits_with(path) for path in ("name_community", "taps_public_total"))
        settled = {"name_community": replacing("Peñas", *names, **together)}
        self.says("mara", self.river, **settled, taps_public_total=replacing(13, *taps, **together))
        self.push("mara", mara.edit("comment", asked["record_id"], self.river, {"done": True}))
        saw.append(self.decides("mara", self.river, "hand_in", saw))
        self.decides("lea", self.river, "approve", saw)  # nobody checked it yet
        saw.append(self.decides("vera", self.river, "verify", saw, **PRESENT))
        saw.append(self.decides("lea", self.river, "approve", saw))
        self.decides("mara", self.hill, "hand_in", [])
        self.pull("lea", limit=2, anew=True)

    def the_city_gets_a_release(self) -> None:
        """An agreement is written, what leaves is looked at and frozen; the office reads, takes it and asks."""
        offered = {
            "office_id": self.world.office_id, "title": "Water plan", "purpose": "To plan public taps",
            "settlement_ids": [self.river], "fields": ["households_total", "water_main_source"], "boundary": "none",
            "valid_from": "2026-01-01", "valid_until": "2030-12-31", "contact": "Lea Leader, federation office",
        }  # fmt: skip
        made = self.ask("lea", "POST", "/api/agreements", body=offered)
        self.path = f"/api/agreements/{made['id']}"
        seen = self.ask("lea", "POST", f"{self.path}/preview")
        self.ask("lea", "POST", f"{self.path}/releases", body={"fingerprint": seen["fingerprint"]})
        self.office_reads()
        asked = self.ask("ofelia", "POST", f"{self.path}/releases/1/questions", body={"text": "Counted when?"})
        told = f"{self.path}/questions/{asked['id']}/answer"
        self.ask("lea", "POST", told, body={"text": "On Friday, house by house."})
        self.says("mara", self.river, taps_public_working=replacing(8, *self._edits_with("taps_public_working")))
        self.pull("lea")

    def office_reads(self) -> None:
        """The city's office opens what it was given."""
        for path in ("/api/agreements", self.path, f"{self.path}/releases/1", f"{self.path}/releases/1/download"):
            self.ask("ofelia", "GET", path)

    # --- the days after ------------------------------------------------------------------------------------------

    def phones_come_back(self) -> None:
        """Phones go on where they stopped: with the cursor of before, with edits sent before, and with new ones."""
        for who in self.cursors:
            self.pull(who)
        for who in ("mara", "sam", "tendai"):
            mine = [edit for author, edit in self.said if author == who]
            self.ask(who, "POST", PUSH, body=batch(*mine), packed=True)
        sam = self.phones["sam"]
        before = self._edits_with("households_total")[0]
        self.push("sam", sam.profile(self.river, {"households_total": replacing(140, before), "taps_public_total": 14}))
        self.push("lea", self.phones["lea"].comment(self.hill, "Please draw the boundary."))
        for who in ("mara", "lea", "rudo"):
            self.pull(who, limit=3)
            self.pull(who, anew=True, limit=2)
        self.office_reads()
        lost = self.phones["tendai"].member.device_id
        self.ask("rudo", "POST", f"/api/people/devices/{lost}/revoke")
        self.ask("tendai", "POST", PUSH, body=batch())
        self.ask("tendai", "GET", CHANGES)
