"""offers: what is in hand of the sources is found among what is due; their leases and claims change no index.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

IN_HAND = sa.text("leased_until IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_feed_leased", table_name="feed", postgresql_where=IN_HAND)
    op.execute("ALTER TABLE feed SET (fillfactor = 50)")  # Rows written from now on leave room beside them.


def downgrade() -> None:
    op.execute("ALTER TABLE feed RESET (fillfactor)")
    op.create_index("ix_feed_leased", "feed", ["leased_until"], unique=False, postgresql_where=IN_HAND)
