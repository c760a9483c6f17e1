"""Phones fetch the questionnaire without signing in, keep it, and ask only whether it changed."""

from tests.conftest import Client

FORM = "/api/forms/settlement_profile@1"


def test_anyone_may_list_the_questionnaires(client: Client) -> None:
    listed = client.get("/api/forms").json()["forms"]
    assert [one["form"] for one in listed] == ["settlement_profile@1"]
    assert set(listed[0]["languages"]) == {"en", "fil", "sn"}


def test_the_questionnaire_has_everything_a_phone_asks_by(client: Client) -> None:
    form = client.get(FORM).json()
    assert set(form) == {
        "form", "title", "languages", "answers", "sections", "questions", "repeats", "calculations", "choices", "rules",
    }  # fmt: skip
    taps = form["questions"]["taps_public_working"]
    assert (taps["type"], taps["section"], taps["core"], taps["ask"], taps["rule"]) == (
        "integer",
        "F",
        True,
        "walk",
        "X7",
    )
    assert taps["constraint"][0] == "and"
    assert set(taps["label"]) == {"en", "fil", "sn"}
    assert "maps" not in taps


def test_a_phone_that_has_it_is_told_so_in_one_line(client: Client) -> None:
    first = client.get(FORM)
    again = client.get(FORM, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_address_with_its_tag_may_be_kept_for_ever(client: Client) -> None:
    tag = client.get("/api/forms").json()["forms"][0]["tag"]
    assert "immutable" in client.get(f"{FORM}?tag={tag}").headers["Cache-Control"]
    assert "no-cache" in client.get(FORM).headers["Cache-Control"]
    assert "no-cache" in client.get(f"{FORM}?tag=of-yesterday").headers["Cache-Control"]


def test_it_travels_packed_and_arrives_the_same(client: Client) -> None:
    packed = client.get(FORM, headers={"Accept-Encoding": "gzip"})
    plain = client.get(FORM, headers={"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) < 40_000
    assert packed.json() == plain.json()


def test_an_unknown_questionnaire_is_a_plain_problem(client: Client) -> None:
    answer = client.get("/api/forms/settlement_profile@99")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/form-unknown")
