"""suggestions: when a body closes; what was suggested, and by which rules.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.add_column("training_session", sa.Column("closed_from", sa.Date(), nullable=True))
    op.add_column("training_session", sa.Column("closed_until", sa.Date(), nullable=True))
    op.create_check_constraint(
        op.f("ck_training_session_closing"),
        "training_session",
        "(closed_from IS NULL) = (closed_until IS NULL) AND closed_until >= closed_from",
    )
    for name in ("rules", "digest"):
        op.add_column("training_plan", sa.Column(name, TEXT(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("training_plan", "digest")
    op.drop_column("training_plan", "rules")
    op.drop_constraint(op.f("ck_training_session_closing"), "training_session")
    op.drop_column("training_session", "closed_until")
    op.drop_column("training_session", "closed_from")
