"""What the customer looks at on the shop's site, and whether he wants large letters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chats", sa.Column("page", sa.LargeBinary(), nullable=True))
    op.add_column("chats", sa.Column("large_text", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("chats", "large_text")
    op.drop_column("chats", "page")
