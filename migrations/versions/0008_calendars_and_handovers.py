"""calendars and handovers.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("post", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("post", sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("post", sa.Column("claimed", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("post", sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("post", sa.Column("last_error", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column("post", sa.Column("stuck_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("post", sa.Column("refill_told", sa.Integer(), nullable=True))
    op.add_column("post", sa.Column("said_on", sa.Date(), nullable=True))
    for column, name in (("due_at", "due"), ("leased_until", "leased"), ("stuck_at", "stuck")):
        op.create_index(
            f"ix_post_{name}", "post", [column], postgresql_where=sa.text(f"{column} IS NOT NULL")
        )
    op.execute("UPDATE post SET due_at = now() WHERE state <> 'handed_back'")  # Each is looked at once.
    op.create_table(
        "calendar_subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_calendar_subscription_membership_id_membership"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_subscription")),
        sa.UniqueConstraint("digest", name=op.f("uq_calendar_subscription_digest")),
    )
    op.create_index(
        op.f("ix_calendar_subscription_membership_id"), "calendar_subscription", ["membership_id"]
    )
    op.create_table(
        "calendar_upkeep",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=True),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_error", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("stuck_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(adviser_id IS NULL) <> (post_id IS NULL)", name=op.f("ck_calendar_upkeep_one_thing")
        ),
        sa.ForeignKeyConstraint(
            ["adviser_id"],
            ["adviser.id"],
            name=op.f("fk_calendar_upkeep_adviser_id_adviser"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_calendar_upkeep_post_id_post"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_upkeep")),
        sa.UniqueConstraint("adviser_id", name=op.f("uq_calendar_upkeep_adviser_id")),
        sa.UniqueConstraint("post_id", name=op.f("uq_calendar_upkeep_post_id")),
    )
    for column, name in (("due_at", "due"), ("leased_until", "leased"), ("stuck_at", "stuck")):
        op.create_index(
            f"ix_calendar_upkeep_{name}",
            "calendar_upkeep",
            [column],
            postgresql_where=sa.text(f"{column} IS NOT NULL"),
        )
    op.create_table(
        "calendar_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("family", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("party", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("label", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("indicative", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "party IN ('adviser', 'employer', 'coordinator')", name=op.f("ck_calendar_event_party")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["contract.id"],
            name=op.f("fk_calendar_event_contract_id_contract"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_calendar_event_post_id_post"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_event")),
        sa.UniqueConstraint("uid", name=op.f("uq_calendar_event_uid")),
    )
    op.create_index("ix_calendar_event_contract", "calendar_event", ["contract_id"])
    op.create_index("ix_calendar_event_due_date", "calendar_event", ["due_date"])
    op.create_index("ix_calendar_event_post", "calendar_event", ["post_id"])
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["contract.id"],
            name=op.f("fk_handover_contract_id_contract"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("contract_id", name=op.f("uq_handover_contract_id")),
    )
    op.create_table(
        "handover_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handover_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sections", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("is_aside", sa.Boolean(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_handover_version_account_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["handover_id"],
            ["handover.id"],
            name=op.f("fk_handover_version_handover_id_handover"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_version")),
        sa.UniqueConstraint("handover_id", "number", name=op.f("uq_handover_version_handover_id_number")),
    )


def downgrade() -> None:
    op.drop_table("handover_version")
    op.drop_table("handover")
    op.drop_table("calendar_event")
    op.drop_table("calendar_upkeep")
    op.drop_table("calendar_subscription")
    for name in ("due", "leased", "stuck"):
        op.drop_index(f"ix_post_{name}", "post")
    for column in (
        "said_on",
        "refill_told",
        "stuck_at",
        "last_error",
        "tries",
        "claimed",
        "leased_until",
        "due_at",
    ):
        op.drop_column("post", column)
