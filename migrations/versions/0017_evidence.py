"""evidence, its files, the portfolio, versions of the referential, exports of activities.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

READ = ("home", "contract", "skills", "trainings", "offers", "export")
TEXT = sqlmodel.sql.sqltypes.AutoString


def due_columns() -> list[sa.Column]:
    return [
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_error", TEXT(), nullable=True),
        sa.Column("stuck_at", sa.DateTime(timezone=True), nullable=True),
    ]


def index_waiting(table: str) -> None:
    for column, name in (("due_at", "due"), ("leased_until", "leased"), ("stuck_at", "stuck")):
        op.create_index(
            f"ix_{table}_{name}", table, [column], postgresql_where=sa.text(f"{column} IS NOT NULL")
        )


def of_adviser(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["adviser_id"], ["adviser.id"], name=op.f(f"fk_{table}_adviser_id_adviser"), ondelete="CASCADE"
    )


def parts_read(names: tuple[str, ...]) -> None:
    """Say which parts of a file somebody may read alone."""
    op.drop_constraint(op.f("ck_file_read_what"), "file_read", type_="check")
    words = ", ".join(f"'{name}'" for name in names)
    op.create_check_constraint(op.f("ck_file_read_what"), "file_read", f"what IN ({words})")


def upgrade() -> None:
    op.create_table(
        "referential_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("digest", TEXT(), nullable=False),
        sa.Column("origin", TEXT(), nullable=False),
        sa.Column("note", TEXT(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "origin IN ('shipped', 'screen', 'file', 'former')", name=op.f("ck_referential_version_origin")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_referential_version_account_id_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referential_version")),
        sa.UniqueConstraint("number", name=op.f("uq_referential_version_number")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=False),
        sa.Column("what", TEXT(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("role", TEXT(), nullable=False),
        sa.Column("partners", TEXT(), nullable=False),
        sa.Column("result", TEXT(), nullable=False),
        sa.Column("link", TEXT(), nullable=False),
        sa.Column("origin", TEXT(), nullable=False),
        sa.Column("searched", TEXT(), nullable=False),
        sa.Column("allowed", TEXT(), nullable=False),
        sa.Column("is_in_portfolio", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("place", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("origin IN ('typed', 'import')", name=op.f("ck_evidence_origin")),
        of_adviser("evidence"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index("ix_evidence_adviser_id_done_on", "evidence", ["adviser_id", "done_on"])
    op.create_index(
        "ix_evidence_removed_at",
        "evidence",
        ["removed_at"],
        postgresql_where=sa.text("removed_at IS NOT NULL"),
    )
    op.create_table(
        "evidence_competence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("competence_code", TEXT(), nullable=False),
        sa.ForeignKeyConstraint(
            ["competence_code"],
            ["competence.code"],
            name=op.f("fk_evidence_competence_competence_code_competence"),
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["evidence.id"],
            name=op.f("fk_evidence_competence_evidence_id_evidence"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_competence")),
        sa.UniqueConstraint(
            "evidence_id", "competence_code", name=op.f("uq_evidence_competence_evidence_id_competence_code")
        ),
    )
    op.create_index(
        op.f("ix_evidence_competence_competence_code"), "evidence_competence", ["competence_code"]
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("name", TEXT(), nullable=False),
        sa.Column("media_type", TEXT(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("state", TEXT(), nullable=False),
        sa.Column("refusal", TEXT(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *due_columns(),
        sa.CheckConstraint("state IN ('waiting', 'ready', 'refused')", name=op.f("ck_attachment_state")),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["evidence.id"],
            name=op.f("fk_attachment_evidence_id_evidence"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_evidence_id"), "attachment", ["evidence_id"])
    index_waiting("attachment")
    op.create_table(
        "portfolio",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=False),
        sa.Column("kind", TEXT(), nullable=False),
        sa.Column("introduction", TEXT(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('professional')", name=op.f("ck_portfolio_kind")),
        of_adviser("portfolio"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portfolio")),
        sa.UniqueConstraint("adviser_id", "kind", name=op.f("uq_portfolio_adviser_id_kind")),
    )
    op.create_table(
        "activity_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=False),
        sa.Column("filename", TEXT(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("state", TEXT(), nullable=False),
        sa.Column("refusal", TEXT(), nullable=False),
        sa.Column("preview", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("header_line", sa.Integer(), nullable=False),
        sa.Column("places", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("signature", TEXT(), nullable=False),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *due_columns(),
        sa.CheckConstraint(
            "state IN ('uploaded', 'unmapped', 'read', 'refused')", name=op.f("ck_activity_file_state")
        ),
        of_adviser("activity_file"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_file")),
    )
    op.create_index("ix_activity_file_adviser_id_made_at", "activity_file", ["adviser_id", "made_at"])
    index_waiting("activity_file")
    op.create_table(
        "activity_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=False),
        sa.Column("key", TEXT(), nullable=False),
        sa.Column("what", TEXT(), nullable=False),
        sa.Column("kind", TEXT(), nullable=False),
        sa.Column("place", TEXT(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("state", TEXT(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'accepted', 'set_aside')", name=op.f("ck_activity_proposal_state")
        ),
        of_adviser("activity_proposal"),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["evidence.id"],
            name=op.f("fk_activity_proposal_evidence_id_evidence"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_proposal")),
        sa.UniqueConstraint("adviser_id", "key", name=op.f("uq_activity_proposal_adviser_id_key")),
    )
    op.create_index(
        "ix_activity_proposal_waiting",
        "activity_proposal",
        ["adviser_id", "last_on"],
        postgresql_where=sa.text("state = 'waiting'"),
    )
    # The occasions of a territory are looked for by competence and by what people said of it.
    op.create_index("ix_assessment_possible_here", "assessment", ["competence_code", "possible_here"])
    parts_read((*READ, "evidence"))


def downgrade() -> None:
    op.execute("DELETE FROM file_read WHERE what = 'evidence'")
    parts_read(READ)
    op.drop_index("ix_assessment_possible_here", "assessment")
    for table in (
        "activity_proposal", "activity_file", "portfolio", "attachment", "evidence_competence", "evidence",
        "referential_version",
    ):  # fmt: skip
        op.drop_table(table)
