"""Runs the migrations in one explicit transaction on the database the caller names."""

from alembic import context

from app.kit.db import open_engine
from app.settings import settings
from app.tables import metadata

url = context.config.attributes.get("url") or settings().sqlalchemy_url
engine = open_engine(url)
with engine.execution_options(kwetu_writes=True).connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
