"""Runs the migrations in one explicit transaction on the database the caller names."""

from alembic import context
from sqlalchemy import Connection

from app.kit.db import open_engine
from app.kit.postgresql import order_text_by_its_signs
from app.settings import settings
from app.tables import metadata


def migrate_on(connection: Connection) -> None:
    """Run what is missing; where a transaction is open already (a restore), it ends with that one."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "postgresql":
            order_text_by_its_signs(connection, metadata.tables)


given = context.config.attributes.get("connection")
if given is not None:
    migrate_on(given)
else:
    engine = open_engine(context.config.attributes.get("url") or settings().sqlalchemy_url)
    with engine.execution_options(kwetu_writes=True).connect() as opened:
        migrate_on(opened)
    engine.dispose()
