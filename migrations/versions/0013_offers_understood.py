"""offers understood: the commune and its point, part-time, the level asked for, and the labels of precarity.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TEXTS = ("commune_code", "postal_code")
NEW = ("labels", "level", "part_time", "longitude", "latitude", "postal_code", "commune_code")


def upgrade() -> None:
    for name in TEXTS:
        op.add_column(
            "offer", sa.Column(name, sqlmodel.sql.sqltypes.AutoString(), server_default="", nullable=False)
        )
        op.alter_column("offer", name, server_default=None)
    op.add_column("offer", sa.Column("latitude", sa.Float(), nullable=True))
    op.add_column("offer", sa.Column("longitude", sa.Float(), nullable=True))
    op.add_column("offer", sa.Column("part_time", sa.Boolean(), nullable=True))
    op.add_column("offer", sa.Column("level", sa.Integer(), nullable=True))
    op.add_column("offer", sa.Column("labels", sa.ARRAY(sa.String()), server_default="{}", nullable=False))
    # What sources said is read again at their next poll, so that the offers that they still show are understood anew.
    op.execute("UPDATE feed SET etag = NULL, last_modified = NULL, body_digest = NULL, seen = NULL")


def downgrade() -> None:
    for name in NEW:
        op.drop_column("offer", name)
