"""What customers call an agent, instead of the name he signs in with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agents", sa.Column("display_name", sa.String(length=16), nullable=True))


def downgrade() -> None:
    op.drop_column("agents", "display_name")
