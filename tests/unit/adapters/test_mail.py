"""Mail that is dropped for us: attachments come out byte by byte, hostile messages cost little and lose nothing."""

from email.message import EmailMessage
from pathlib import Path
from time import monotonic

import pytest
from pydantic import ValidationError

from gateway.adapters.transports.kinds import Surroundings
from gateway.adapters.transports.mail import MailSettings, MailTransport, open_mail
from gateway.application.ports import Received
from tests.fakes.clocks import FixedClock
from tests.fakes.peers import A_MINUTE_AGO, age
from tests.fakes.secrets import KnownSecrets

ORDER = (
    b"ISA*00*          *00*          *12*5555551234     *ZZ*OURCO          "
    b"*260302*0900*U*00401*000000001*0*T*>~GS*PO*A*B*20260302*0900*1*X*004010~GE*0*1~IEA*1*000000001~"
)
OTHER = ORDER.replace(b"000000001", b"000000002")
AGREED = {"inbox": "in", "outbox": "out", "us": "edi@us.example", "them": "edi@them.example"}


def box(folder: Path, *, clock: FixedClock | None = None, **settings: object) -> MailTransport:
    """Return the transport over two folders."""
    for name in ("in", "out"):
        (folder / name).mkdir(exist_ok=True)
    surroundings = Surroundings(files=folder, clock=clock or FixedClock(), secrets=KnownSecrets())
    return open_mail(MailSettings.model_validate(AGREED | settings), surroundings)


def message(*attached: tuple[str, bytes], sender: str = "edi@them.example") -> EmailMessage:
    """Return a message with files attached."""
    mail = EmailMessage()
    mail["From"] = sender
    mail.set_content("Orders attached.")
    for name, content in attached:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail


def dropped(folder: Path, mail: EmailMessage | bytes, name: str = "1.eml") -> bytes:
    """Drop a message, a minute ago, and return its bytes."""
    content = mail if isinstance(mail, bytes) else mail.as_bytes()
    (folder / "in").mkdir(exist_ok=True)
    file = folder / "in" / name
    file.write_bytes(content)
    age(file, A_MINUTE_AGO)
    return content


def named(received: list[Received]) -> list[tuple[str, bytes]]:
    """Return names and bytes."""
    return [(one.name, one.content) for one in received]


def test_a_message_is_gone_once_its_last_attachment_is_kept(tmp_path: Path) -> None:
    """A crash between two attachments fetches both again, under the same keys."""
    dropped(tmp_path, message(("a.edi", ORDER), ("b.edi", OTHER)))
    transport = box(tmp_path)
    first, second = transport.fetch()
    transport.confirm(first)
    again = list(transport.fetch())
    transport.confirm(second)

    assert [("a.edi", ORDER), ("b.edi", OTHER)] == named(again)
    assert [first, second] == again
    assert [] == list(transport.fetch())


def test_only_attachments_that_fit_are_taken_and_forwarded_ones_too(tmp_path: Path) -> None:
    """A logo in a signature is no order; a colleague's forwarded message holds one."""
    forwarded = EmailMessage()
    forwarded.set_content("See below.")
    forwarded.add_attachment(message(("po.edi", ORDER), ("logo.png", b"png")))
    dropped(tmp_path, forwarded)

    assert [("po.edi", ORDER)] == named(list(box(tmp_path, match="*.edi").fetch()))


def test_mail_from_somebody_else_or_without_attachments_is_kept_whole_for_a_person(tmp_path: Path) -> None:
    """After the grace; nothing that arrived is dropped."""
    strange = dropped(tmp_path, message(("po.edi", ORDER), sender="mallory@evil.example"))
    plain = dropped(tmp_path, message(), "2.eml")
    agreed = dropped(tmp_path, message(("po.edi", ORDER), sender="EDI <EDI@Them.example>"), "3.eml")
    transport = box(tmp_path, senders=["edi@them.example"])

    assert agreed
    assert [("1.eml", strange), ("2.eml", plain), ("po.edi", ORDER)] == named(list(transport.fetch()))


def test_a_message_that_is_cut_short_waits_until_it_is_whole_or_the_grace_is_over(tmp_path: Path) -> None:
    """Half a message is no message; one that never ends is shown to a person."""
    whole = message(("po.edi", ORDER)).as_bytes()
    dropped(tmp_path, whole[:-30])
    clock = FixedClock()
    transport = box(tmp_path, clock=clock)
    early = list(transport.fetch())
    clock.advance(MailSettings.model_validate(AGREED).grace)
    late = list(transport.fetch())

    assert ([], 1) == (early, len(late))


def test_a_request_in_a_letter_is_taken_at_once_and_its_decorations_are_not(tmp_path: Path) -> None:
    """A logo in a signature is no file, nor is a signature; a photograph somebody attached is one."""
    sheet = message(("bid.csv", b"Part,Qty\nA-1,5\n"))
    sheet.add_attachment(b"png", maintype="image", subtype="png", filename="logo.png", disposition="inline")
    sheet.add_attachment(b"png", maintype="image", subtype="png", filename="logo2.png", cid="<a@b>")
    sheet.add_attachment(b"p7s", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    sheet.add_attachment(b"jpg", maintype="image", subtype="jpeg", filename="plate.jpg")
    words = message()
    words.add_attachment(b"png", maintype="image", subtype="png", filename="logo.png", disposition="inline")
    dropped(tmp_path, sheet)
    whole = dropped(tmp_path, words, "2.eml")

    assert [("bid.csv", b"Part,Qty\nA-1,5\n"), ("plate.jpg", b"jpg"), ("2.eml", whole)] == named(
        list(box(tmp_path).fetch())
    )


HOSTILE = {
    "boundaries without end": b"Content-Type: multipart/mixed; boundary=a\n\n"
    + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 5000,
    "nested beyond measure": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (one, one) for one in range(3000)
    ),
    "parts beyond measure": b"Content-Type: multipart/mixed; boundary=a\n\n"
    + b"--a\n\nx\n" * 3000
    + b"--a--\n",
    "a header without end": b"From: " + b"(" * 200_000 + b"\nContent-Type: application/edi-x12\n\n" + ORDER,
    "an unknown encoding": b"Content-Type: application/edi-x12; name*=nonsense''%ff\nContent-Transfer-Encoding: nonsense\n\n"
    + ORDER,
    "broken base64": b"Content-Type: application/edi-x12\nContent-Transfer-Encoding: base64\n\n!!!!",
    "a multipart that is none": b"Content-Type: multipart/mixed; boundary=a\n\nnothing",
    "messages in messages": b"Content-Type: message/rfc822\n\n" * 3000 + b"x",
    "no mail at all": bytes(range(256)) * 400,
    "nothing": b"",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=list(HOSTILE))
def test_whatever_is_dropped_ends_soon_and_is_not_lost(tmp_path: Path, content: bytes) -> None:
    """No message makes us fall over, run on or forget it."""
    dropped(tmp_path, content)
    clock = FixedClock()
    transport = box(tmp_path, clock=clock, senders=["edi@them.example"])
    clock.advance(MailSettings.model_validate(AGREED).grace)
    begun = monotonic()
    received = list(transport.fetch())

    assert [("1.eml", content)] == named(received)
    assert monotonic() - begun < 10


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\win.ini", "win.ini"),
        ("a\r\nBcc: x@y", "a_Bcc_ x_y"),
        ("...", "attachment"),
        ("x" * 5000 + ".edi", "x" * 116),
        ("órder 1.edi", "_rder 1.edi"),
    ],
)
def test_names_are_names_and_never_paths_or_headers(tmp_path: Path, name: str, shown: str) -> None:
    """What a sender calls a file goes into logs, pages and the database."""
    mail = message(("plain.edi", ORDER)).as_bytes().replace(b"plain.edi", name.replace("\r\n", "").encode())
    if "\r\n" in name:
        shown = "aBcc_ x_y"
    dropped(tmp_path, mail)
    (received,) = box(tmp_path, senders=["edi@them.example"]).fetch()

    assert received.name.startswith(shown[:20])
    assert not set("/\\\r\n") & set(received.name)


def test_what_we_send_is_the_same_message_every_time(tmp_path: Path) -> None:
    """A second try changes nothing, and no name or identifier of ours breaks out of a header."""
    transport = box(tmp_path)
    for _ in range(2):
        transport.leave("acme-855-1.edi", ORDER, message_id="<1@our co>\r\nBcc: x@y")
    (file,) = (tmp_path / "out").iterdir()
    written = file.read_bytes()

    assert "acme-855-1.edi.eml" == file.name
    assert b"Message-ID: <1@our-co---Bcc--x@y>\r\n" in written
    assert b"\nBcc" not in written


@pytest.mark.parametrize("wrong", ["edi", "a@b, c@d", "a@b\nBcc: c@d", "ü@b.example"])
def test_addresses_are_one_plain_address(wrong: str) -> None:
    """They go into headers."""
    with pytest.raises(ValidationError):
        MailSettings.model_validate(AGREED | {"us": wrong})
