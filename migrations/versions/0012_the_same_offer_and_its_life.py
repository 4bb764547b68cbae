"""the same offer and its life.

Revision ID: 0012
Revises: 0010
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "offer_comparison",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_error", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("stuck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("compared_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["id"], ["offer.id"], name=op.f("fk_offer_comparison_id_offer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_comparison")),
    )
    op.create_index(
        "ix_offer_comparison_due",
        "offer_comparison",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_offer_comparison_leased",
        "offer_comparison",
        ["leased_until"],
        unique=False,
        postgresql_where=sa.text("leased_until IS NOT NULL"),
    )
    op.create_index(
        "ix_offer_comparison_stuck",
        "offer_comparison",
        ["stuck_at"],
        unique=False,
        postgresql_where=sa.text("stuck_at IS NOT NULL"),
    )
    op.create_table(
        "offer_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("field", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("said", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("said_then", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_offer_correction_account_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"],
            ["account.id"],
            name=op.f("fk_offer_correction_ended_by_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], name=op.f("fk_offer_correction_offer_id_offer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_correction")),
    )
    op.create_index("ix_offer_correction_offer_id", "offer_correction", ["offer_id"], unique=False)
    op.create_index(
        "uq_offer_correction_in_force",
        "offer_correction",
        ["offer_id", "field"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "offer_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("field", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("by_source", sa.Boolean(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], name=op.f("fk_offer_edit_offer_id_offer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_edit")),
    )
    op.create_index("ix_offer_edit_offer_id_noted_at", "offer_edit", ["offer_id", "noted_at"], unique=False)
    op.create_table(
        "offer_key",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], name=op.f("fk_offer_key_offer_id_offer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "offer_id", name=op.f("pk_offer_key")),
    )
    op.create_index(op.f("ix_offer_key_offer_id"), "offer_key", ["offer_id"], unique=False)
    op.create_table(
        "offer_twin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("doubts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('proposed', 'joined', 'apart')", name=op.f("ck_offer_twin_state")),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_offer_twin_ordered")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_offer_twin_account_id_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["first_id"], ["offer.id"], name=op.f("fk_offer_twin_first_id_offer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["offer.id"], name=op.f("fk_offer_twin_second_id_offer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_twin")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_offer_twin_first_id_second_id")),
    )
    op.create_index(
        "ix_offer_twin_decided",
        "offer_twin",
        ["decided_at"],
        unique=False,
        postgresql_where=sa.text("decided_at IS NOT NULL"),
    )
    op.create_index(
        "ix_offer_twin_proposed",
        "offer_twin",
        [sa.literal_column("score DESC"), "id"],
        unique=False,
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.create_index(op.f("ix_offer_twin_second_id"), "offer_twin", ["second_id"], unique=False)
    op.create_table(
        "page_check",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_error", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("stuck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("host", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("missing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id"], ["offer.id"], name=op.f("fk_page_check_id_offer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_check")),
    )
    op.create_index(
        "ix_page_check_due",
        "page_check",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(op.f("ix_page_check_host"), "page_check", ["host"], unique=False)
    op.create_index(
        "ix_page_check_leased",
        "page_check",
        ["leased_until"],
        unique=False,
        postgresql_where=sa.text("leased_until IS NOT NULL"),
    )
    op.create_index(
        "ix_page_check_stuck",
        "page_check",
        ["stuck_at"],
        unique=False,
        postgresql_where=sa.text("stuck_at IS NOT NULL"),
    )
    op.add_column(
        "feed", sa.Column("keep_phrases", postgresql.ARRAY(sa.String()), server_default="{}", nullable=False)
    )
    op.add_column(
        "feed", sa.Column("drop_phrases", postgresql.ARRAY(sa.String()), server_default="{}", nullable=False)
    )
    op.add_column(
        "feed_refusal",
        sa.Column("words", sqlmodel.sql.sqltypes.AutoString(), server_default="", nullable=False),
    )
    op.add_column(
        "offer", sa.Column("closed_by", sqlmodel.sql.sqltypes.AutoString(), server_default="", nullable=False)
    )
    op.add_column("offer", sa.Column("shown_as_id", sa.Integer(), nullable=True))
    op.add_column("offer", sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_offer_ends",
        "offer",
        ["closes_on"],
        unique=False,
        postgresql_where=sa.text("state IN ('published', 'joined')"),
    )
    op.create_index(
        "ix_offer_left",
        "offer",
        ["left_at"],
        unique=False,
        postgresql_where=sa.text("left_at IS NOT NULL AND closes_on IS NULL"),
    )
    op.create_index(
        "ix_offer_shown_as",
        "offer",
        ["shown_as_id"],
        unique=False,
        postgresql_where=sa.text("shown_as_id IS NOT NULL"),
    )
    op.create_foreign_key(
        op.f("fk_offer_shown_as_id_offer"), "offer", "offer", ["shown_as_id"], ["id"], ondelete="SET NULL"
    )
    _states("'draft', 'in_review', 'published', 'joined', 'refused', 'closed'")
    op.create_check_constraint(
        op.f("ck_offer_closed_by"),
        "offer",
        "closed_by IN ('', 'date', 'source', 'page', 'rules', 'employer', 'twin')",
    )
    # What is closed says by what; what is out is held against the rest, once.
    op.execute(
        "UPDATE offer SET closed_by = 'date' WHERE state = 'closed'"
        " AND closing_reason = 'la date limite de candidature est passée'"
    )
    op.execute(
        "UPDATE offer SET closed_by = 'employer' WHERE state = 'closed' AND closed_by = '' AND employer_id IS NOT NULL"
    )
    op.execute(
        "INSERT INTO offer_comparison (id, due_at) SELECT id, now() FROM offer WHERE state = 'published'"
    )


def _states(words: str) -> None:
    op.drop_constraint(op.f("ck_offer_state"), "offer", type_="check")
    op.create_check_constraint(op.f("ck_offer_state"), "offer", f"state IN ({words})")


def downgrade() -> None:
    op.execute("UPDATE offer SET state = 'published' WHERE state = 'joined'")
    _states("'draft', 'in_review', 'published', 'refused', 'closed'")
    op.drop_constraint(op.f("ck_offer_closed_by"), "offer", type_="check")
    op.drop_constraint(op.f("fk_offer_shown_as_id_offer"), "offer", type_="foreignkey")
    op.drop_index(
        "ix_offer_shown_as", table_name="offer", postgresql_where=sa.text("shown_as_id IS NOT NULL")
    )
    op.drop_index(
        "ix_offer_left",
        table_name="offer",
        postgresql_where=sa.text("left_at IS NOT NULL AND closes_on IS NULL"),
    )
    op.drop_index(
        "ix_offer_ends", table_name="offer", postgresql_where=sa.text("state IN ('published', 'joined')")
    )
    op.drop_column("offer", "left_at")
    op.drop_column("offer", "shown_as_id")
    op.drop_column("offer", "closed_by")
    op.drop_column("feed_refusal", "words")
    op.drop_column("feed", "drop_phrases")
    op.drop_column("feed", "keep_phrases")
    op.drop_index(
        "ix_page_check_stuck", table_name="page_check", postgresql_where=sa.text("stuck_at IS NOT NULL")
    )
    op.drop_index(
        "ix_page_check_leased", table_name="page_check", postgresql_where=sa.text("leased_until IS NOT NULL")
    )
    op.drop_index(op.f("ix_page_check_host"), table_name="page_check")
    op.drop_index(
        "ix_page_check_due", table_name="page_check", postgresql_where=sa.text("due_at IS NOT NULL")
    )
    op.drop_table("page_check")
    op.drop_index(op.f("ix_offer_twin_second_id"), table_name="offer_twin")
    op.drop_index(
        "ix_offer_twin_proposed", table_name="offer_twin", postgresql_where=sa.text("state = 'proposed'")
    )
    op.drop_index(
        "ix_offer_twin_decided", table_name="offer_twin", postgresql_where=sa.text("decided_at IS NOT NULL")
    )
    op.drop_table("offer_twin")
    op.drop_index(op.f("ix_offer_key_offer_id"), table_name="offer_key")
    op.drop_table("offer_key")
    op.drop_index("ix_offer_edit_offer_id_noted_at", table_name="offer_edit")
    op.drop_table("offer_edit")
    op.drop_index(
        "uq_offer_correction_in_force",
        table_name="offer_correction",
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index("ix_offer_correction_offer_id", table_name="offer_correction")
    op.drop_table("offer_correction")
    op.drop_index(
        "ix_offer_comparison_stuck",
        table_name="offer_comparison",
        postgresql_where=sa.text("stuck_at IS NOT NULL"),
    )
    op.drop_index(
        "ix_offer_comparison_leased",
        table_name="offer_comparison",
        postgresql_where=sa.text("leased_until IS NOT NULL"),
    )
    op.drop_index(
        "ix_offer_comparison_due",
        table_name="offer_comparison",
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.drop_table("offer_comparison")
