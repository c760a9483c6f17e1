"""One measured number and what it is held against."""

import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """A value, and the budget or the other way of doing it that it is compared with."""

    value: float
    unit: str
    against: float
    name: str = ""
    """Its own, where a bench measures more than one thing: `form_open_against_web_forms` is held against no budget."""

    def line(self, bench: str) -> dict[str, str | float]:
        """Return the JSON object of this measurement."""
        ratio = self.value / self.against
        told: dict[str, str | float] = {"bench": self.name or bench, "value": round(self.value, 3), "unit": self.unit}
        return told | {"against": round(self.against, 3), "ratio": round(ratio, 3)}


def tell(what: str) -> None:
    """Say what is going on without disturbing the output."""
    print(what, file=sys.stderr, flush=True)
