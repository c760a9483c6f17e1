"""The demonstration shows what it promises: settlements in every state, two answers, one agreement, four links."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.agreed import releases
from app.agreed import service as agreed
from app.demo.links import keep_links, links_at
from app.demo.load import is_loaded, load
from app.demo.reading import CITIES, city_file
from app.kit.db import engine, reading, writing
from app.kit.ids import profile_id
from app.kit.migrations import migrate
from app.ledger import service as ledger
from app.people import service as people
from app.review import service as review
from app.settings import settings
from app.settlements import service as settlements

EXPECTED = {
    "Purok 4 Riverside (invented)": "profiling",
    "Railway Line B (invented)": "handed_in",
    "Lakeside (invented)": "returned",
    "Sampaguita Rise (invented)": "verified",
    "Sitio Pag-asa (invented)": "approved",
    "Creekside 2 (invented)": "approved",
    "Sitio Mangga (invented)": "said_no",
    "Old Market Lane (invented)": "known",
}


@pytest.fixture(scope="module")
def links(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The demonstration, loaded once for the tests of this file."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DATA_DIR", str(tmp_path_factory.mktemp("demonstration")))
        patched.delenv("PUBLIC_URL", raising=False)
        patched.delenv("KWETU_DATABASE_URL", raising=False)
        settings.cache_clear()
        engine.cache_clear()
        migrate()
        with writing() as session:
            made = load(session)
        assert made
        yield made
        engine().dispose()
    settings.cache_clear()
    engine.cache_clear()


def test_the_demonstration_has_a_settlement_in_every_state(links: dict[str, str]) -> None:
    with reading() as session:
        city = people.city_named(session, "Muntinlupa")
        assert city
        records = ledger.records(session, kind="settlement", city_id=city.id)
        names = {one.record_id: ledger.answers(one.state)["name"]["value"] for one in records}
        states = review.states(session, list(names))
    assert {name: states[record_id] for record_id, name in names.items()} == EXPECTED


def test_two_phones_disagree_where_the_demonstration_says_so(links: dict[str, str]) -> None:
    with reading() as session:
        records = ledger.records(session, kind="profile")
        contested = {path for one in records for path in ledger.contested(one.state)}
    assert contested == {"households_total", "taps_public_working", "structures_residential"}


def test_the_official_of_the_demonstration_finds_one_release(links: dict[str, str]) -> None:
    with writing() as session:
        official = people.join(session, links["official"].rpartition("/")[2], "desk")
        [agreement] = agreed.listed(session, people.person_as_signed_in(session, official.person.id))
    assert [release.settlements for release in agreement.releases] == [1]


def test_a_release_of_the_demonstration_tells_the_day_of_the_profile_and_that_on_which_its_leader_approved(
    links: dict[str, str],
) -> None:
    with writing() as session:
        who = people.person_as_signed_in(
            session, people.join(session, links["official"].rpartition("/")[2], "d").person.id
        )
        [agreement] = agreed.listed(session, who)
        [given] = releases.read(session, who, agreement.id, 1).settlements
        [approval] = [
            one.record_id
            for one in ledger.records(session, kind="decision", settlement_id=given.settlement_id)
            if one.candidates("act").popitem()[1]["value"] == "approve"
        ]
        [edit] = ledger.edits(session, approval)
    zone = ZoneInfo("Asia/Manila")
    days = [datetime.fromisoformat(moment).astimezone(zone).date() for moment in (edit["made_at"], given.approved_at)]
    assert days == [datetime.now(zone).date() - timedelta(days=47)] * 2
    assert given.profile_date == (datetime.now(zone).date() - timedelta(days=62)).isoformat()


def test_nobody_counted_a_boundary_of_the_demonstration(links: dict[str, str]) -> None:
    with reading() as session:
        drawn = [
            answer for one in ledger.records(session, kind="profile") for answer in one.candidates("boundary").values()
        ]
    assert drawn
    assert {answer["source"] for answer in drawn} == {"observed"}


def test_the_demonstration_is_entered_by_its_administrator_too_who_brings_forms(links: dict[str, str]) -> None:
    with writing() as session:
        thandi = people.join(session, links["administrator"].rpartition("/")[2], "desk")
        assert people.person_as_signed_in(session, thandi.person.id).role == "administrator"


def test_a_link_of_the_demonstration_opens_several_phones(links: dict[str, str]) -> None:
    code = links["mapper"].rpartition("/")[2]
    with writing() as session:
        joined = [people.join(session, code, f"phone {number}") for number in range(2)]
    assert joined[0].person == joined[1].person
    assert joined[0].token != joined[1].token


def test_loading_the_demonstration_twice_is_the_same_as_once(links: dict[str, str]) -> None:
    with writing() as session:
        assert is_loaded(session)
        assert load(session) is None


def test_every_settlement_of_the_demonstration_says_that_it_is_invented() -> None:
    settlements = [settlement for city in CITIES for settlement in city_file(city).settlements]
    assert [one.name for one in settlements if not one.name.endswith("(invented)")] == []


def test_the_links_follow_the_server_to_another_port(tmp_path: Path) -> None:
    keep_links({"mapper": "http://localhost:8000/#/join/abc"}, tmp_path)
    assert links_at("http://localhost:9000", tmp_path) == {"mapper": "http://localhost:9000/#/join/abc"}
    assert json.loads((tmp_path / "demo-links.json").read_text()) == {"mapper": "http://localhost:9000/#/join/abc"}


def test_the_mapper_of_the_demonstration_may_go_on_with_the_draft(links: dict[str, str]) -> None:
    with writing() as session:
        rosa = people.join(session, links["mapper"].rpartition("/")[2], "phone")
        who = people.person_as_signed_in(session, rosa.person.id)
        mine = settlements.granted(session, who)
        drafts = [one for one in ledger.records(session, kind="settlement") if one.record_id in mine]
        draft = next(one for one in drafts if "Purok 4" in str(ledger.answers(one.state)["name"]["value"]))
        assert ledger.record(session, profile_id(draft.record_id, 1))
