"""What goes wrong with requests and quotes, and what is left of them then."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.platypus import SimpleDocTemplate, Table

from gateway.application.ports import QuoteRecord, RequestRecord, SourcePage
from gateway.application.quoting import answering, concluding, reviewing
from gateway.application.quoting.concluding import Acceptance
from gateway.application.quoting.papers import filled_in, page_image
from gateway.application.quoting.reading import ReadingRequests
from gateway.application.records import Job
from gateway.domain.findings import find
from gateway.errors import Conflict, NotFound
from tests.databases import fresh
from tests.fakes.sheets import SheetsHere
from tests.house import House, later
from tests.integration.quoting.test_by_file import LAMP, workbook
from tests.quoting_house import lines_of, quote_of, request_of, upload

GRID = [("GRID", (0, 0), (-1, -1), 0.5, "#000000")]
TAKEN = Acceptance(number="PO-1", channel="console")


class Slow(SheetsHere):
    """Sheets that take too long for everything but reading."""

    def fill(self, *_: object, **__: object) -> None:
        """Give up."""

    def page(self, *_: object) -> bytes:
        """Give up."""
        return b""


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """One kind of database: what is tried here is no statement."""
    return fresh(request.param, tmp_path_factory.mktemp("odd"))


def pdf() -> bytes:
    """Return a request as it is printed."""
    rows = [
        ["Part no", "Description", "Quantity", "Unit"],
        ["LAMP", "Desk lamp", "24", "EA"],
        ["DESK", "Writing desk", "4", "EA"],
    ]
    written = BytesIO()
    SimpleDocTemplate(written, pagesize=A4).build([Table(rows, style=GRID)])
    return written.getvalue()


def test_a_pdf_is_read_and_its_page_is_drawn(house: House) -> None:
    """The page is shown as it looks; it is answered by a CSV, for a PDF has no cells to fill in."""
    quoting = house.gateway.quoting
    record = upload(house, "bid.pdf", pdf())
    assert ["LAMP", "DESK"] == [one.sku for one in lines_of(house, record.id)]
    assert page_image(quoting, record.id, 1).startswith(b"\x89PNG")
    quote = quote_of(house, record.id)
    assert "csv" == filled_in(quoting, quote.id)[2].kind
    object.__setattr__(quoting, "sheets", Slow())
    for attempt in (lambda: page_image(quoting, record.id, 1), lambda: filled_in(quoting, quote.id)):
        with pytest.raises((NotFound, Conflict)):
            attempt()


def test_what_reads_otherwise_now_is_not_filled_in(house: House) -> None:
    """The answers would stand beside other lines."""
    record = upload(house, "bid.xlsx", workbook(LAMP))
    quote = quote_of(house, record.id)
    with house.gateway.store.begin() as work:
        work.quotes.update(replace(quote, offers=()))
        work.commit()
    with pytest.raises(Conflict):
        filled_in(house.gateway.quoting, quote.id)


def test_reading_that_failed_for_good_leaves_the_request_to_a_person(house: House) -> None:
    """With the reason; a request that is answered is not read again."""
    record = upload(house, "bid.xlsx", workbook(LAMP))
    reading = ReadingRequests(quoting=house.gateway.quoting)
    job = Job(
        id="J",
        kind="read-request",
        ref=record.id,
        dedupe="",
        lane="",
        attempts=9,
        run_at=house.clock.now(),
    )
    with house.gateway.store.begin() as work:
        assert reading.prepare(work, job) is None
        assert reading.perform(None) is None
        assert () == reading.conclude(work, job, None)
        reading.abandon(work, job, "the disk is full")
        work.commit()

    assert ("held", "the disk is full") == (
        request_of(house, record.id).state,
        request_of(house, record.id).reason,
    )


def test_a_quote_is_not_accepted_without_a_number_too_late_or_for_nothing(house: House) -> None:
    """Each with the reason; nothing is ordered."""
    services, store = house.gateway.services, house.gateway.store
    record = upload(house, "bid.xlsx", workbook(LAMP))
    quote = quote_of(house, record.id)
    answering.send(store, quote.id, actor="Ann")
    house.work()
    for wrong in (replace(TAKEN, number=" "), replace(TAKEN, lines={7: Decimal(1)})):
        with pytest.raises(Conflict):
            concluding.accept_quote(services, store, quote.id, wrong, actor="Ann")
    with pytest.raises(Conflict):
        reviewing.skip_line(house.gateway.quoting, record.id, 1, actor="Ann")
    later(house, days=31)
    with pytest.raises(Conflict):
        concluding.accept_quote(services, store, quote.id, TAKEN, actor="Ann")


def test_more_quotes_than_fit_run_out_one_after_the_other(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some at a time, each in a job of its own."""
    store = house.gateway.store
    for number in ("A", "B"):
        record = upload(house, "bid.xlsx", workbook(LAMP, number=number))
        answering.send(store, quote_of(house, record.id).id, actor="Ann")
    house.work()
    later(house, days=31)
    monkeypatch.setattr(concluding, "AT_ONCE", 1)
    house.ask("quotes")
    with store.read() as work:
        assert ["expired", "expired"] == [one.state for one in work.quotes.recent(9)]


def test_what_is_not_there_is_said(house: House) -> None:
    """By its identifier; lists go on from what is named."""
    with house.gateway.store.begin() as work:
        request = RequestRecord(
            id="R",
            partner="acme",
            number="",
            kind="file",
            transmission="T",
            state="received",
            received_at=house.clock.now(),
        )
        quote = QuoteRecord(
            id="Q",
            partner="acme",
            request="R",
            number="Q1",
            revision=0,
            state="priced",
            made_at=house.clock.now(),
        )
        for missing in (
            lambda: work.requests.update(request),
            lambda: work.requests.line("R", 1),
            lambda: work.quotes.update(quote),
            lambda: work.quotes.get("Q"),
        ):
            with pytest.raises(NotFound):
                missing()
        assert work.requests.add(request)
        assert not work.requests.add(replace(request, id="S"))
        work.requests.put_pages(request, [SourcePage(request="R", partner="acme", page=1, name="Bid")])
        work.requests.put_lines(request, [])
        work.quotes.add(quote)
        assert ["Bid"] == list(work.requests.pages("R"))
        assert ([], []) == (work.requests.recent(9, before="R"), work.quotes.recent(9, before="Q"))
        assert ["Q"] == [one.id for one in work.quotes.recent(9, partner="acme")]
        assert 0 == work.requests.forget("R", 1)
        work.requests.update(replace(request, findings=(find("sheet.empty"),)))
        assert ("sheet.empty",) == tuple(one.code for one in work.requests.get("R").findings)
