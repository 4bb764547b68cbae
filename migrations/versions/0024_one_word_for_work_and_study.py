"""own offers call work and study by the code that feeds do, so that one filter finds both.

Revision ID: 0024
Revises: 0023
"""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# Table and column of a search as its address says it: « contrat » holds the codes that were chosen.
ASKED = (("saved_search", "asked"), ("offer_feed", "filters"))


def upgrade() -> None:
    # The trigger of `offer` has each of them indexed again under its new mark.
    op.execute("UPDATE offer SET contract_kind = 'apprentissage' WHERE contract_kind = 'alternance'")
    op.execute(
        'UPDATE posting SET approved = approved || \'{"contract_kind": "apprentissage"}\''
        " WHERE approved ->> 'contract_kind' = 'alternance'"
    )
    op.execute(
        'UPDATE offer_sketch SET typed = typed || \'{"contract_kind": "apprentissage"}\''
        " WHERE typed ->> 'contract_kind' = 'alternance'"
    )
    for table, column in ASKED:
        op.execute(
            f"UPDATE {table} SET {column} = jsonb_set({column}, '{{contrat}}', ("  # noqa: S608 - Names of ours.
            "SELECT jsonb_agg(DISTINCT CASE WHEN code = 'alternance' THEN 'apprentissage' ELSE code END)"
            f" FROM jsonb_array_elements_text({column} -> 'contrat') AS code))"
            f" WHERE jsonb_typeof({column} -> 'contrat') = 'array' AND {column} -> 'contrat' ? 'alternance'"
        )


def downgrade() -> None:
    # Only what employers post had the former code; what feeds brought was always called so.
    op.execute(
        "UPDATE offer SET contract_kind = 'alternance' WHERE contract_kind = 'apprentissage' AND employer_id IS NOT NULL"
    )
    op.execute(
        'UPDATE posting SET approved = approved || \'{"contract_kind": "alternance"}\''
        " WHERE approved ->> 'contract_kind' = 'apprentissage'"
    )
    op.execute(
        'UPDATE offer_sketch SET typed = typed || \'{"contract_kind": "alternance"}\''
        " WHERE typed ->> 'contract_kind' = 'apprentissage'"
    )
