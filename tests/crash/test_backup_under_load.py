"""A backup made while phones push holds one moment: whole, and with all that was acknowledged before it began."""

import signal
import threading
import time

import pytest

from app.backups.files import reading
from app.backups.verifying import verify
from tests.crash.server import deployment


@pytest.mark.parametrize("on", ["sqlite", "postgresql"])
def test_a_backup_under_load_is_whole_and_holds_what_was_safe_before(on: str) -> None:
    with deployment(31, on) as busy:
        busy.server.start()
        done = threading.Event()
        working = [threading.Thread(target=phone.work, args=(done,), daemon=True) for phone in busy.phones]
        try:
            for thread in working:
                thread.start()
            until = time.monotonic() + 60
            while not all(phone.answered for phone in busy.phones) and time.monotonic() < until:
                time.sleep(0.01)
            safe_before = {edit_id for phone in busy.phones for edit_id in list(phone.proven)}
            file = busy.server.folder / "busy.kwetu"
            assert "verified" in busy.server.command("backup", str(file))
            safe_after = {edit_id for phone in busy.phones for edit_id in list(phone.proven)}
        finally:
            done.set()
            for thread in working:
                thread.join(timeout=60)
            busy.server.stop(signal.SIGKILL)
        with reading(file) as archive:
            archive.check()
            held = {row["edit_id"] for row in archive.rows("edit")}
            assert list(verify(archive)) == []
    assert safe_before <= held
    assert safe_before < safe_after, "nobody pushed while the backup was made"
