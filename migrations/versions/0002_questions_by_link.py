"""questions asked by signed link, what became of people after a contract.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inquiry",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_error", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("stuck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_inquiry_contract_id_contract"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry")),
        sa.UniqueConstraint("contract_id", name=op.f("uq_inquiry_contract_id")),
    )
    for name, column in (("due", "due_at"), ("leased", "leased_until"), ("stuck", "stuck_at")):
        op.create_index(
            f"ix_inquiry_{name}", "inquiry", [column], postgresql_where=sa.text(f"{column} IS NOT NULL")
        )
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("audience", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("answer", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("answer_date", sa.Date(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('date_check', 'renewal_intent', 'after_end')", name=op.f("ck_question_kind")
        ),
        sa.CheckConstraint(
            "audience IN ('adviser', 'employer', 'coordinator')", name=op.f("ck_question_audience")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_question_account_id_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_question_contract_id_contract"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint(
            "contract_id", "kind", "audience", "end_date", "step",
            name=op.f("uq_question_contract_id_kind_audience_end_date_step"),
        ),
    )  # fmt: skip
    op.create_index("ix_question_open", "question", ["audience", "kind", "expires_on"])
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("next_step", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "next_step IN ('same_trade', 'other_trade', 'training', 'searching')",
            name=op.f("ck_follow_up_next_step"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_follow_up_account_id_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["contract.id"],
            name=op.f("fk_follow_up_contract_id_contract"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    op.create_index("ix_follow_up_latest", "follow_up", ["contract_id", "answered_at"])
    op.add_column("renewal_intent", sa.Column("end_date", sa.Date(), nullable=True))
    # The contracts already there have their questions too: each is looked at once.
    op.execute(
        "INSERT INTO inquiry (contract_id, due_at) SELECT id, now() FROM contract WHERE cancelled_at IS NULL"
    )


def downgrade() -> None:
    op.drop_column("renewal_intent", "end_date")
    op.drop_table("follow_up")
    op.drop_table("question")
    op.drop_table("inquiry")
    op.execute("DELETE FROM event WHERE name IN ('QuestionAsked', 'FollowUpGiven')")
    op.execute(
        "DELETE FROM alert WHERE kind IN ('date_check', 'renewal_question', 'after_end', 'questions_coordinator')"
    )
