"""What really goes wrong between buyers' systems and ours, one test a scenario; all in one house."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
import yaml
from lxml import etree

from gateway.application.crediting import Said, credit
from gateway.application.cxml.messages import write
from gateway.application.records import DocumentRecord
from gateway.cxml.envelopes import Credential, Envelope
from gateway.cxml.messages import read
from gateway.domain.canonical import loads
from gateway.domain.orders import PurchaseOrder
from tests.cxml_house import (
    CHAIR,
    DESK,
    LAMP,
    THEM,
    US,
    Office,
    code_of,
    credential,
    office,
    order,
    said,
    says,
)
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.fakes.peers import answered
from tests.house import later

HALF = ("LAMP", "12", "EA", "9.25")


@pytest.fixture(scope="module")
def at_hooli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One house for all of it, with plenty of everything there."""
    folder = tmp_path_factory.mktemp("scenarios")
    with office(folder / "house", fresh("sqlite", folder), FixedClock()) as opened:
        opened.stock("items", "sku,description,base_unit", "SOFA,Sofa,EA", "BENCH,Bench,EA")
        opened.stock(
            "prices",
            "price_list,sku,unit,price,currency",
            "standard,SOFA,EA,300,USD",
            "standard,BENCH,EA,90,USD",
        )
        opened.stock(
            "supply",
            "sku,location,quantity,available_on,kind",
            "LAMP,MAIN,50000,2026-03-01,on-hand",
            "CHAIR,MAIN,5000,2026-03-01,on-hand",
            "SOFA,MAIN,3,2026-03-01,on-hand",
            "BENCH,MAIN,4,2026-03-01,on-hand",
        )
        yield opened


@pytest.fixture(autouse=True)
def _as_agreed(at_hooli: Office) -> Iterator[None]:
    """Forget what the partner got, and let everything be as it was agreed."""
    at_hooli.peer.requests.clear()
    at_hooli.peer.status = 200
    says(at_hooli.peer, "200")
    yield
    at_hooli.agree()


def of(at_hooli: Office, number: str, set_id: str = "850", direction: str = "") -> list[DocumentRecord]:
    """Return the documents that go by a number, oldest first."""
    return [one for one in at_hooli.documents(set_id, direction) if one.reference == number]


def codes(record: DocumentRecord) -> set[str]:
    """Return what was found in a document."""
    return {one.code for one in record.findings}


def written(record: DocumentRecord) -> PurchaseOrder:
    """Return the order a document holds."""
    return loads(PurchaseOrder, record.canonical)


@pytest.mark.parametrize(
    ("number", "content", "note"),
    [
        ("S07A", b"\xef\xbb\xbf\n" + order("S07A", LAMP).encode(), ""),
        ("S07B", b'<?xml version="1.0" encoding="UTF8"?>' + order("S07B", LAMP).encode(), ""),
        (
            "S07C",
            b'<?xml version="1.0" encoding="UTF-8"?>'
            + order("S07C", LAMP).replace("Hooli Head", "H\u00f6\u00f6li Head").encode("cp1252"),
            "cxml.encoding-mislabelled",
        ),
    ],
    ids=["BOM", "UTF8", "cp1252 as UTF-8"],
)
def test_07_odd_encodings_are_read(at_hooli: Office, number: str, content: bytes, note: str) -> None:
    """A byte order mark, a misspelt name, a wrong name: the order is taken all the same."""
    assert at_hooli.take(content, content_type="text/xml") == "200"

    (record,) = of(at_hooli, number)
    assert at_hooli.house.order(number, "hooli").state == "confirmed"
    assert {note} - {""} <= codes(record)


@pytest.mark.parametrize(("unit", "price"), [("each", "9.25"), ("EACH", "9.25"), ("CS", "111")])
def test_08_units_are_told_from_their_words_and_codes(at_hooli: Office, unit: str, price: str) -> None:
    """`each` means EA; CS is a case on the wire, and CA in X12."""
    number = f"S08{unit}"
    assert at_hooli.take(order(number, ("LAMP", "2", unit, price))) == "200"

    with at_hooli.house.gateway.store.read() as work:
        (line,) = work.orders.lines(at_hooli.house.order(number, "hooli").id)
    assert line.ordered == (24 if unit == "CS" else 2)
    (confirmed,) = at_hooli.got("ConfirmationRequest")
    assert confirmed.find(".//UnitOfMeasure").text == ("CS" if unit == "CS" else "EA")


def test_08_an_unmapped_unit_is_for_the_desk_and_a_mapped_one_is_not(at_hooli: Office) -> None:
    """PCE is a piece, of which no lamp is sold, until it is agreed that it means each."""
    assert at_hooli.take(order("S08P", ("LAMP", "2", "PCE", "9.25"))) == "200"
    assert at_hooli.house.order("S08P", "hooli").state != "confirmed"

    at_hooli.agree(cxml=at_hooli.cxml(dialect={"units": {"EA": "PCE"}}))
    assert at_hooli.take(order("S08Q", ("LAMP", "2", "PCE", "9.25"))) == "200"
    assert at_hooli.house.order("S08Q", "hooli").state == "confirmed"
    assert at_hooli.got("ConfirmationRequest")[-1].find(".//UnitOfMeasure").text == "PCE"


def test_09_a_price_may_be_for_a_hundred_and_have_many_decimals(at_hooli: Office) -> None:
    """What a hundred cost is what a hundred cost, and not a hundred times as much."""
    basis = '<PriceBasisQuantity quantity="100" conversionFactor="1"><UnitOfMeasure>EA</UnitOfMeasure></PriceBasisQuantity>'
    lamp = order("S09", ("LAMP", "200", "EA", "925.00", basis)).replace(">185000.00<", ">1850.00<")
    assert at_hooli.take(lamp) == "200"
    assert at_hooli.take(order("S09B", ("LAMP", "200", "EA", "9.25001"))) == "200"

    for number, price in (("S09", "per-hundred"), ("S09B", "")):
        assert at_hooli.house.order(number, "hooli").state == "confirmed"
        assert written(of(at_hooli, number)[0]).lines[0].price_basis == price
    assert at_hooli.house.order("S09", "hooli").total == Decimal(1850)


def test_10_descriptions_are_cut_to_what_the_buyer_keeps(at_hooli: Office) -> None:
    """By bytes, at a whole character, and with a word about it."""
    long = "\u00d6l" * 200
    assert at_hooli.take(order("S10", LAMP).replace(">Lamp<", f">{long}<")) == "200"
    at_hooli.house.ship()

    (invoice,) = at_hooli.got("InvoiceDetailRequest", "S10")
    text = invoice.find(".//InvoiceDetailItemReference/Description").text
    assert len(text.encode()) in (254, 255)
    assert long.startswith(text)
    (record,) = [
        one for one in at_hooli.documents("810") if one.order == at_hooli.house.order("S10", "hooli").id
    ]
    assert "cxml.text-cut" in codes(record)


def test_11_a_status_counts_whatever_stands_beside_it(at_hooli: Office) -> None:
    """A response with a payload and a status that refuses is a refusal: it stops, and a person sees why."""
    beside = answered("417", "Expectation Failed", "no such order").replace(
        b"</Response>", b"<ProfileResponse effectiveDate='2026-01-01T00:00:00Z'/></Response>"
    )
    at_hooli.peer.answer = beside
    assert at_hooli.take(order("S11", LAMP)) == "200"

    (confirmed,) = of(at_hooli, "S11", "855")
    assert confirmed.delivery == "failed"
    assert "417 Expectation Failed: no such order" in confirmed.reason
    assert len(at_hooli.peer.requests) == 1


def test_12_a_page_of_errors_says_nothing_of_our_document(at_hooli: Office) -> None:
    """It is tried again, and delivered when the partner is well again."""
    at_hooli.peer.status, at_hooli.peer.answer = 500, b"<html><body>Something went wrong</body></html>"
    assert at_hooli.take(order("S12", LAMP)) == "200"
    assert of(at_hooli, "S12", "855")[0].delivery == "ready"

    at_hooli.peer.status = 200
    says(at_hooli.peer, "200")
    later(at_hooli.house, minutes=10)
    at_hooli.house.work()

    assert (of(at_hooli, "S12", "855")[0].delivery, of(at_hooli, "S12", "855")[0].acknowledgement) == (
        "sent",
        "accepted",
    )
    first, second = at_hooli.peer.requests
    assert first.body == second.body


def test_13_any_of_several_credentials_and_identities_will_do(at_hooli: Office) -> None:
    """A network adds its own, and one platform puts two identities into one credential."""
    ours = credential(THEM)
    two = ours.replace("</Identity>", "</Identity><Identity>someone@hooli.example.test</Identity>")
    more = order("S13", LAMP).replace(
        f"<From>{ours}", f"<From>{credential(('internalsupplierid', '77'))}{two}", 1
    )

    assert at_hooli.take(more) == "200"
    (record,) = of(at_hooli, "S13")
    assert "cxml.identity-repeated" in codes(record)


def test_15_classes_with_points_are_eight_digits(at_hooli: Office) -> None:
    """56.10.15.00 is 56101500."""
    assert at_hooli.take(order("S15", LAMP).replace("56101500", "56.10.15.00")) == "200"

    (line,) = written(of(at_hooli, "S15")[0]).lines
    assert "56101500" in {one.value for one in line.identifiers}


@pytest.mark.parametrize(("quantity", "code"), [("0", "400"), ("-1", "400"), ("2.5", "200"), ("two", "400")])
def test_17_quantities_of_nothing_or_less_are_refused_and_fractions_are_for_the_desk(
    at_hooli: Office, quantity: str, code: str
) -> None:
    """What is refused is kept, and the answer says which line it was."""
    number = f"S17{quantity}"
    body = order(number, ("LAMP", "1", "EA", "9.25")).replace('quantity="1"', f'quantity="{quantity}"')
    answer = at_hooli.post(body)
    at_hooli.house.work()

    assert code_of(answer.content) == code
    (record,) = of(at_hooli, number)
    if code == "400":
        assert record.validation == "rejected"
        assert "ItemOut" in said(answer.content) or "lines[0]" in said(answer.content)
    else:
        assert at_hooli.house.order(number, "hooli").state != "confirmed"


def test_18_the_same_payload_is_answered_as_before_and_another_under_its_id_is_refused(
    at_hooli: Office,
) -> None:
    """Byte by byte, however often; nothing follows from it twice."""
    body = order("S18", LAMP, payload_id="18@hooli")
    first = at_hooli.post(body)
    at_hooli.house.work()
    again, other = at_hooli.post(body), at_hooli.post(order("S18", CHAIR, payload_id="18@hooli"))
    at_hooli.house.work()

    assert first.content == again.content
    assert [code_of(one.content) for one in (first, other)] == ["200", "409"]
    assert [one.status_code for one in (first, again, other)] == [200, 200, 200]
    assert len(of(at_hooli, "S18")) == 1
    assert len(at_hooli.got("ConfirmationRequest")) == 1


def test_19_an_order_that_comes_again_is_ignored_if_equal_and_refused_if_not(at_hooli: Office) -> None:
    """Under a new payload id; unless it was agreed that a person decides."""
    assert at_hooli.take(order("S19", LAMP)) == "200"
    again = at_hooli.post(order("S19", LAMP))
    other = at_hooli.post(order("S19", CHAIR))
    at_hooli.house.work()

    assert [code_of(one.content) for one in (again, other)] == ["200", "409"]
    assert "duplicate" in said(again.content)
    assert [one.validation for one in of(at_hooli, "S19")] == ["accepted", "duplicate"]
    assert len(at_hooli.got("ConfirmationRequest")) == 1

    at_hooli.agree(cxml=at_hooli.cxml(same_order="hold"))
    assert at_hooli.take(order("S19", DESK)) == "200"
    assert of(at_hooli, "S19")[-1].validation == "held"


def test_20_an_update_of_an_unknown_order_waits_or_is_refused(at_hooli: Office) -> None:
    """The order may be on its way still: once it is there the update is worked in, and its state is the later one."""
    assert at_hooli.take(order("S20", HALF, kind="update", version="2")) == "200"
    assert at_hooli.got() == []

    assert at_hooli.take(order("S20", LAMP)) == "200"
    later(at_hooli.house, minutes=20)
    at_hooli.house.work()
    with at_hooli.house.gateway.store.read() as work:
        (line,) = work.orders.lines(at_hooli.house.order("S20", "hooli").id)
    assert line.ordered == 12

    at_hooli.agree(cxml=at_hooli.cxml(unknown_order="refuse"))
    assert at_hooli.take(order("S20", LAMP, kind="update")) == "200"
    answer = at_hooli.post(order("S20X", HALF, kind="update", version="2"))
    assert (answer.status_code, code_of(answer.content)) == (200, "417")
    assert of(at_hooli, "S20X", "860") == []


def test_21_an_update_after_shipment_is_refused_by_a_confirmation(at_hooli: Office) -> None:
    """The request itself was in order: 200. What left has left."""
    assert at_hooli.take(order("S21", LAMP)) == "200"
    at_hooli.house.ship()
    at_hooli.peer.requests.clear()

    assert at_hooli.take(order("S21", HALF, kind="update", version="2")) == "200"

    (answer,) = at_hooli.got("ConfirmationRequest", "S21")
    assert answer.find("ConfirmationHeader").get("type") == "reject"
    assert at_hooli.house.order("S21", "hooli").state == "closed"


def test_22_a_deletion_after_part_has_left_cancels_the_rest(at_hooli: Office) -> None:
    """What left is kept and billed; nothing more leaves."""
    assert at_hooli.take(order("S22", ("BENCH", "6", "EA", "90"))) == "200"
    at_hooli.house.ship()
    at_hooli.peer.requests.clear()

    assert at_hooli.take(order("S22", ("BENCH", "6", "EA", "90"), kind="delete")) == "200"

    record = at_hooli.house.order("S22", "hooli")
    with at_hooli.house.gateway.store.read() as work:
        (line,) = work.orders.lines(record.id)
    assert (line.shipped, line.ordered, record.state) == (4, 4, "closed")
    assert at_hooli.got("ConfirmationRequest", "S22")


def test_23_an_attachment_that_is_missing_is_told_and_what_came_is_kept(at_hooli: Office) -> None:
    """The order is taken; whoever looks at it sees the file, and that another did not come."""
    drawing = "<Comments>See<Attachment><URL>cid:plan</URL></Attachment><Attachment><URL>cid:gone</URL></Attachment></Comments>"
    mail = EmailMessage()
    mail.set_content(order("S23", LAMP, head=drawing), subtype="xml")
    mail["Content-ID"] = "<root>"
    mail.make_mixed()
    mail.add_attachment(
        b"%PDF-1.7 plan", maintype="application", subtype="pdf", filename="plan.pdf", cid="<plan>"
    )
    body = mail.as_bytes().partition(b"\n\n")[2]
    kind = " ".join(str(mail["Content-Type"]).split())

    assert at_hooli.take(body, content_type=kind) == "200"

    (record,) = of(at_hooli, "S23")
    assert "cxml.attachment-missing" in codes(record)
    with at_hooli.house.gateway.store.read() as work:
        (kept,) = work.cxml_inbox.attachments(record.id)
        assert work.cxml_inbox.attachment(kept.id).content == b"%PDF-1.7 plan"
    assert (kept.name, kept.content_id, kept.media_type) == ("plan.pdf", "plan", "application/pdf")


def test_24_a_confirmation_splits_a_line_by_what_becomes_of_it(at_hooli: Office) -> None:
    """Three now and two that nobody has: two statuses under one line, which add up to it."""
    at_hooli.agree(
        orders={**_orders(at_hooli), "backorders": {"allow": "false"}}, dialect={"cancelled": "rejected"}
    )
    assert at_hooli.take(order("S24", ("SOFA", "5", "EA", "300"))) == "200"

    (line,) = at_hooli.got("ConfirmationRequest", "S24")[0].findall("ConfirmationItem")
    parts = [(one.get("type"), one.get("quantity")) for one in line.findall("ConfirmationStatus")]
    assert line.get("quantity") == "5"
    assert parts == [("accept", "3"), ("reject", "2")]


def test_25_a_notice_counts_in_the_unit_that_was_ordered(at_hooli: Office) -> None:
    """The warehouse counts lamps, the buyer cases: the notice says cases, as the buyer calls them."""
    assert at_hooli.take(order("S25", ("LAMP", "3", "CS", "111"))) == "200"
    at_hooli.house.ship()

    shipped = list(at_hooli.got("ShipNoticeRequest", "S25")[0].iter("ShipNoticeItem"))
    assert sum(int(one.get("quantity")) for one in shipped) == 3
    assert {one.find("UnitOfMeasure").text for one in shipped} == {"CS"}


def test_26_a_notice_of_ours_never_has_an_empty_portion(at_hooli: Office) -> None:
    """An empty one would say that all of the order has left: ours names what is in it, line by line."""
    assert at_hooli.take(order("S26", LAMP, DESK)) == "200"
    at_hooli.house.ship()

    notices = at_hooli.got("ShipNoticeRequest", "S26")
    portions = [one for notice in notices for one in notice.iter("ShipNoticePortion")]
    assert portions
    assert all(one.findall("ShipNoticeItem") for one in portions)


@pytest.mark.parametrize(
    ("number", "dialect", "told"),
    [
        ("S26A", {}, ["partial", "complete"]),
        ("S26B", {"completeness": "never"}, [None, None]),
        ("S26C", {"version": "1.2.014"}, [None, None]),
    ],
)
def test_a_notice_says_whether_the_rest_is_to_come(
    at_hooli: Office, number: str, dialect: dict[str, str], told: list[str | None]
) -> None:
    """Lamps go now and the stool when there is one: partial first, then complete; unless the buyer has no place for it."""
    stool = f"STOOL{number}"
    at_hooli.stock("items", "sku,description,base_unit", f"{stool},Stool,EA")
    at_hooli.stock("prices", "price_list,sku,unit,price,currency", f"standard,{stool},EA,40,USD")
    at_hooli.agree(cxml=at_hooli.cxml(dialect=dialect))
    assert at_hooli.take(order(number, LAMP, (stool, "1", "EA", "40"))) == "200"
    at_hooli.house.ship()
    at_hooli.stock("supply", "sku,location,quantity,available_on,kind", f"{stool},MAIN,1,2026-03-01,on-hand")
    at_hooli.house.ask("backorders")
    at_hooli.house.ship()

    heads = [one.find("ShipNoticeHeader") for one in at_hooli.got("ShipNoticeRequest", number)]
    assert [one.get("fulfillmentType") for one in heads] == told


@pytest.mark.parametrize(("form", "purpose"), [("lines", "lineLevelCreditMemo"), ("header", "creditMemo")])
def test_27_a_credit_has_the_form_the_buyer_takes(at_hooli: Office, form: str, purpose: str) -> None:
    """By lines with quantities below zero, or of the invoice as a whole: the sums are below zero in both."""
    dialect = {**at_hooli.cxml()["dialect"], "credits": form}
    at_hooli.agree(cxml=at_hooli.cxml(dialect=dialect))
    number = f"S27{form}"
    assert at_hooli.take(order(number, LAMP)) == "200"
    at_hooli.house.ship()
    gateway = at_hooli.house.gateway
    with gateway.store.read() as work:
        (billed,) = work.invoices.of_order(at_hooli.house.order(number, "hooli").id)
    credit(gateway.services, gateway.store, billed.number, said=Said(reason="broken", actor="ann"))
    at_hooli.house.work()

    memo = at_hooli.got("InvoiceDetailRequest", number)[-1]
    assert memo.find("InvoiceDetailRequestHeader").get("purpose") == purpose
    assert Decimal(memo.find("InvoiceDetailSummary/NetAmount/Money").text) == Decimal(-222)
    assert bool(list(memo.iter("InvoiceDetailItem"))) is (form == "lines")
    assert at_hooli.documents("810")[-1].delivery == "sent"


def test_28_an_invoice_of_sums_has_no_lines_and_says_so(at_hooli: Office) -> None:
    """It is marked as one, names its order, is valid, and reads back as what it was."""
    assert at_hooli.take(order("S28", LAMP)) == "200"
    at_hooli.house.ship()
    billed = at_hooli.read("InvoiceDetailRequest")[-1]
    summary = replace(billed, kind="x12:FD", lines=(), hash_total=None)
    services = at_hooli.house.gateway.services
    us, them = (Credential(domain=domain, identity=identity) for domain, identity in (US, THEM))
    envelope = Envelope(
        payload_id="s28@ourco",
        sent_at=at_hooli.house.clock.now(),
        senders=(us,),
        recipients=(them,),
        proofs=(us,),
        user_agent="us",
    )
    said = write(services, services.directory.get("hooli"), summary, envelope=envelope)
    body = etree.fromstring(said.content).find("Request/InvoiceDetailRequest")

    assert said.doubts == ()
    assert (
        body.find("InvoiceDetailRequestHeader/InvoiceDetailHeaderIndicator").get("isHeaderInvoice") == "yes"
    )
    assert body.find("InvoiceDetailHeaderOrder//OrderReference").get("orderID") == "S28"
    assert list(body.iter("InvoiceDetailItem")) == []
    assert read(said.content).document.total == summary.total


@pytest.mark.parametrize(
    ("stamp", "on"),
    [
        ("2026-03-01T23:30:00Z", 1),
        ("2026-03-01T23:30:00", 1),
        ("2026-03-01", 1),
        ("2026-03-01T23:30:00+0000", 1),
    ],
)
def test_29_instants_are_read_however_their_zone_is_written(at_hooli: Office, stamp: str, on: int) -> None:
    """With a letter, without anything, without a colon; the day is the day as it was written."""
    number = f"S29{len(stamp)}{stamp[-1]}"
    assert at_hooli.take(order(number, LAMP).replace("2026-03-02T08:00:00+00:00", stamp)) == "200"

    ordered_on = written(of(at_hooli, number)[0]).ordered_on
    assert ordered_on is not None
    assert ordered_on.day == on


def test_30_a_test_never_ships(at_hooli: Office) -> None:
    """Decided and answered, where that was agreed; no warehouse ever hears of it. Else only kept."""
    assert at_hooli.take(order("S30", LAMP, mode="test")) == "200"
    at_hooli.house.ship()
    assert at_hooli.house.order("S30", "hooli").state == "confirmed"
    assert at_hooli.got("ConfirmationRequest", "S30")
    assert at_hooli.got("ShipNoticeRequest", "S30") == []

    at_hooli.agree(cxml=at_hooli.cxml(test_orders="keep"))
    answer = at_hooli.post(order("S30K", LAMP, mode="test"))
    at_hooli.house.work()
    assert (code_of(answer.content), of(at_hooli, "S30K")[0].validation) == ("200", "held")
    assert "nothing will come of it" in said(answer.content)

    at_hooli.agree(cxml=at_hooli.cxml(deployment="test"))
    assert at_hooli.take(order("S30E", LAMP)) == "200"
    assert of(at_hooli, "S30E")[0].validation == "held"


def test_33_nothing_a_document_points_at_is_fetched(at_hooli: Office) -> None:
    """A system identifier within our own network is a name and nothing else."""
    asked: list[str] = []

    class Listening(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Listening) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        inside = f'<!DOCTYPE cXML SYSTEM "http://127.0.0.1:{server.server_port}/cXML.dtd">'
        code = at_hooli.take(inside + order("S33", LAMP))
        server.shutdown()
        thread.join()

    assert (code, asked) == ("200", [])


def test_money_asked_for_first_is_never_billed_by_a_language_without_proforma_invoices(
    at_hooli: Office,
) -> None:
    """A proforma invoice would read as a bill: nothing is sent, and the trail says that somebody has to ask."""
    orders = {**_orders(at_hooli), "pay_first": {"percent": "30", "proforma": "true"}}
    at_hooli.agree(orders=orders)
    at_hooli.take(order("PO-PF", LAMP))
    found = at_hooli.house.order("PO-PF", "hooli")

    assert [one.finding.code for one in found.holds] == ["order.payment-due"]
    assert at_hooli.got("InvoiceDetailRequest", "PO-PF") == []
    assert found.id in at_hooli.house.events("order.proforma-untold")


def _orders(at_hooli: Office) -> dict[str, object]:
    """Return what was agreed on orders."""
    profile = at_hooli.house.gateway.services.directory.text("hooli")
    agreed: dict[str, object] = yaml.load(profile, Loader=yaml.BaseLoader)["orders"]  # noqa: S506 - makes nothing but text
    return agreed
