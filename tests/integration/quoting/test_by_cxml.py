"""A QuoteRequest is answered by a QuoteMessage."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from gateway.application.quoting import concluding
from gateway.domain.quotes import Quote
from gateway.settings import shipped
from tests.cxml_house import LAMP, Office, office, order, request
from tests.databases import fresh
from tests.fakes.clocks import FixedClock

LINE = (
    "<QuoteItemOut quantity='24' lineNumber='1' requestedDeliveryDate='2026-03-20'><ItemID><SupplierPartID>LAMP</SupplierPartID></ItemID>"
    "<ItemDetail><UnitPrice><Money currency='USD'>9</Money></UnitPrice><Description xml:lang='en'>Desk lamp</Description>"
    "<UnitOfMeasure>EA</UnitOfMeasure><Classification domain='UNSPSC'>39111500</Classification></ItemDetail></QuoteItemOut>"
)
ASKS = (
    "<QuoteRequest><QuoteRequestHeader requestID='R1' requestDate='2026-03-02T09:00:00+00:00' type='new' "
    "openDate='2026-03-02T09:00:00+00:00' closeDate='2026-03-20T09:00:00+00:00' currency='USD' xml:lang='en'>"
    f"<Name xml:lang='en'>Lamps</Name></QuoteRequestHeader>{LINE}</QuoteRequest>"
)


def agreed(**changes: Any) -> dict[str, Any]:
    """Return the changes to the partner's profile that let it ask for prices."""
    text = shipped("partners").joinpath("hooli.yaml").read_text(encoding="utf-8")
    documents = yaml.load(text, Loader=yaml.BaseLoader)["documents"]  # noqa: S506 - the loader that makes nothing but text
    own = [
        {"receive": "840", "map": "cxml/QuoteRequest"},
        {"send": "843", "map": "cxml/QuoteMessage"},
    ]
    return {"documents": [*documents, *own], "requests": {"send_at_once": "true"}, **changes}


@pytest.fixture
def hooli(tmp_path: Path) -> Iterator[Office]:
    """A house that speaks cXML with a partner who asks for prices."""
    with office(tmp_path / "house", fresh("sqlite", tmp_path), FixedClock(), agreed()) as opened:
        yield opened


def test_a_quote_request_is_answered_at_once_where_nobody_has_to_look(hooli: Office) -> None:
    """It is kept, priced and promised, and the QuoteMessage is what the partner gets."""
    assert "200" == hooli.take(request(ASKS))
    with hooli.house.gateway.store.read() as work:
        (record,) = work.requests.recent(9)
        (quote,) = work.quotes.recent(9)
        documents = hooli.documents("843")

    assert ("cxml", "R1", "sent") == (record.kind, record.number, record.state)
    assert ["sent"] == [one.delivery for one in documents], documents
    assert quote.document == documents[0].id
    (message,) = [one for one in hooli.read("QuoteMessage") if isinstance(one, Quote)]
    assert ("Q00000001", 1) == (message.number, len(message.lines))


@pytest.mark.parametrize(
    "named",
    [
        '<SupplierOrderInfo orderID="Q00000001"/>',
        '<IdReference domain="supplierQuoteNumber" identifier="Q00000001"/>',
        '<Extrinsic name="QuoteID">Q00000001</Extrinsic>',
    ],
    ids=["supplier's order", "reference", "field of their own"],
)
def test_an_order_request_that_names_a_quote_is_held_to_its_prices(hooli: Office, named: str) -> None:
    """At the quoted price although the list is dearer by now; for less, or when the quote was taken back, a person looks."""
    hooli.take(request(ASKS))
    hooli.stock("prices", "price_list,sku,unit,price,currency", "standard,LAMP,EA,12.00,USD")
    cheaper = (*LAMP[:3], "9.00")
    for number, line, head in (
        ("PO-1", LAMP, named),
        ("PO-2", cheaper, named),
        ("PO-3", LAMP, '<SupplierOrderInfo orderID="A-CART"/>'),
    ):
        assert "200" == hooli.take(order(number, line, head=head))
    with hooli.house.gateway.store.read() as work:
        (quote,) = work.quotes.recent(9)
    services, store = hooli.house.gateway.services, hooli.house.gateway.store
    concluding.revise_quote(services, store, quote.id, reason="anew", actor="Ann")
    hooli.take(order("PO-4", LAMP, head=named))

    def held(number: str) -> set[str]:
        return {one.finding.code for one in hooli.house.order(number, "hooli").holds}

    assert ("confirmed", set()) == (hooli.house.order("PO-1", "hooli").state, held("PO-1"))
    assert [{"order.price-below"}, {"order.price-below"}] == [held("PO-2"), held("PO-3")]
    assert {"order.quote-not-open", "order.price-below"} == held("PO-4")


def test_a_quote_request_is_refused_where_it_was_not_agreed_or_cannot_be_read(hooli: Office) -> None:
    """With the reason, at once; nothing is kept as a request."""
    broken = "<QuoteRequest><QuoteRequestHeader/></QuoteRequest>"
    assert "400" == hooli.status(request(broken))
    hooli.agree()
    assert "406" == hooli.status(request(ASKS))
    with hooli.house.gateway.store.read() as work:
        assert [] == list(work.requests.recent(9))
