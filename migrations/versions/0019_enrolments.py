"""enrolments in training sessions, their history and results; reminders of sessions; whose word a bloc is on.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
STATES = "'asked', 'offered', 'enrolled', 'waiting', 'refused', 'withdrawn', 'done'"
ACTS = (
    "'ask', 'enrol', 'queue', 'refuse', 'offer', 'take', 'lapse', 'leave', 'move', 'arrive', 'return', 'call_off', "
    "'settle', 'reopen'"
)
NEW_TEXTS = ("audience", "funding", "withdrawal_reason")


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


def points(table: str, column: str, to: str, ondelete: str | None = "CASCADE") -> sa.ForeignKeyConstraint:
    key = "code" if to == "ccp" else "id"
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.{key}"], name=op.f(f"fk_{table}_{column}_{to}"), ondelete=ondelete
    )


def upgrade() -> None:
    for column in due_columns():
        op.add_column("training_session", column)
    index_waiting("training_session")
    for name in NEW_TEXTS:
        op.add_column("training_session", sa.Column(name, TEXT(), server_default="", nullable=False))
    op.add_column("training_session", sa.Column("sequence", sa.Integer(), server_default="0", nullable=False))
    op.add_column("training_session", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE training_session SET due_at = now() WHERE withdrawn_at IS NULL")
    op.add_column("held_ccp", sa.Column("source", TEXT(), server_default="", nullable=False))
    op.create_table(
        "enrolment",
        *due_columns(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("state", TEXT(), nullable=False),
        sa.Column("employer_word", TEXT(), nullable=False),
        sa.Column("in_line_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_from_id", sa.Integer(), nullable=True),
        sa.Column("state_before_move", TEXT(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_enrolment_state")),
        sa.CheckConstraint(
            "employer_word IN ('agreed', 'asked', 'not_asked', 'none')",
            name=op.f("ck_enrolment_employer_word"),
        ),
        points("enrolment", "adviser_id", "adviser"),
        points("enrolment", "session_id", "training_session"),
        points("enrolment", "moved_from_id", "enrolment", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint("adviser_id", "session_id", name=op.f("uq_enrolment_adviser_id_session_id")),
    )
    index_waiting("enrolment")
    op.create_index("ix_enrolment_line", "enrolment", ["session_id", "state", "in_line_since"])
    op.create_index(op.f("ix_enrolment_moved_from_id"), "enrolment", ["moved_from_id"])
    op.create_table(
        "enrolment_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("act", TEXT(), nullable=False),
        sa.Column("side", TEXT(), nullable=False),
        sa.Column("state", TEXT(), nullable=False),
        sa.Column("words", TEXT(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"act IN ({ACTS})", name=op.f("ck_enrolment_step_act")),
        sa.CheckConstraint("side IN ('adviser', 'body', 'house')", name=op.f("ck_enrolment_step_side")),
        points("enrolment_step", "enrolment_id", "enrolment"),
        points("enrolment_step", "account_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_step")),
    )
    op.create_index(op.f("ix_enrolment_step_enrolment_id"), "enrolment_step", ["enrolment_id"])
    op.create_index(op.f("ix_enrolment_step_account_id"), "enrolment_step", ["account_id"])
    op.create_table(
        "session_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("ccp_code", TEXT(), nullable=False),
        sa.Column("outcome", TEXT(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("wrote_bloc", sa.Boolean(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("contested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contest", TEXT(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('passed', 'partly', 'not_passed', 'absent')", name=op.f("ck_session_result_outcome")
        ),
        points("session_result", "enrolment_id", "enrolment"),
        points("session_result", "ccp_code", "ccp", None),
        points("session_result", "account_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_result")),
    )
    op.create_index("ix_session_result_enrolment_id", "session_result", ["enrolment_id", "ccp_code"])
    op.create_index(op.f("ix_session_result_ccp_code"), "session_result", ["ccp_code"])
    op.create_index(op.f("ix_session_result_account_id"), "session_result", ["account_id"])


def downgrade() -> None:
    op.drop_table("session_result")
    op.drop_table("enrolment_step")
    op.drop_table("enrolment")
    op.drop_column("held_ccp", "source")
    for name in ("changed_at", "sequence", *NEW_TEXTS):
        op.drop_column("training_session", name)
    for column in reversed(due_columns()):
        op.drop_column("training_session", column.name)
