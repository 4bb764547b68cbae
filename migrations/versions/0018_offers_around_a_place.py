"""offers around a place: where an entry stands; its words kept apart from what lists count.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# As the models have it. What is there already moves apart when it is written again, which is due at once.
KEPT_APART = """
ALTER TABLE search_entry SET (toast_tuple_target = 512), ALTER COLUMN words SET STORAGE EXTERNAL,
    ALTER COLUMN heading SET STORAGE MAIN
"""
AS_BEFORE = """
ALTER TABLE search_entry RESET (toast_tuple_target), ALTER COLUMN words SET STORAGE EXTENDED,
    ALTER COLUMN heading SET STORAGE EXTENDED
"""
TO_INDEX = """
INSERT INTO offer_indexing (id, due_at) SELECT id, now() FROM offer WHERE state = 'published' ON CONFLICT (id) DO NOTHING
"""


def upgrade() -> None:
    op.add_column("search_entry", sa.Column("latitude", sa.Float(), nullable=True))
    op.add_column("search_entry", sa.Column("longitude", sa.Float(), nullable=True))
    op.execute(KEPT_APART)
    op.execute(TO_INDEX)


def downgrade() -> None:
    op.execute(AS_BEFORE)
    op.drop_column("search_entry", "longitude")
    op.drop_column("search_entry", "latitude")
