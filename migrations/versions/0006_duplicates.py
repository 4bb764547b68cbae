"""Duplicates found, compared and merged; other names of people and of employers.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duplicate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=True),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("doubts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('adviser', 'employer')", name=op.f("ck_duplicate_kind")),
        sa.CheckConstraint("state IN ('proposed', 'refused', 'merged')", name=op.f("ck_duplicate_state")),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_duplicate_ordered")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_duplicate_account_id_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["network.id"], name=op.f("fk_duplicate_network_id_network"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate")),
        sa.UniqueConstraint(
            "kind", "first_id", "second_id", name=op.f("uq_duplicate_kind_first_id_second_id")
        ),
    )
    op.create_index(
        "ix_duplicate_decided",
        "duplicate",
        ["decided_at"],
        unique=False,
        postgresql_where=sa.text("decided_at IS NOT NULL"),
    )
    op.create_index(
        "ix_duplicate_proposed",
        "duplicate",
        ["network_id", "kind"],
        unique=False,
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.create_table(
        "duplicate_search",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_error", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("stuck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=True),
        sa.Column("searched_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["network.id"],
            name=op.f("fk_duplicate_search_network_id_network"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_search")),
        sa.UniqueConstraint(
            "network_id", name=op.f("uq_duplicate_search_network_id"), postgresql_nulls_not_distinct=True
        ),
    )
    op.create_index(
        "ix_duplicate_search_due",
        "duplicate_search",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_duplicate_search_leased",
        "duplicate_search",
        ["leased_until"],
        unique=False,
        postgresql_where=sa.text("leased_until IS NOT NULL"),
    )
    op.create_index(
        "ix_duplicate_search_stuck",
        "duplicate_search",
        ["stuck_at"],
        unique=False,
        postgresql_where=sa.text("stuck_at IS NOT NULL"),
    )
    op.create_table(
        "employer_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("siret", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("external_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("postal_code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("departement", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id"],
            ["employer.id"],
            name=op.f("fk_employer_alias_employer_id_employer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer_alias")),
    )
    op.create_index(op.f("ix_employer_alias_employer_id"), "employer_alias", ["employer_id"], unique=False)
    op.create_index(op.f("ix_employer_alias_external_id"), "employer_alias", ["external_id"], unique=False)
    op.create_index(
        "ix_employer_alias_name",
        "employer_alias",
        [sa.literal_column("lower(name)"), "postal_code"],
        unique=False,
    )
    op.create_index(op.f("ix_employer_alias_siret"), "employer_alias", ["siret"], unique=False)
    op.create_table(
        "adviser_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=False),
        sa.Column("first_name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("last_name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["adviser_id"],
            ["adviser.id"],
            name=op.f("fk_adviser_alias_adviser_id_adviser"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adviser_alias")),
    )
    op.create_index(op.f("ix_adviser_alias_adviser_id"), "adviser_alias", ["adviser_id"], unique=False)
    op.create_index(
        "ix_adviser_alias_email", "adviser_alias", [sa.literal_column("lower(email)")], unique=False
    )
    op.create_index(
        "ix_adviser_alias_name",
        "adviser_alias",
        [sa.literal_column("lower(last_name)"), sa.literal_column("lower(first_name)")],
        unique=False,
    )
    op.create_table(
        "merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=True),
        sa.Column("employer_id", sa.Integer(), nullable=True),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("former_id", sa.Integer(), nullable=False),
        sa.Column("departement", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=True),
        sa.Column("duplicate_id", sa.Integer(), nullable=True),
        sa.Column("part_of_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("record", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("kind IN ('adviser', 'employer', 'contract')", name=op.f("ck_merge_kind")),
        sa.CheckConstraint(
            "num_nonnulls(adviser_id, employer_id, contract_id) = 1", name=op.f("ck_merge_kept")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_merge_account_id_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["adviser_id"], ["adviser.id"], name=op.f("fk_merge_adviser_id_adviser"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_merge_contract_id_contract"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["duplicate_id"],
            ["duplicate.id"],
            name=op.f("fk_merge_duplicate_id_duplicate"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_merge_employer_id_employer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["network.id"], name=op.f("fk_merge_network_id_network"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["part_of_id"], ["merge.id"], name=op.f("fk_merge_part_of_id_merge"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge")),
    )
    op.create_index(op.f("ix_merge_adviser_id"), "merge", ["adviser_id"], unique=False)
    op.create_index(op.f("ix_merge_contract_id"), "merge", ["contract_id"], unique=False)
    op.create_index(op.f("ix_merge_duplicate_id"), "merge", ["duplicate_id"], unique=False)
    op.create_index(op.f("ix_merge_employer_id"), "merge", ["employer_id"], unique=False)
    op.create_index("ix_merge_former", "merge", ["kind", "former_id"], unique=False)
    op.create_index(op.f("ix_merge_network_id"), "merge", ["network_id"], unique=False)
    op.create_index(op.f("ix_merge_part_of_id"), "merge", ["part_of_id"], unique=False)


def downgrade() -> None:
    op.drop_table("merge")
    op.drop_table("adviser_alias")
    op.drop_table("employer_alias")
    op.drop_table("duplicate_search")
    op.drop_table("duplicate")
