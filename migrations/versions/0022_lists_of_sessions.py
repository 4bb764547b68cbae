"""lists of sessions: files that a training body sends, addresses where it keeps one, and the key that finds a session again in its list.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
JSONB = postgresql.JSONB(astext_type=sa.Text())
FILE_STATES = "'uploaded', 'unmapped', 'compared', 'confirmed', 'applied', 'abandoned', 'refused'"


def due_columns() -> list[sa.Column]:
    return [
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_error", TEXT(), nullable=True),
        sa.Column("stuck_at", sa.DateTime(timezone=True), nullable=True),
    ]


def index_waiting(table: str) -> None:
    for column, name in (("due_at", "due"), ("leased_until", "leased"), ("stuck_at", "stuck")):
        op.create_index(
            f"ix_{table}_{name}", table, [column], postgresql_where=sa.text(f"{column} IS NOT NULL")
        )


def points(table: str, column: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"), ondelete=ondelete
    )


def upgrade() -> None:
    op.add_column("training_session", sa.Column("list_key", TEXT(), nullable=True))
    op.create_unique_constraint(
        op.f("uq_training_session_body_id_list_key"), "training_session", ["body_id", "list_key"]
    )
    op.create_table(
        "session_file",
        *due_columns(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("filename", TEXT(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("state", TEXT(), nullable=False),
        sa.Column("refusal", TEXT(), nullable=False),
        sa.Column("preview", JSONB, nullable=False),
        sa.Column("header_line", sa.Integer(), nullable=False),
        sa.Column("places", JSONB, nullable=False),
        sa.Column("signature", TEXT(), nullable=False),
        sa.Column("readings", JSONB, nullable=False),
        sa.Column("counts", JSONB, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"state IN ({FILE_STATES})", name=op.f("ck_session_file_state")),
        points("session_file", "body_id", "training_body", "CASCADE"),
        points("session_file", "account_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_file")),
    )
    op.create_index("ix_session_file_body_id_made_at", "session_file", ["body_id", "made_at"])
    op.create_index(op.f("ix_session_file_account_id"), "session_file", ["account_id"])
    index_waiting("session_file")
    op.create_table(
        "session_feed",
        *due_columns(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("address", TEXT(), nullable=False),
        sa.Column("etag", TEXT(), nullable=True),
        sa.Column("last_modified", TEXT(), nullable=True),
        sa.Column("digest", TEXT(), nullable=False),
        sa.Column("keys", JSONB, nullable=False),
        sa.Column("doubted_rows", sa.Integer(), nullable=False),
        sa.Column("counts", JSONB, nullable=False),
        sa.Column("notes", JSONB, nullable=False),
        sa.Column("error", TEXT(), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        points("session_feed", "body_id", "training_body", "CASCADE"),
        points("session_feed", "added_by", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_feed")),
        sa.UniqueConstraint("body_id", "address", name=op.f("uq_session_feed_body_id_address")),
    )
    op.create_index(op.f("ix_session_feed_added_by"), "session_feed", ["added_by"])
    index_waiting("session_feed")


def downgrade() -> None:
    op.drop_table("session_feed")
    op.drop_table("session_file")
    op.drop_constraint(op.f("uq_training_session_body_id_list_key"), "training_session", type_="unique")
    op.drop_column("training_session", "list_key")
