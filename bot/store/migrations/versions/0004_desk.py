"""The desk: who is signed in, notes, when an agent was last seen, and what a chat keeps for agent and bot."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agents", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("chats", sa.Column("desk_group", sa.String(length=32), nullable=True))
    op.add_column("chats", sa.Column("desk_seq", sa.Integer(), server_default="0", nullable=False))
    op.add_column("chats", sa.Column("facts", sa.LargeBinary(), nullable=True))
    op.add_column("chats", sa.Column("overrides", sa.LargeBinary(), nullable=True))
    op.create_table(
        "desk_sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["username"], ["agents.username"], name=op.f("fk_desk_sessions_username_agents")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_desk_sessions")),
    )
    op.create_index(op.f("ix_desk_sessions_username"), "desk_sessions", ["username"], unique=False)
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name=op.f("fk_notes_chat_id_chats")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index(op.f("ix_notes_chat_id"), "notes", ["chat_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_notes_chat_id"), table_name="notes")
    op.drop_table("notes")
    op.drop_index(op.f("ix_desk_sessions_username"), table_name="desk_sessions")
    op.drop_table("desk_sessions")
    for column in ("overrides", "facts", "desk_seq", "desk_group"):
        op.drop_column("chats", column)
    op.drop_column("agents", "seen_at")
