"""What partners owe, what they paid, and what they drew from blankets."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from sqlalchemy import Connection, bindparam, delete, insert, or_, select

from gateway.adapters.db.rows import added, columns_for, instead, made, unless_there, values
from gateway.adapters.db.tables import account, drawing, payment, receivable, sales_order
from gateway.application.ports import PaymentRecord, Receivable
from gateway.application.records import shard_of

ESCAPE = "/"
WILD = re.compile(f"[%_{ESCAPE}]")
OVER = ("closed", "cancelled", "rejected")
OPEN_ACCOUNT = unless_there(account, "partner", "shard")
LOCK = select(account.c.partner).where(account.c.partner == bindparam("of_partner")).with_for_update()
PUT = instead(receivable, "partner", "kind", "number", "shard")
RECEIVABLES = select(*columns_for(Receivable, receivable))
OPEN = RECEIVABLES.where(receivable.c.partner == bindparam("of_partner"), receivable.c.open).order_by(
    receivable.c.due_on, receivable.c.kind, receivable.c.number
)
OF_ORDER = RECEIVABLES.where(receivable.c.order == bindparam("of_order")).order_by(
    receivable.c.kind, receivable.c.number
)
OF_INVOICE = RECEIVABLES.where(
    receivable.c.partner == bindparam("of_partner"),
    receivable.c.kind == "invoice",
    or_(
        receivable.c.number == bindparam("of_number"),
        receivable.c.number.like(bindparam("of_parts"), escape=ESCAPE),
    ),
).order_by(receivable.c.due_on, receivable.c.number)
ENDED = (
    RECEIVABLES.join(sales_order, sales_order.c.id == receivable.c.order)
    .where(receivable.c.kind == "order", receivable.c.open, sales_order.c.state.in_(OVER))
    .order_by(receivable.c.number)
)
PARTNERS = select(receivable.c.partner).where(receivable.c.open).distinct().order_by(receivable.c.partner)
ADD_PAYMENT = unless_there(payment, "partner", "key", "shard")
PAYMENTS = (
    select(*columns_for(PaymentRecord, payment))
    .where(payment.c.partner == bindparam("of_partner"))
    .order_by(payment.c.booked_at.desc(), payment.c.id.desc())
    .limit(bindparam("at_most"))
)
PAYMENTS_OF = select(*columns_for(PaymentRecord, payment)).where(
    payment.c.partner == bindparam("of_partner"), payment.c.key == bindparam("of_key")
)
PAID = select(payment.c.amount, payment.c.discount).where(payment.c.order == bindparam("of_order"))
UNDRAW = delete(drawing).where(drawing.c.order == bindparam("of_order"))
DRAW = insert(drawing)
DRAWN = select(drawing.c.contract, drawing.c.sku, drawing.c.quantity).where(
    drawing.c.partner == bindparam("of_partner"),
    drawing.c.contract.in_(bindparam("of_contracts", expanding=True)),
    drawing.c.order != bindparam("but"),
)


class DbAccounts:
    """Implements the port Accounts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lock(self, partner: str) -> None:
        """Lock a partner's account until the unit of work ends."""
        added(self._connection, OPEN_ACCOUNT, {"partner": partner, "shard": shard_of(partner)})
        self._connection.execute(LOCK, {"of_partner": partner})

    def put(self, receivable: Receivable) -> None:
        """Keep what is owed; one already kept under partner, kind and number is replaced."""
        more = {"shard": shard_of(receivable.partner), "open": receivable.amount != 0}
        self._connection.execute(PUT[self._connection.dialect.name], values(receivable) | more)

    def open(self, partner: str) -> Sequence[Receivable]:
        """Return what is not settled, what is due first before the rest."""
        return made(Receivable, self._connection.execute(OPEN, {"of_partner": partner}))

    def of_order(self, order: str) -> Sequence[Receivable]:
        """Return everything that an order brought about, settled or not, by kind and number."""
        return made(Receivable, self._connection.execute(OF_ORDER, {"of_order": order}))

    def of_invoice(self, partner: str, number: str) -> Sequence[Receivable]:
        """Return an invoice, or its instalments, settled or not, in order."""
        literal = WILD.sub(rf"{ESCAPE}\g<0>", number)
        asked = {"of_partner": partner, "of_number": number, "of_parts": f"{literal}#%"}
        found = made(Receivable, self._connection.execute(OF_INVOICE, asked))
        return [one for one in found if one.number == number or one.number.startswith(f"{number}#")]

    def ended(self) -> Sequence[Receivable]:
        """Return what is kept open of orders that are closed, cancelled or rejected."""
        return made(Receivable, self._connection.execute(ENDED))

    def partners(self) -> Sequence[str]:
        """Return the partners who owe anything, sorted."""
        return self._connection.scalars(PARTNERS).all()

    def add_payment(self, payment: PaymentRecord) -> bool:
        """Keep a payment; return False when its key is there already."""
        return added(self._connection, ADD_PAYMENT, values(payment) | {"shard": shard_of(payment.partner)})

    def payments(self, partner: str, limit: int) -> Sequence[PaymentRecord]:
        """Return a partner's payments, newest first."""
        asked = {"of_partner": partner, "at_most": limit}
        return made(PaymentRecord, self._connection.execute(PAYMENTS, asked))

    def payments_of(self, partner: str, key: str) -> Sequence[PaymentRecord]:
        """Return the payment under a key, nothing where there is none."""
        asked = {"of_partner": partner, "of_key": key}
        return made(PaymentRecord, self._connection.execute(PAYMENTS_OF, asked))

    def paid(self, order: str) -> Decimal:
        """Return what was ever paid for an order, ahead and on its invoices, less what was paid back."""
        rows = self._connection.execute(PAID, {"of_order": order})
        return sum((amount + discount for amount, discount in rows), Decimal(0))

    def draw(self, partner: str, order: str, drawn: Mapping[tuple[str, str], int]) -> None:
        """Keep what an order draws by contract and item, in place of what it drew before."""
        self._connection.execute(UNDRAW, {"of_order": order})
        place = {"partner": partner, "order": order, "shard": shard_of(partner)}
        rows = [
            {"contract": contract, "sku": sku, "quantity": quantity, **place}
            for (contract, sku), quantity in sorted(drawn.items())
        ]
        if rows:
            self._connection.execute(DRAW, rows)

    def drawn(self, partner: str, contracts: Iterable[str], *, but: str) -> Mapping[tuple[str, str], int]:
        """Return what all orders but one drew, by contract and item."""
        asked = {"of_partner": partner, "of_contracts": sorted(set(contracts)), "but": but}
        found: Counter[tuple[str, str]] = Counter()
        for contract, sku, quantity in self._connection.execute(DRAWN, asked):
            found[contract, sku] += quantity
        return found
