"""What people say on their phones: answers, choices between answers, deletions, settlements, comments, decisions."""

from contextlib import suppress
from typing import Any

from app.ledger import rules
from app.profiles import service as profiles
from tests.sync.day import Day, Place
from tests.sync.line import LineBroke

SOURCES = ("counted", "meeting", "observed", "official")
ROW = "toilet_group/communal+pit_slab"
QUESTIONS: dict[str, list[Any]] = {
    "households_total": [80, 120, 135.0, 135, {"answer": "unknown"}],
    "taps_public_working": [0, 2, 3],
    "name_community": ["Kaisa", "Pagkakaisa", "Café", "Cafe\u0301", {"answer": "refused"}],
    "drainage_type": [["earth", "none"], ["none", "earth"], ["covered"], []],
    f"{ROW}/toilet_seats_total": [4, 6, 8],
    f"{ROW}/toilet_seats_working": [4, 6],
    "toilet_group/public+vip/toilet_seats_total": [1, 2],
    "toilet_group": ["none", {"answer": "not_applicable"}],
    "priority_item/women+water/priority_rank": [1, 2, {"answer": "unknown"}],
    "priority_item/women+water/_order": [1, 2],
}
REFUSED = {"households_total": "many", "taps_public_working": [1], "structures_total": 4, "nobody_asks_this": 1}


def add_settlement(day: Day, phone: Any) -> None:
    """Describe a settlement nobody told the server of."""
    where = phone.resident.city or "Muntinlupa"
    place = Place(day.new_id(), f"Sitio {len(day.places) + 1}", where)
    teams = {"Muntinlupa": ["river team", "river team", "lake team", ""], "Harare": ["hill team", ""]}[where]
    team = day.chance.choice(teams)
    said = {"name": {"value": place.name}} | ({"team": {"value": day.town.teams[team]}} if team else {})
    day.places.append(place)
    day.tell(f"{phone.name} adds {place.name} in {where} {'for the ' + team if team else 'for nobody'}")
    day.says(phone, "settlement", place.settlement_id, place, said)


def write_together(day: Day, phone: Any) -> None:
    """A second phone of the team scans "Write together": it names the same settlement, and the same profile."""
    place = day.place(phone)
    other = day.phone_of("Mara", "Sam")
    shown = other.shown(place.settlement_id)
    team = rules.answers(shown).get("team", {}) if shown.fields else {}
    if "value" in team:
        day.tell(f"{other.name} and {phone.name} write together on {place.name}")
        said = {"name": {"value": place.name}, "team": {"value": team["value"]}}
        day.says(phone, "settlement", place.settlement_id, place, said)


def answer(day: Day, phone: Any) -> None:
    """Answer some questions of a settlement's profile."""
    place, chance = day.place(phone), day.chance
    said = {}
    for path in chance.sample(sorted(QUESTIONS), chance.randint(1, 3)):
        told = chance.choice(QUESTIONS[path])
        said[path] = dict(told) if isinstance(told, dict) else {"value": told, "source": chance.choice(SOURCES)}
    day.tell(f"{phone.name} says of {place.name}: {_in_words(said)}")
    day.says(phone, "profile", place.profile_id, place, said)


def _in_words(said: dict[str, Any]) -> str:
    return ", ".join(f"{path} = {told.get('value', told.get('answer'))!r}" for path, told in said.items())


def look_at_questions(day: Day, phone: Any) -> None:
    """Have some questions on the screen for a while: what comes in the meantime is not what the answer replaces."""
    place = day.place(phone)
    paths = day.chance.sample(sorted(QUESTIONS), 4)
    day.paint(phone, place.profile_id, paths)
    day.tell(f"{phone.name} opens {', '.join(paths)} of {place.name} and puts the phone down")


def answer_what_was_opened(day: Day, phone: Any) -> None:
    """Answer a question that has been on the screen for a while; the phone fetched others' answers in the meantime."""
    mine = {(record, path) for who, record, path in day.painted if who == phone.name and path in QUESTIONS}
    opened = [(place, path) for place in day.places for record, path in sorted(mine) if record == place.profile_id]
    if opened:
        place, path = day.chance.choice(opened)
        with suppress(LineBroke):
            phone.pull()
        told = day.chance.choice(QUESTIONS[path])
        said = {path: dict(told) if isinstance(told, dict) else {"value": told, "source": "counted"}}
        day.tell(f"{phone.name} fetches, and then says of {place.name} what was open on the screen: {_in_words(said)}")
        day.says(phone, "profile", place.profile_id, place, said)


def say_what_does_not_fit(day: Day, phone: Any) -> None:
    """Say one thing that cannot be kept beside one that can."""
    place, path = day.place(phone), day.chance.choice(sorted(REFUSED))
    said = {path: {"value": REFUSED[path]}, f"{ROW}/toilet_seats_total": {"value": 5, "source": "counted"}}
    day.tell(f"{phone.name} says of {place.name}: {_in_words(said)}, which does not fit")
    day.says(phone, "profile", place.profile_id, place, said)


def settle(day: Day, phone: Any) -> None:
    """Choose between two answers that are both on the screen."""
    place = day.place(phone)
    shown = phone.shown(place.profile_id)
    for path in rules.contested(shown)[:1]:
        if path in rules.answers(shown):
            chosen = {"chosen_with": "the team"} | dict(rules.answers(shown)[path])
            day.tell(f"{phone.name} settles {path} of {place.name}")
            day.painted.pop((phone.name, place.profile_id, path), None)
            day.says(phone, "profile", place.profile_id, place, {path: chosen})


def delete_row(day: Day, phone: Any) -> None:
    """Take a row off the list, having seen what stands in it; somebody else may be answering it."""
    place = day.place(phone)
    fields = phone.shown(place.profile_id).fields
    saw = sorted({one for path, held in fields.items() if path.startswith(f"{ROW}/") for one in held})
    day.tell(f"{phone.name} deletes the communal toilets of {place.name}, having seen {len(saw)} answers")
    day.says(phone, "profile", place.profile_id, place, {f"{ROW}/_deleted": {"saw": saw}})


def delete_settlement(day: Day, phone: Any) -> None:
    """Take a settlement off the list, or put it back."""
    place = day.place(phone)
    shown = phone.shown(place.settlement_id)
    gone = rules.deleted(shown)
    saw = sorted({one for held in shown.fields.values() for one in held})
    day.tell(f"{phone.name} {'puts back' if gone else 'takes off the list'} {place.name}")
    said = {"_deleted": {"value": False} if gone else {"saw": saw}}
    day.says(phone, "settlement", place.settlement_id, place, said)


def comment(day: Day, phone: Any) -> None:
    """Comment on a profile."""
    place = day.place(phone)
    said = {"about": {"value": place.profile_id}, "text": {"value": "Which taps?"}}
    day.tell(f"{phone.name} comments on {place.name}")
    day.says(phone, "comment", day.new_id(), place, said)


def hand_in(day: Day, phone: Any) -> None:
    """Hand a profile in, naming the content that is on the screen; nothing it speaks of is joined any more."""
    place = day.place(phone)
    spoken_of = rules.content_hash(phone.shown(place.profile_id), profiles.level_of)[0]
    said = {"act": {"value": "hand_in"}, "about": {"value": place.profile_id}, "hash": {"value": spoken_of},
            "saw": {"value": []}}  # fmt: skip
    day.tell(f"{phone.name} hands {place.name} in")
    day.says(phone, "decision", day.new_id(), place, said)


def say_something_newer(day: Day, phone: Any) -> None:
    """Say what this server does not know yet: a kind or a form of next year's phone."""
    place = day.place(phone)
    kind, form = day.chance.choice([("harvest", "kwetu@1"), ("profile", "settlement_profile@9")])
    day.tell(f"{phone.name}'s newer phone says something of kind {kind} and form {form} of {place.name}")
    record = place.profile_id if kind == "profile" else day.new_id()
    day.says(phone, kind, record, place, {"name_community": {"value": "Kaisa"}}, form=form)
