"""A quote leaves by e-mail where the profile says so: a letter with its papers, laid down for a mail relay."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from gateway.adapters.papers.fonts import letters_of
from gateway.application.quoting import answering, reviewing
from gateway.application.records import Job
from gateway.errors import Conflict
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.house import House
from tests.integration.quoting.test_packs_and_edits import bid
from tests.quoting_house import quote_of, quoting_house, request_840, requests, upload

MAIL = {"outbox": "letters", "us": "sales@ours.example", "them": ["buyer@acme.example"], "create": "true"}


def house_of(tmp_path: Path, clock: FixedClock, **mail: object) -> House:
    """Return a gateway that sends by itself what nobody has to look at, and mails quotes."""
    return quoting_house(
        tmp_path / "house",
        fresh("sqlite", tmp_path),
        clock,
        cost_list="",
        send_at_once="true",
        mail={**MAIL, **mail},
    )


def letters(house: House) -> list[EmailMessage]:
    """Return the letters that lie there."""
    folder = house.gateway.settings.data_dir / "letters"
    return [message_from_bytes(one.read_bytes(), policy=default) for one in sorted(folder.glob("*.eml"))]


def test_a_quote_leaves_as_a_letter_with_its_papers(tmp_path: Path, clock: FixedClock) -> None:
    """The PDF and the buyer's own file, to whom the profile says; a file and an 840 alike, beside the 843."""
    house = house_of(tmp_path, clock, text="Dear all,")
    upload(house, "bid.xlsx", bid((1, "LAMP", "Desk lamp", 5, "CT 100")))
    house.take(request_840("R-1", "24*EA***VN*LAMP").encode())
    first, second = letters(house)
    body = first.get_body(("plain",))
    assert body is not None

    assert ("sales@ours.example", "buyer@acme.example") == (first["From"], first["To"])
    assert "Quote Q00000001 for your request RFQ-7" == first["Subject"]
    assert "Dear all," in body.get_content()
    assert "holds until 2026-04-01" in body.get_content()
    assert ["Q00000001.pdf", "Q00000001.xlsx"] == [one.get_filename() for one in first.iter_attachments()]
    assert ["Q00000002.pdf"] == [one.get_filename() for one in second.iter_attachments()]
    assert [b"%PDF", b"PK\x03\x04"] == [one.get_content()[:4] for one in first.iter_attachments()]
    assert 2 == len(house.events("quote.mailed"))
    with house.gateway.store.read() as work:
        assert {"843"} == {one.set_id for one in work.documents.recent(10, direction="out")} - {"997"}


def test_the_same_letter_again_is_the_one_that_lies_there(tmp_path: Path, clock: FixedClock) -> None:
    """A worker that died after writing it writes it again without harm."""
    house = house_of(tmp_path, clock)
    record = upload(house, "bid.xlsx", bid((1, "LAMP", "Desk lamp", 5, "EA")))
    quote = quote_of(house, record.id)
    before = letters(house)[0].as_bytes()
    house.ask("mail-quote", quote.id)

    assert [before] == [one.as_bytes() for one in letters(house)]


def test_a_quote_no_font_can_print_does_not_leave_by_mail(tmp_path: Path, clock: FixedClock) -> None:
    """It is kept for a person, with the letters that would not be seen."""
    house = house_of(tmp_path, clock)
    odd = "\U0001f5ff"
    assert odd == letters_of().missing([odd])
    profile = house.gateway.services.directory.get("acme")
    assert profile.requests is not None
    upload(
        house,
        "bid.xlsx",
        bid((1, "LAMP", "Desk lamp", 5, "EA"), (2, "Z-1", f"Nothing like it {odd}", 1, "EA")),
    )
    (record,) = requests(house)
    reviewing.skip_line(house.gateway.quoting, record.id, 2, actor="Ann")
    quote = answering.price_now(house.gateway.services, house.gateway.store, record.id, actor="Ann")
    answering.send(house.gateway.store, quote.id, actor="Ann")
    house.work()

    assert [] == letters(house)
    assert [quote.id] == house.events("quote.not-mailed")


def test_what_is_not_agreed_any_more_is_not_mailed(tmp_path: Path, clock: FixedClock) -> None:
    """A job that waited finds the agreement as it is."""
    house = quoting_house(tmp_path / "house", fresh("sqlite", tmp_path), clock)
    record = upload(house, "bid.xlsx", bid((1, "LAMP", "Desk lamp", 5, "EA")))
    effect = house.gateway.effects["mail-quote"]
    with house.gateway.store.begin() as work:
        job = Job(
            id="1",
            kind="mail-quote",
            ref=quote_of(house, record.id).id,
            dedupe="",
            lane="",
            attempts=0,
            run_at=clock.now(),
        )
        with pytest.raises(Conflict):
            effect.prepare(work, job)
    with pytest.raises(TypeError):
        effect.perform(None)
