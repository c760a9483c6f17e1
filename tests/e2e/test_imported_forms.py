"""Two workbooks of others are published, filled in on a phone without signal, and arrive as they were tapped."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.e2e.desk import Desk
from tests.e2e.phone import Phone
from tests.e2e.server import Server
from tests.e2e.test_complete_profile import held
from tests.e2e.words import word

FIXTURES = Path("odk-web-forms/packages/common/src/fixtures")
SURVEY = FIXTURES / "preview-service/xlsforms/socio-economic-survey-v20240515.xlsx"
EVERYTHING = FIXTURES / "preview-service/xlsforms/all-question-types-v2024091201-3.xlsx"
CITIES = FIXTURES / "select/geodataGeoJson.geojson"
REFUSED = {44: "video", 45: "video", 46: "file", 47: "file", 69: "geotrace"}
SAVED = '[data-written="saved"]'


def test_forms_of_others_are_published_without_the_rows_that_cannot_be_asked_and_filled_in_offline(
    server: Server,
    new_phone: Callable[..., Phone],
    new_desk: Callable[[str], Desk],
    real_files: Path,
    tmp_path: Path,
) -> None:
    link = server.begin(federation="Homeless People's Federation", city="Muntinlupa", name="Ada")
    server.start()
    desk = new_desk("ada")
    desk.joins(link)
    desk.begins_team("Riverside")
    invited = desk.invites("Rosa", "mapper", team="Riverside")
    (tmp_path / "cities.geojson").write_bytes((real_files / CITIES).read_bytes())
    _publishes(desk, [real_files / SURVEY], refused={})
    _publishes(desk, [real_files / EVERYTHING, tmp_path / "cities.geojson"], refused=REFUSED)

    phone = new_phone("rosa")
    phone.joins(invited)
    phone.keeps_the_app()
    place = phone.adds_settlement("Riverside", at=(121.04, 14.37))
    expect(phone.page.locator("[data-others]")).to_be_attached()
    server.stop()

    home = _begins(phone, place, "Socio-economic Survey")
    survey = _fills_in_survey(phone, home)
    phone.hands_in(home)
    everything = _begins(phone, place, "All question types")
    said = _fills_in_one_of_every_kind(phone, everything)
    phone.hands_in(everything)

    server.start()
    phone.sends_everything()
    assert _values(server, home) == survey
    assert _values(server, everything) == said


def _publishes(desk: Desk, files: list[Path], *, refused: dict[int, str]) -> None:
    """Bring a workbook; where rows are refused, read each, leave it out, and publish the rest."""
    desk.goes_to("/forms")
    desk.page.set_input_files("#workbook", files)
    _has_it_looked_at(desk, "forms.look")
    if refused:
        desk.reads("forms.refused", n=len(refused))
        for row, kind in refused.items():
            told = desk.page.locator(".report").get_by_text(word("forms.cell", sheet="survey", row=row))
            expect(told).to_be_visible()
            desk.page.locator(f'.option:has(input[value="{row}"])', has_text=kind).locator("input").check()
        _has_it_looked_at(desk, "forms.look_without", n=len(refused))
    desk.reads("forms.would_be", n=1)
    _has_it_looked_at(desk, "forms.publish", n=1)
    desk.reads("forms.published")


def _has_it_looked_at(desk: Desk, key: str, **facts: object) -> None:
    """Tap, and wait while the server reads the workbook: on a busy computer that takes a while."""
    desk.taps(key, **facts)
    expect(desk.page.locator('[aria-busy="true"]')).to_have_count(0, timeout=90_000)


def _begins(phone: Phone, place: str, title: str) -> str:
    """Begin a questionnaire from the settlement's page; return the address of its profile."""
    phone.page.goto(place)
    phone.page.get_by_role("button", name=word("settlements.others.begin", form=title)).tap()
    phone.page.wait_for_url(re.compile(r"#/profiles/[0-9a-f-]{36}$"))
    expect(phone.page.get_by_text(title).first).to_be_visible()
    return phone.page.url


def _values(server: Server, profile: str) -> dict[str, Any]:
    """What stands in a profile on the server, rows by their number."""
    said = held(server, profile.rpartition("/")[2])
    rows = sorted({path.split("/")[1] for path in said if "/" in path}, key=lambda key: _order_of(said, key))
    plain = {path: answer.get("value", answer.get("answer")) for path, answer in said.items() if path != "round"}
    for number, key in enumerate(rows, start=1):
        plain = {path.replace(key, str(number)): value for path, value in plain.items()}
    return {path: value for path, value in plain.items() if not path.endswith("_order")}


def _order_of(said: dict[str, Any], key: str) -> float:
    return float(next(answer["value"] for path, answer in said.items() if path.endswith(f"{key}/_order")))


# --- socio-economic survey ---------------------------------------------------------------------------------------


def _fills_in_survey(phone: Phone, home: str) -> dict[str, Any]:
    """Answer all of it by touch, in the order it is asked; return what was tapped."""
    page = phone.page
    page.get_by_role("link", name=re.compile("Household Information")).tap()
    page.wait_for_url(re.compile("/group/headOfHousehold/region$"))
    _picks(phone, "region", "Sindh")
    _picks(phone, "district", "Hyderabad")
    _picks(phone, "region", "Punjab")  # put right: the district is told, not dropped
    expect(page.get_by_text(word("entry.gone", answer="Hyderabad"))).to_be_visible()
    page.locator('[data-field="district"]').tap()
    expect(page.locator('[data-asked="district"] input[type="radio"]')).to_have_count(5)
    page.locator('[data-field="district"] input[value="Lahore&Sialkot"]').tap()
    for name, said in (
        ("residentialAddress", "Lane 4"),
        ("primaryContactNo", "0300 1"),
        ("SecondaryContactNo", "0300 2"),
    ):
        page.locator(f'[data-field="{name}"]').fill(said)
    expect(page.locator('[data-asked="SEClass"]')).to_contain_text(word_in("entry.not_known_yet"))
    page.locator('[data-field="householdIncome"] input[value="4"]').tap()
    expect(page.locator('[data-asked="SEClass"] output')).to_have_text("Middle")
    expect(page.locator('[data-asked="se_list"]')).to_have_count(0)
    _next(phone, "/group/informationTechnology/internetHH$")
    page.locator('[data-field="internetHH"] input[value="2"]').tap()
    expect(page.locator('[data-asked="internetType"]')).to_have_count(0)
    page.locator('[data-field="internetHH"] input[value="1"]').tap()
    page.locator('[data-field="internetType"] input').first.tap()
    internet = page.locator('[data-field="internetType"] input').first.get_attribute("value")
    _next(phone, "/rows/familyMembers$")
    members = [_adds_member(phone, "Asma", visited=True), _adds_member(phone, "Bilal", visited=False)]
    expect(page.locator("li[data-row]")).to_have_count(2)
    _next(phone, "/ask/comments$")
    phone.answers_one("comments", "Two families share the yard.")
    _next(phone, re.escape(home.partition("#")[2]) + "$")
    rows = {f"familyMembers/{n}/{name}": said for n, one in enumerate(members, start=1) for name, said in one.items()}
    return {
        "region": "Punjab", "district": "Lahore&Sialkot", "residentialAddress": "Lane 4", "primaryContactNo": "0300 1",
        "SecondaryContactNo": "0300 2", "householdIncome": "4", "internetHH": "1", "internetType": internet,
        "comments": "Two families share the yard.", **rows,
    }  # fmt: skip


def word_in(key: str) -> re.Pattern[str]:
    """The words of the screen, wherever they stand in a longer text."""
    return re.compile(word(key).pattern.strip("^$"))


def _picks(phone: Phone, name: str, code: str) -> None:
    """Open a folded list and choose."""
    phone.page.locator(f'[data-field="{name}"]').tap()
    phone.page.locator(f'[data-field="{name}"] input[value="{code}"]').tap()
    expect(phone.page.locator(f'button[data-field="{name}"]')).to_be_visible()


def _next(phone: Phone, address: str) -> None:
    """Go on once all is written down, and wait for the screen it leads to."""
    if phone.page.locator("[data-written]").count():
        expect(phone.page.locator("[data-written]")).not_to_have_attribute("data-written", "saving")
    phone.main_action.tap()
    phone.page.wait_for_url(re.compile(address))


def _adds_member(phone: Phone, name: str, *, visited: bool) -> dict[str, Any]:
    """Add a member of the family: name, gender, then the group about health."""
    page = phone.page
    page.get_by_role("link", name=word("rows.add")).or_(page.get_by_role("link", name=word("rows.add.more"))).tap()
    page.wait_for_url(re.compile("/firstNameFM$"))
    phone.answers_one("firstNameFM", name)
    _next(phone, "/gender$")
    page.locator('[data-field="gender"] input').first.tap()
    gender = page.locator('[data-field="gender"] input').first.get_attribute("value")
    _next(phone, "/group/health/healthVisit$")
    page.locator(f'[data-field="healthVisit"] input[value="{1 if visited else 2}"]').tap()
    why = "healthFacility" if visited else "reasonForNoHealthVisit"
    expect(page.locator(f'[data-asked="{why}"]')).to_be_visible()
    said: dict[str, Any] = {"firstNameFM": name, "gender": gender, "healthVisit": "1" if visited else "2"}
    for question, many in ((why, 4), ("diseases", 1)):
        boxes = page.locator(f'[data-field="{question}"] input')
        for place in range(many):
            boxes.nth(place).tap()
        if many > 3:  # more than the form allows is said, and put right
            expect(page.locator(f'[data-asked="{question}"] .unusual')).to_contain_text("Up to 3 options")
            boxes.nth(3).tap()
            expect(page.locator(f'[data-asked="{question}"] .unusual')).to_have_count(0)
        said[question] = [boxes.nth(place).get_attribute("value") for place in range(min(many, 3))]
    _next(phone, "/rows/familyMembers$")
    return said


# --- one question of every kind ----------------------------------------------------------------------------------


def _fills_in_one_of_every_kind(phone: Phone, home: str) -> dict[str, Any]:
    """Answer one question of each kind by touch, each on its own screen; return what was tapped."""
    page = phone.page

    def at(name: str) -> None:
        phone.goes_to_question(home, name)
        expect(page.locator(f'[data-field="{name}"]').first).to_be_visible()

    at("intro")
    expect(page.get_by_text(word("entry.read_out"))).to_be_visible()
    expect(page.locator('[role="group"] button', has_text="Do not know")).to_have_count(0)
    for name, written in PLAIN.items():
        at(name)
        phone.answers_one(name, written)
    at("range_integer")
    page.locator('[data-field="range_integer"]').fill("7")
    _saved(phone)
    at("date_month_year")
    page.locator('[data-field="date_month_year"] select').select_option("03")
    page.locator('[data-field="date_month_year"] input').fill("2024")
    _saved(phone)
    at("date_year")
    page.locator('[data-field="date_year"] input').fill("2019")
    _saved(phone)
    at("geopoint")
    page.get_by_role("button", name=word("entry.point.here")).tap()
    expect(page.get_by_text(word("entry.point.exact", m=6))).to_be_visible()
    _saved(phone)
    at("geopoint_maps")
    for name, degrees in (("lat", "14.5"), ("lon", "121.25")):
        page.locator(f'[data-field="geopoint_maps"] [data-degrees="{name}"]').fill(degrees)
    _saved(phone)
    at("rank")
    for choice in ("Meat Dishes", "Noodle Dishes", "Fruits", "Burger Meals"):
        page.locator('[data-field="rank"]').get_by_role("button", name=choice, exact=True).tap()
        expect(page.locator("li[data-row]").last).to_contain_text(choice)
    page.get_by_role("button", name=re.compile("^Noodle Dishes.*one up")).tap()
    _saved(phone)
    at("select_one_minimal")
    _picks(phone, "select_one_minimal", "c")
    _saved(phone)
    for name in ("likert", "select_multi", "my_trigger"):
        at(name)
        boxes = page.locator(f'[data-field="{name}"] input')
        boxes.last.tap()
        _saved(phone)
    at("image")
    expect(page.get_by_text(word("entry.no_media"))).to_be_visible()
    page.get_by_role("button", name="Does not apply").tap()
    _saved(phone)
    at("select_one_autoadvance")  # goes on by itself
    page.locator('[data-field="select_one_autoadvance"] input[value="b"]').tap()
    page.wait_for_url(re.compile("/ask/select_one_autocomplete$"))
    return {**PLAIN, **EVERY_OTHER}


def _saved(phone: Phone) -> None:
    expect(phone.page.locator(SAVED)).to_be_visible()


PLAIN: dict[str, Any] = {
    "string": "Lane 4", "string_number": "0042", "integer": "12", "decimal": "2.5", "date": "2026-11-22",
    "time": "14:05", "date_time": "2026-11-22T14:05", "select_one": "d",
}  # fmt: skip
EVERY_OTHER: dict[str, Any] = {
    "integer": 12, "decimal": 2.5, "range_integer": 7, "date_month_year": "2024-03-01", "date_year": "2019-01-01",
    "geopoint": {"type": "Point", "coordinates": [121.04, 14.37]},
    "geopoint_maps": {"type": "Point", "coordinates": [121.25, 14.5]},
    "rank": ["a", "d", "b", "c"], "select_one_minimal": "c", "likert": "strongly_agree", "select_multi": ["d"],
    "my_trigger": "OK", "image": "not_applicable", "select_one_autoadvance": "b",
}  # fmt: skip
