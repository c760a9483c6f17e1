"""An approval freezes what stands on the map of its settlement, and an agreement may name layers of it."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "points_in_releases"
down_revision = "layers_of_a_city"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "approved_point",
        sa.Column("decision_id", text(), nullable=False),
        sa.Column("record_id", text(), nullable=False),
        sa.Column("layer", text(), nullable=False),
        sa.Column("contested", sa.Text(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.decision_id"], name=op.f("fk_approved_point_decision_id_decision")
        ),
        sa.PrimaryKeyConstraint("decision_id", "record_id", name=op.f("pk_approved_point")),
    )
    with op.batch_alter_table("agreement") as table:
        table.add_column(sa.Column("layers", sa.Text(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("level2_layers_decided", sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("agreement") as table:
        table.drop_column("level2_layers_decided")
        table.drop_column("layers")
    op.drop_table("approved_point")
