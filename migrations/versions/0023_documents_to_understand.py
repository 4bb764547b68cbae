"""offers: documents that were read and are still to be understood.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feed_landing",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("stuck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("landed", sa.LargeBinary(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["feed.id"], name=op.f("fk_feed_landing_feed_id_feed"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_landing")),
    )
    # A row lives for seconds: to compress it would cost more than to write it.
    op.execute("ALTER TABLE feed_landing ALTER COLUMN landed SET STORAGE EXTERNAL")
    op.create_index(op.f("ix_feed_landing_feed_id"), "feed_landing", ["feed_id"], unique=False)
    for name, column in (("due", "due_at"), ("leased", "leased_until"), ("stuck", "stuck_at")):
        op.create_index(
            f"ix_feed_landing_{name}",
            "feed_landing",
            [column],
            unique=False,
            postgresql_where=sa.text(f"{column} IS NOT NULL"),
        )


def downgrade() -> None:
    """Have what was read and is not understood yet asked for again."""
    op.execute(
        "UPDATE feed SET due_at = now() WHERE id IN (SELECT feed_id FROM feed_landing) AND state <> 'paused'"
    )
    op.drop_table("feed_landing")
