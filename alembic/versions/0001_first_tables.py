"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
NUMBER = sa.Numeric().with_variant(sa.Text(), "sqlite")
TABLES = (
    "control_number",
    "cross_reference",
    "document",
    "event",
    "inbox_key",
    "interchange",
    "item",
    "job",
    "job_dead",
    "lane",
    "position",
    "price",
    "rule_exception",
    "sales_order",
    "schedule",
    "shipment",
    "transmission",
    "atp_bucket",
    "commitment",
    "document_body",
    "item_identifier",
    "item_unit",
    "order_line",
    "supply",
    "transmission_body",
)
# rows that come and go many times a second: leave room in the pages, clean up early
BUSY = ("job", "lane")


def upgrade() -> None:
    _catalogue()
    _exchange()
    _orders()
    _stock()
    _work()
    if op.get_context().dialect.name == "postgresql":
        for table in BUSY:
            op.execute(
                f"ALTER TABLE {table} SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01,"
                " autovacuum_vacuum_threshold = 1000)"
            )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _catalogue() -> None:
    op.create_table(
        "cross_reference",
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("partner", "value", "kind", "sku", name=op.f("pk_cross_reference")),
    )
    op.create_table(
        "item",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("base_unit", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("superseded_by", sa.Text(), nullable=False),
        sa.Column("pack", sa.Integer(), nullable=False),
        sa.Column("list_price", NUMBER, nullable=True),
        sa.Column("weight_kg", NUMBER, nullable=True),
        sa.Column("item_group", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sku", name=op.f("pk_item")),
    )
    op.create_table(
        "price",
        sa.Column("price_list", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("from_quantity", NUMBER, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("price", NUMBER, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint(
            "price_list", "sku", "unit", "from_quantity", "starts_on", name=op.f("pk_price")
        ),
    )
    op.create_table(
        "item_identifier",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sku"], ["item.sku"], name=op.f("fk_item_identifier_item")),
        sa.PrimaryKeyConstraint("sku", "seq", name=op.f("pk_item_identifier")),
    )
    op.create_index(op.f("ix_item_identifier_value_kind"), "item_identifier", ["value", "kind"])
    op.create_table(
        "item_unit",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("numerator", sa.BigInteger(), nullable=False),
        sa.Column("denominator", sa.BigInteger(), nullable=False),
        sa.Column("gtin", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sku"], ["item.sku"], name=op.f("fk_item_unit_item")),
        sa.PrimaryKeyConstraint("sku", "seq", name=op.f("pk_item_unit")),
    )
    op.create_index(op.f("ix_item_unit_gtin"), "item_unit", ["gtin"])


def _exchange() -> None:
    op.create_table(
        "control_number",
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("partner", "series", "shard", name=op.f("pk_control_number")),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("set_id", sa.Text(), nullable=False),
        sa.Column("functional_group", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("control_number", sa.Text(), nullable=False),
        sa.Column("group_control_number", sa.Text(), nullable=False),
        sa.Column("interchange_control_number", sa.Text(), nullable=False),
        sa.Column("interchange_id", sa.Text(), nullable=False),
        sa.Column("transmission_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("map_name", sa.Text(), nullable=False),
        sa.Column("config", sa.Text(), nullable=False),
        sa.Column("validation", sa.Text(), nullable=False),
        sa.Column("delivery", sa.Text(), nullable=False),
        sa.Column("acknowledgement", sa.Text(), nullable=False),
        sa.Column("acknowledgement_due_at", INSTANT, nullable=True),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("dedupe", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("acknowledged_at", INSTANT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_document")),
    )
    op.create_index(
        op.f("ix_document_acknowledgement_acknowledgement_due_at"),
        "document",
        ["acknowledgement", "acknowledgement_due_at"],
    )
    op.create_index(op.f("ix_document_answers"), "document", ["answers"])
    op.create_index(op.f("ix_document_created_at_id"), "document", ["created_at", "id"])
    op.create_index(op.f("ix_document_order_id"), "document", ["order_id"])
    op.create_index(op.f("ix_document_partner_created_at"), "document", ["partner", "created_at"])
    op.create_index(
        op.f("ix_document_partner_group_control_number"), "document", ["partner", "group_control_number"]
    )
    op.create_index(op.f("ix_document_transmission_id"), "document", ["transmission_id"])
    op.create_index(
        "uq_document_dedupe",
        "document",
        ["partner", "dedupe", "shard"],
        unique=True,
        sqlite_where=sa.text("dedupe != ''"),
        postgresql_where=sa.text("dedupe != ''"),
    )
    op.create_table(
        "inbox_key",
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("transmission_id", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("partner", "scope", "key_hash", "shard", name=op.f("pk_inbox_key")),
    )
    op.create_table(
        "interchange",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("transmission_id", sa.Text(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("control_number", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("usage", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_interchange")),
    )
    op.create_index(op.f("ix_interchange_state_id"), "interchange", ["state", "id"])
    op.create_index(
        op.f("ix_interchange_transmission_id_position"), "interchange", ["transmission_id", "position"]
    )
    op.create_table(
        "transmission",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("received_as", sa.Text(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("transport", sa.Text(), nullable=False),
        sa.Column("transport_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_transmission")),
        sa.UniqueConstraint(
            "received_as",
            "direction",
            "transport",
            "transport_key",
            "shard",
            name=op.f("uq_transmission_received_as_direction_transport_transport_key_shard"),
        ),
    )
    op.create_index(op.f("ix_transmission_at_id"), "transmission", ["at", "id"])
    op.create_table(
        "document_body",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id", "shard"], ["document.id", "document.shard"], name=op.f("fk_document_body_document")
        ),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_document_body")),
    )
    op.create_table(
        "transmission_body",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id", "shard"],
            ["transmission.id", "transmission.shard"],
            name=op.f("fk_transmission_body_transmission"),
        ),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_transmission_body")),
    )


def _orders() -> None:
    op.create_table(
        "sales_order",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("release", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("seller_number", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("total", NUMBER, nullable=True),
        sa.Column("ordered_on", sa.Date(), nullable=True),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("chain_complete_at", INSTANT, nullable=True),
        sa.Column("results", sa.Text(), nullable=False),
        sa.Column("outcomes", sa.Text(), nullable=False),
        sa.Column("waivers", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_sales_order")),
        sa.UniqueConstraint(
            "partner",
            "number",
            "release",
            "revision",
            "shard",
            name=op.f("uq_sales_order_partner_number_release_revision_shard"),
        ),
    )
    op.create_index(op.f("ix_sales_order_number"), "sales_order", ["number"])
    op.create_index(op.f("ix_sales_order_partner_received_at"), "sales_order", ["partner", "received_at"])
    op.create_index(op.f("ix_sales_order_received_at_id"), "sales_order", ["received_at", "id"])
    op.create_index(op.f("ix_sales_order_state_received_at"), "sales_order", ["state", "received_at"])
    op.create_table(
        "rule_exception",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("item_group", sa.Text(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_rule_exception")),
    )
    op.create_index(op.f("ix_rule_exception_partner_until_on"), "rule_exception", ["partner", "until_on"])
    op.create_table(
        "shipment",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("shipped_at", INSTANT, nullable=False),
        sa.Column("packed", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_shipment")),
    )
    op.create_index(op.f("ix_shipment_order_id_shipped_at"), "shipment", ["order_id", "shipped_at"])
    op.create_table(
        "order_line",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("base_unit", sa.Text(), nullable=False),
        sa.Column("each", sa.Text(), nullable=False),
        sa.Column("ordered", sa.BigInteger(), nullable=False),
        sa.Column("promised", sa.BigInteger(), nullable=False),
        sa.Column("backordered", sa.BigInteger(), nullable=False),
        sa.Column("cancelled", sa.BigInteger(), nullable=False),
        sa.Column("shipped", sa.BigInteger(), nullable=False),
        sa.Column("invoiced", sa.BigInteger(), nullable=False),
        sa.Column("price", NUMBER, nullable=True),
        sa.Column("substituted", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id", "shard"],
            ["sales_order.id", "sales_order.shard"],
            name=op.f("fk_order_line_sales_order"),
        ),
        sa.PrimaryKeyConstraint("order_id", "line", "shard", name=op.f("pk_order_line")),
    )
    op.create_index(op.f("ix_order_line_sku"), "order_line", ["sku"])
    op.create_index(op.f("ix_order_line_sku_backordered"), "order_line", ["sku", "backordered"])


def _stock() -> None:
    op.create_table(
        "position",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sku", "location", "shard", name=op.f("pk_position")),
    )
    op.create_table(
        "atp_bucket",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("bucket_on", sa.Date(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("cum_free", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("cum_free >= 0", name=op.f("ck_atp_bucket_not_oversold")),
        sa.ForeignKeyConstraint(
            ["sku", "location", "shard"],
            ["position.sku", "position.location", "position.shard"],
            name=op.f("fk_atp_bucket_position"),
        ),
        sa.PrimaryKeyConstraint("sku", "location", "bucket_on", "shard", name=op.f("pk_atp_bucket")),
    )
    op.create_table(
        "commitment",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("schedule", sa.Integer(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("need_on", sa.Date(), nullable=False),
        sa.Column("promise_on", sa.Date(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_commitment_promises_something")),
        sa.ForeignKeyConstraint(
            ["sku", "location", "shard"],
            ["position.sku", "position.location", "position.shard"],
            name=op.f("fk_commitment_position"),
        ),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_commitment")),
        sa.UniqueConstraint(
            "order_id",
            "line",
            "schedule",
            "location",
            "sku",
            "promise_on",
            "kind",
            "shard",
            name=op.f("uq_commitment_order_id_line_schedule_location_sku_promise_on_kind_shard"),
        ),
    )
    op.create_index(
        op.f("ix_commitment_kind_state_promise_on"), "commitment", ["kind", "state", "promise_on"]
    )
    op.create_index(
        op.f("ix_commitment_sku_location_promise_on"), "commitment", ["sku", "location", "promise_on"]
    )
    op.create_table(
        "supply",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("available_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sku", "location", "shard"],
            ["position.sku", "position.location", "position.shard"],
            name=op.f("fk_supply_position"),
        ),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_supply")),
    )
    op.create_index(
        op.f("ix_supply_sku_location_available_on"), "supply", ["sku", "location", "available_on"]
    )


def _work() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_at_id"), "event", ["at", "id"])
    op.create_index(op.f("ix_event_order_id"), "event", ["order_id"])
    op.create_index(op.f("ix_event_ref"), "event", ["ref"])
    op.create_table(
        "job",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("dedupe", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=True),
        sa.Column("run_at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_job")),
        sa.UniqueConstraint("dedupe", "shard", name=op.f("uq_job_dedupe_shard")),
    )
    op.create_index(
        "ix_job_free",
        "job",
        ["kind", "run_at", "id"],
        sqlite_where=sa.text("lane IS NULL"),
        postgresql_where=sa.text("lane IS NULL"),
    )
    op.create_index(
        "ix_job_lane",
        "job",
        ["lane", "shard", "id"],
        sqlite_where=sa.text("lane IS NOT NULL"),
        postgresql_where=sa.text("lane IS NOT NULL"),
    )
    op.create_table(
        "job_dead",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("dedupe", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("died_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_job_dead")),
    )
    op.create_index(op.f("ix_job_dead_died_at"), "job_dead", ["died_at"])
    op.create_table(
        "lane",
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("lane", "shard", name=op.f("pk_lane")),
    )
    op.create_index(op.f("ix_lane_kind_next_at"), "lane", ["kind", "next_at"])
    op.create_table(
        "schedule",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("every_s", sa.BigInteger(), nullable=False),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_schedule")),
    )
    op.create_index(op.f("ix_schedule_next_at"), "schedule", ["next_at"])
