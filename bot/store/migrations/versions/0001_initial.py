"""What the company keeps: catalogue, customers, devices, promises, places, bookings, agents, audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agents",
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("username", name=op.f("pk_agents")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sa.UniqueConstraint("prev_hash", name=op.f("uq_audit_prev_hash")),
    )
    op.create_index(op.f("ix_audit_subject"), "audit", ["subject"], unique=False)
    op.create_table(
        "capacity",
        sa.Column("place_kind", sa.String(), nullable=False),
        sa.Column("place_code", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("window", sa.String(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("taken >= 0 AND taken <= places", name=op.f("ck_capacity_taken")),
        sa.PrimaryKeyConstraint("place_kind", "place_code", "day", "window", name=op.f("pk_capacity")),
    )
    op.create_table(
        "centres",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("province", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("categories", sa.Text(), nullable=False),
        sa.Column("modes", sa.Text(), nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_centres")),
    )
    op.create_index(op.f("ix_centres_city"), "centres", ["city"], unique=False)
    op.create_table(
        "customers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("phone_hash", sa.String(length=64), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sa.UniqueConstraint("code", name=op.f("uq_customers_code")),
        sa.UniqueConstraint("phone_hash", name=op.f("uq_customers_phone_hash")),
    )
    op.create_table(
        "exclusions",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("categories", sa.Text(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_exclusions")),
    )
    op.create_table(
        "numbers",
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", "day", name=op.f("pk_numbers")),
    )
    op.create_table(
        "parts",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("models", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("price_fen", sa.Integer(), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=False),
        sa.Column("cycle_months", sa.Integer(), nullable=True),
        sa.Column("genuine", sa.Boolean(), nullable=False),
        sa.CheckConstraint("price_fen >= 0 AND stock >= 0", name=op.f("ck_parts_amounts")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_parts")),
    )
    op.create_index(op.f("ix_parts_category"), "parts", ["category"], unique=False)
    op.create_table(
        "policies",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("starts", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("covers", sa.String(), nullable=False),
        sa.CheckConstraint("months >= 0", name=op.f("ck_policies_months")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_policies")),
    )
    op.create_index(op.f("ix_policies_category"), "policies", ["category"], unique=False)
    op.create_table(
        "products",
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("price_fen", sa.Integer(), nullable=False),
        sa.Column("launched_on", sa.Date(), nullable=True),
        sa.Column("has_imei", sa.Boolean(), nullable=False),
        sa.Column("main_version", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("model", name=op.f("pk_products")),
    )
    op.create_index(op.f("ix_products_category"), "products", ["category"], unique=False)
    op.create_table(
        "seedings",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_seedings")),
    )
    op.create_table(
        "teams",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("province", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("districts", sa.Text(), nullable=False),
        sa.Column("categories", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_teams")),
    )
    op.create_index(op.f("ix_teams_city"), "teams", ["city"], unique=False)
    op.create_table(
        "devices",
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("imei", sa.String(), nullable=True),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("purchased_on", sa.Date(), nullable=False),
        sa.Column("installed_on", sa.Date(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("order_number", sa.String(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_devices_customer_id_customers"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["model"], ["products.model"], name=op.f("fk_devices_model_products")),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_devices")),
        sa.UniqueConstraint("imei", name=op.f("uq_devices_imei")),
    )
    op.create_index(op.f("ix_devices_customer_id"), "devices", ["customer_id"], unique=False)
    op.create_index(op.f("ix_devices_model"), "devices", ["model"], unique=False)
    op.create_index(op.f("ix_devices_order_number"), "devices", ["order_number"], unique=False)
    op.create_table(
        "prices",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("labour_fen", sa.Integer(), nullable=False),
        sa.Column("part_code", sa.String(), nullable=True),
        sa.Column("visit_fen", sa.Integer(), nullable=False),
        sa.Column("includes", sa.String(), nullable=True),
        sa.CheckConstraint("labour_fen >= 0 AND visit_fen >= 0", name=op.f("ck_prices_amounts")),
        sa.ForeignKeyConstraint(["part_code"], ["parts.code"], name=op.f("fk_prices_part_code_parts")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_prices")),
    )
    op.create_index(op.f("ix_prices_category"), "prices", ["category"], unique=False)
    op.create_table(
        "product_aliases",
        sa.Column("alias", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["model"], ["products.model"], name=op.f("fk_product_aliases_model_products"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("alias", "model", name=op.f("pk_product_aliases")),
    )
    op.create_index(op.f("ix_product_aliases_model"), "product_aliases", ["model"], unique=False)
    op.create_table(
        "releases",
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=False),
        sa.Column("size_mb", sa.Float(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("from_version", sa.String(), nullable=True),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("known_issues", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["model"], ["products.model"], name=op.f("fk_releases_model_products")),
        sa.PrimaryKeyConstraint("model", "version", name=op.f("pk_releases")),
    )
    op.create_table(
        "bookings",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("device_serial", sa.String(), nullable=True),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("place_kind", sa.String(), nullable=True),
        sa.Column("place_code", sa.String(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("window", sa.String(), nullable=True),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("phone_hash", sa.String(length=64), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["device_serial"], ["devices.serial"], name=op.f("fk_bookings_device_serial_devices")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_bookings")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_bookings_idempotency_key")),
    )
    op.create_index(op.f("ix_bookings_device_serial"), "bookings", ["device_serial"], unique=False)
    op.create_index(op.f("ix_bookings_phone_hash"), "bookings", ["phone_hash"], unique=False)
    op.create_index(op.f("ix_bookings_status"), "bookings", ["status"], unique=False)
    op.create_table(
        "booking_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["bookings.number"], name=op.f("fk_booking_events_number_bookings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_events")),
    )
    op.create_index(op.f("ix_booking_events_number"), "booking_events", ["number"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_booking_events_number"), table_name="booking_events")
    op.drop_table("booking_events")
    op.drop_index(op.f("ix_bookings_status"), table_name="bookings")
    op.drop_index(op.f("ix_bookings_phone_hash"), table_name="bookings")
    op.drop_index(op.f("ix_bookings_device_serial"), table_name="bookings")
    op.drop_table("bookings")
    op.drop_table("releases")
    op.drop_index(op.f("ix_product_aliases_model"), table_name="product_aliases")
    op.drop_table("product_aliases")
    op.drop_index(op.f("ix_prices_category"), table_name="prices")
    op.drop_table("prices")
    op.drop_index(op.f("ix_devices_order_number"), table_name="devices")
    op.drop_index(op.f("ix_devices_model"), table_name="devices")
    op.drop_index(op.f("ix_devices_customer_id"), table_name="devices")
    op.drop_table("devices")
    op.drop_index(op.f("ix_teams_city"), table_name="teams")
    op.drop_table("teams")
    op.drop_table("seedings")
    op.drop_index(op.f("ix_products_category"), table_name="products")
    op.drop_table("products")
    op.drop_index(op.f("ix_policies_category"), table_name="policies")
    op.drop_table("policies")
    op.drop_index(op.f("ix_parts_category"), table_name="parts")
    op.drop_table("parts")
    op.drop_table("numbers")
    op.drop_table("exclusions")
    op.drop_table("customers")
    op.drop_index(op.f("ix_centres_city"), table_name="centres")
    op.drop_table("centres")
    op.drop_table("capacity")
    op.drop_index(op.f("ix_audit_subject"), table_name="audit")
    op.drop_table("audit")
    op.drop_table("agents")
