"""Hand-over files: what a carrier brings is taken as its author's, once; of a spoiled file nothing is taken."""

import base64
import gzip
import json
import random
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import Session, select
from typer.testing import CliRunner

from app.cli import app as cli
from app.kit import db, signing
from app.kit.canonical import canonical_json, sha256_hex
from app.ledger.models import ParkedEdit, StoredEdit
from app.sync.files import FILE_LIMIT_BYTES
from app.sync.models import Handover
from tests.api.meanwhile import became_official
from tests.cast import Cast, CityCast, Member
from tests.conftest import Client
from tests.handing_over import DeviceKey, Jwk, b64, handover_file, joined_with_key, seal_jwk
from tests.phones import Edit, Phone, batch, phone_of

ROOT = Path(__file__).resolve().parents[2]
VITE = (ROOT / "frontend" / "node_modules" / "vite" / "dist" / "node" / "index.js").as_uri()


@dataclass
class Author:
    """Mara without signal: her phone with its key, a settlement of hers, and what she wrote."""

    member: Member
    key: DeviceKey
    seal: Jwk
    phone: Phone
    edits: list[Edit]

    def file(self, *edits: Any, **other: Any) -> bytes:
        return handover_file(self.member, self.key, self.seal, list(edits) or self.edits, **other)


@pytest.fixture
def city(cast: Cast) -> CityCast:
    return cast.muntinlupa


@pytest.fixture
def mara(cast: Cast, city: CityCast, session: Session) -> Author:
    key = DeviceKey()
    member = joined_with_key(city.mapper.person_id, key)
    phone = phone_of(member, city)
    added = phone.settlement("Sitio Walang Signal", team=city.team_id)
    told = phone.profile(added["record_id"], {"households_total": 135, "water_main_source": "public_tap"})
    return Author(member, key, seal_jwk(session, member), phone, [added, told])


def deliver(client: Client, carrier: Member, file: bytes) -> httpx.Response:
    headers = {"Content-Type": "application/octet-stream"}
    return client.post("/api/sync/handovers", carrier, content=file, headers=headers)


def slug(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).removeprefix("/problems/")


def kept() -> tuple[int, int, int]:
    """Count what the server holds: edits merged, edits parked, files noted."""
    with db.reading() as session:
        return tuple(len(session.exec(select(table)).all()) for table in (StoredEdit, ParkedEdit, Handover))  # type: ignore[return-value]


def test_what_is_carried_is_taken_as_its_authors_with_a_receipt_for_each_edit(
    client: Client, city: CityCast, mara: Author
) -> None:
    answer = deliver(client, city.verifier, mara.file())
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["author"] == {
        "person_id": mara.member.person_id, "name": "Mara Mapper of Muntinlupa", "device_id": mara.member.device_id,
    }  # fmt: skip
    assert [one["answer"] for one in told["answers"]] == ["kept", "kept"]
    sign = client.get("/api/people/me", mara.member).json()["server_keys"]["sign"]["jwk"]
    for edit, one in zip(mara.edits, told["answers"], strict=True):
        said = signing.verify(sign, one["receipt"])
        assert said is not None
        assert (said["edit_id"], said["sha256"]) == (edit["edit_id"], sha256_hex(canonical_json(edit)))
    with db.reading() as session:
        stored = session.exec(select(StoredEdit).where(StoredEdit.edit_id == mara.edits[1]["edit_id"])).one()
        noted = session.exec(select(Handover)).one()
        assert (stored.person_id, stored.device_id) == (mara.member.person_id, mara.member.device_id)
        assert (noted.device_id, noted.carried_by, noted.edits) == (mara.member.device_id, city.verifier.device_id, 2)


def test_delivered_twice_or_after_the_phone_sent_by_itself_nothing_changes(
    client: Client, city: CityCast, mara: Author
) -> None:
    own = client.post("/api/sync/push", mara.member, json=batch(mara.edits[0])).json()["answers"][0]
    first = deliver(client, city.second_mapper, mara.file()).json()["answers"]
    assert [one["answer"] for one in first] == ["already_had", "kept"]
    before = kept()
    again = deliver(client, city.leader, mara.file()).json()["answers"]
    assert [one["answer"] for one in again] == ["already_had", "already_had"]
    assert kept()[:2] == before[:2]
    late = client.post("/api/sync/push", mara.member, json=batch(*mara.edits)).json()["answers"]
    assert [one["answer"] for one in late] == ["already_had", "already_had"]
    assert own["answer"] == late[0]["first"]["answer"] == "kept"


def test_the_rights_are_the_authors_and_never_the_carriers(client: Client, cast: Cast, mara: Author) -> None:
    strange = phone_of(mara.member, cast.harare).settlement("Not her city")
    answer = deliver(client, cast.harare.leader, mara.file(strange)).json()["answers"][0]
    assert (answer["answer"], answer["problem"]["type"]) == ("parked", "/problems/city-not-yours")
    with db.reading() as session:
        row = session.exec(select(ParkedEdit)).one()
        assert (row.person_id, row.carried_by) == (mara.member.person_id, cast.harare.leader.device_id)


def test_what_the_carrier_wrote_into_anothers_name_is_parked(client: Client, city: CityCast, mara: Author) -> None:
    other = phone_of(city.leader, city).settlement("Not her words")
    answer = deliver(client, city.leader, mara.file(other)).json()["answers"][0]
    assert answer["problem"]["type"] == "/problems/not-your-edit"


def test_half_a_sign_in_one_answer_does_not_hold_up_the_others(client: Client, city: CityCast, mara: Author) -> None:
    half = mara.phone.settlement("Half \ud800 a sign")
    answers = deliver(client, city.leader, mara.file(half, *mara.edits)).json()["answers"]
    assert [one["answer"] for one in answers] == ["parked", "kept", "kept"]


PHONE_WRITES = """
import { createServer } from 'vite';
const told = JSON.parse(process.argv[1]);
const vite = await createServer({
  configFile: false, root: 'frontend', appType: 'custom', logLevel: 'silent',
  server: { middlewareMode: true, ws: false, watch: null }, optimizeDeps: { noDiscovery: true },
});
const { handoverFile } = await vite.ssrLoadModule('/src/sync/handover-file.ts');
const key = await crypto.subtle.importKey('jwk', told.key, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
const sign = async (message) =>
  new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, message));
const { person_id, device_id, seal } = told;
const edits = told.edits.map((edit) => ({ edit, settlement_id: edit.settlement_id }));
const file = await handoverFile({ person_id, device_id, seal, sign }, edits, '2026-11-22T08:00:00+08:00');
await vite.close();
process.stdout.write(Buffer.from(await file.arrayBuffer()).toString('base64'));
"""


def test_a_file_that_the_phones_own_code_wrote_is_opened_here(client: Client, city: CityCast, mara: Author) -> None:
    d = mara.key.private.private_numbers().private_value.to_bytes(32, "big")
    told = {
        "key": mara.key.jwk | {"d": b64(d)}, "seal": mara.seal, "edits": mara.edits,
        "person_id": mara.member.person_id, "device_id": mara.member.device_id,
    }  # fmt: skip
    command = ["node", "--input-type=module", "-e", PHONE_WRITES.replace("'vite'", f"'{VITE}'"), json.dumps(told)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stderr.decode()
    file = base64.b64decode(ran.stdout)
    answers = deliver(client, city.verifier, file).json()["answers"]
    assert [one["answer"] for one in answers] == ["kept", "kept"]
    assert deliver(client, city.verifier, file[:-1]).json()["type"] == "/problems/handover-cut-short"


def test_everything_of_a_phone_that_was_shut_out_is_parked(client: Client, city: CityCast, mara: Author) -> None:
    gone = client.post(f"/api/people/devices/{mara.member.device_id}/revoke", city.leader)
    assert gone.status_code in (200, 204), gone.text
    answers = deliver(client, city.second_mapper, mara.file()).json()["answers"]
    assert [one["problem"]["type"] for one in answers] == ["/problems/device-revoked"] * 2
    assert all(one["receipt"] for one in answers)
    assert kept()[:2] == (0, 2)


@pytest.mark.parametrize("carrier", ["official", "ward_official"])
def test_officials_carry_nothing(client: Client, city: CityCast, mara: Author, carrier: str) -> None:
    answer = deliver(client, getattr(city, carrier), mara.file())
    assert (answer.status_code, slug(answer)) == (403, "officials-read-releases")
    assert client.post("/api/sync/handovers", content=mara.file()).status_code == 401
    assert kept() == (0, 0, 0)


@pytest.mark.parametrize("became", ["official", "ward_official"])
def test_what_is_carried_for_somebody_who_became_an_official_is_parked_with_receipts(
    client: Client, city: CityCast, mara: Author, became: str
) -> None:
    became_official(client, city, mara.member, became)
    answers = deliver(client, city.second_mapper, mara.file()).json()["answers"]
    assert [one["problem"]["type"] for one in answers] == ["/problems/officials-read-releases"] * 2
    assert all(one["receipt"] for one in answers)
    assert kept() == (0, 2, 1)


def spoiled(mara: Author, cast: Cast) -> dict[str, tuple[str, Callable[[], bytes]]]:
    leader, other, unknown = cast.muntinlupa.leader, signing.new_key()[1], "0193b1f0-0000-7000-8000-000000000000"
    keyless = Author(cast.muntinlupa.mapper, DeviceKey(), mara.seal, mara.phone, mara.edits)
    nobody = Author(replace(mara.member, device_id=unknown), mara.key, mara.seal, mara.phone, mara.edits)
    impostor = Author(mara.member, DeviceKey(), mara.seal, mara.phone, mara.edits)
    elsewhere = Author(mara.member, mara.key, other, mara.phone, mara.edits)
    no_number = gzip.compress(b'{"edits": [NaN]}')
    packed, bomb = gzip.compress(b'{"edits": []}'), gzip.compress(bytes(33 * 1024 * 1024))
    return {
        "nothing at all": ("not-a-handover", lambda: b""),
        "a photo": ("not-a-handover", lambda: b"\xff\xd8\xff\xe0" + bytes(2000)),
        "only the first line": ("handover-cut-short", lambda: mara.file()[:16]),
        "without its last byte": ("handover-cut-short", lambda: mara.file()[:-1]),
        "with a byte too many": ("handover-damaged", lambda: mara.file() + b"\0"),
        "of version 2": ("handover-too-new", lambda: mara.file(version=2)),
        "of version zero": ("handover-damaged", lambda: mara.file(version=0)),
        "of a version that is no number": ("handover-damaged", lambda: mara.file(version=True)),
        "sealed for another server": ("handover-of-another-server", elsewhere.file),
        "of a phone nobody knows": ("handover-phone-unknown", nobody.file),
        "signed by another key": ("handover-signature-wrong", impostor.file),
        "of a phone without a key": ("handover-signature-wrong", keyless.file),
        "in another's name": ("handover-signature-wrong", lambda: mara.file(content_person_id=leader.person_id)),
        "with another phone inside": ("handover-damaged", lambda: mara.file(content_device_id=leader.device_id)),
        "for another server inside": ("handover-damaged", lambda: mara.file(content_server="elsewhere")),
        "with edits that are no list": ("handover-damaged", lambda: mara.file(content_edits={"0": 1})),
        "with content that is not packed": ("handover-damaged", lambda: mara.file(packed=b"no gzip at all")),
        "with content cut before sealing": ("handover-damaged", lambda: mara.file(packed=packed[:-4])),
        "with a number that is none": ("handover-damaged", lambda: mara.file(packed=no_number)),
        "with bytes behind its packed end": ("handover-damaged", lambda: mara.file(packed=packed + b"more")),
        "that unpacks to far too much": ("body-too-large", lambda: mara.file(packed=bomb)),
        "with a key off the curve": ("handover-damaged", lambda: mara.file(ephemeral={"x": "AA", "y": "AA"})),
        "with a salt that is no base64": ("handover-damaged", lambda: mara.file(salt="***")),
        "with a size beyond all": ("handover-damaged", lambda: mara.file(size=2**63)),
        "with a header without end": ("handover-damaged", lambda: mara.file()[:16] + b"{" * 5000),
        "with a header that is a list": ("not-a-handover", lambda: b"KWETU HAND-OVER\n[]\nxxx"),
    }


def test_a_spoiled_file_is_refused_with_its_own_word_and_nothing_of_it_is_taken(
    client: Client, cast: Cast, mara: Author
) -> None:
    for name, (wanted, make) in spoiled(mara, cast).items():
        answer = deliver(client, cast.muntinlupa.leader, make())
        assert (name, slug(answer)) == (name, wanted)
        assert answer.status_code in (413, 422)
    assert kept() == (0, 0, 0)


def test_a_file_over_the_limit_is_refused_before_it_is_opened(client: Client, city: CityCast) -> None:
    answer = deliver(client, city.leader, bytes(FILE_LIMIT_BYTES + 1))
    assert (answer.status_code, slug(answer)) == (413, "body-too-large")


def test_whichever_byte_is_flipped_and_wherever_it_is_cut_the_file_is_refused(
    client: Client, city: CityCast, mara: Author
) -> None:
    """Every byte of the head, and a hundred places of the letter drawn by a seed."""
    file = mara.file()
    letter_at = file.index(b"\n", 16) + 1
    chance = random.Random(20261122)
    places = [*range(letter_at), *chance.sample(range(letter_at, len(file)), 100)]
    for at in places:
        flipped = file[:at] + bytes([file[at] ^ (1 << chance.randrange(8))]) + file[at + 1 :]
        assert deliver(client, city.leader, flipped).status_code == 422, f"byte {at} flipped"
    for end in chance.sample(range(len(file)), 100):
        assert deliver(client, city.leader, file[:end]).status_code == 422, f"cut at {end}"
    assert kept() == (0, 0, 0)


def test_chunks_of_a_large_file_cannot_be_left_out_or_change_places(
    client: Client, city: CityCast, mara: Author
) -> None:
    chance = random.Random(7)
    long = "".join(chance.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(380_000))
    edits = [mara.phone.settlement(f"Sitio {n}", description=long[n:] + long[:n]) for n in range(6)]
    file = mara.file(*edits, packed=gzip.compress(json.dumps({
        "device_id": mara.member.device_id, "person_id": mara.member.person_id, "server": mara.seal["kid"],
        "edits": edits,
    }).encode(), compresslevel=0))  # fmt: skip
    head, letter = (lambda at: (file[:at], file[at:]))(file.index(b"\n", 16) + 1)
    size = 1024 * 1024 + 16
    one, two, rest = letter[:size], letter[size : 2 * size], letter[2 * size :]
    assert len(rest) > 16
    for spoilt in (two + one + rest, one + one + rest, one + rest, one + two, one + two + rest[:16] + two[16:]):
        assert deliver(client, city.leader, head + spoilt).status_code == 422
    assert kept() == (0, 0, 0)
    answer = deliver(client, city.leader, file)
    assert [one["answer"] for one in answer.json()["answers"]] == ["kept"] * 6


def test_more_edits_than_one_batch_are_taken_in_several(client: Client, city: CityCast, mara: Author) -> None:
    settlement_id = mara.edits[0]["record_id"]
    many = [mara.phone.profile(settlement_id, {"households_total": n}) for n in range(250)]
    answers = deliver(client, city.leader, mara.file(mara.edits[0], *many)).json()["answers"]
    assert [one["edit_id"] for one in answers] == [one["edit_id"] for one in [mara.edits[0], *many]]
    assert kept() == (251, 0, 1)


def test_the_command_takes_files_from_a_memory_card_and_writes_receipts(
    city: CityCast, mara: Author, tmp_path: Path
) -> None:
    whole, cut = tmp_path / "mara.kwetu", tmp_path / "cut.kwetu"
    whole.write_bytes(mara.file())
    cut.write_bytes(mara.file()[:-5])
    said = CliRunner().invoke(cli, ["import", "handover", str(cut), str(whole), "--receipts", str(tmp_path)])
    assert said.exit_code == 1
    assert "cut.kwetu: This file is not whole" in said.stderr
    assert "mara.kwetu: 2 edits of Mara Mapper of Muntinlupa: 2 taken in, 0 were here already" in said.stdout
    receipts = json.loads((tmp_path / "mara.kwetu-receipts").read_text())
    assert receipts["kwetu"] == "receipts"
    assert [one["edit_id"] for one in receipts["answers"]] == [one["edit_id"] for one in mara.edits]
    again = CliRunner().invoke(cli, ["import", "handover", str(whole), "--json"])
    assert [one["answer"] for one in json.loads(again.stdout)["answers"]] == ["already_had", "already_had"]
    assert kept() == (2, 0, 1)
