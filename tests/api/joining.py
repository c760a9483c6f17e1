"""Two places said to be one, and what phones hold of them: used by the tests of joining and of parting."""

from tests.conftest import Client
from tests.phones import Edit, Phone, batch


def sent(client: Client, phone: Phone, *edits: Edit) -> list[dict]:
    """Send edits whatever comes of them, and return the answers."""
    return client.post("/api/sync/push", phone.member, json=batch(*edits)).json()["answers"]


def push(client: Client, phone: Phone, *edits: Edit) -> None:
    """Send edits of which every word must be taken."""
    answers = sent(client, phone, *edits)
    assert {answer["answer"] for answer in answers} <= {"kept", "contested"}, answers
    assert not any(answer.get("refused_paths") for answer in answers), answers


def pulled(client: Client, phone: Phone, cursor: str = "") -> dict:
    """Return the page that the phone pulls."""
    answer = client.get("/api/sync/changes", phone.member, params={"cursor": cursor})
    assert answer.status_code == 200, answer.text
    return answer.json()


def values(record: dict, path: str) -> set:
    """Return what stands in a field, whoever said it."""
    return {answer["value"] for _, answer in record["fields"].get(path, [])}


def joined(phone: Phone, one: str, other: str, **said: dict) -> Edit:
    """Say that one place is the other, or (``said``) what else is said of that."""
    return phone.edit("settlement", one, one, {"same_as": said.get("said") or other})


def parted(phone: Phone, join: Edit) -> Edit:
    """Take back that a place is another."""
    place = join["record_id"]
    return phone.edit(
        "settlement", place, place, {"same_as": {"answer": "not_applicable", "replaces": [join["edit_id"]]}}
    )
