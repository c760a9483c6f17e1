"""Before a list is taken, a leader hears row by row what it changes in what is known, and whose ground it lies over."""

from typing import Any

import pytest

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
