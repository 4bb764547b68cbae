"""rows that can be corrected.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NOTHING = {"[]": sa.text("'[]'::jsonb"), "{}": sa.text("'{}'::jsonb")}
ROW = (("cells", "{}"), ("keys", "[]"), ("faults", "{}"), ("said", "[]"))


def upgrade() -> None:
    op.add_column("import", sa.Column("reached", sa.Integer(), server_default=sa.text("0"), nullable=False))
    for name in ("columns", "absent"):
        op.add_column(
            "import", sa.Column(name, postgresql.JSONB(), server_default=NOTHING["[]"], nullable=False)
        )
    for name, nothing in ROW:
        op.add_column(
            "import_row", sa.Column(name, postgresql.JSONB(), server_default=NOTHING[nothing], nullable=False)
        )
    for name in ("doubtful", "edited"):
        op.add_column(
            "import_row", sa.Column(name, sa.Boolean(), server_default=sa.text("false"), nullable=False)
        )
    # A row that could not be read kept its cells in the place of what was read; nothing was read of it.
    op.execute("UPDATE import_row SET cells = data -> 'cells', data = '{}' WHERE data ? 'cells'")
    op.execute(
        "UPDATE import_row SET keys = to_jsonb(array_remove(ARRAY['a:' || lower(data ->> 'email'), "
        "'n:' || lower(data ->> 'last_name') || '|' || lower(data ->> 'first_name')], NULL)) WHERE data ? 'first_name'"
    )
    # Files under way: what is written is known by the line reached, and is written again without harm.
    op.execute("UPDATE import SET rows_done = 0 WHERE state = 'confirmed'")


def downgrade() -> None:
    op.execute("UPDATE import_row SET data = jsonb_build_object('cells', cells) WHERE data = '{}'")
    op.execute("UPDATE import_row SET outcome = 'refused' WHERE outcome IN ('', 'ignored')")
    op.execute(
        "UPDATE import SET rows_done = (SELECT count(*) FROM import_row r WHERE r.import_id = import.id AND r.number <= reached) "
        "WHERE state = 'confirmed'"
    )
    for name in ("edited", "doubtful", *(name for name, _ in reversed(ROW))):
        op.drop_column("import_row", name)
    for name in ("absent", "columns", "reached"):
        op.drop_column("import", name)
