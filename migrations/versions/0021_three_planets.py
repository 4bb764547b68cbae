"""trainings: what learners, employers and bodies say for a session; thresholds, lights and invitations.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "planet_light",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("stuck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("departement", sa.String(), nullable=False),
        sa.Column("bloc", sa.Integer(), nullable=False),
        sa.Column("is_lit", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("round", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("bloc IN (2, 3)", name=op.f("ck_planet_light_bloc")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planet_light")),
        sa.UniqueConstraint("departement", "bloc", name=op.f("uq_planet_light_departement_bloc")),
    )
    op.create_index(
        "ix_planet_light_due",
        "planet_light",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_planet_light_leased",
        "planet_light",
        ["leased_until"],
        unique=False,
        postgresql_where=sa.text("leased_until IS NOT NULL"),
    )
    op.create_index(
        "ix_planet_light_stuck",
        "planet_light",
        ["stuck_at"],
        unique=False,
        postgresql_where=sa.text("stuck_at IS NOT NULL"),
    )
    op.create_table(
        "body_ability",
        sa.Column("bloc", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_for", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("departements", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("least_people", sa.Integer(), nullable=False),
        sa.Column("opens_from", sa.Date(), nullable=False),
        sa.CheckConstraint("mode IN ('on_site', 'hybrid', 'remote')", name=op.f("ck_body_ability_mode")),
        sa.CheckConstraint("bloc IN (2, 3)", name=op.f("ck_body_ability_bloc")),
        sa.CheckConstraint("least_people > 0", name=op.f("ck_body_ability_least_people")),
        sa.ForeignKeyConstraint(
            ["body_id"],
            ["training_body.id"],
            name=op.f("fk_body_ability_body_id_training_body"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body_ability")),
        sa.UniqueConstraint("body_id", "bloc", name=op.f("uq_body_ability_body_id_bloc")),
    )
    op.create_index(op.f("ix_body_ability_expires_on"), "body_ability", ["expires_on"], unique=False)
    op.create_table(
        "employer_will",
        sa.Column("bloc", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_for", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("hours_per_week", sa.Integer(), nullable=False),
        sa.CheckConstraint("bloc IN (2, 3)", name=op.f("ck_employer_will_bloc")),
        sa.CheckConstraint("people > 0", name=op.f("ck_employer_will_people")),
        sa.ForeignKeyConstraint(
            ["employer_id"],
            ["employer.id"],
            name=op.f("fk_employer_will_employer_id_employer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer_will")),
        sa.UniqueConstraint("employer_id", "bloc", name=op.f("uq_employer_will_employer_id_bloc")),
    )
    op.create_index(op.f("ix_employer_will_expires_on"), "employer_will", ["expires_on"], unique=False)
    op.create_table(
        "planet_invitation",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("stuck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("departement", sa.String(), nullable=False),
        sa.Column("bloc", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("departements", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("inviter", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invited", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint(
            "audience IN ('learners', 'employers', 'bodies')", name=op.f("ck_planet_invitation_audience")
        ),
        sa.CheckConstraint("bloc IN (2, 3)", name=op.f("ck_planet_invitation_bloc")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_planet_invitation_account_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["network.id"],
            name=op.f("fk_planet_invitation_network_id_network"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planet_invitation")),
    )
    op.create_index(
        op.f("ix_planet_invitation_account_id"), "planet_invitation", ["account_id"], unique=False
    )
    op.create_index(
        "ix_planet_invitation_due",
        "planet_invitation",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_planet_invitation_leased",
        "planet_invitation",
        ["leased_until"],
        unique=False,
        postgresql_where=sa.text("leased_until IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_planet_invitation_network_id"), "planet_invitation", ["network_id"], unique=False
    )
    op.create_index("ix_planet_invitation_place", "planet_invitation", ["departement", "bloc"], unique=False)
    op.create_index(
        "ix_planet_invitation_stuck",
        "planet_invitation",
        ["stuck_at"],
        unique=False,
        postgresql_where=sa.text("stuck_at IS NOT NULL"),
    )
    op.create_table(
        "planet_threshold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bloc", sa.Integer(), nullable=True),
        sa.Column("departement", sa.String(), nullable=False),
        sa.Column("learners", sa.Integer(), nullable=False),
        sa.Column("employers", sa.Integer(), nullable=False),
        sa.Column("bodies", sa.Integer(), nullable=False),
        sa.Column("is_lifted", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "learners > 0 AND employers >= 0 AND bodies > 0", name=op.f("ck_planet_threshold_least")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_planet_threshold_account_id_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planet_threshold")),
    )
    op.create_index(op.f("ix_planet_threshold_account_id"), "planet_threshold", ["account_id"], unique=False)
    op.create_index(
        "ix_planet_threshold_place", "planet_threshold", ["bloc", "departement", "id"], unique=False
    )
    op.create_table(
        "bloc_wish",
        sa.Column("bloc", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_for", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=False),
        sa.Column("attendance", sa.String(), nullable=False),
        sa.Column("reach", sa.String(), nullable=False),
        sa.CheckConstraint(
            "attendance IN ('any', 'on_site', 'remote')", name=op.f("ck_bloc_wish_attendance")
        ),
        sa.CheckConstraint(
            "reach IN ('departement', 'neighbours', 'anywhere')", name=op.f("ck_bloc_wish_reach")
        ),
        sa.CheckConstraint("bloc IN (2, 3)", name=op.f("ck_bloc_wish_bloc")),
        sa.ForeignKeyConstraint(
            ["adviser_id"], ["adviser.id"], name=op.f("fk_bloc_wish_adviser_id_adviser"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bloc_wish")),
        sa.UniqueConstraint("adviser_id", "bloc", name=op.f("uq_bloc_wish_adviser_id_bloc")),
    )
    op.create_index(op.f("ix_bloc_wish_expires_on"), "bloc_wish", ["expires_on"], unique=False)
    op.create_table(
        "planet_invitee",
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_planet_invitee_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["planet_invitation.id"],
            name=op.f("fk_planet_invitee_invitation_id_planet_invitation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("invitation_id", "account_id", name=op.f("pk_planet_invitee")),
    )
    op.create_index("ix_planet_invitee_account", "planet_invitee", ["account_id", "invited_at"], unique=False)


def downgrade() -> None:
    op.drop_table("planet_invitee")
    op.drop_table("bloc_wish")
    op.drop_table("planet_threshold")
    op.drop_table("planet_invitation")
    op.drop_table("employer_will")
    op.drop_table("body_ability")
    op.drop_table("planet_light")
