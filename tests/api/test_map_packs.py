"""Packs of maps for phones: who may have which, cut when asked for, fetched in pieces, checked by their hashes."""

import errno
import gzip
import uuid
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import pytest
from pmtiles.reader import MemorySource, Reader, all_tiles
from sqlmodel import Session

from app.basemaps import cutting, repository, rules
from app.basemaps.adding import Wish, add
from app.basemaps.service import every_rectangle
from app.kit import db, signing
from app.kit.canonical import sha256_hex
from tests import towns
from tests.api.pulling import push
from tests.cast import Cast, CityCast
from tests.conftest import Client
from tests.phones import Edit, Phone

MANGO = Wish(attribution="© those who drew it", date="2026-10-01")
HERE = (121.04, 14.41)


@pytest.fixture
def streets(cast: Cast, tmp_path: Path) -> None:
    add(towns.collection(tmp_path / "town.geojson", towns.town(*HERE)), MANGO, print)


def listed(client: Client, who: Any) -> list[dict[str, Any]]:
    answer = client.get("/api/packs", who)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["packs"]
    return found


def fetched(client: Client, who: Any, key: str) -> tuple[dict[str, Any], bytes]:
    told = client.get(f"/api/packs/{key}", who).json()
    answer = client.get(f"/api/packs/{key}/{told['version']}/file", who)
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"] == f'"{told["sha256"]}"'
    assert (len(answer.content), sha256_hex(answer.content)) == (told["size"], told["sha256"])
    return told, answer.content


def decoded(body: bytes) -> dict[str, Any]:
    found: dict[str, Any] = mapbox_vector_tile.decode(gzip.decompress(body))
    return found


def test_a_mapper_fetches_the_streets_around_the_own_settlement(
    client: Client, cast: Cast, mara: Phone, ours: Edit, streets: None
) -> None:
    [pack] = listed(client, mara.member)
    assert (pack["kind"], pack["settlement_ids"], pack["size"]) == ("streets", [ours["record_id"]], None)
    told, body = fetched(client, mara.member, pack["pack"])
    assert len(body) / 2 < pack["size_about"] < len(body) * 2, "what it costs is told before it is cut"
    assert listed(client, mara.member)[0]["size_about"] is None
    assert told["version"] == pack["version"]
    assert told["layers"] == ["land", "water", "buildings", "roads", "names"]
    assert (told["attribution"], told["date"], told["schema"]) == ([MANGO.attribution], MANGO.date, rules.SCHEMA)
    assert listed(client, mara.member)[0]["size"] == len(body) == told["size"] < rules.PACK_LIMIT
    reader = Reader(MemorySource(body))
    assert (reader.header()["min_zoom"], reader.header()["max_zoom"]) == (told["min_zoom"], told["max_zoom"])
    tile = decoded(reader.get(14, *rules.tile_at(*HERE, 14)))
    names = {one["properties"]["name"] for one in tile["names"]["features"]}
    assert {"Tunasan", "Fig School"} <= names
    assert {one["properties"]["kind"] for one in tile["roads"]["features"]} == {"major", "path"}
    assert ours["record_id"] not in str(told), "a manifest may be passed on"


def test_a_download_that_broke_off_goes_on_where_it_was_and_begins_anew_when_the_pack_is_another(
    client: Client, mara: Phone, ours: Edit, streets: None
) -> None:
    key = listed(client, mara.member)[0]["pack"]
    told, body = fetched(client, mara.member, key)
    address, half = f"/api/packs/{key}/{told['version']}/file", len(body) // 2
    rest = client.get(address, mara.member, headers={"Range": f"bytes={half}-", "If-Range": f'"{told["sha256"]}"'})
    assert rest.status_code == 206
    assert rest.headers["content-range"] == f"bytes {half}-{len(body) - 1}/{len(body)}"
    assert body[:half] + rest.content == body
    other = client.get(address, mara.member, headers={"Range": f"bytes={half}-", "If-Range": '"another"'})
    assert (other.status_code, other.content) == (200, body)
    beyond = client.get(address, mara.member, headers={"Range": f"bytes={len(body) + 9}-"})
    assert beyond.status_code == 416


def test_every_block_of_a_pack_has_its_own_hash_and_the_server_signs_for_the_whole(
    client: Client, mara: Phone, ours: Edit, streets: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "BLOCK_BYTES", 1000)
    told, body = fetched(client, mara.member, listed(client, mara.member)[0]["pack"])
    blocks = [body[at : at + 1000] for at in range(0, len(body), 1000)]
    assert told["blocks"] == [sha256_hex(block) for block in blocks]
    assert len(blocks) > 2
    jwk = client.get("/api/people/me", mara.member).json()["server_keys"]["sign"]["jwk"]
    signed = signing.verify(jwk, told["signature"])
    assert signed == {name: told[name] for name in ("pack", "version", "kind", "size", "sha256")}


def test_only_who_works_with_a_settlement_there_may_have_its_pack(
    client: Client, cast: Cast, lea: Phone, ours: Edit, streets: None
) -> None:
    key = listed(client, lea.member)[0]["pack"]
    version = listed(client, lea.member)[0]["version"]
    assert listed(client, cast.muntinlupa.verifier)[0]["pack"] == key
    for stranger in (cast.harare.mapper, cast.harare.leader):
        assert listed(client, stranger) == []
        for address in (f"/api/packs/{key}", f"/api/packs/{key}/{version}/file"):
            answer = client.get(address, stranger)
            assert (answer.status_code, answer.json()["type"]) == (404, "/problems/pack-unknown")
    for official in (cast.muntinlupa.official, cast.muntinlupa.ward_official):
        for address in (
            "/api/packs",
            f"/api/packs/{key}",
            f"/api/packs/{key}/{version}/file",
            "/api/tiles/imagery/14/1/1",
        ):
            assert client.get(address, official).status_code == 403
    assert client.get(f"/api/packs/{key}").status_code == 401
    assert client.get("/api/packs/streets-1-1-1-1", lea.member).status_code == 404


def test_another_map_makes_another_version_and_who_asks_for_the_earlier_one_is_told(
    client: Client, mara: Phone, ours: Edit, streets: None, tmp_path: Path
) -> None:
    key = listed(client, mara.member)[0]["pack"]
    earlier, _body = fetched(client, mara.member, key)
    more = towns.square(HERE[0], HERE[1], landuse="cemetery", name="Old Ground")
    add(towns.collection(tmp_path / "more.geojson", [more]), Wish(attribution="Parish"), print)
    present = listed(client, mara.member)[0]["version"]
    assert present != earlier["version"]
    answer = client.get(f"/api/packs/{key}/{earlier['version']}/file", mara.member)
    assert (answer.status_code, answer.json()["version"]) == (409, present)
    told, body = fetched(client, mara.member, key)
    assert told["attribution"] == [MANGO.attribution, "Parish"]
    tile = decoded(Reader(MemorySource(body)).get(14, *rules.tile_at(*HERE, 14)))
    assert {"built", "public"} == {one["properties"]["kind"] for one in tile["land"]["features"]}
    assert [file.suffix for file in sorted((repository.folder("packs") / key).iterdir())] == [".json", ".pmtiles"]


def test_a_picture_from_above_is_a_pack_of_its_own(
    client: Client, mara: Phone, ours: Edit, streets: None, tmp_path: Path
) -> None:
    add(towns.pictures(tmp_path / "above.mbtiles", *HERE), Wish(attribution="A drone"), print)
    kinds = {pack["kind"]: pack["pack"] for pack in listed(client, mara.member)}
    assert set(kinds) == {"streets", "imagery"}
    told, body = fetched(client, mara.member, kinds["imagery"])
    assert (told["tiles"], told["min_zoom"], told["max_zoom"]) == ("png", 10, 14)
    tiles = dict(all_tiles(MemorySource(body)))
    place = (14, *rules.tile_at(*HERE, 14))
    assert tiles[place].startswith(b"\x89PNG")
    online = client.get("/api/tiles/imagery/{}/{}/{}".format(*place), mara.member)
    assert (online.content, online.headers["content-type"]) == (tiles[place], "image/png")


def test_a_pack_that_would_be_too_large_has_fewer_zooms(
    client: Client, mara: Phone, ours: Edit, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(towns.pictures(tmp_path / "above.mbtiles", *HERE, noise=20_000), Wish(attribution="A drone"), print)
    whole, body = fetched(client, mara.member, listed(client, mara.member)[0]["pack"])
    monkeypatch.setattr(cutting, "PACK_LIMIT", len(body) - 1)
    told, smaller = fetched(client, mara.member, listed(client, mara.member)[0]["pack"])
    assert (whole["max_zoom"], told["max_zoom"]) == (14, 13)
    assert len(smaller) < len(body)


def test_a_tile_is_given_online_as_it_is_in_the_pack_and_nothing_where_nothing_is(
    client: Client, mara: Phone, ours: Edit, streets: None
) -> None:
    _told, body = fetched(client, mara.member, listed(client, mara.member)[0]["pack"])
    place = rules.tile_at(*HERE, 14)
    answer = client.get(f"/api/tiles/streets/14/{place[0]}/{place[1]}", mara.member)
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.content == gzip.decompress(Reader(MemorySource(body)).get(14, *place))
    assert client.get("/api/tiles/streets/14/1/1", mara.member).status_code == 204
    for nowhere in ("3/9/1", "30/1/1"):
        assert client.get(f"/api/tiles/streets/{nowhere}", mara.member).status_code == 404


def point(phone: Phone, settlement_id: str, n: int, layer: str = "water_point") -> Edit:
    geometry = {"type": "Point", "coordinates": [HERE[0] + n * 1e-5, HERE[1]]}
    return phone.edit(
        "feature", f"01931111-0000-7000-8000-{n:012d}", settlement_id, {"layer": layer, "geometry": geometry}
    )


def test_what_was_mapped_in_a_settlement_is_a_pack_that_is_not_passed_on_and_not_given_to_another_team(
    client: Client, city: CityCast, cast: Cast, mara: Phone, lea: Phone, ours: Edit, theirs: Edit
) -> None:
    settlement_id = ours["record_id"]
    push(client, mara, *(point(mara, settlement_id, n) for n in range(3)))
    push(client, lea, point(lea, theirs["record_id"], 7, "toilet"))
    [pack] = listed(client, mara.member)
    assert (pack["kind"], pack["shareable"], pack["settlement_ids"]) == ("structures", False, [settlement_id])
    told, body = fetched(client, mara.member, pack["pack"])
    reader = Reader(MemorySource(body))
    seen = decoded(reader.get(16, *rules.tile_at(*HERE, 16)))["features"]["features"]
    assert {one["properties"]["layer"] for one in seen} == {"water_point"}
    assert len({one["properties"]["id"] for one in seen}) == 3
    above = decoded(reader.get(12, *rules.tile_at(*HERE, 12)))["crowds"]["features"]
    assert [one["properties"] for one in above] == [{"layer": "water_point", "count": 3}]
    assert not told["shareable"]
    push(client, mara, point(mara, settlement_id, 4))
    assert listed(client, mara.member)[0]["version"] != pack["version"]
    assert len(listed(client, lea.member)) == 2
    assert client.get(f"/api/packs/structures-{theirs['record_id']}", mara.member).status_code == 404
    assert client.get(f"/api/packs/{pack['pack']}", cast.harare.leader).status_code == 404


@pytest.mark.parametrize("zoom", [10, 14, 15, 16])
def test_tiles_of_structures_show_each_person_what_they_may_see(
    client: Client, cast: Cast, mara: Phone, lea: Phone, ours: Edit, theirs: Edit, zoom: int
) -> None:
    push(client, mara, *(point(mara, ours["record_id"], n) for n in range(3)))
    push(client, lea, point(lea, theirs["record_id"], 7, "toilet"))
    address = "/api/tiles/structures/{}/{}/{}".format(zoom, *rules.tile_at(*HERE, zoom))

    def shown(who: Any) -> dict[str, int]:
        answer = client.get(address, who)
        if answer.status_code == 204:
            return {}
        [layer] = mapbox_vector_tile.decode(answer.content).values()
        counted: dict[str, int] = {}
        for one in layer["features"]:
            said = one["properties"]
            counted[said["layer"]] = counted.get(said["layer"], 0) + said.get("count", 1)
        return counted

    assert shown(mara.member) == {"water_point": 3}
    assert shown(lea.member) == {"water_point": 3, "toilet": 1}
    assert shown(cast.harare.leader) == {}
    assert client.get(address, cast.muntinlupa.official).status_code == 403


def test_a_pack_that_was_deleted_is_cut_again(client: Client, mara: Phone, ours: Edit, streets: None) -> None:
    key = listed(client, mara.member)[0]["pack"]
    _told, body = fetched(client, mara.member, key)
    repository.forget_packs()
    assert listed(client, mara.member)[0]["size"] is None
    assert fetched(client, mara.member, key)[1] == body


def test_a_full_disk_is_said_to_be_full_and_no_half_pack_is_given(
    client: Client, mara: Phone, ours: Edit, streets: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_file: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    key = listed(client, mara.member)[0]["pack"]
    with monkeypatch.context() as while_full:
        while_full.setattr(repository, "sync_file", full)
        answer = client.get(f"/api/packs/{key}", mara.member)
        assert (answer.status_code, answer.json()["type"]) == (507, "/problems/disk-full")
    assert list(repository.folder("at_work").iterdir()) == []
    assert listed(client, mara.member)[0]["size"] is None
    assert fetched(client, mara.member, key)


def test_a_settlement_nobody_placed_has_no_pack(client: Client, mara: Phone, city: CityCast, streets: None) -> None:
    push(client, mara, mara.settlement("Nowhere yet", team=city.team_id))
    assert listed(client, mara.member) == []
    with Session(db.engine()) as session:
        assert every_rectangle(session) == []


def test_two_of_a_name_in_one_city_keep_their_own_packs(
    client: Client, mara: Phone, city: CityCast, streets: None
) -> None:
    near = mara.settlement("A", team=city.team_id, centre_point={"type": "Point", "coordinates": list(HERE)})
    far = mara.settlement("A", team=city.team_id, centre_point={"type": "Point", "coordinates": [121.3, 14.41]})
    push(client, mara, near, far)
    [pack] = listed(client, mara.member)
    assert pack["settlement_ids"] == [near["record_id"]], "there are no streets under the other"


def test_a_pack_is_named_after_the_wards_it_lies_in_whoever_asks_and_whatever_is_drawn_in_it(
    client: Client, mara: Phone, city: CityCast, streets: None
) -> None:
    lon, lat = HERE
    luz = Phone(city.leader, city.id)

    def ward(name: str, west: float, east: float) -> Edit:
        ring = [[west, lat - 0.1], [east, lat - 0.1], [east, lat + 0.1], [west, lat + 0.1], [west, lat - 0.1]]
        said = {"name": name, "place_level": "barangay", "boundary": {"type": "Polygon", "coordinates": [ring]}}
        return luz.edit("place", str(uuid.uuid4()), None, said)

    river, hill = ward("River", lon - 0.1, lon + 0.005), ward("Hill", lon + 0.005, lon + 0.1)
    push(client, luz, river, hill)
    place = {"type": "Point", "coordinates": list(HERE)}
    named = {
        one["pack"]: one["name"]
        for said in ({"ward": hill["record_id"]}, {})
        for _pushed in [push(client, mara, mara.settlement("A", team=city.team_id, centre_point=place, **said))]
        for who in (mara.member, city.leader)
        for one in listed(client, who)
    }
    [(key, name)] = named.items()
    assert name.startswith("River, Hill, "), "most of it lies in River"
    assert client.get(f"/api/packs/{key}", mara.member).json()["name"] == name
