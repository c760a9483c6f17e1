"""What the server found in a whole profile when it was handed in."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "found_on_handing_in"
down_revision = "form_versions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hand_in_found",
        sa.Column("decision_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.decision_id"], name=op.f("fk_hand_in_found_decision_id_decision")
        ),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_hand_in_found")),
    )


def downgrade() -> None:
    op.drop_table("hand_in_found")
