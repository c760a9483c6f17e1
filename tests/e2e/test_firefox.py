"""A mapper whose phone has Firefox writes without a server and sends when it is back."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.browsers import firefox
from tests.e2e.server import ROOT, Server
from tests.e2e.words import word


class Firefox:
    """A Firefox with a folder of its own, driven over WebDriver BiDi."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        command = ["node", str(ROOT / "tests" / "e2e" / "firefox.mjs"), firefox(), str(folder)]
        self._hand = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def does(self, act: str, **facts: Any) -> Any:
        """Do one thing in the browser and wait until it is done."""
        assert self._hand.stdin
        assert self._hand.stdout
        self._hand.stdin.write(json.dumps({"act": act, **facts}) + "\n")
        self._hand.stdin.flush()
        told = json.loads(self._hand.stdout.readline())
        assert "fault" not in told, told["fault"]
        return told["answer"]

    def close(self) -> None:
        """Close the browser."""
        self.does("close")
        self._hand.communicate(timeout=20)


@pytest.fixture
def phone(tmp_path: Path) -> Iterator[Firefox]:
    opened = Firefox(tmp_path / "firefox")
    yield opened
    opened.close()


def test_firefox_keeps_answers_without_a_server_and_sends_them_when_it_is_back(
    demonstration: Server, phone: Firefox
) -> None:
    phone.does("goto", address=demonstration.links()["mapper"])
    phone.does("click", selector=".foot .button.main")
    phone.does("click", selector="a.card", words="Purok 4 Riverside")
    phone.does("wait", selector=".safety")
    profile = re.sub(r"/ask/.*", "", phone.does("evaluate", script="location.href"))
    phone.does("evaluate", script="navigator.serviceWorker.ready.then(() => true)")

    demonstration.stop()
    phone.does("newTab", address=f"{profile}/ask/taps_public_working")
    phone.does("type", selector='[data-field="taps_public_working"]', text="9")
    phone.does("wait", selector='[data-written="saved"]', words=word("question.saved").pattern)
    phone.does("newTab", address=f"{profile}/ask/taps_public_working")
    phone.does("wait", selector='[data-field="taps_public_working"]')
    assert phone.does("evaluate", script="document.querySelector('[data-field=taps_public_working]').value") == "9"

    demonstration.start()
    phone.does("evaluate", script="dispatchEvent(new Event('online'))")
    phone.does("wait", selector='.safety[data-state="safe"]')
