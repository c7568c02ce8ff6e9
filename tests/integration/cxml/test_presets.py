"""The profiles for strict buyers to copy from: each is right, and says what its buyer takes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from gateway.adapters.transports import SETTINGS
from gateway.application.reprocessing import reissue
from gateway.errors import Conflict
from gateway.profiles.loading import load
from gateway.settings import shipped
from tests.cxml_house import CHAIR, LAMP, Office, code_of, office, order, request, said, says
from tests.databases import fresh
from tests.fakes.clocks import FixedClock

PACKS = Path(str(shipped("partners"))) / "packs"
NAMES = sorted(file.stem for file in PACKS.glob("*.yaml"))


@pytest.fixture(scope="module")
def at_hooli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One house for all of it."""
    folder = tmp_path_factory.mktemp("presets")
    with office(folder / "house", fresh("sqlite", folder), FixedClock()) as opened:
        yield opened


def as_in(at_hooli: Office, name: str) -> None:
    """Let Hooli speak as a pack says."""
    pack = yaml.load((PACKS / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - makes nothing but text
    cxml = at_hooli.cxml(dialect=pack["cxml"]["dialect"])
    at_hooli.agree(cxml=cxml, documents=pack["documents"])
    says(at_hooli.peer, "200")
    at_hooli.peer.requests.clear()


@pytest.mark.parametrize("name", NAMES)
def test_a_pack_is_a_profile(name: str) -> None:
    """Whoever copies it has only to fill in who is who."""
    profile = load(PACKS / f"{name}.yaml", SETTINGS)

    assert profile.cxml is not None
    assert profile.transport.kind == "cxml"
    assert profile.state == "draft"


@pytest.mark.parametrize("name", NAMES)
def test_the_whole_story_is_told_as_a_pack_says(at_hooli: Office, name: str) -> None:
    """Order, confirmation, notice, invoice, each valid by the DTDs where they are at hand."""
    as_in(at_hooli, name)
    number = f"P-{name}"

    assert at_hooli.take(order(number, LAMP, CHAIR)) in ("200", "201")
    at_hooli.house.ship()

    told = {one.tag for one in at_hooli.got(number=number)}
    assert {"ConfirmationRequest", "ShipNoticeRequest", "InvoiceDetailRequest"} <= told
    found = at_hooli.house.order(number, "hooli").id
    outbound = [one for one in at_hooli.documents(direction="out") if one.order == found]
    assert {"sent"} == {one.delivery for one in outbound}


def test_who_takes_one_confirmation_gets_no_second(at_hooli: Office) -> None:
    """It is written down instead, with the order; a change of the order is confirmed by itself."""
    as_in(at_hooli, "cxml-direct")
    assert at_hooli.take(order("P1", LAMP)) == "200"
    (confirmed,) = [one for one in at_hooli.documents("855") if one.reference == "P1"]
    gateway = at_hooli.house.gateway

    with pytest.raises(Conflict, match="no longer takes"):
        reissue(gateway.services, gateway.store, confirmed.id, actor="ann")

    assert at_hooli.take(order("P1", ("LAMP", "12", "EA", "9.25"), kind="update", version="2")) == "200"
    heads = [one.find("ConfirmationHeader") for one in at_hooli.got("ConfirmationRequest", "P1")]
    assert [one.get("operation") for one in heads] == ["new", "new"]
    assert len({one.get("confirmID") for one in heads}) == 2


def test_who_takes_updates_gets_them(at_hooli: Office) -> None:
    """They name the confirmation they take the place of."""
    as_in(at_hooli, "cxml-network")
    assert at_hooli.take(order("P2", LAMP)) == "201"
    (confirmed,) = [one for one in at_hooli.documents("855") if one.reference == "P2"]
    gateway = at_hooli.house.gateway

    reissue(gateway.services, gateway.store, confirmed.id, actor="ann")
    at_hooli.house.work()

    first, second = [one.find("ConfirmationHeader") for one in at_hooli.got("ConfirmationRequest", "P2")]
    assert (first.get("operation"), second.get("operation")) == ("new", "update")
    assert second.find("DocumentReference").get("payloadID") == confirmed.message_id


def test_a_request_for_quotation_is_taken_and_answered(at_hooli: Office) -> None:
    """Priced by the desk like an 840; the quote leaves as a QuoteMessage where nobody has to look at it."""
    agreed = [
        {"receive": "840", "map": "cxml/QuoteRequest"},
        {"send": "843", "map": "cxml/QuoteMessage"},
    ]
    at_hooli.agree(documents=agreed, requests={"send_at_once": "true"})
    at_hooli.peer.requests.clear()
    asked = request(
        '<QuoteRequest><QuoteRequestHeader requestID="Q1" requestDate="2026-03-02T08:00:00+00:00" type="new"'
        ' openDate="2026-03-02T08:00:00+00:00" closeDate="2026-03-20T08:00:00+00:00" currency="USD" xml:lang="en">'
        '<Name xml:lang="en">Lamps</Name></QuoteRequestHeader>'
        '<QuoteItemOut quantity="24" lineNumber="1" requestedDeliveryDate="2026-03-10T12:00:00+00:00">'
        "<ItemID><SupplierPartID>LAMP</SupplierPartID></ItemID>"
        '<ItemDetail><UnitPrice><Money currency="USD">0</Money></UnitPrice>'
        '<Description xml:lang="en">Lamp</Description><UnitOfMeasure>EA</UnitOfMeasure>'
        '<Classification domain="UNSPSC">56101500</Classification></ItemDetail></QuoteItemOut></QuoteRequest>'
    )
    answer = at_hooli.post(asked)
    at_hooli.house.work()

    assert (code_of(answer.content), said(answer.content)) == ("200", "Taken.")
    (record,) = at_hooli.documents("840")
    assert (record.reference, record.map_name) == ("Q1", "cxml/QuoteRequest")
    (quoted,) = at_hooli.documents("843")
    assert (quoted.delivery, [one.code for one in quoted.findings]) == ("sent", [])
    assert b"<QuoteMessage>" in at_hooli.peer.requests[-1].body

    at_hooli.agree(documents=agreed)
    assert (
        at_hooli.status(
            asked.replace('requestID="Q1"', 'requestID="Q2"').replace('payloadID="', 'payloadID="2.')
        )
        == "406"
    )
