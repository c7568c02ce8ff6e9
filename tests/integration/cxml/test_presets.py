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
from tests.cxml_house import CHAIR, LAMP, Office, office, order, says
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
