"""Before a list is taken, a leader hears row by row what it changes in what is known, and whose ground it lies over."""

from pathlib import Path
from typing import Any

import pytest

from app.settlements import foretelling
from app.settlements.command import in_words
from app.settlements.schemas import ImportReport
from tests.api.joining import push
from tests.api.test_redrawn_places import features, send, square
from tests.cast import Cast, CityCast
from tests.conftest import Client
from tests.phones import phone_of


def looked(client: Client, city: CityCast, body: bytes, **said: Any) -> dict[str, Any]:
    report: dict[str, Any] = send(client, city.leader, city, body, dry_run="true", **said).json()
    return report


def test_what_a_row_changes_is_told_answer_by_answer_with_what_was_said_before(client: Client, cast: Cast) -> None:
    city = cast.harare
    district = ({"code": "D", "name": "South", "level": "district"}, None)
    first = features(
        ({"code": "A", "name": "Ward One"}, square(31.0)), ({"code": "B", "name": "Ward Two"}, square(31.1)), district
    )
    send(client, city.leader, city, first)
    second = features(
        ({"code": "A", "name": "Ward 1", "parent code": "D"}, square(31.001)),
        ({"code": "B", "name": "Ward Two", "level": "district"}, square(31.1)),
        district,
    )
    report = looked(client, city, second)
    assert [(one["row"], one["name"]) for one in report["changes"]] == [(1, "Ward 1"), (2, "Ward Two")]
    told = {field["path"]: field for one in report["changes"] for field in one["fields"]}
    assert (told["name"]["before"], told["name"]["now"], told["name"]["both_stand"]) == ("Ward One", "Ward 1", False)
    assert (told["parent"]["before"], told["parent"]["now"]) == (None, "South")
    assert (told["place_level"]["before"], told["place_level"]["now"]) == ("ward", "district")
    assert told["boundary"]["share"] == pytest.approx(2 / 11, abs=1e-3)
    assert send(client, city.leader, city, second).json()["changes"] == []  # told before, not after


def test_the_same_outline_with_another_code_changes_the_code_and_nothing_else(client: Client, cast: Cast) -> None:
    city = cast.harare
    send(client, city.leader, city, features(({"code": "A", "name": "Ward One"}, square(31.0))))
    file = features(({"code": "PH1", "name": "Ward One"}, square(31.0)))
    report = looked(client, city, file)
    (change,) = report["changes"]
    assert {field["path"]: (field["before"], field["now"]) for field in change["fields"]} == {
        "code": ("A", "PH1"),
        "city_codes": (None, "A; PH1"),
    }
    assert [group["what"] for group in report["sketch"]["groups"]] == ["changed"]


def test_what_people_said_stays_and_the_report_says_that_both_stand(client: Client, cast: Cast) -> None:
    city = cast.harare
    phone = phone_of(city.mapper, city)
    added = phone.settlement("Hopley", team=city.team_id, boundary=square(31.0), households_estimate=300)
    push(client, phone, added)
    file = features(({"code": "H1", "name": "Hopley", "households": "420"}, square(31.0)))
    (waiting,) = looked(client, city, file, kind="settlements")["waiting"]
    report = looked(client, city, file, kind="settlements", same={waiting["key"]: added["record_id"]})
    told = {field["path"]: field for field in report["changes"][0]["fields"]}
    assert (told["code"]["before"], told["code"]["both_stand"]) == (None, False)
    households = told["households_estimate"]
    assert (households["before"], households["now"], households["both_stand"]) == ("300", "420", True)
    assert not {"boundary", "name"} & set(told)


def test_a_row_over_another_settlement_is_told_before_it_is_taken_and_one_beside_it_is_not(
    client: Client, cast: Cast
) -> None:
    city = cast.harare
    phone = phone_of(city.mapper, city)
    lakeside = phone.settlement("Lakeside", team=city.team_id)
    push(client, phone, lakeside)
    push(client, phone, phone.profile(lakeside["record_id"], {"boundary": square(31.0)}))
    file = features(
        ({"code": "1", "name": "Inside"}, square(31.004, 0.001)),
        ({"code": "2", "name": "Beside"}, square(31.0097)),
        ({"code": "3", "name": "Half"}, square(31.005)),
    )
    report = looked(client, city, file, kind="settlements")
    assert not report["waiting"]
    over = [(one["row"], one["name"], one["known_name"], one["share"]) for one in report["over_known"]]
    assert over == [(1, "Inside", "Lakeside", 1.0), (3, "Half", "Lakeside", pytest.approx(0.5, abs=1e-3))]
    send(client, city.leader, city, file, kind="settlements")
    again = features(({"code": "3", "name": "Half"}, square(31.0051)))
    assert {one["known_name"] for one in looked(client, city, again, kind="settlements")["over_known"]} == {
        "Lakeside",
        "Beside",
    }


def test_a_list_that_moves_neighbours_together_lies_over_none_of_them(client: Client, cast: Cast) -> None:
    city = cast.harare
    listed = [({"code": str(n), "name": f"Line {n}"}, 31 + n / 100) for n in range(4)]
    send(client, city.leader, city, features(*((said, square(lon)) for said, lon in listed)), kind="settlements")
    moved = features(*((said, square(lon + 0.005)) for said, lon in listed))
    report = looked(client, city, moved, kind="settlements")
    assert (report["taken"], report["over_known"]) == (4, [])


def bar(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_rows_of_one_file_over_each_other_are_told_before_they_are_taken_and_all_come_in(
    client: Client, cast: Cast
) -> None:
    city = cast.harare
    file = features(
        ({"code": "1", "name": "Lakeside"}, bar(31.00, -17.91, 31.01, -17.90)),
        ({"code": "2", "name": "Lakeside again"}, bar(31.00, -17.91, 31.01, -17.90)),
        ({"code": "3", "name": "Touching"}, bar(31.01, -17.91, 31.02, -17.90)),
        ({"code": "4", "name": "A little over"}, bar(31.0196, -17.91, 31.0296, -17.90)),
        ({"code": "5", "name": "Along"}, bar(31.10, -17.904, 31.11, -17.900)),
        ({"code": "6", "name": "Across"}, bar(31.104, -17.908, 31.106, -17.896)),
    )
    report = looked(client, city, file, kind="settlements")
    over = report["over_each_other"]
    assert (report["over_known"], over["rows"], over["pairs"], over["not_compared"]) == ([], 4, 2, 0)
    assert [(one["row"], one["name"], one["other_row"], one["other_name"], one["share"]) for one in over["told"]] == [
        (1, "Lakeside", 2, "Lakeside again", 1.0),
        (5, "Along", 6, "Across", pytest.approx(1 / 3, abs=1e-3)),
    ]
    across_m2 = 0.002 * 0.004 * 111_320**2 * 0.9517  # the cosine of 17.9 degrees
    assert over["told"][1]["area_m2"] == pytest.approx(across_m2, rel=0.01)
    taken = send(client, city.leader, city, file, kind="settlements").json()
    assert (taken["taken"], taken["refused"], taken["over_each_other"]) == (6, [], None)
    assert looked(client, city, file, kind="settlements")["over_each_other"] is None  # nothing would be taken now


def test_a_pair_told_as_over_a_known_settlement_is_not_told_again_as_rows_over_each_other(
    client: Client, cast: Cast
) -> None:
    city = cast.harare
    known = ({"code": "1", "name": "Lakeside"}, square(31.0))
    send(client, city.leader, city, features(known), kind="settlements")
    moved = ({"code": "1", "name": "Lakeside"}, square(31.001))
    twice = [({"code": code, "name": f"New {code}"}, square(31.006)) for code in ("2", "3")]
    report = looked(client, city, features(moved, *twice), kind="settlements")
    assert [(one["row"], one["known_name"]) for one in report["over_known"]] == [(2, "Lakeside"), (3, "Lakeside")]
    assert [(one["row"], one["other_row"]) for one in report["over_each_other"]["told"]] == [(2, 3)]


def test_places_lie_within_each_other_as_they_should_and_nothing_is_told_of_it(client: Client, cast: Cast) -> None:
    district = ({"code": "D", "name": "South", "level": "district"}, square(31.0, 0.05))
    report = looked(client, cast.harare, features(district, ({"code": "W", "name": "Ward One"}, square(31.0))))
    assert report["over_each_other"] is None


def test_a_list_that_lies_on_one_heap_is_looked_at_and_says_how_much_was_left_and_what_a_terminal_cannot_hold(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foretelling, "MOST_PAIRS", 600)
    city, heap = cast.harare, [({"code": str(n), "name": f"Row {n}"}, square(31.0)) for n in range(50)]
    report = looked(client, city, features(*heap), kind="settlements")
    over = report["over_each_other"]
    assert (over["pairs"], over["rows"], over["not_compared"]) == (600, 50, 36)
    told = in_words(ImportReport.model_validate(report)).splitlines()
    assert told[3] == (
        "50 rows lie over each other; all of them come in as they are; "
        "36 of them were not compared with all others, as there are too many:"
    )
    assert "  row 1 (Row 0) and row 2 (Row 1): 100% of the smaller one" in "\n".join(told)
    assert "  and 540 more" in told


def test_the_rows_of_mumbai_that_lie_over_each_other_are_found_in_the_time_of_a_look(
    client: Client, cast: Cast, real_files: Path
) -> None:
    body = (real_files / "mumbai" / "slumClusters.geojson").read_bytes()
    over = looked(client, cast.muntinlupa, body, kind="settlements", repair="true")["over_each_other"]
    assert (over["pairs"], over["rows"], len(over["told"])) == (143, 246, 143)
