"""Reads and writes workbooks in a process of their own: whatever a file does to it, phones are served as before.

What that takes in memory goes back to the machine with the process, and more than a form needs is not given to it.
"""

import base64
import json
import resource
import subprocess
import sys
import threading
from collections.abc import Collection, Mapping
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.questionnaire.problems import WorkbookUnreadable
from app.questionnaire.xlsform import exporting
from app.questionnaire.xlsform.findings import Finding
from app.questionnaire.xlsform.importing import Imported, import_workbook

ROOT = Path(__file__).resolve().parent.parent.parent.parent
MOST_BYTES = 300 * 1024 * 1024
MOST_CPU_S = 10
MOST_S = 120
TOO_MUCH = "Reading this workbook takes more than any form needs; it was stopped."
_one_at_a_time = threading.Lock()


def import_apart(body: bytes, files: Mapping[str, bytes] | None = None, without: Collection[int] = ()) -> Imported:
    """Do what ``import_workbook`` does, in another process; one at a time."""
    packed = {name: _text(one) for name, one in (files or {}).items()}
    told = json.dumps({"workbook": _text(body), "files": packed, "without": sorted(without)})
    with _one_at_a_time:
        try:
            done = subprocess.run(  # noqa: S603 - our own module
                [sys.executable, "-m", __name__], input=told.encode(), capture_output=True, cwd=ROOT, timeout=MOST_S
            )
        except subprocess.TimeoutExpired as fault:
            raise WorkbookUnreadable("too_much", TOO_MUCH) from fault
    if done.returncode < 0:  # the machine stopped it
        raise WorkbookUnreadable("too_much", TOO_MUCH)
    if done.returncode:
        broke = done.stderr.decode(errors="replace").strip().rpartition("\n")[2].partition(":")[0]
        raise RuntimeError(f"reading a workbook broke off: {broke}")  # a fault of ours, logged without what was read
    return _imported(json.loads(done.stdout))


@lru_cache(maxsize=1)
def export_apart() -> bytes:
    """Return our own questionnaire as a workbook, written once in another process."""
    command = [sys.executable, "-m", exporting.__name__]
    return subprocess.run(command, capture_output=True, cwd=ROOT, timeout=MOST_S, check=True).stdout  # noqa: S603


def _text(body: bytes) -> str:
    return base64.b64encode(body).decode()


def _imported(said: dict[str, Any]) -> Imported:
    if "why" in said:
        raise WorkbookUnreadable(said["why"], said["detail"])
    refused, remarks = ([Finding(**one) for one in said[kind]] for kind in ("refused", "remarks"))
    return Imported(said["form"], said["form_id"], refused, remarks)


def stay_small() -> None:
    """Have the machine stop this process where it asks for more than any form needs."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S))
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES, MOST_BYTES))


def main() -> None:
    """Read a workbook from standard input and say what it came to."""
    stay_small()
    told = json.loads(sys.stdin.buffer.read())
    files = {name: base64.b64decode(body) for name, body in told["files"].items()}
    try:
        said = asdict(import_workbook(base64.b64decode(told["workbook"]), files, told["without"]))
    except WorkbookUnreadable as fault:
        said = {"why": fault.facts["why"], "detail": fault.detail}
    except MemoryError:
        said = {"why": "too_much", "detail": TOO_MUCH}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
