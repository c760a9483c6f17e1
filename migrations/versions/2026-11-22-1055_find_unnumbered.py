"""What changed and has no place yet is found by an index that holds nothing else: the one over all places is gone.

Each change moved a record in that index too, from one end to the other, and nobody asked by place without the city.
"""

import sqlalchemy as sa
from alembic import op

revision = "find_unnumbered"
down_revision = "find_wrong_clocks"
branch_labels = None
depends_on = None

UNNUMBERED = "seq IS NULL"


def upgrade() -> None:
    only = sa.text(UNNUMBERED)
    op.create_index(
        "ix_record_unnumbered", "record", ["scope_id", "record_id"], sqlite_where=only, postgresql_where=only
    )
    op.drop_index("ix_record_seq", table_name="record")


def downgrade() -> None:
    op.create_index("ix_record_seq", "record", ["seq"])
    op.drop_index("ix_record_unnumbered", table_name="record")
