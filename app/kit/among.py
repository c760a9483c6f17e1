"""Asks for rows by their ids, however many, in one statement that is made once."""

from collections.abc import Collection, Sequence
from typing import Any

import orjson
from sqlalchemy import ARRAY, Connection, String, bindparam, func, select
from sqlmodel import Session


class Among:
    """A question about rows whose ids are handed over as one value: an array, or JSON where there are none.

    ``held``: PostgreSQL locks the rows in the order of their ids until the transaction ends; SQLite has one writer.
    """

    def __init__(self, asked: Any, column: Any, *, held: bool = False) -> None:
        listed = func.json_each(bindparam("ids", type_=String())).table_valued("value")
        self._as_json = asked.where(column.in_(select(listed.c.value)))
        self._as_array = asked.where(column == func.any(bindparam("ids", type_=ARRAY(String()))))
        if held:
            self._as_array = self._as_array.order_by(column).with_for_update()

    def rows(self, session: Session, ids: Collection[str]) -> Sequence[Any]:
        """Return the rows of these ids, with what this session wrote so far."""
        session.flush()
        return self.ask(session.connection(), ids)

    def ask(self, connection: Connection, ids: Collection[str]) -> Sequence[Any]:
        """Return the rows of these ids as the database has them."""
        if connection.dialect.name == "postgresql":
            return connection.execute(self._as_array, {"ids": list(ids)}).all()
        return connection.execute(self._as_json, {"ids": orjson.dumps(list(ids)).decode()}).all()
