"""Rules about where goods go: may they, who pays for them there, and is it the address we know."""

from collections.abc import Iterator, Sequence
from itertools import islice

from gateway.domain.conditions import ItemTerms
from gateway.domain.parties import Party
from gateway.orderdesk.cases import Case, CaseLine
from gateway.orderdesk.hits import Found
from gateway.orderdesk.vocabulary import BILL_AND_SHIP_TO, BILL_TO, DROP_SHIP, SHIP_TO


def may_not_go_there(case: Case) -> Iterator[Found]:
    """Yield a hit for each item that is barred from the country or region of a place it goes to."""
    for line in case.lines:
        if line.sold is None:
            continue
        said = case.agreement.conditions.of(line.sold.sku, line.sold.group)
        barred = (word for place in _places(case, line) for word in _barred(place, said))
        for word in islice(barred, 1):
            yield Found(line=line.number, path=f"{line.path}.identifiers", value_seen=word)


def bills_the_wrong_party(case: Case) -> Iterator[Found]:
    """Yield a hit where the party to bill may not be billed for goods that go to the ship-to."""
    place, payer = case.order.party(SHIP_TO), case.order.party(BILL_TO)
    if place is None or payer is None or not payer.code:
        return
    for one in case.agreement.conditions.billed:
        if one.ship_to == place.code and payer.code not in one.bill_to:
            yield Found(path="parties", value_seen=payer.code, fix=f"Bill {' or '.join(one.bill_to)}.")


def goes_to_another_address(case: Case) -> Iterator[Found]:
    """Yield a hit where the order writes another address for a place we know; a drop-ship order may."""
    if case.order.kind == DROP_SHIP:
        return
    for party in case.order.parties:
        if party.role in (SHIP_TO, BILL_AND_SHIP_TO) and _differs(party, _known(case, party.code)):
            yield Found(path="parties", value_seen=party.code)
    for line in case.lines:
        for party in line.line.parties:
            if party.role == SHIP_TO and _differs(party, _known(case, party.code)):
                yield Found(line=line.number, path=f"{line.path}.parties", value_seen=party.code)


def goes_to_a_person(case: Case) -> Iterator[Found]:
    """Yield a hit where a drop-ship order names somebody and where they live; neither is repeated here."""
    party = case.order.party(SHIP_TO)
    if case.order.kind == DROP_SHIP and party is not None and party.name and party.street:
        yield Found(path="parties")


def _places(case: Case, line: CaseLine) -> Iterator[Party]:
    """Yield the places of a line: its own, its stores, or that of the order."""
    own: list[Party] = [party for party in line.line.parties if party.role == SHIP_TO]
    stores = [one.store for part in line.line.distributions for one in part.stores]
    head = case.order.party(SHIP_TO) or case.order.party(BILL_AND_SHIP_TO)
    if not own and not stores:
        own = [] if head is None else [head]
        stores = [case.agreement.default_ship_to] if head is None else []
    for party in own:
        known = _known(case, party.code)
        yield party if party.country or known is None else known
    yield from (known for store in stores if (known := _known(case, store)) is not None)


def _barred(place: Party, said: Sequence[ItemTerms]) -> Iterator[str]:
    words = (place.country, f"{place.country}-{place.region}")
    return (word for one in said for word in words if word in one.barred)


def _known(case: Case, code: str) -> Party | None:
    return next((one for one in case.agreement.locations if code and one.code == code), None)


def _differs(party: Party, known: Party | None) -> bool:
    if known is None:
        return False
    pairs = (
        ("".join(party.street), "".join(known.street)),
        (party.city, known.city),
        (party.postal_code, known.postal_code),
    )
    return any(one and other and _bare(one) != _bare(other) for one, other in pairs)


def _bare(text: str) -> list[str]:
    return [character for character in text.casefold() if character.isalnum()]
