"""A backup is restored whole into a new epoch, on either database, and says what was done since it was made."""

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.backups import repository
from app.backups.rules import unknown_since
from app.cli import app as cli
from app.kit import db
from app.kit.occupied import Occupied, alone_on, occupy
from tests.api.backing_up import change, everything, kwetu, let_go
from tests.api.releasing import made
from tests.api.saying import Settlement, agreement_with
from tests.cast import Cast
from tests.conftest import OTHER_DATABASE, Client
from tests.phones import batch, phone_of
from tests.postgresql import databases


def test_a_backup_restored_on_another_computer_holds_every_row_in_a_new_epoch(
    town: Settlement, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    before, epoch = everything(), client.get("/api/health").json()["epoch"]
    assert kwetu("backup", tmp_path / "town.kwetu").exit_code == 0
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.delenv("KWETU_DATABASE_URL", raising=False)
    let_go()
    done = kwetu("restore", tmp_path / "town.kwetu")
    assert done.exit_code == 0, done.output
    assert everything() == before
    assert client.get("/api/health").json()["epoch"] != epoch
    with repository.moment(db.engine()) as moment:
        assert all(scope["safe_seq"] == scope["seq"] for scope in moment.rows("scope"))
    assert kwetu("verify").exit_code == 0


def test_a_backup_of_sqlite_is_restored_on_postgresql_and_back(
    town: Settlement, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()
    with databases(OTHER_DATABASE) as made:
        for number, url in enumerate((made.fresh(), None, made.fresh())):
            monkeypatch.setenv("DATA_DIR", str(tmp_path / f"computer-{number}"))
            (monkeypatch.setenv("KWETU_DATABASE_URL", url) if url else monkeypatch.delenv("KWETU_DATABASE_URL"))
            assert kwetu("restore", backup).exit_code == 0
            assert everything() == before
            backup = tmp_path / f"{number}.kwetu"
            assert kwetu("backup", backup).exit_code == 0
        let_go()


def test_a_server_may_start_the_moment_a_restore_has_ended() -> None:
    with databases(OTHER_DATABASE) as made:
        restoring = db.open_engine(url := made.fresh())
        with restoring.connect() as restore:
            with alone_on(restore), pytest.raises(Occupied, match="A restore is under way"):
                serve(url)
            serve(url)  # the connection of the restore still stands, as PostgreSQL may see it for a moment
        restoring.dispose()


def serve(url: str) -> None:
    serving = db.open_engine(url)
    occupy(serving)
    try:
        serving.connect().close()
    finally:
        serving.dispose()


def test_a_restore_over_what_is_there_is_asked_for_and_keeps_it_aside(
    backup: Path, client: Client, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lea = phone_of(cast.muntinlupa.leader, cast.muntinlupa)
    client.post("/api/sync/push", lea.member, json=batch(lea.settlement("Said after the backup")))
    now = everything()
    refused = kwetu("restore", backup)
    assert refused.exit_code == 1
    assert "--replace" in refused.stderr
    assert everything() == now
    done = kwetu("restore", backup, "--replace")
    assert done.exit_code == 0, done.output
    assert len(everything()["edit"]) == len(now["edit"]) - 1
    (aside,) = tmp_path.glob("kwetu-before-restore-*")
    assert str(aside) in done.stdout
    if aside.suffix == ".kwetu":
        assert kwetu("restore", aside, "--replace").exit_code == 0
    else:
        let_go()
        os.replace(aside, tmp_path / "kwetu.sqlite3")
    assert everything() == now


def test_phones_meet_the_new_epoch_and_a_phone_the_backup_does_not_know_is_unknown(
    backup: Path, client: Client, cast: Cast
) -> None:
    from app.people import service as people
    from tests.api.saying import Phone

    with db.writing() as session:
        link = people.invitation_for(session, cast.muntinlupa.mapper.person_id)
        joined = people.join(session, link.code, "a phone of after the backup")
    before = client.get("/api/sync/changes", cast.muntinlupa.mapper).json()
    assert kwetu("restore", backup, "--replace").exit_code == 0
    unknown = client.get("/api/sync/changes", headers={"Authorization": f"Bearer {joined.token}"})
    assert (unknown.status_code, unknown.json()["unknown"]) == (401, True)
    after = client.get("/api/sync/changes", cast.muntinlupa.mapper, params={"cursor": before["cursor"]}).json()
    assert after["reset"] != []
    assert Phone(client, cast.muntinlupa.mapper, cast.muntinlupa.id).records().keys() == {
        record["record_id"] for record in before["records"]
    }


def test_a_restore_says_by_name_what_was_done_after_the_backup(
    backup: Path, town: Settlement, client: Client, cast: Cast
) -> None:
    city = cast.muntinlupa
    revoked = client.post(f"/api/people/devices/{city.second_mapper.device_id}/revoke", city.administrator)
    assert revoked.status_code == 204
    change("UPDATE person SET role = 'verifier' WHERE id = :id", id=city.mapper.person_id)
    change("UPDATE agreement SET ended_at = '2026-11-21T11:00:00.000Z'")
    change("UPDATE release SET withdrawn_at = '2026-11-21T11:00:00.000Z'")
    made(client, city.leader, agreement_with(city, town, title="Drainage, made later"))
    printed = kwetu("restore", backup, "--replace").stdout
    for told in (
        f"Sign out again: a phone of {city.second_mapper.name}",
        f"Change again: {city.mapper.name}, role mapper to verifier",
        "End again: the agreement",
        "Take back again:",
        "Make again: the agreement Drainage, made later",
    ):
        assert told in printed, printed


def test_a_restore_on_a_new_computer_lists_the_phones_to_look_after(backup: Path, cast: Cast, elsewhere: Path) -> None:
    printed = kwetu("restore", backup).stdout
    assert f"a phone of {cast.muntinlupa.leader.name} (last seen" in printed
    assert (elsewhere / "kwetu.sqlite3").exists()


def test_nothing_is_restored_under_a_running_server(backup: Path, client: Client) -> None:
    now = everything()  # from here on this process has the database open, as a server has
    done = CliRunner().invoke(cli, ["restore", str(backup), "--replace"])
    assert (done.exit_code, everything()) == (1, now)
    assert "Stop it first" in done.stderr


def test_a_ledger_with_faults_is_kept_and_restored_with_each_fault_named(town: Settlement, tmp_path: Path) -> None:
    change("UPDATE edit SET sha256 = 'torn' WHERE edit_id = (SELECT min(edit_id) FROM edit)")
    torn = tmp_path / "torn.kwetu"
    kept = kwetu("backup", torn, "--even-with-faults")
    assert "although the ledger in it has 1 fault" in kept.stdout
    assert "verified" not in kept.stdout
    refused = kwetu("restore", torn, "--replace")
    assert (refused.exit_code, "the SHA-256 differs" in refused.stderr) == (1, True)
    done = kwetu("restore", torn, "--replace", "--even-with-faults")
    assert "in force now has 1 fault" in done.stdout
    assert "the SHA-256 differs" in done.stdout


def test_a_restore_names_people_and_links_made_since(backup: Path, cast: Cast) -> None:
    from app.people import service as people

    with db.writing() as session:
        people.invitation_for(session, cast.muntinlupa.mapper.person_id)
    printed = kwetu("restore", backup, "--replace").stdout
    assert f"Give another sign-in link to: {cast.muntinlupa.mapper.name}" in printed


def test_another_federation_is_replaced_only_when_that_is_asked_for(backup: Path, elsewhere: Path) -> None:
    assert kwetu("init", "--federation", "Another", "--city", "Harare", "--name", "Ada").exit_code == 0
    before = everything()
    refused = kwetu("restore", backup, "--replace")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "Here is Another, and this is a backup of another federation, " in refused.stderr
    assert everything() == before
    done = kwetu("restore", backup, "--replace", "--another-federation")
    assert (done.exit_code, "What was here before is kept in" in done.stdout) == (0, True), done.output


def test_hundreds_of_phones_are_told_by_their_count() -> None:
    phones = {str(n): {"name": f"phone {n}", "person_id": "lea", "revoked_at": None, "last_seen_at": f"2026-11-{n:02}"}
              for n in range(1, 29)}  # fmt: skip
    first, *told, last = unknown_since({"person": {"lea": {"name": "Lea"}}, "device": phones}, "2026-11-22")
    assert "signed out after 2026-11-22" in first
    assert (len(told), told[0].strip()) == (20, "phone 28 of Lea (last seen 2026-11-28)")
    assert last.strip() == "and 8 phones more that were seen before these"
