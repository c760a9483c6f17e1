"""Where everything lies: a row an answer with a geometry, and each engine's own index by place."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "outlines"
down_revision = "recorded_questions"
branch_labels = None
depends_on = None

OF_SQLITE = (
    "CREATE VIRTUAL TABLE outline_box USING rtree(id, west, east, south, north)",
    "CREATE TRIGGER outline_comes AFTER INSERT ON outline BEGIN"
    " INSERT INTO outline_box VALUES (new.id, new.west, new.east, new.south, new.north); END",
    "CREATE TRIGGER outline_goes AFTER DELETE ON outline BEGIN DELETE FROM outline_box WHERE id = old.id; END",
    "CREATE TRIGGER outline_moves AFTER UPDATE OF id, west, east, south, north ON outline BEGIN"
    " DELETE FROM outline_box WHERE id = old.id;"
    " INSERT INTO outline_box VALUES (new.id, new.west, new.east, new.south, new.north); END",
)
OF_POSTGRESQL = ("CREATE INDEX outline_box ON outline USING gist (box(point(east, north), point(west, south)))",)


def _text(name: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "outline",
        sa.Column("id", sa.Integer(), nullable=False),
        *map(_text, ("record_id", "path", "edit_id")),
        sa.Column("rank", sa.Integer(), nullable=False),
        *map(_text, ("kind", "layer", "city_id")),
        _text("settlement_id", nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Float(), nullable=False)
            for name in ("west", "south", "east", "north", "lon", "lat", "area_m2")
        ),
        sa.Column("shape", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outline")),
    )
    op.create_index("uq_outline_record_id_path_edit_id", "outline", ["record_id", "path", "edit_id"], unique=True)
    op.create_index(op.f("ix_outline_settlement_id"), "outline", ["settlement_id"])
    op.create_table(
        "outlines_told",
        sa.Column("reckoning", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("reckoning", name=op.f("pk_outlines_told")),
    )
    for statement in OF_SQLITE if op.get_bind().dialect.name == "sqlite" else OF_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("outlines_told")
    op.drop_table("outline")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE outline_box")
