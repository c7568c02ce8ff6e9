"""What was billed, and what of it was credited."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from gateway.adapters.db.rows import columns_for, made, values
from gateway.adapters.db.tables import credit_memo, invoice, invoice_line
from gateway.adapters.db.tables.invoices import Coins
from gateway.application.ports.invoices import CreditRecord, InvoiceLineRecord, InvoiceRecord
from gateway.application.records import shard_of
from gateway.errors import Conflict, NotFound

INVOICES = select(*columns_for(InvoiceRecord, invoice))
BY_NUMBER = INVOICES.where(invoice.c.number == bindparam("of_number"))
OF_ORDER = INVOICES.where(invoice.c.order == bindparam("of_order")).order_by(invoice.c.id)
LINES = (
    select(*columns_for(InvoiceLineRecord, invoice_line))
    .where(invoice_line.c.invoice == bindparam("of_invoice"))
    .order_by(invoice_line.c.line)
)
CREDITS = select(*columns_for(CreditRecord, credit_memo))
CREDITS_OF = CREDITS.where(credit_memo.c.order == bindparam("of_order")).order_by(credit_memo.c.id)
BY_KEY = CREDITS.where(
    credit_memo.c.invoice == bindparam("of_invoice"), credit_memo.c.key == bindparam("of_key")
)
ADD, ADD_LINES, ADD_CREDIT = insert(invoice), insert(invoice_line), insert(credit_memo)
CREDIT = (
    update(invoice)
    .where(invoice.c.id == bindparam("of_id"))
    .values(credited=invoice.c.credited + bindparam("by", type_=Coins))
)
CREDIT_LINE = (
    update(invoice_line)
    .where(invoice_line.c.invoice == bindparam("of_invoice"), invoice_line.c.line == bindparam("of_line"))
    .values(
        credited=invoice_line.c.credited + bindparam("by", type_=Coins),
        credited_quantity=invoice_line.c.credited_quantity
        + bindparam("units", type_=invoice_line.c.quantity.type),
    )
)


class DbInvoices:
    """Implements the port Invoices."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, invoice: InvoiceRecord, lines: Sequence[InvoiceLineRecord]) -> None:
        """Keep an invoice."""
        place = {"shard": shard_of(invoice.partner)}
        self._connection.execute(ADD, values(invoice) | place)
        self._connection.execute(ADD_LINES, [values(one) | {"invoice": invoice.id} | place for one in lines])

    def get(self, number: str, *, lock: bool = False) -> InvoiceRecord:
        """Return an invoice by its number, locked until the end of the unit of work if asked; raises NotFound."""
        statement = BY_NUMBER.with_for_update() if lock else BY_NUMBER
        for found in made(InvoiceRecord, self._connection.execute(statement, {"of_number": number})):
            return found
        raise NotFound(f"there is no invoice {number}")

    def lines(self, invoice: str) -> Sequence[InvoiceLineRecord]:
        """Return the lines of an invoice, by its id, in order."""
        return made(InvoiceLineRecord, self._connection.execute(LINES, {"of_invoice": invoice}))

    def of_order(self, order: str) -> Sequence[InvoiceRecord]:
        """Return an order's invoices, oldest first."""
        return made(InvoiceRecord, self._connection.execute(OF_ORDER, {"of_order": order}))

    def credit(self, credit: CreditRecord, lines: Sequence[InvoiceLineRecord]) -> None:
        """Keep a credit memo and take what its lines say as credited off what is left; raises Conflict where that is less."""
        changes = [
            {
                "of_invoice": credit.invoice,
                "of_line": one.line,
                "by": one.credited,
                "units": one.credited_quantity,
            }
            for one in lines
        ]
        try:
            if changes:
                self._connection.execute(CREDIT_LINE, changes)
            self._connection.execute(CREDIT, {"of_id": credit.invoice, "by": credit.total})
            self._connection.execute(ADD_CREDIT, values(credit) | {"shard": shard_of(credit.partner)})
        except IntegrityError as error:
            raise Conflict("more would be credited than was billed") from error

    def credits_of(self, order: str) -> Sequence[CreditRecord]:
        """Return an order's credit memos, oldest first."""
        return made(CreditRecord, self._connection.execute(CREDITS_OF, {"of_order": order}))

    def find_credit(self, invoice: str, key: str) -> CreditRecord | None:
        """Return the credit memo that was made of an invoice under a key."""
        asked = {"of_invoice": invoice, "of_key": key}
        return next(iter(made(CreditRecord, self._connection.execute(BY_KEY, asked))), None)
