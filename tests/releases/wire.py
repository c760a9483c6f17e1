"""Requests and answers as phones exchange them, one JSON line each: recorded once, played against every version."""

import gzip
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

PUSH, CHANGES = "/api/sync/push", "/api/sync/changes"


@dataclass(frozen=True)
class Asked:
    """One request: whose phone sends it (nobody's when empty), and what of it matters.

    ``body`` is JSON, or a text that is sent as it is; ``cut`` leaves off so many of the last bytes.
    """

    who: str
    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    packed: bool = False
    cut: int = 0

    @property
    def content(self) -> bytes | None:
        """The bytes of the body."""
        if self.body is None:
            return None
        plain = self.body.encode() if isinstance(self.body, str) else json.dumps(self.body).encode()
        content = gzip.compress(plain) if self.packed else plain
        return content[: len(content) - self.cut]

    @property
    def headers(self) -> dict[str, str]:
        """The headers that matter, without the token."""
        told = {"Accept-Encoding": "gzip"}
        if self.body is not None:
            told["Content-Type"] = "application/json"
        return told | ({"Content-Encoding": "gzip"} if self.packed else {})


@dataclass(frozen=True)
class Exchange:
    """A request with what was answered: the status, the media type, and the JSON or the names of the files in a zip."""

    asked: Asked
    status: int
    media_type: str
    answer: Any

    @property
    def is_pull(self) -> bool:
        """Tell whether this fetched a page of changes."""
        return self.asked.path == CHANGES and self.status == 200

    @property
    def is_push(self) -> bool:
        """Tell whether edits were taken in."""
        return self.asked.path == PUSH and self.status == 200


def write(file: Path, exchanges: Iterable[Exchange], names: dict[str, str]) -> None:
    """Write exchanges, one a line, with every secret replaced by its name."""
    text = "".join(json.dumps(asdict(exchange), separators=(",", ":")) + "\n" for exchange in exchanges)
    for secret, name in names.items():
        text = text.replace(secret, name)
    file.write_text(text, encoding="utf-8")


def read(file: Path) -> list[Exchange]:
    """Read recorded exchanges in their order."""
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [Exchange(**line | {"asked": Asked(**line["asked"])}) for line in lines]
