"""reads of files; the last day of contracts in an index.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file_read",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("what", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint(
            "what IN ('home', 'contract', 'skills', 'trainings', 'offers', 'export')",
            name=op.f("ck_file_read_what"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_file_read_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["adviser_id"], ["adviser.id"], name=op.f("fk_file_read_adviser_id_adviser"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_read")),
        sa.UniqueConstraint(
            "adviser_id",
            "read_on",
            "account_id",
            "what",
            name=op.f("uq_file_read_adviser_id_read_on_account_id_what"),
        ),
    )
    op.create_index(op.f("ix_file_read_account_id"), "file_read", ["account_id"])
    op.create_index(
        "ix_contract_last_day",
        "contract",
        [sa.text("COALESCE(termination_date, end_date)")],
        postgresql_where=sa.text("cancelled_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_contract_last_day", table_name="contract", postgresql_where=sa.text("cancelled_at IS NULL")
    )
    op.drop_index(op.f("ix_file_read_account_id"), table_name="file_read")
    op.drop_table("file_read")
