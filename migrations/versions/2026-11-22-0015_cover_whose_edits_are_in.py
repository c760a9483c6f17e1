"""Which of a person's edits a record holds is read from an index alone: every page of a phone asks it."""

from alembic import op

revision = "cover_whose_edits"
down_revision = "moves_and_handovers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_edit_record_id_nth", table_name="edit")
    op.create_index("ix_edit_record_id_nth", "edit", ["record_id", "nth", "person_id", "edit_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_edit_record_id_nth", table_name="edit")
    op.create_index("ix_edit_record_id_nth", "edit", ["record_id", "nth"], unique=False)
