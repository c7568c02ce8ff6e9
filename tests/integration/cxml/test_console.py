"""What people see of orders that came as cXML, and what operators do about secrets."""

import json
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from typer.testing import CliRunner

from gateway.application.reprocessing import reprocess
from gateway.entrypoints.cli import app
from gateway.entrypoints.console.document_view import lines_of
from gateway.errors import Conflict
from tests.cxml_house import LAMP, SECRET, Office, office, order
from tests.databases import fresh
from tests.fakes.clocks import FixedClock


@pytest.fixture(scope="module")
def at_hooli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The house after an order with a drawing, which was shipped and billed."""
    folder = tmp_path_factory.mktemp("console")
    with office(folder / "house", fresh("sqlite", folder), FixedClock()) as opened:
        body, kind = with_drawing(
            order("C1", LAMP, head="<Comments><Attachment><URL>cid:plan</URL></Attachment></Comments>")
        )
        assert opened.take(body, content_type=kind) == "200"
        opened.house.ship()
        yield opened


def with_drawing(document: str) -> tuple[bytes, str]:
    """Return a document with a file beside it, and the content type of both."""
    mail = EmailMessage()
    mail.set_content(document, subtype="xml")
    mail.add_attachment(
        b"%PDF-1.7", maintype="application", subtype="pdf", filename="Plan \u2460.pdf", cid="<plan>"
    )
    body = mail.as_bytes().partition(b"\n\n")[2]
    return body, " ".join(str(mail["Content-Type"]).split())


def test_an_order_is_told_in_the_words_of_the_partner(at_hooli: Office) -> None:
    """Its messages, where X12 has numbers of sets; and no 997, which nobody waits for."""
    found = at_hooli.house.order("C1", "hooli")
    text = at_hooli.client.get(f"/orders/{found.id}").text

    for name in ("OrderRequest", "ConfirmationRequest", "ShipNoticeRequest", "InvoiceDetailRequest"):
        assert f'<b class="long">{name.removesuffix("Request")}<wbr>Request</b>' in text
    assert "<b>997</b>" not in text
    assert "The chain is complete" in text
    assert "ConfirmationRequest" in at_hooli.client.get("/documents").text


def test_a_document_is_shown_with_what_came_along(at_hooli: Office) -> None:
    """Tag by tag, without its secret; a file is handed out to be kept, never to be opened."""
    (record,) = at_hooli.documents("850")
    shown = at_hooli.client.get(f"/documents/{record.id}").text
    with at_hooli.house.gateway.store.read() as work:
        (file,) = work.cxml_inbox.attachments(record.id)
    got = at_hooli.client.get(f"/documents/{record.id}/attachments/{file.id}")

    assert "Plan \u2460.pdf" in shown
    assert record.message_id in shown
    assert "ItemOut" in shown
    assert SECRET not in shown
    assert ">Annotated</a>" not in shown
    with pytest.raises(Conflict, match="is not read again"):
        reprocess(at_hooli.house.gateway.services, at_hooli.house.gateway.store, record.id, actor="ann")
    assert got.content == b"%PDF-1.7"
    assert got.headers["content-disposition"].startswith("attachment; filename*=UTF-8''Plan%20")
    other = at_hooli.documents("855")[0]
    assert at_hooli.client.get(f"/documents/{other.id}/attachments/{file.id}").status_code == 404


def test_an_operator_makes_lists_and_retires_secrets(
    at_hooli: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And looks what was posted."""
    settings = at_hooli.house.gateway.settings
    monkeypatch.setenv("GATEWAY_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("GATEWAY_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("GATEWAY_CONFIG_DIR", str(settings.config_dir))

    def run(*words: str) -> str:
        result = CliRunner().invoke(app, ["cxml", *words])
        assert result.exit_code == 0, result.output
        return result.output

    made = run("secret", "hooli").strip()
    listed = json.loads(run("secrets", "hooli", "--json"))
    (posted,) = json.loads(run("requests", "--json"))

    assert len(made) > len(SECRET)
    assert listed[0]["digest"] in run("secrets", "hooli")
    assert json.loads(run("secret", "hooli", "--json"))["partner"] == "hooli"
    assert "counts no longer" in run("retire", "hooli", listed[0]["digest"])
    assert (posted["message"], posted["reference"], posted["status"]) == ("OrderRequest", "C1", 200)
    assert "OrderRequest new C1" in run("requests", "--partner", "hooli")


def test_a_document_of_xml_is_shown_a_tag_a_line_as_it_is_nested() -> None:
    """Whatever it was written like; what is no element nests nothing."""
    content = (
        b'\xef\xbb\xbf<?xml version="1.0"?>\n<!DOCTYPE a><a><b c="1">text</b><d/>\n\n<e>\n<f>1</f></e></a>'
    )

    assert lines_of(content) == (
        '\ufeff<?xml version="1.0"?>',
        "<!DOCTYPE a>",
        "<a>",
        '  <b c="1">text</b>',
        "  <d/>",
        "  <e>",
        "    <f>1</f>",
        "  </e>",
        "</a>",
    )
