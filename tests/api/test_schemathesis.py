"""Whatever is sent to whichever address by whomever: no fault of the server, and no answer that is not documented.

Schemathesis reads ``/api/openapi.json`` and makes requests that fit it and requests that do not; half of them speak of
ids that are really there, so that they come further than "there is nothing here".
"""

import random
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.kit.ids import uuid7
from app.main import build_app
from tests.api.releasing import released
from tests.api.saying import Settlement
from tests.cast import Cast, Member
from tests.conftest import Client
from tests.phones import Phone, batch, phone_of

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
WHO = ("administrator", "leader", "mapper", "official", "nobody")
EXAMPLES = 4
API = schemathesis.openapi.from_dict(build_app().openapi())
OPERATIONS = [found.ok() for found in API.get_all_operations()]
Operation = schemathesis.APIOperation
WIRE = ("method", "url", "params", "data", "json", "files", "cookies")


def slice_of(operation: Operation) -> str:
    """The slice an address belongs to."""
    return str(operation.path.split("/")[2])


def takes_away(operation: Operation) -> tuple[bool, bool]:
    """First what only reads, last what ends something that the others speak of."""
    return operation.path.endswith(("/end", "/withdraw", "/revoke")), operation.method != "get"


def member(cast: Cast, who: str) -> Member | None:
    people = {"administrator": cast.administrator, "leader": cast.muntinlupa.leader, "mapper": cast.muntinlupa.mapper}
    return (people | {"official": cast.muntinlupa.official}).get(who)


@pytest.fixture
def real(client: Client, cast: Cast) -> dict[str, Any]:
    """What is really there, by the names the API calls it."""
    city = cast.muntinlupa
    place = Settlement(client, city).approved()
    path = released(client, cast, place)
    question = client.post(f"{path}/releases/1/questions", city.official, json={"text": "Counted when?"}).json()
    return {
        "agreement_id": path.rpartition("/")[2], "number": 1, "question_id": question["id"], "city_id": city.id,
        "team_id": city.team_id, "office_id": city.office_id, "ward_id": city.ward_id, "form": "settlement_profile@1",
        "person_id": city.second_mapper.person_id, "device_id": city.second_mapper.device_id,
        "settlement_id": place.settlement_id, "settlement_ids": [place.settlement_id],
        "member_ids": [city.mapper.person_id], "team_ids": [city.team_id],
        "cursor": client.get("/api/sync/changes", city.leader).json()["cursor"],
    }  # fmt: skip


def with_real(said: Any, real: dict[str, Any]) -> Any:
    """Put what is really there where its name stands."""
    if isinstance(said, dict):
        return {name: real[name] if name in real else with_real(told, real) for name, told in said.items()}
    return said


def edits(phone: Phone, settlement_id: str, chance: random.Random) -> list[Any]:
    """A batch of which some edits are sound and some have one member replaced by something else."""
    strange = [None, 7, -(2**63), 2**63, 1.5, True, "", "\0", "x" * 5_000, [], [[]], {}, {"a": {"b": []}}, "\ud800"]
    made: list[dict[str, Any]] = [
        phone.profile(settlement_id, {"households_total": chance.choice(strange)}),
        phone.settlement("Beside it", str(uuid7()), code=chance.choice(strange)),
        phone.decision(settlement_id, chance.choice(["hand_in", "approve", "verify"]), saw=chance.choice(strange)),
        phone.comment(settlement_id, chance.choice(strange)),
    ]
    for edit in chance.sample(made, 2):
        edit[chance.choice(sorted(edit))] = chance.choice(strange)
    return made


def send(client: Client, case: schemathesis.Case, who: Member | None) -> httpx.Response:
    """Send a case as it would go over the wire."""
    told = case.as_transport_kwargs(base_url="http://kwetu.test")
    headers = {**told.pop("headers", {}), **(who.headers if who else {})}
    request = requests.Request(headers=headers, **{name: told[name] for name in told if name in WIRE}).prepare()
    body = request.body.encode() if isinstance(request.body, str) else request.body
    return client.request(
        request.method or case.method, request.url or "", headers=_sendable(dict(request.headers)), content=body
    )


def _sendable(headers: dict[str, Any]) -> dict[str, bytes]:
    """Write headers as bytes; what no header can hold is left out of it."""
    plain = {name: told if isinstance(told, bytes) else str(told).encode() for name, told in headers.items()}
    return {name: bytes(sign for sign in told if sign >= 32 and sign != 127) for name, told in plain.items()}


@pytest.mark.parametrize("slice_name", sorted({slice_of(operation) for operation in OPERATIONS}))
def test_no_request_finds_a_fault_or_an_undocumented_answer(
    slice_name: str, client: Client, cast: Cast, real: dict[str, Any]
) -> None:
    for operation in sorted(OPERATIONS, key=takes_away):
        if slice_of(operation) == slice_name:
            try_out(operation, client, cast, real)


def try_out(operation: Operation, client: Client, cast: Cast, real: dict[str, Any]) -> None:
    """Make requests to one address, as everybody, and check each answer."""
    phone = phone_of(cast.muntinlupa.mapper, cast.muntinlupa)
    fitting, unfit = (operation.as_strategy(generation_mode=mode) for mode in GenerationMode)

    @seed(1)
    @settings(
        max_examples=EXAMPLES * len(WHO), derandomize=True, database=None, deadline=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    @given(
        case=fitting | unfit, who=st.sampled_from(WHO), chance=st.randoms(use_true_random=False), known=st.booleans()
    )
    def every(case: schemathesis.Case, who: str, chance: random.Random, known: bool) -> None:
        if known:
            case.path_parameters = with_real(case.path_parameters, real)
            case.query = with_real(case.query, real)
            case.body = with_real(case.body, real)
        if known and operation.path == "/api/sync/push":
            case.body = batch(*edits(phone, real["settlement_id"], chance))
        case.validate_response(send(client, case, member(cast, who)), checks=CHECKS)

    every()
