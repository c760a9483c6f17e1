"""A sheet: one record in hand, as it rests in the database or as it stands after what was said of it since.

A sheet never changes; what is merged gives another. Its texts and hashes are made once, when it is written down.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.ledger import rules
from app.ledger.outcomes import Record
from app.ledger.rules import EMPTY, Edit, Written
from app.ledger.standing import Standing, read_levels, write_levels

LevelOf = Callable[[str], int]
Levels = Callable[[str], LevelOf]
"""By the name of a record's form: how far each of its answers may travel."""
Texts = tuple[str, str, str, str]
NOTHING: Texts = ("\n\n", "\n\n", "\n\n", "\n\n")


@dataclass(eq=False)
class Sheet:
    """A record's envelope and what stands in it.

    ``at_rest`` are its level texts as stored, None while they have not been read. ``level_of`` is there once something
    was merged; ``values``: what of it came written. ``begun``: nobody described it before. ``moved``: it needs a new
    place in the order of change.
    """

    record_id: str
    kind: str
    form: str
    settlement_id: str | None
    city_id: str
    scope_id: str
    edit_count: int = 0
    seq: int | None = None
    hash: str = ""
    level_hashes: str = ""
    at_rest: Texts | None = None
    level_of: LevelOf | None = None
    values: Written | None = None
    begun: bool = False
    moved: bool = False

    @property
    def is_shut(self) -> bool:
        """Tell whether nobody has read yet what stands in it."""
        return self.at_rest is None

    @property
    def changed(self) -> bool:
        """Tell whether something was merged since it was last written down."""
        return self.level_of is not None

    @property
    def waits(self) -> bool:
        """Tell whether it is to be written down."""
        return self.changed or self.moved or self.begun

    @cached_property
    def standing(self) -> Standing:
        """Everything that stands, and who made it when."""
        return read_levels(self.at_rest) if self.at_rest and self.at_rest != NOTHING else Standing(EMPTY, {})

    def _but(self, **other: Any) -> "Sheet":
        """Return a copy with something other in it (``dataclasses.replace`` takes ten times as long)."""
        copy = object.__new__(Sheet)
        copy.__dict__.update(self.__dict__)
        copy.__dict__.pop("written", None)
        copy.__dict__.update(other)
        return copy

    def opened(self, texts: Texts) -> "Sheet":
        """Return it with what stands in it."""
        sheet = self._but(at_rest=texts)
        sheet.__dict__.pop("standing", None)
        return sheet

    def merged(self, kept: Edit, arrived: Collection[str], levels: Levels, values: Written | None = None) -> "Sheet":
        """Return it as it stands after an edit; its own form counts, whichever the edit was told by."""
        before = self.standing
        made = {**before.made, kept["edit_id"]: (kept["by"], kept["made_at"])}
        now = Standing(rules.merge(before.state, kept, arrived), made)
        values = {**(self.values or {}), **values} if values else self.values
        return self._but(standing=now, level_of=levels(self.form), values=values, edit_count=self.edit_count + 1)

    def touched(self) -> "Sheet":
        """Return it in need of a new place."""
        return self if self.moved else self._but(moved=True)

    def resting(self, seq: int | None) -> "Sheet":
        """Return it as it is once written down."""
        texts, (whole, each) = self.written
        rests = {"at_rest": texts, "hash": whole, "level_hashes": each, "seq": seq}
        return self._but(**rests, level_of=None, values=None, begun=False, moved=False)

    @cached_property
    def written(self) -> tuple[Texts | None, tuple[str, str]]:
        """The texts of the levels, and the hashes: of the record, and of its levels joined by commas."""
        if self.level_of is None:
            return self.at_rest, (self.hash, self.level_hashes)
        zero, one, two, three = write_levels(self.standing.state, self.standing.made, self.level_of, self.values)
        whole, each = rules.content_hash(self.standing.state, self.level_of)
        return (zero, one, two, three), (whole, ",".join(each))

    def columns(self) -> dict[str, Any]:
        """Return what changes in its row when something is merged."""
        texts, (whole, each) = self.written
        levels = {f"level_{level}": text for level, text in enumerate(texts or NOTHING)}
        return {"hash": whole, "level_hashes": each, "edit_count": self.edit_count, **levels}

    def row(self) -> dict[str, Any]:
        """Return its whole row, without its place."""
        envelope = {
            "record_id": self.record_id, "kind": self.kind, "form": self.form, "settlement_id": self.settlement_id,
            "city_id": self.city_id, "scope_id": self.scope_id,
        }  # fmt: skip
        return envelope | self.columns()

    def as_record(self) -> Record:
        """Return it as other slices read records."""
        texts, (whole, each) = self.written
        read = {"standing": self.standing} if "standing" in self.__dict__ else {}  # nobody need read its texts again
        record = Record(
            record_id=self.record_id,
            kind=self.kind,
            form=self.form,
            settlement_id=self.settlement_id,
            city_id=self.city_id,
            hash=whole,
            level_hashes=each.split(","),
            levels=texts or NOTHING,
            seq=None if self.waits else self.seq,
        )
        record.__dict__.update(read)
        return record
