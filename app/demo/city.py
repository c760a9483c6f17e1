"""One city of the demonstration: its places, its settlements, what was said of them and what was agreed."""

from datetime import timedelta
from typing import Any

from app.agreed import releases
from app.agreed import service as agreed
from app.agreed.schemas import NewAgreement
from app.demo.reading import Act, Agreement, Answers, CityFile, Point, Position, Settlement
from app.demo.telling import Said, Teller
from app.kit.ids import profile_id, uuid7
from app.ledger import service as ledger
from app.questionnaire import service as questionnaire

RETURN_DAYS = 30  # how long after today a meeting expects its answers back


def tell_city(teller: Teller, told: CityFile) -> None:
    """Tell everything the city's file says, through its own people."""
    for place in told.places:
        said = {"name": place.name, "place_level": place.level} | ({"code": place.code} if place.code else {})
        teller.say("administrator", "place", teller.id_of("place", place.name), _values(said), days_ago=90)
    for settlement in told.settlements:
        _tell_settlement(teller, settlement, told)
    for agreement in told.agreements:
        _agree(teller, agreement, told)


def _values(said: dict[str, Any]) -> Said:
    return {path: {"value": value} for path, value in said.items()}


def _tell_settlement(teller: Teller, told: Settlement, city: CityFile) -> None:
    settlement_id = teller.id_of("settlement", told.name)
    lon, lat = told.centre or _middle(told.boundary)
    said = {
        "name": told.name, "code": told.code, "known_from": told.known_from, "team": teller.teams[told.team],
        "ward": teller.id_of("place", city.place_name(told.place)),
        "centre_point": {"type": "Point", "coordinates": [lon, lat]},
    }  # fmt: skip
    teller.say("administrator", "settlement", settlement_id, _values(said), settlement_id=settlement_id, days_ago=80)
    if told.profile:
        for answers in told.profile.told:
            _answer(teller, settlement_id, told, answers)
        decisions: list[str] = []
        for act in told.profile.acts:
            decisions.append(_decide(teller, settlement_id, act, decisions))
        for point in told.profile.points:
            _put_on_map(teller, settlement_id, point, told.profile.told[0])


def _middle(corners: list[Position]) -> Position:
    return (
        round(sum(lon for lon, _lat in corners) / len(corners), 6),
        round(sum(lat for _lon, lat in corners) / len(corners), 6),
    )


def _answer(teller: Teller, settlement_id: str, told: Settlement, answers: Answers) -> None:
    said: dict[str, Any] = dict(answers.all())
    if answers.like and answers.like != "consent":
        said["profile_date"] = teller.on(answers.days_ago).date().isoformat()
        said["return_date"] = (teller.today + timedelta(days=RETURN_DAYS)).date().isoformat()
        if told.boundary:
            ring = [list(corner) for corner in [*told.boundary, told.boundary[0]]]
            said["boundary"] = {"type": "Polygon", "coordinates": [ring]}
    as_answers = {path: _as_answer(path, value, answers) for path, value in said.items()}
    teller.say(
        answers.by, "profile", profile_id(settlement_id, 1), as_answers,
        settlement_id=settlement_id, days_ago=answers.days_ago, unseen=answers.unseen,
    )  # fmt: skip


def _as_answer(path: str, said: Any, answers: Answers) -> dict[str, Any]:
    """Write one answer as the phone does; what is counted on the walk says so, and a boundary is seen there."""
    if isinstance(said, dict) and "answer" in said:
        return dict(said)
    asked = questionnaire.question(path)
    way = {"walk": "counted", "room": "meeting", "women": "meeting"}.get(asked["ask"] if asked else "")
    source = answers.source or ("observed" if path == "boundary" else way)
    return {"value": said} | ({"source": source} if source else {})


def _decide(teller: Teller, settlement_id: str, act: Act, before: list[str]) -> str:
    """Record a decision about the answers as they stand, having seen the decisions before it."""
    about, decision_id = profile_id(settlement_id, 1), uuid7()
    said: dict[str, Any] = {
        "act": act.act,
        "about": about,
        "hash": _hash(teller, about),
        "saw": before,
    }
    said |= {name: value for name in ("note", "women", "men", "tenants") if (value := getattr(act, name)) is not None}
    if act.act == "verify":
        said["meeting_date"] = teller.on(act.days_ago).date().isoformat()
    if act.questions:
        said["comments"] = [_comment(teller, settlement_id, act, path, text) for path, text in act.questions.items()]
    teller.say(act.by, "decision", decision_id, _values(said), settlement_id=settlement_id, days_ago=act.days_ago)
    return decision_id


def _hash(teller: Teller, profile: str) -> str:
    record = ledger.record(teller.session, profile)
    return record.hash if record else ""


def _comment(teller: Teller, settlement_id: str, act: Act, path: str, text: str) -> str:
    comment_id = uuid7()
    said = _values({"about": profile_id(settlement_id, 1), "path": path, "text": text})
    teller.say(act.by, "comment", comment_id, said, settlement_id=settlement_id, days_ago=act.days_ago)
    return comment_id


def _put_on_map(teller: Teller, settlement_id: str, point: Point, first: Answers) -> None:
    geometry = {"type": "Point", "coordinates": list(point.at)}
    said = _values({"layer": point.layer, "geometry": geometry, "ref": point.ref, **point.says})
    record_id = teller.id_of("feature", f"{settlement_id}/{point.layer}/{point.ref}")
    teller.say(first.by, "feature", record_id, said, settlement_id=settlement_id, days_ago=first.days_ago)


def _agree(teller: Teller, told: Agreement, city: CityFile) -> None:
    names = {settlement.key: settlement.name for settlement in city.settlements}
    leader = teller.who(told.by)
    today = teller.today.astimezone(teller.zone).date()
    agreement = agreed.agree(teller.session, leader, NewAgreement(
        office_id=teller.offices[told.office], title=told.title, purpose=told.purpose, fields=told.fields,
        settlement_ids=[teller.id_of("settlement", names[key]) for key in told.settlements], boundary=told.boundary,
        level2_fields_decided=["boundary"] if told.boundary == "exact" else [],
        valid_from=today, valid_until=today + timedelta(days=told.days), contact=told.contact,
        signed_city=told.signed_city, signed_federation=told.signed_federation,
    ))  # fmt: skip
    for _number in range(told.releases):
        seen = releases.preview(teller.session, leader, agreement.id)
        releases.release(teller.session, leader, agreement.id, seen.fingerprint)
