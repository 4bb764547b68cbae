"""The columns of any spreadsheet, described by a person and remembered; what an export says of people.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BEFORE = ("uploaded", "analysed", "confirmed", "applied", "refused", "abandoned")
AFTER = ("uploaded", "unmapped", "analysed", "confirmed", "applied", "refused", "abandoned")


def upgrade() -> None:
    states(AFTER)
    op.create_table(
        "import_layout",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("sheet_name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("preview", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("header_line", sa.Integer(), nullable=False),
        sa.Column("places", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("remembered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import.id"], name=op.f("fk_import_layout_import_id_import"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_import_layout")),
    )
    op.create_table(
        "column_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("signature", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("places", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_column_mapping_account_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["network.id"],
            name=op.f("fk_column_mapping_network_id_network"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_mapping")),
        sa.UniqueConstraint("network_id", "signature", name=op.f("uq_column_mapping_network_id_signature")),
    )
    op.create_table(
        "mention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("external_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=True),
        sa.Column("roles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("labels", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("trainings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["adviser_id"], ["adviser.id"], name=op.f("fk_mention_adviser_id_adviser"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"],
            ["employer.id"],
            name=op.f("fk_mention_employer_id_employer"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["network.id"], name=op.f("fk_mention_network_id_network"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mention")),
        sa.UniqueConstraint("network_id", "external_id", name=op.f("uq_mention_network_id_external_id")),
    )
    op.create_index(op.f("ix_mention_adviser_id"), "mention", ["adviser_id"], unique=False)
    op.create_index(op.f("ix_mention_employer_id"), "mention", ["employer_id"], unique=False)


def downgrade() -> None:
    op.drop_table("mention")
    op.drop_table("column_mapping")
    op.drop_table("import_layout")
    op.execute(
        "UPDATE import SET state = 'abandoned', content = '', due_at = NULL, leased_until = NULL"
        " WHERE state = 'unmapped' OR (kind IN ('', 'spreadsheet', 'mediators') AND state <> 'applied')"
    )
    states(BEFORE)


def states(words: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_import_state"), "import", type_="check")
    listed = ", ".join(f"'{word}'" for word in words)
    op.create_check_constraint(op.f("ck_import_state"), "import", f"state IN ({listed})")
