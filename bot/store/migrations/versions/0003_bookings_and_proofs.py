"""What a booking is for, where and in which chat it was made; who has proved to be the owner; one-time codes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("bookings", sa.Column("purpose", sa.String(length=16), server_default="repair", nullable=False))
    op.add_column("bookings", sa.Column("region", sa.String(length=64), nullable=True))
    op.add_column("bookings", sa.Column("chat_id", sa.String(length=32), nullable=True))
    op.create_index(op.f("ix_bookings_chat_id"), "bookings", ["chat_id"], unique=False)
    op.add_column("booking_events", sa.Column("kind", sa.String(length=8), server_default="status", nullable=False))
    op.create_table(
        "identities",
        sa.Column("chat_id", sa.String(length=32), nullable=False),
        sa.Column("method", sa.String(length=8), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("method IN ('token', 'serial', 'order', 'code')", name=op.f("ck_identities_method")),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name=op.f("fk_identities_chat_id_chats")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_identities_customer_id_customers")),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_identities")),
    )
    op.create_table(
        "one_time_codes",
        sa.Column("phone_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("phone_hash", name=op.f("pk_one_time_codes")),
    )


def downgrade() -> None:
    op.drop_table("one_time_codes")
    op.drop_table("identities")
    op.drop_column("booking_events", "kind")
    op.drop_index(op.f("ix_bookings_chat_id"), table_name="bookings")
    op.drop_column("bookings", "chat_id")
    op.drop_column("bookings", "region")
    op.drop_column("bookings", "purpose")
