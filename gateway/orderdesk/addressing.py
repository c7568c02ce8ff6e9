"""Where the goods of an order go, as our own documents repeat it."""

from dataclasses import replace

from gateway.domain.agreements import Agreement
from gateway.domain.orders import PurchaseOrder
from gateway.domain.parties import Party
from gateway.orderdesk.vocabulary import BILL_AND_SHIP_TO, BILL_TO, SHIP_TO


def ship_to(order: PurchaseOrder, agreement: Agreement) -> Party | None:
    """Return where the order goes: as it says, as agreed where it says nothing, with the address we know."""
    named = order.party(SHIP_TO) or order.party(BILL_AND_SHIP_TO)
    code = agreement.default_ship_to if named is None else named.code
    known = next((place for place in agreement.locations if code and place.code == code), None)
    if named is None:
        return None if known is None else replace(known, role=SHIP_TO)
    if known is None or named.street:
        return named
    return replace(known, role=named.role, name=named.name or known.name, code_kind=named.code_kind)


def bill_to(order: PurchaseOrder, agreement: Agreement) -> Party | None:
    """Return who pays: as the order says, as agreed where it says nothing."""
    return order.party(BILL_TO) or agreement.bill_to


def repeated(*parties: Party | None) -> tuple[Party, ...]:
    """Return those parties that there are, without what only their own document says of them.

    A code whose kind nobody told is no more than a name.
    """
    return tuple(_repeated(party) for party in parties if party is not None)


def _repeated(party: Party) -> Party:
    plain = replace(party, references=(), contacts=())
    if bool(party.code) == bool(party.code_kind):
        return plain
    return replace(plain, name=party.name or party.code, code="", code_kind="")
