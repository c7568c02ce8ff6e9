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
    "learned_columns",
    "learned_name",
    "quote",
    "request_page",
    "request_line",
    "request",
    "own_key",
    "imported_certificate",
    "sealed_secret",
    "as2_arrival",
    "as2_sealed",
    "as2_arrival_body",
    "as2_receipt",
    "as2_sealed_body",
    "as2_evidence",
    "account",
    "drawing",
    "exchange_rate",
    "payment",
    "promotion",
    "receivable",
    "tax_rate",
    "carton_type",
    "invoice",
    "shipment_order",
    "control_number",
    "cross_reference",
    "document",
    "event",
    "expectation",
    "circuit",
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
    "picture",
    "category_name",
    "assortment_rule",
    "catalogue_version",
    "catalogue_index",
    "catalogue_change",
    "item_content",
    "atp_bucket",
    "commitment",
    "credit_memo",
    "document_body",
    "invoice_line",
    "item_identifier",
    "item_unit",
    "order_line",
    "supply",
    "transmission_body",
    "promise_log",
    "shipped_line",
    "stock_count",
    "stock_level",
    "supply_short",
    "told_order",
    "item_policy",
    "safety_stock",
    "protection",
    "quota",
    "substitute",
    "capacity",
    "ship_place",
    "ship_lane",
    "shop_session",
    "shop_line",
    "config_content",
    "config_revision",
    "config_draft",
    "partner_test",
    "person",
    "login_session",
    "api_token",
    "api_reply",
    "event_seal",
    "webhook_endpoint",
    "webhook_delivery",
    "cxml_exchange",
    "cxml_reply",
    "cxml_attachment",
    "cxml_secret",
    "pick",
    "reservation",
    "alert",
    "document_count",
)
# rows that come and go many times a second: leave room in the pages, clean up early
BUSY = ("job", "lane")


def upgrade() -> None:
    _catalogue()
    _catalogue_content()
    _pricing()
    _accounts()
    _exchange()
    _orders()
    _fulfilment()
    _invoices()
    _stock()
    _history()
    _stocktaking()
    _work()
    _as2()
    _cxml()
    _waiting()
    _telling()
    _policies()
    _quotes()
    _shop()
    _configuring()
    _people()
    _answering()
    _picking()
    _reserving()
    _alerts()
    _counting()
    _listing()
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
        sa.Column("length_mm", sa.Integer(), nullable=True),
        sa.Column("width_mm", sa.Integer(), nullable=True),
        sa.Column("height_mm", sa.Integer(), nullable=True),
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
        sa.Column("contract", sa.Text(), nullable=False),
        sa.Column("price", NUMBER, nullable=False),
        sa.Column("per", NUMBER, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint(
            "price_list", "sku", "unit", "from_quantity", "starts_on", "contract", name=op.f("pk_price")
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


def _catalogue_content() -> None:
    op.create_table(
        "item_content",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sku"], ["item.sku"], name=op.f("fk_item_content_item")),
        sa.PrimaryKeyConstraint("sku", name=op.f("pk_item_content")),
    )
    op.create_table(
        "picture",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_picture")),
    )
    op.create_table(
        "category_name",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", "language", name=op.f("pk_category_name")),
    )
    op.create_table(
        "assortment_rule",
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("partner", "what", "value", name=op.f("pk_assortment_rule")),
    )
    op.create_table(
        "catalogue_version",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_catalogue_version")),
    )
    op.create_table(
        "catalogue_index",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_catalogue_index")),
    )
    op.create_table(
        "catalogue_change",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sku", name=op.f("pk_catalogue_change")),
    )
    op.create_index(op.f("ix_catalogue_change_version"), "catalogue_change", ["version"])


def _pricing() -> None:
    op.create_table(
        "promotion",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("item_group", sa.Text(), nullable=False),
        sa.Column("minimum", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("percent", NUMBER, nullable=True),
        sa.Column("amount", NUMBER, nullable=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("stackable", sa.Boolean(), nullable=False),
        sa.Column("on_contracts", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", "partner", "sku", "item_group", "minimum", name=op.f("pk_promotion")),
    )
    op.create_table(
        "tax_rate",
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("percent", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("country", "region", "kind", "starts_on", name=op.f("pk_tax_rate")),
    )
    op.create_table(
        "exchange_rate",
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("into", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("rate", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("currency", "into", "starts_on", name=op.f("pk_exchange_rate")),
    )


def _accounts() -> None:
    op.create_table(
        "account",
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("partner", "shard", name=op.f("pk_account")),
    )
    op.create_table(
        "receivable",
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("total", NUMBER, nullable=False),
        sa.Column("amount", NUMBER, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("partner", "kind", "number", "shard", name=op.f("pk_receivable")),
    )
    op.create_index(op.f("ix_receivable_partner_open"), "receivable", ["partner", "open"])
    op.create_index(op.f("ix_receivable_order_id"), "receivable", ["order_id"])
    op.create_table(
        "payment",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("amount", NUMBER, nullable=False),
        sa.Column("discount", NUMBER, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("booked_by", sa.Text(), nullable=False),
        sa.Column("booked_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_payment")),
        sa.UniqueConstraint("partner", "key", "shard", name=op.f("uq_payment_partner_key_shard")),
    )
    op.create_index(op.f("ix_payment_partner_booked_at"), "payment", ["partner", "booked_at"])
    op.create_index(op.f("ix_payment_order_id"), "payment", ["order_id"])
    op.create_table(
        "drawing",
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("contract", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("partner", "contract", "sku", "order_id", "shard", name=op.f("pk_drawing")),
    )
    op.create_index(op.f("ix_drawing_order_id"), "drawing", ["order_id"])


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
    op.create_index(op.f("ix_document_reference"), "document", ["reference"])
    op.create_index(
        op.f("ix_document_interchange_control_number"), "document", ["interchange_control_number"]
    )
    has_file = sa.text("file_name != ''")
    op.create_index(
        "ix_document_file_name", "document", ["file_name"], sqlite_where=has_file, postgresql_where=has_file
    )
    op.create_index(op.f("ix_document_partner_created_at"), "document", ["partner", "created_at"])
    op.create_index(
        op.f("ix_document_partner_group_control_number"), "document", ["partner", "group_control_number"]
    )
    op.create_index(op.f("ix_document_transmission_id"), "document", ["transmission_id"])
    op.create_index(
        "ix_document_held",
        "document",
        ["partner", "created_at"],
        sqlite_where=sa.text("validation = 'held' OR delivery = 'held'"),
        postgresql_where=sa.text("validation = 'held' OR delivery = 'held'"),
    )
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
    op.create_index(op.f("ix_interchange_control_number"), "interchange", ["control_number"])
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
    op.create_index(op.f("ix_transmission_name"), "transmission", ["name"])
    op.create_index(op.f("ix_transmission_sha256"), "transmission", ["sha256"])
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
        sa.Column("reckoning", sa.Text(), nullable=False),
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
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_shipment")),
    )
    op.create_index(op.f("ix_shipment_order_id_shipped_at"), "shipment", ["order_id", "shipped_at"])
    op.create_index(op.f("ix_shipment_state_shipped_at"), "shipment", ["state", "shipped_at"])
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


def _fulfilment() -> None:
    op.create_table(
        "shipment_order",
        sa.Column("shipment_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("shipment_id", "order_id", "shard", name=op.f("pk_shipment_order")),
    )
    op.create_index(op.f("ix_shipment_order_order_id"), "shipment_order", ["order_id"])
    op.create_table(
        "carton_type",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("length_mm", sa.Integer(), nullable=False),
        sa.Column("width_mm", sa.Integer(), nullable=False),
        sa.Column("height_mm", sa.Integer(), nullable=False),
        sa.Column("max_kg", NUMBER, nullable=False),
        sa.Column("own_kg", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_carton_type")),
    )


def _invoices() -> None:
    op.create_table(
        "invoice",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("shipment_id", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("invoiced_on", sa.Date(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("credited", sa.BigInteger(), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "credited >= 0 AND credited <= total", name=op.f("ck_invoice_credits_what_was_invoiced")
        ),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_invoice")),
        sa.UniqueConstraint("number", "shard", name=op.f("uq_invoice_number_shard")),
    )
    op.create_index(op.f("ix_invoice_order_id_id"), "invoice", ["order_id", "id"])
    op.create_table(
        "credit_memo",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("invoice_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id", "shard"], ["invoice.id", "invoice.shard"], name=op.f("fk_credit_memo_invoice")
        ),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_credit_memo")),
        sa.UniqueConstraint("number", "shard", name=op.f("uq_credit_memo_number_shard")),
        sa.UniqueConstraint("invoice_id", "key", "shard", name=op.f("uq_credit_memo_invoice_id_key_shard")),
    )
    op.create_index(op.f("ix_credit_memo_order_id_id"), "credit_memo", ["order_id", "id"])
    op.create_table(
        "invoice_line",
        sa.Column("invoice_id", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("credited_quantity", sa.BigInteger(), nullable=False),
        sa.Column("credited", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "credited_quantity >= 0 AND credited_quantity <= quantity",
            name=op.f("ck_invoice_line_takes_back_what_was_invoiced"),
        ),
        sa.CheckConstraint(
            "credited >= 0 AND credited <= amount", name=op.f("ck_invoice_line_credits_what_was_invoiced")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id", "shard"], ["invoice.id", "invoice.shard"], name=op.f("fk_invoice_line_invoice")
        ),
        sa.PrimaryKeyConstraint("invoice_id", "line", "shard", name=op.f("pk_invoice_line")),
    )


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
        sa.Column("shipped", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_commitment_promises_something")),
        sa.CheckConstraint(
            "shipped >= 0 AND shipped <= quantity", name=op.f("ck_commitment_ships_what_was_promised")
        ),
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


def _history() -> None:
    op.create_table(
        "promise_log",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=True),
        sa.Column("ordered", sa.BigInteger(), nullable=False),
        sa.Column("promised", sa.BigInteger(), nullable=False),
        sa.Column("backordered", sa.BigInteger(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", "line", "seq", "shard", name=op.f("pk_promise_log")),
    )
    op.create_index(op.f("ix_promise_log_requested_on_partner"), "promise_log", ["requested_on", "partner"])
    op.create_index(op.f("ix_promise_log_promised_on_partner"), "promise_log", ["promised_on", "partner"])
    op.create_table(
        "shipped_line",
        sa.Column("shipment_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("shipped_on", sa.Date(), nullable=False),
        sa.Column("shipped_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint(
            "shipment_id", "order_id", "line", "sku", "location", "shard", name=op.f("pk_shipped_line")
        ),
    )
    op.create_index(
        op.f("ix_shipped_line_order_id_line_shipped_on_quantity"),
        "shipped_line",
        ["order_id", "line", "shipped_on", "quantity"],
    )
    op.create_index(
        op.f("ix_shipped_line_sku_location_shipped_at_quantity"),
        "shipped_line",
        ["sku", "location", "shipped_at", "quantity"],
    )


def _stocktaking() -> None:
    op.create_table(
        "stock_count",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("counted_at", INSTANT, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sku", "location", "shard", name=op.f("pk_stock_count")),
    )
    op.create_table(
        "stock_level",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("minimum", sa.BigInteger(), nullable=False),
        sa.Column("multiple", sa.BigInteger(), nullable=False),
        sa.Column("up_to", sa.BigInteger(), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sku", "location", name=op.f("pk_stock_level")),
    )
    op.create_table(
        "supply_short",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("gone_on", sa.Date(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_supply_short_lacks_something")),
        sa.PrimaryKeyConstraint("sku", "location", "gone_on", "shard", name=op.f("pk_supply_short")),
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
        sa.Column("address", sa.Text(), nullable=False),
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
        sa.Column("since", INSTANT, nullable=False),
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
    op.create_index(op.f("ix_job_dead_ref"), "job_dead", ["ref"])
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


def _waiting() -> None:
    op.create_table(
        "expectation",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("warn_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("look_at", INSTANT, nullable=True),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_expectation")),
        sa.UniqueConstraint(
            "partner", "kind", "key", "shard", name=op.f("uq_expectation_partner_kind_key_shard")
        ),
    )
    op.create_index(op.f("ix_expectation_look_at"), "expectation", ["look_at"])
    op.create_index(op.f("ix_expectation_ref"), "expectation", ["ref"])
    op.create_index(op.f("ix_expectation_state_due_at"), "expectation", ["state", "due_at"])
    op.create_table(
        "circuit",
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", INSTANT, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=True),
        sa.Column("probe_at", INSTANT, nullable=True),
        sa.Column("probes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("partner", "shard", name=op.f("pk_circuit")),
    )


def _as2() -> None:
    op.create_table(
        "as2_arrival",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("remote", sa.Text(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("held_until_at", INSTANT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("content_sha256", sa.Text(), nullable=False),
        sa.Column("layers", sa.Text(), nullable=False),
        sa.Column("mics", sa.Text(), nullable=False),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("decrypted_with", sa.Text(), nullable=False),
        sa.Column("transmissions", sa.Text(), nullable=False),
        sa.Column("disposition", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_as2_arrival")),
        sa.UniqueConstraint(
            "partner",
            "sender",
            "recipient",
            "message_id",
            "shard",
            name=op.f("uq_as2_arrival_partner_sender_recipient_message_id_shard"),
        ),
    )
    op.create_index(op.f("ix_as2_arrival_at_id"), "as2_arrival", ["at", "id"], unique=False)
    op.create_index(op.f("ix_as2_arrival_message_id"), "as2_arrival", ["message_id"], unique=False)
    op.create_table(
        "as2_arrival_body",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id", "shard"],
            ["as2_arrival.id", "as2_arrival.shard"],
            name=op.f("fk_as2_arrival_body_as2_arrival"),
        ),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_as2_arrival_body")),
    )
    op.create_table(
        "as2_receipt",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("disposition", sa.Text(), nullable=False),
        sa.Column("signed", sa.Boolean(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id", "shard"], ["as2_arrival.id", "as2_arrival.shard"], name=op.f("fk_as2_receipt_as2_arrival")
        ),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_as2_receipt")),
    )
    op.create_table(
        "as2_sealed",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("layers", sa.Text(), nullable=False),
        sa.Column("sent", sa.Text(), nullable=False),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("encrypted_to", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("resends", sa.Integer(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_as2_sealed")),
        sa.UniqueConstraint(
            "partner", "key", "round", "shard", name=op.f("uq_as2_sealed_partner_key_round_shard")
        ),
        sa.UniqueConstraint(
            "partner", "message_id", "shard", name=op.f("uq_as2_sealed_partner_message_id_shard")
        ),
    )
    op.create_index(op.f("ix_as2_sealed_at_id"), "as2_sealed", ["at", "id"], unique=False)
    op.create_table(
        "as2_sealed_body",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id", "shard"], ["as2_sealed.id", "as2_sealed.shard"], name=op.f("fk_as2_sealed_body_as2_sealed")
        ),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_as2_sealed_body")),
    )
    op.create_table(
        "as2_evidence",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("faults", sa.Text(), nullable=False),
        sa.Column("disposition", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("mic", sa.Text(), nullable=False),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["about", "shard"], ["as2_sealed.id", "as2_sealed.shard"], name=op.f("fk_as2_evidence_as2_sealed")
        ),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_as2_evidence")),
    )
    op.create_index(op.f("ix_as2_evidence_about"), "as2_evidence", ["about"], unique=False)
    op.create_table(
        "imported_certificate",
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("uses", sa.Text(), nullable=False),
        sa.Column("from_at", INSTANT, nullable=True),
        sa.Column("until_at", INSTANT, nullable=True),
        sa.Column("imported_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("partner", "fingerprint", name=op.f("pk_imported_certificate")),
    )
    op.create_table(
        "own_key",
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("signs_from_at", INSTANT, nullable=False),
        sa.Column("decrypts_until_at", INSTANT, nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_own_key")),
    )
    op.create_table(
        "sealed_secret",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sealed_secret")),
    )


def _telling() -> None:
    op.create_table(
        "told_order",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("outcomes", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("order_id", "shard", name=op.f("pk_told_order")),
    )


def _policies() -> None:
    op.create_table(
        "item_policy",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("launch_on", sa.Date(), nullable=True),
        sa.Column("least_part", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sku", name=op.f("pk_item_policy")),
    )
    op.create_table(
        "safety_stock",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("open_to", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_safety_stock_keeps_something")),
        sa.PrimaryKeyConstraint("sku", "location", name=op.f("pk_safety_stock")),
    )
    op.create_table(
        "protection",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("demand_class", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_protection_protects_something")),
        sa.PrimaryKeyConstraint("sku", "location", "demand_class", "from_on", name=op.f("pk_protection")),
    )
    op.create_table(
        "quota",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("demand_class", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("cap", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("cap >= 0", name=op.f("ck_quota_caps_something")),
        sa.PrimaryKeyConstraint("sku", "demand_class", "partner", "from_on", name=op.f("pk_quota")),
    )
    op.create_table(
        "substitute",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("instead", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("ratio", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("sku", "instead", name=op.f("pk_substitute")),
    )
    op.create_table(
        "capacity",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("ready_on", sa.Date(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_capacity_makes_something")),
        sa.PrimaryKeyConstraint("sku", "location", "ready_on", name=op.f("pk_capacity")),
    )
    op.create_table(
        "ship_place",
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("closed_weekdays", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Text(), nullable=False),
        sa.Column("cutoff", sa.Time(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("location", name=op.f("pk_ship_place")),
    )
    op.create_table(
        "ship_lane",
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("transit_days", sa.Integer(), nullable=False),
        sa.Column("cost", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("location", "region", name=op.f("pk_ship_lane")),
    )


def _configuring() -> None:
    op.create_table(
        "config_content",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_config_content")),
    )
    op.create_table(
        "config_revision",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("git_sha", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_config_revision")),
    )
    op.create_table(
        "config_draft",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_config_draft")),
    )
    op.create_table(
        "partner_test",
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("scenario", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("partner", "scenario", name=op.f("pk_partner_test")),
    )


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_person")),
    )
    op.create_index(
        "uq_person_subject",
        "person",
        ["subject"],
        unique=True,
        sqlite_where=sa.text("subject != ''"),
        postgresql_where=sa.text("subject != ''"),
    )
    op.create_table(
        "login_session",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("digest", name=op.f("uq_login_session_digest")),
    )
    op.create_index(op.f("ix_login_session_user"), "login_session", ["user"])
    op.create_index(op.f("ix_login_session_ends_at"), "login_session", ["ends_at"])
    op.create_table(
        "api_token",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_token_digest")),
    )
    op.create_index(op.f("ix_api_token_user"), "api_token", ["user"])


def _answering() -> None:
    op.create_table(
        "api_reply",
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_api_reply")),
    )
    op.create_index(op.f("ix_api_reply_at"), "api_reply", ["at"])
    op.create_table(
        "event_seal",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event_seal")),
        sa.UniqueConstraint("event", name=op.f("uq_event_seal_event")),
    )
    op.create_table(
        "webhook_endpoint",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_endpoint")),
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_webhook_delivery")),
    )
    op.create_index(op.f("ix_webhook_delivery_endpoint_id"), "webhook_delivery", ["endpoint", "id"])


def _shop() -> None:
    op.create_table(
        "shop_session",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("shopper", sa.Text(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("buyer_cookie", sa.Text(), nullable=False),
        sa.Column("return_to", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("test", sa.Boolean(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("token_until", INSTANT, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("cookie", sa.Text(), nullable=False),
        sa.Column("bound", sa.Boolean(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=True),
        sa.Column("seen_at", INSTANT, nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("echo", sa.Text(), nullable=False),
        sa.Column("notices", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("returned", sa.Text(), nullable=False),
        sa.Column("transmission_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_shop_session")),
    )
    for columns in (
        ("token",),
        ("path",),
        ("cookie",),
        ("partner", "shopper", "buyer_cookie"),
        ("made_at", "id"),
    ):
        op.create_index(op.f(f"ix_shop_session_{'_'.join(columns)}"), "shop_session", list(columns))
    op.create_table(
        "shop_line",
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("auxiliary", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("quantity", NUMBER, nullable=False),
        sa.Column("price", NUMBER, nullable=False),
        sa.Column("per", NUMBER, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("held_until", sa.Date(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("put_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("session_id", "auxiliary", "shard", name=op.f("pk_shop_line")),
    )
    op.create_index(op.f("ix_shop_line_partner_auxiliary"), "shop_line", ["partner", "auxiliary"])


def _cxml() -> None:
    op.create_table(
        "cxml_exchange",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("payload_id", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("deployment", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("remote", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("transmission_id", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_cxml_exchange")),
        sa.UniqueConstraint(
            "partner", "payload_id", "shard", name=op.f("uq_cxml_exchange_partner_payload_id_shard")
        ),
    )
    op.create_index(op.f("ix_cxml_exchange_at_id"), "cxml_exchange", ["at", "id"])
    op.create_index(op.f("ix_cxml_exchange_document_id"), "cxml_exchange", ["document_id"])
    op.create_table(
        "cxml_reply",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id", "shard"],
            ["cxml_exchange.id", "cxml_exchange.shard"],
            name=op.f("fk_cxml_reply_cxml_exchange"),
        ),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_cxml_reply")),
    )
    op.create_table(
        "cxml_attachment",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("exchange_id", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_cxml_attachment")),
    )
    op.create_index(
        op.f("ix_cxml_attachment_document_id_position"), "cxml_attachment", ["document_id", "position"]
    )
    op.create_table(
        "cxml_secret",
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("retired_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("partner", "digest", name=op.f("pk_cxml_secret")),
    )


def _quotes() -> None:
    op.create_table(
        "request",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("transmission_id", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("quote_id", sa.Text(), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("open_lines", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_request")),
        sa.UniqueConstraint(
            "transmission_id",
            "document_id",
            "shard",
            name=op.f("uq_request_transmission_id_document_id_shard"),
        ),
    )
    op.create_index(op.f("ix_request_partner_received_at"), "request", ["partner", "received_at"])
    op.create_index(op.f("ix_request_received_at_id"), "request", ["received_at", "id"])
    op.create_index(op.f("ix_request_state_received_at"), "request", ["state", "received_at"])
    op.create_table(
        "request_line",
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("gap", sa.Integer(), nullable=False),
        sa.Column("candidates", sa.Text(), nullable=False),
        sa.Column("weight", NUMBER, nullable=False),
        sa.Column("own_price", NUMBER, nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("doubts", sa.Text(), nullable=False),
        sa.Column("as_read", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("request_id", "line", "shard", name=op.f("pk_request_line")),
    )
    op.create_table(
        "request_page",
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.Column("first_row", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("request_id", "page", "shard", name=op.f("pk_request_page")),
    )
    op.create_table(
        "quote",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("total", NUMBER, nullable=True),
        sa.Column("margin", NUMBER, nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("offers", sa.Text(), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_quote")),
        sa.UniqueConstraint("partner", "number", "shard", name=op.f("uq_quote_partner_number_shard")),
    )
    op.create_index(op.f("ix_quote_made_at_id"), "quote", ["made_at", "id"])
    op.create_index(op.f("ix_quote_partner_made_at"), "quote", ["partner", "made_at"])
    op.create_index(op.f("ix_quote_request_id"), "quote", ["request_id"])
    op.create_index(op.f("ix_quote_state_valid_until"), "quote", ["state", "valid_until"])
    op.create_table(
        "learned_name",
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("learned_by", sa.Text(), nullable=False),
        sa.Column("learned_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("partner", "kind", "value", "shard", name=op.f("pk_learned_name")),
    )
    op.create_index(op.f("ix_learned_name_request_id_line"), "learned_name", ["request_id", "line"])
    op.create_table(
        "learned_columns",
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("learned_by", sa.Text(), nullable=False),
        sa.Column("learned_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("partner", "fingerprint", "shard", name=op.f("pk_learned_columns")),
    )


def _picking() -> None:
    op.create_table(
        "pick",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("warehouse", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("ship_on", sa.Date(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("number", "shard", name=op.f("pk_pick")),
    )
    op.create_index(op.f("ix_pick_order_id"), "pick", ["order_id"])
    op.create_index(op.f("ix_pick_state_ship_on"), "pick", ["state", "ship_on"])


def _reserving() -> None:
    op.create_table(
        "reservation",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("until_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_reservation")),
    )
    op.create_index(op.f("ix_reservation_until_at"), "reservation", ["until_at"])
    op.create_index(op.f("ix_reservation_partner_reference"), "reservation", ["partner", "reference"])


def _alerts() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("raised_at", INSTANT, nullable=False),
        sa.Column("told_at", INSTANT, nullable=False),
        sa.Column("cleared_at", INSTANT, nullable=True),
        sa.Column("over", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("snoozed_until", INSTANT, nullable=True),
        sa.Column("handled_at", INSTANT, nullable=True),
        sa.Column("handled_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", "shard", name=op.f("pk_alert")),
        sa.UniqueConstraint(
            "partner", "kind", "key", "over", "shard", name=op.f("uq_alert_partner_kind_key_over_shard")
        ),
    )
    op.create_index(op.f("ix_alert_cleared_at"), "alert", ["cleared_at"])
    op.create_index(op.f("ix_alert_raised_at_id"), "alert", ["raised_at", "id"])
    op.create_index(op.f("ix_alert_state_raised_at"), "alert", ["state", "raised_at"])
    op.create_index(op.f("ix_alert_told_at"), "alert", ["told_at"])


def _counting() -> None:
    op.create_table(
        "document_count",
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("set_id", sa.Text(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("validation", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("until_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint(
            "direction", "set_id", "partner", "validation", "shard", name=op.f("pk_document_count")
        ),
    )


def _listing() -> None:
    for table, column, common, in_order in (
        ("document", "validation", ("accepted",), ("created_at", "id")),
        ("document", "delivery", ("none", "sent"), ("created_at", "id")),
        ("document", "acknowledgement", ("none", "accepted"), ("created_at", "id")),
        ("transmission", "state", ("processed",), ("at", "id")),
        ("event", "actor", ("gateway",), ("at", "id")),
        ("webhook_delivery", "state", ("delivered",), ("id",)),
    ):
        rare = sa.text(" AND ".join(f"{column} != '{one}'" for one in common))
        op.create_index(
            f"ix_{table}_rare_{column}", table, [column, *in_order], sqlite_where=rare, postgresql_where=rare
        )
    rare = sa.text("acknowledgement != 'none' AND acknowledgement != 'accepted'")
    op.create_index(
        "ix_document_rare_of_partner",
        "document",
        ["partner", "acknowledgement", "created_at", "id"],
        sqlite_where=rare,
        postgresql_where=rare,
    )
    owed = sa.text("state != 'met' AND state != 'withdrawn'")
    op.create_index(
        "ix_expectation_owed", "expectation", ["due_at", "id"], sqlite_where=owed, postgresql_where=owed
    )
    op.create_index(op.f("ix_document_set_id_created_at_id"), "document", ["set_id", "created_at", "id"])
    op.create_index(op.f("ix_transmission_partner_at"), "transmission", ["partner", "at"])
    op.create_index(op.f("ix_event_what_at_id"), "event", ["what", "at", "id"])
    op.create_index(op.f("ix_event_partner_at_id"), "event", ["partner", "at", "id"])
