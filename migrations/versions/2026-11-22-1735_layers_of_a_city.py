"""A city's leaders switch on what is mapped besides the first four layers."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "layers_of_a_city"
down_revision = "outlines"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "city_layers",
        sa.Column("city_id", text(), nullable=False),
        sa.Column("layers", sa.Text(), nullable=False),
        sa.Column("chosen_by", text(), nullable=False),
        sa.Column("chosen_at", text(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_city_layers_city_id_city")),
        sa.PrimaryKeyConstraint("city_id", name=op.f("pk_city_layers")),
    )


def downgrade() -> None:
    op.drop_table("city_layers")
