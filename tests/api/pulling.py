"""What phones send before they pull, what they pull, and the records of a page by their ids."""

from tests.cast import Member
from tests.conftest import Client
from tests.phones import Edit, Phone, batch


def push(client: Client, phone: Phone, *edits: Edit) -> list[dict]:
    answers = client.post("/api/sync/push", phone.member, json=batch(*edits)).json()["answers"]
    assert {answer["answer"] for answer in answers} <= {"kept", "contested"}, answers
    return answers


def pull(client: Client, member: Member, cursor: str = "", limit: int = 500) -> dict:
    answer = client.get("/api/sync/changes", member, params={"cursor": cursor, "limit": limit})
    assert answer.status_code == 200, answer.text
    return answer.json()


def by_id(page: dict) -> dict[str, dict]:
    return {record["record_id"]: record for record in page["records"]}
