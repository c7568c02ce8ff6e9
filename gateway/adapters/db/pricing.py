"""Promotions, tax rates and exchange rates."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, bindparam, select

from gateway.adapters.db.rows import columns_for, instead, made, values
from gateway.adapters.db.tables import exchange_rate, promotion, tax_rate
from gateway.application.ports import ExchangeRate
from gateway.domain.promotions import Promotion
from gateway.domain.taxation import TaxRate

PUT_PROMOTION = instead(promotion, "code", "partner", "sku", "item_group", "minimum")
PUT_TAX_RATE = instead(tax_rate, "country", "region", "kind", "starts_on")
PUT_EXCHANGE_RATE = instead(exchange_rate, "currency", "into", "starts_on")
PROMOTIONS = (
    select(*columns_for(Promotion, promotion))
    .where(promotion.c.partner.in_(["", bindparam("of_partner")]), promotion.c.ends_on >= bindparam("since"))
    .order_by(promotion.c.code, promotion.c.partner, promotion.c.sku, promotion.c.group, promotion.c.minimum)
)
TAX_RATES = (
    select(*columns_for(TaxRate, tax_rate))
    .where(tax_rate.c.country == bindparam("of_country"), tax_rate.c.region.in_(["", bindparam("of_region")]))
    .order_by(tax_rate.c.region, tax_rate.c.kind, tax_rate.c.starts_on)
)
EXCHANGE_RATE = (
    select(exchange_rate.c.rate)
    .where(
        exchange_rate.c.currency == bindparam("of_currency"),
        exchange_rate.c.into == bindparam("of_into"),
        exchange_rate.c.starts_on <= bindparam("of_day"),
    )
    .order_by(exchange_rate.c.starts_on.desc())
    .limit(1)
)


class DbPricing:
    """Implements the port Pricing."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put_promotion(self, promotion: Promotion) -> None:
        """Keep a promotion; one already kept for code, partner, item, group and least quantity is replaced."""
        self._connection.execute(PUT_PROMOTION[self._connection.dialect.name], values(promotion))

    def promotions(self, partner: str, since: date) -> Sequence[Promotion]:
        """Return the promotions for a partner and for everybody that did not end before the day."""
        asked = {"of_partner": partner, "since": since}
        return made(Promotion, self._connection.execute(PROMOTIONS, asked))

    def put_tax_rate(self, rate: TaxRate) -> None:
        """Keep a rate; one already kept for place, kind and start is replaced."""
        self._connection.execute(PUT_TAX_RATE[self._connection.dialect.name], values(rate))

    def tax_rates(self, country: str, region: str) -> Sequence[TaxRate]:
        """Return every rate there ever was of a country and of that region of it."""
        asked = {"of_country": country, "of_region": region}
        return made(TaxRate, self._connection.execute(TAX_RATES, asked))

    def put_exchange_rate(self, rate: ExchangeRate) -> None:
        """Keep a rate; one already kept for both currencies and start is replaced."""
        self._connection.execute(PUT_EXCHANGE_RATE[self._connection.dialect.name], values(rate))

    def exchange_rate(self, currency: str, into: str, on: date) -> Decimal | None:
        """Return the rate of a day, None where there is none."""
        asked = {"of_currency": currency, "of_into": into, "of_day": on}
        found: Decimal | None = self._connection.scalar(EXCHANGE_RATE, asked)
        return found
