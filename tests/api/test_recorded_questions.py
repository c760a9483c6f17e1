"""A federation records its questions: an administrator brings one zip, phones fetch it part by part and check it."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.kit.canonical import sha256_hex
from app.spoken import rules
from tests.api.backing_up import kwetu
from tests.cast import Cast, Member
from tests.conftest import Client
from tests.sounds import ABOUT, pack, wav, zipped

SOUNDS = {
    "households_total.wav": wav(0.2),
    "consent_collect.ogg": b"OggS" + b"\0" * 400,
    "consent_collect.yes.mp3": b"ID3" + b"\0" * 200,
    "consent_collect.no.m4a": b"\0\0\0\x20ftypM4A " + b"\0" * 200,
    "toilet_group.webm": bytes.fromhex("1a45dfa3") + b"\0" * 300,
}


def bring(client: Client, who: Member, body: bytes, replaces: str = "") -> httpx.Response:
    return client.post(f"/api/sounds?replaces={replaces}", who, files={"file": ("shona.zip", body)})


def must_bring(client: Client, who: Member, body: bytes) -> dict[str, Any]:
    answer = bring(client, who, body)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def remove(client: Client, who: Member, pack_id: str) -> httpx.Response:
    return client.request("DELETE", f"/api/sounds/{pack_id}", who)


def fetched(client: Client, who: Member, pack_id: str) -> bytes:
    """Fetch a pack as a phone does, checking each part."""
    told = client.get(f"/api/sounds/{pack_id}", who).json()
    parts = [client.get(f"/api/sounds/{pack_id}/parts/{n}", who).content for n in range(len(told["parts"]))]
    assert [sha256_hex(part) for part in parts] == told["parts"]
    return b"".join(parts)


def test_what_an_administrator_brings_arrives_on_a_phone_sound_by_sound(client: Client, cast: Cast) -> None:
    told = must_bring(client, cast.administrator, pack(SOUNDS))
    assert (told["questions"], told["choices"], told["form_id"], told["language"]) == (3, 2, "settlement_profile", "sn")
    assert "households_total" not in told["missing"]
    assert {"household_size", "name_community"} <= set(told["missing"])
    [listed] = client.get("/api/sounds", cast.muntinlupa.mapper).json()["packs"]
    body = fetched(client, cast.muntinlupa.mapper, listed["pack_id"])
    assert (sha256_hex(body), len(body)) == (listed["pack_id"], listed["bytes"])
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        about = json.loads(packed.read("pack.json"))
        assert {name: packed.read(name) for name in SOUNDS} == SOUNDS
        assert {one.compress_type for one in packed.infolist()} == {zipfile.ZIP_STORED}
    assert about["sounds"] == {name: sha256_hex(sound) for name, sound in SOUNDS.items()}
    assert {name: about[name] for name in ABOUT} == ABOUT


def test_a_pack_of_many_parts_arrives_whole(client: Client, cast: Cast) -> None:
    long = wav(40)
    told = must_bring(client, cast.administrator, pack({"households_total.wav": long, "water_main_source.wav": long}))
    shown = client.get(f"/api/sounds/{told['pack_id']}", cast.harare.mapper).json()
    assert len(shown["parts"]) == -(-told["bytes"] // rules.PART_BYTES) > 2
    assert len(fetched(client, cast.harare.mapper, told["pack_id"])) == told["bytes"]
    assert (
        client.get(f"/api/sounds/{told['pack_id']}/parts/{len(shown['parts'])}", cast.harare.mapper).status_code == 404
    )


def test_sounds_join_those_in_the_same_language_in_a_new_pack(client: Client, cast: Cast) -> None:
    first = must_bring(client, cast.administrator, pack(SOUNDS))
    must_bring(client, cast.administrator, pack(SOUNDS, language="nd", name="Ndebele"))
    again = must_bring(client, cast.administrator, pack(SOUNDS))
    assert again["pack_id"] == first["pack_id"]
    second = must_bring(client, cast.administrator, pack({**SOUNDS, "name_community.wav": wav()}))
    listed = {one["language"]: one["pack_id"] for one in client.get("/api/sounds", cast.administrator).json()["packs"]}
    assert (listed["sn"], set(listed)) == (second["pack_id"], {"sn", "nd"})
    assert client.get(f"/api/sounds/{first['pack_id']}", cast.administrator).status_code == 404
    assert remove(client, cast.administrator, second["pack_id"]).status_code == 204
    assert [one["language"] for one in client.get("/api/sounds", cast.administrator).json()["packs"]] == ["nd"]


def test_one_question_spoken_by_another_leaves_what_is_there_with_its_voice(client: Client, cast: Cast) -> None:
    must_bring(client, cast.administrator, pack(SOUNDS))
    rosa = {"recorded_by": "Rosa", "consent": "I agree too."}
    told = must_bring(client, cast.administrator, pack({"name_community.wav": wav()}, **rosa))
    assert (told["stay"], told["new"], told["anew"], told["questions"]) == (3, 1, 0, 4)
    assert set(told["recorded_by"].split(", ")) == {"Rosa", ABOUT["recorded_by"]}
    body = fetched(client, cast.administrator, told["pack_id"])
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        about = json.loads(packed.read("pack.json"))
        assert {name: packed.read(name) for name in SOUNDS} == SOUNDS
    assert about["recorded_by"] == "Rosa"
    tariro = {name: ABOUT[name] for name in ("recorded_by", "consent")}
    [other] = about["others"]
    assert {**other, "sounds": set(other["sounds"])} == {**tariro, "sounds": set(SOUNDS)}
    # The file that phones pass on, brought again, changes nothing.
    assert must_bring(client, cast.administrator, body)["pack_id"] == told["pack_id"]


def test_a_sound_that_is_there_is_only_replaced_by_who_was_told_and_said_yes(client: Client, cast: Cast) -> None:
    first = must_bring(client, cast.administrator, pack(SOUNDS))["pack_id"]
    louder = pack({"consent_collect.ogg": b"OggS" + b"\1" * 400, "name_community.wav": wav()}, recorded_by="Rosa")
    for said in ("", "0" * 64):
        answer = bring(client, cast.administrator, louder, replaces=said)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/sounds-replaced"), answer.text
        told = answer.json()
        assert (told["stay"], told["new"], told["anew"]) == (2, 1, 1)
        assert (told["of"], told["language"], told["pack_id"]) == ("Tariro of Mbare", "Shona", first)
        assert fetched(client, cast.administrator, first)
    answer = bring(client, cast.administrator, louder, replaces=first)
    assert (answer.status_code, answer.json()["questions"]) == (200, 4), answer.text
    with zipfile.ZipFile(io.BytesIO(fetched(client, cast.administrator, answer.json()["pack_id"]))) as packed:
        assert packed.read("consent_collect.ogg")[-1] == 1
        assert packed.read("consent_collect.yes.mp3") == SOUNDS["consent_collect.yes.mp3"]


def test_a_folder_around_the_sounds_and_what_computers_put_beside_them_do_no_harm(client: Client, cast: Cast) -> None:
    files = {"shona/pack.json": json.dumps(ABOUT).encode(), "shona/households_total.wav": wav(),
             "__MACOSX/shona/._households_total.wav": b"\0", "shona/.DS_Store": b"\0"}  # fmt: skip
    assert must_bring(client, cast.administrator, zipped(files))["questions"] == 1


def test_every_file_that_cannot_be_played_is_named_and_nothing_is_kept(client: Client, cast: Cast) -> None:
    strange = {
        "house_holds.wav": wav(), "consent_collect.perhaps.wav": wav(), "name_community.ogg": b"MZ\x90\0 a program",
        "water_price.wav": wav() + b"\0" * rules.SOUND_LIMIT, "deeper/households_total.mp3": b"ID3" + b"\0" * 99,
    }  # fmt: skip
    answer = bring(client, cast.administrator, pack({**SOUNDS, **strange}))
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/sound-pack-refused")
    assert {one["file"]: one["why"] for one in answer.json()["refused"]} == {
        "house_holds.wav": "no_question", "consent_collect.perhaps.wav": "no_question",
        "name_community.ogg": "no_sound", "water_price.wav": "too_long", "deeper/households_total.mp3": "twice",
    }  # fmt: skip
    assert client.get("/api/sounds", cast.administrator).json() == {"packs": []}


def damaged() -> bytes:
    plain = wav()
    whole = zipped({"pack.json": json.dumps(ABOUT).encode(), "households_total.wav": plain}, zipfile.ZIP_STORED)
    return whole.replace(plain[60:80], b"\7" * 20)


def bomb() -> bytes:
    return pack({f"households_total{n}.wav": b"\0" * 2_000_000 for n in range(25)})


UNREADABLE = {
    "a picture": (b"\x89PNG\r\n\x1a\n", "not_zip"),
    "a zip cut short": (pack(SOUNDS)[:-200], "broken"),
    "a zip with a sound changed": (damaged(), "broken"),
    "a zip of letters": (zipped({"letter.txt": b"hello"}), "no_pack"),
    "a pack that says nothing": (zipped({"pack.json": b"[]", **SOUNDS}), "pack_wrong"),
    "a pack without consent": (pack(SOUNDS, consent=" "), "pack_wrong"),
    "a pack with a bell in its name": (pack(SOUNDS, name="Sho\7na"), "pack_wrong"),
    "a pack of another form": (pack(SOUNDS, form="taps"), "no_form"),
    "a pack without sounds": (pack({}), "no_sounds"),
    "a zip bomb": (bomb(), "too_much"),
}  # fmt: skip


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_is_no_pack_is_refused_in_words(client: Client, cast: Cast, what: str) -> None:
    body, why = UNREADABLE[what]
    answer = bring(client, cast.administrator, body)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/sound-pack-unreadable"), answer.text
    assert answer.json()["why"] == why
    assert answer.json()["detail"].endswith(".")


def test_a_file_of_more_than_forty_megabytes_is_refused_while_it_arrives(client: Client, cast: Cast) -> None:
    assert bring(client, cast.administrator, b"PK" + b"\0" * (rules.PACK_LIMIT + 100_000)).status_code == 413


def test_only_administrators_bring_and_remove_and_officials_hear_nothing(client: Client, cast: Cast) -> None:
    city = cast.muntinlupa
    pack_id = must_bring(client, cast.administrator, pack(SOUNDS))["pack_id"]
    for who in (city.leader, city.mapper, city.verifier, city.official):
        assert bring(client, who, pack(SOUNDS)).status_code == 403
        assert remove(client, who, pack_id).status_code == 403
    addresses = ("/api/sounds", f"/api/sounds/{pack_id}", f"/api/sounds/{pack_id}/parts/0")
    for address in addresses:
        assert client.get(address, city.verifier).status_code == 200
        assert client.get(address, city.official).status_code == 403
        assert client.get(address).status_code == 401
    assert client.get(f"/api/sounds/{'0' * 64}", city.mapper).status_code == 404


def test_recorded_questions_come_back_from_a_backup(client: Client, cast: Cast, tmp_path: Path) -> None:
    told = must_bring(client, cast.administrator, pack(SOUNDS))
    file = tmp_path / "with-sounds.kwetu"
    done = kwetu("backup", file)
    assert done.exit_code == 0, done.output
    remove(client, cast.administrator, told["pack_id"])
    assert client.get("/api/sounds", cast.administrator).json() == {"packs": []}
    restored = kwetu("restore", file, "--replace")
    assert restored.exit_code == 0, restored.output
    assert sha256_hex(fetched(client, cast.administrator, told["pack_id"])) == told["pack_id"]
