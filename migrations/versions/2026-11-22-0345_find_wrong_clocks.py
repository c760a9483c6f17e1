"""Edits of phones whose clocks were wrong are found at once, for they are told with the records they stand in."""

import sqlalchemy as sa
from alembic import op

revision = "find_wrong_clocks"
down_revision = "cover_whose_edits"
branch_labels = None
depends_on = None

WRONG_CLOCK = "skew_s NOT BETWEEN -300 AND 300"


def upgrade() -> None:
    only = sa.text(WRONG_CLOCK)
    op.create_index("ix_edit_wrong_clock", "edit", ["record_id"], sqlite_where=only, postgresql_where=only)


def downgrade() -> None:
    op.drop_index("ix_edit_wrong_clock", table_name="edit")
