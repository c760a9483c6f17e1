"""Recorded questions: a pack, and its file in parts."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "recorded_questions"
down_revision = "found_on_handing_in"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "sound_pack",
        *map(_text, ("pack_id", "federation_id", "form_id", "language", "name", "recorded_by")),
        sa.Column("consent", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("questions", "choices", "bytes")),
        sa.Column("parts", sa.Text(), nullable=False),
        *map(_text, ("published_by", "published_at")),
        sa.ForeignKeyConstraint(
            ["federation_id"], ["federation.id"], name=op.f("fk_sound_pack_federation_id_federation")
        ),
        sa.PrimaryKeyConstraint("pack_id", name=op.f("pk_sound_pack")),
    )
    op.create_index(op.f("ix_sound_pack_federation_id"), "sound_pack", ["federation_id"])
    op.create_table(
        "sound_part",
        _text("pack_id"),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["pack_id"], ["sound_pack.pack_id"], name=op.f("fk_sound_part_pack_id_sound_pack")),
        sa.PrimaryKeyConstraint("pack_id", "n", name=op.f("pk_sound_part")),
    )


def downgrade() -> None:
    op.drop_table("sound_part")
    op.drop_table("sound_pack")
