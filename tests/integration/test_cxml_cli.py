"""`gateway cxml read` and `gateway cxml validate`: what a person sees of a document, never its secrets."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.cxml.masking import MASK
from gateway.cxml.messages import write
from gateway.cxml.status_updates import StatusUpdate
from gateway.cxml.statuses import status
from gateway.cxml.wire import Attachment, with_attachments
from gateway.domain.punch_outs import PunchOutStart
from gateway.entrypoints import cli
from tests.unit.cxml.bodies import envelope
from tests.unit.cxml.documents import ENVELOPE
from tests.unit.cxml.test_messages import ITEM, order

DTD = "<!ELEMENT cXML (Header, Request)><!ELEMENT Header ANY><!ELEMENT Request ANY>"
ADDRESS = (
    "<ShipTo><Address><Name xml:lang='en'>N</Name><PostalAddress><Street>1 Way</Street><City>C</City>"
    "<Country isoCountryCode='US'>US</Country></PostalAddress></Address></ShipTo>"
)


def run(*args: str) -> Result:
    """Run a verb of the group."""
    return CliRunner().invoke(cli.app, ["cxml", *args])


@pytest.fixture
def posted(tmp_path: Path) -> Path:
    """An order with a secret in it."""
    body = envelope(order(ITEM.format(3, 1), total="6", head=f"{ADDRESS}<Followup/>"))
    secret = b"<SharedSecret>s3cret</SharedSecret></Credential><UserAgent>"
    file = tmp_path / "order.xml"
    file.write_bytes(body.replace(b"</Credential><UserAgent>", secret))
    return file


def test_a_document_is_told_in_our_words(posted: Path) -> None:
    """From whom to whom, and what is in it."""
    shown = run("read", str(posted))

    assert shown.exit_code == 0
    assert "message      OrderRequest (xml, production)" in shown.output
    assert "from         DUNS 1\nto           DUNS 2" in shown.output
    assert "  street 1 Way" in shown.output
    assert "    kind vendor-part\n    value A" in shown.output
    assert (
        "info     cxml.not-read  line 1 /cXML/Request/OrderRequest/OrderRequestHeader/Followup"
        in shown.output
    )
    assert "s3cret" not in shown.output


def test_a_document_is_told_as_json(posted: Path) -> None:
    """With the secret masked."""
    told = json.loads(run("read", str(posted), "--json").output)

    assert (told["message"], told["document"]["number"]) == ("OrderRequest", "PO1")
    assert told["envelope"]["proofs"] == [{"domain": "DUNS", "identity": "1", "secret": MASK}]
    assert [one["code"] for one in told["findings"]] == ["cxml.not-read"]


def test_a_body_with_attachments_is_taken_apart(posted: Path, tmp_path: Path) -> None:
    """By its content type; an attachment nobody speaks of is a remark."""
    sent = Attachment(content_id="a1", media_type="image/png", content=b"12345")
    kind, body = with_attachments(posted.read_bytes(), (sent,), boundary="=_b")
    file = tmp_path / "body"
    file.write_bytes(body)

    shown = run("read", str(file), "--type", kind)

    assert "attachment   a1 image/png 5 bytes" in shown.output
    assert "cxml.attachment-unreferenced" in shown.output


def test_an_answer_has_a_status(tmp_path: Path) -> None:
    """Which is shown."""
    file = tmp_path / "answer.xml"
    file.write_bytes(
        write(ENVELOPE, PunchOutStart(start_page="https://us.test/"), answer=status("200")).content
    )

    update = tmp_path / "update.xml"
    update.write_bytes(write(ENVELOPE, StatusUpdate(status=status("201"), payload_id="p")).content)

    shown, told = run("read", str(file)), run("read", str(update))

    assert "status\n  code 201\n  text Accepted" in told.output
    assert "status       200 OK" in shown.output
    assert "start_page https://us.test/" in shown.output


def test_what_is_wrong_ends_in_another_exit_code(posted: Path, tmp_path: Path) -> None:
    """Errors and warnings do, remarks do not; without DTDs that is said."""
    wrong = tmp_path / "wrong.xml"
    wrong.write_bytes(posted.read_bytes().replace(b">6</Money></Total>", b">60</Money></Total>"))

    good, bad = run("validate", str(posted)), run("validate", str(wrong))

    assert (good.exit_code, bad.exit_code) == (0, 1)
    assert "OrderRequest: 0 errors, 0 warnings, 1 remarks" in good.output
    assert "GATEWAY_CXML_DTD_DIR" in good.output
    assert "warning  cxml.total-differs  total [60]" in bad.output


def test_the_dtds_are_asked_where_they_are(posted: Path, tmp_path: Path) -> None:
    """What they say is advice; a folder without them is a fault of ours."""
    (tmp_path / "cXML.dtd").write_text(DTD)

    told = run("validate", str(posted), "--dtd", str(tmp_path), "--json")
    shown = run("validate", str(posted), "--dtd", str(tmp_path))
    nowhere = run("validate", str(posted), "--dtd", str(tmp_path / "none"))

    found = json.loads(told.output)
    assert (told.exit_code, found["dtd"]) == (0, True)
    assert {one["severity"] for one in found["findings"]} == {"info"}
    assert "cxml.dtd" in {one["code"] for one in found["findings"]}
    assert "GATEWAY_CXML_DTD_DIR" not in shown.output
    assert nowhere.exit_code != 0


def test_what_is_no_cxml_is_said(tmp_path: Path) -> None:
    """Whatever it is."""
    file = tmp_path / "x.json"
    file.write_text('{"a": [1, "b"]}')

    shown = run("read", str(file), "--type", "application/json")
    judged = run("validate", str(file), "--type", "application/json")

    assert (shown.exit_code, judged.exit_code) == (1, 1)
    assert "message      - (no form of cXML, production)" in shown.output
    assert "no message we know: 1 errors" in judged.output
