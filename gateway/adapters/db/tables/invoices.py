"""What was billed and credited: nothing can be credited that was not billed, in all and line by line.

Money stands here in whole ten-thousandths, so that the database can compare it.
"""

from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Dialect,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

from gateway.adapters.db.columns import Instant
from gateway.adapters.db.tables.metadata import code, link, metadata, shard

PLACES = 4
CENT = Decimal("0.01")


class Coins(TypeDecorator[Decimal]):
    """An amount of money as a whole number of ten-thousandths, which every database compares alike."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:  # noqa: ANN401, ARG002 - whatever the driver takes, the base class's signature
        """Return the whole number; raises ValueError for money finer than that."""
        if value is None:
            return None
        scaled = value.scaleb(PLACES)
        if scaled != int(scaled):
            raise ValueError("money is not counted as finely as that")
        return int(scaled)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:  # noqa: ANN401, ARG002 - the driver's value, the base class's signature
        """Return the amount, in hundredths unless it is finer."""
        if value is None:
            return None
        finer = Decimal(value).scaleb(-PLACES)
        cents = finer.quantize(CENT)
        return cents if cents == finer else finer.normalize()


def _money(name: str) -> Column[Decimal]:
    return Column(name, Coins(), nullable=False)


invoice = Table(
    "invoice",
    metadata,
    code("id", primary_key=True),
    shard(),
    code("partner"),
    link("order"),
    code("number"),
    link("shipment"),
    code("currency"),
    Column("invoiced_on", Date(), nullable=False),
    _money("total"),
    _money("credited"),
    code("canonical"),
    CheckConstraint("credited >= 0 AND credited <= total", name="credits_what_was_invoiced"),
    UniqueConstraint("number", "shard"),
    Index(None, "order", "id"),
)

invoice_line = Table(
    "invoice_line",
    metadata,
    link("invoice", primary_key=True),
    Column("line", Integer(), primary_key=True, autoincrement=False),
    shard(),
    Column("quantity", BigInteger(), nullable=False),
    _money("amount"),
    Column("credited_quantity", BigInteger(), nullable=False),
    _money("credited"),
    CheckConstraint(
        "credited_quantity >= 0 AND credited_quantity <= quantity", name="takes_back_what_was_invoiced"
    ),
    CheckConstraint("credited >= 0 AND credited <= amount", name="credits_what_was_invoiced"),
    ForeignKeyConstraint(["invoice", "shard"], ["invoice.id", "invoice.shard"]),
)

credit_memo = Table(
    "credit_memo",
    metadata,
    code("id", primary_key=True),
    shard(),
    code("partner"),
    link("order"),
    link("invoice"),
    code("number"),
    code("key"),
    code("currency"),
    _money("total"),
    code("canonical"),
    code("reason"),
    code("made_by"),
    Column("made_at", Instant(), nullable=False),
    UniqueConstraint("number", "shard"),
    UniqueConstraint("invoice", "key", "shard"),
    Index(None, "order", "id"),
    ForeignKeyConstraint(["invoice", "shard"], ["invoice.id", "invoice.shard"]),
)
