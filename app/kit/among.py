"""Asks for rows by their ids, however many, in one statement that is made once."""

from collections.abc import Collection, Sequence
from typing import Any

import orjson
from sqlalchemy import ARRAY, String, bindparam, func, select
from sqlmodel import Session


class Among:
    """A question about rows whose ids are handed over as one value: an array, or JSON where there are none."""

    def __init__(self, asked: Any, column: Any) -> None:
        listed = func.json_each(bindparam("ids", type_=String())).table_valued("value")
        self._as_json = asked.where(column.in_(select(listed.c.value)))
        self._as_array = asked.where(column == func.any(bindparam("ids", type_=ARRAY(String()))))

    def rows(self, session: Session, ids: Collection[str]) -> Sequence[Any]:
        """Return the rows of these ids, with what this session wrote so far."""
        session.flush()
        connection = session.connection()
        if connection.dialect.name == "postgresql":
            return connection.execute(self._as_array, {"ids": list(ids)}).all()
        return connection.execute(self._as_json, {"ids": orjson.dumps(list(ids)).decode()}).all()
