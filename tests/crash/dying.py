"""Runs a command that kills itself at one of its own steps: ``python -m tests.crash.dying 117 restore town.kwetu``.

A step is a call that the code of backups makes or gets. Step 0 lives, and prints how many steps there were.
"""

import os
import signal
import sys
from types import FrameType
from typing import Any

from app.backups import restoring, service
from app.cli import app

OURS = os.path.join("app", "backups")


class Steps:
    """Counts steps and dies at one."""

    def __init__(self, last: int) -> None:
        self.count, self._last = 0, last

    def __call__(self, frame: FrameType, happened: str, _what: Any) -> None:
        """Look at one call."""
        if happened in ("call", "c_call") and OURS in frame.f_code.co_filename:
            self.count += 1
            if self.count == self._last:
                os.kill(os.getpid(), signal.SIGKILL)


def main(last: int, words: list[str]) -> None:
    """Run the command."""
    steps = Steps(last)
    assert restoring, service  # read in before counting begins
    sys.setprofile(steps)
    app(words, standalone_mode=False)
    sys.setprofile(None)
    print(steps.count)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
