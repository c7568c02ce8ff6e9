"""What a profile says of cXML: who is who, who may post, where we post, how it is said."""

from ipaddress import ip_network
from pathlib import Path

import pytest
from pydantic import ValidationError

from gateway.adapters.transports import SETTINGS
from gateway.cxml.dialects import PLAIN
from gateway.errors import ConfigurationFault
from gateway.profiles.cxml import Cxml, CxmlAccept, CxmlDialect, CxmlPosting, message_of, misfit
from gateway.profiles.directory import Directory
from gateway.profiles.loading import ProfileFault, load
from gateway.profiles.profile import Profile
from tests.unit.profiles.examples import written

SMALL = """\
name: Small Office
state: live
cxml:
  them: [{domain: DUNS, identity: "111", aliases: [111-T]}]
  us: [{domain: DUNS, identity: "222"}]
transport: {kind: cxml, url: https://buying.example.test/cxml}
documents:
  - {receive: "850", map: cxml/OrderRequest}
"""
X12 = 'x12: {them: {id: "00123"}, us: {id: OURCO}}\n'


def small(folder: Path, text: str = SMALL) -> Profile:
    """Return a profile of cXML."""
    return load(written(folder, text), SETTINGS)


def said(folder: Path, text: str) -> str:
    """Return what is wrong with a profile."""
    with pytest.raises(ProfileFault) as fault:
        small(folder, text)
    return str(fault.value)


def test_a_partner_may_speak_cxml_alone(tmp_path: Path) -> None:
    """Whoever asks for its X12 is told that there is none."""
    profile = small(tmp_path)

    assert profile.x12_side is None
    assert profile.cxml is not None
    with pytest.raises(ConfigurationFault, match="nothing is agreed with Small Office on X12"):
        _ = profile.x12


def test_a_document_needs_the_language_it_is_in(tmp_path: Path) -> None:
    """An X12 map needs identifiers, a message of cXML credentials."""
    by_x12 = SMALL.replace("cxml/OrderRequest", "small/850")
    without = by_x12.replace(
        "kind: cxml, url: https://buying.example.test/cxml", "kind: folder, inbox: in, outbox: out"
    )
    neither = SMALL.replace("cxml:\n", "as2_:\n")

    assert "small/850 is agreed, and nothing under `x12` says who we are" in said(tmp_path, without)
    assert "cxml/OrderRequest is agreed, and nothing under `cxml` says" in said(tmp_path, neither)


def test_cxml_does_not_carry_x12(tmp_path: Path) -> None:
    """A partner who has both has a way for each."""
    mixed = SMALL + '  - {send: "856", map: small/856}\n' + X12
    right = mixed.replace(
        "transport: {kind: cxml, url: https://buying.example.test/cxml}",
        "transport: {kind: folder, inbox: in, outbox: out}",
    ).replace("  us: [{dom", "  post: {url: https://buying.example.test/cxml}\n  us: [{dom")

    assert "cXML carries no X12" in said(tmp_path, mixed)
    assert small(tmp_path, right).cxml is not None


def test_a_partner_is_found_by_any_of_its_credentials(tmp_path: Path) -> None:
    """Domains whatever the size of their letters, identities to the letter, aliases as well."""
    written(tmp_path, SMALL)
    directory = Directory([tmp_path], SETTINGS)

    found = directory.find_cxml([("NetworkId", "AN01"), ("duns", "111-T")])
    assert found is directory.get("small")
    assert directory.find_cxml([("DUNS", "111-t")]) is None
    assert directory.find_cxml([]) is None


def test_two_partners_of_one_credential_are_a_fault(tmp_path: Path) -> None:
    """Nobody could say whose order it is."""
    written(tmp_path, SMALL)
    written(tmp_path, SMALL.replace('identity: "111", aliases: [111-T]', "identity: 111-T"), "twin.yaml")

    with pytest.raises(ProfileFault, match=r"twin.yaml:1:1: cxml: has a credential of small.yaml too"):
        Directory([tmp_path], SETTINGS)


def test_them_and_us_are_two(tmp_path: Path) -> None:
    """Else everything we send would come back as if they had sent it."""
    assert "them and us are the same" in said(tmp_path, SMALL.replace('"222"', "111-T"))


def test_whoever_posts_in_their_name_may_stand_as_the_sender() -> None:
    """The partner itself, and the network it posts through."""
    agreed = Cxml.model_validate(
        {
            "them": [{"domain": "DUNS", "identity": "111"}],
            "us": [{"domain": "DUNS", "identity": "222"}],
            "through": [{"domain": "NetworkID", "identity": "AN1"}],
        }
    )

    assert agreed.names == {("duns", "111")}
    assert agreed.senders == {("duns", "111"), ("networkid", "AN1")}


def test_networks_are_networks() -> None:
    """A single address is one as well."""
    accept = CxmlAccept(networks=("203.0.113.7", "2001:db8::/32"))

    assert accept.allowed == (ip_network("203.0.113.7/32"), ip_network("2001:db8::/32"))
    with pytest.raises(ValidationError, match="an address or a network"):
        CxmlAccept(networks=("buying.example.test",))


def test_a_certificate_is_named_by_its_digest() -> None:
    """With colons or without, in letters of any size."""
    accept = CxmlAccept(certificates=("AB:" * 31 + "cd",))

    assert accept.certificates == ("ab" * 31 + "cd",)
    for wrong in ("ab" * 31, "xy" * 32):
        with pytest.raises(ValidationError, match="64 hexadecimal digits"):
            CxmlAccept(certificates=(wrong,))


def test_messages_may_have_addresses_of_their_own() -> None:
    """What has none goes where everything goes."""
    posting = CxmlPosting(
        url="https://buying.example.test/cxml", urls={"ShipNoticeRequest": "https://buying.example.test/ship"}
    )

    assert posting.url_for("ShipNoticeRequest") == "https://buying.example.test/ship"
    assert posting.url_for("ConfirmationRequest") == "https://buying.example.test/cxml"


@pytest.mark.parametrize(
    "url",
    ["buying.example.test", "ftp://buying.example.test", "https://a:b@buying.example.test", "https:///x"],
)
def test_addresses_are_addresses(url: str) -> None:
    """And hold no names and passwords."""
    with pytest.raises(ValidationError, match="without a name or password"):
        CxmlPosting(url=url)


def test_nothing_leaves_in_the_clear_unless_somebody_says_so() -> None:
    """This machine is no journey."""
    with pytest.raises(ValidationError, match="needs `insecure`"):
        CxmlPosting(url="http://buying.example.test/cxml")

    assert CxmlPosting(url="http://127.0.0.1:1/cxml").url
    assert CxmlPosting(url="http://buying.example.test/cxml", insecure=True).insecure


def test_a_dialect_is_what_cxml_says_unless_agreed_otherwise() -> None:
    """What a profile leaves out is what the codec does by itself."""
    assert CxmlDialect().dialect() == PLAIN
    assert CxmlDialect(units={"EA": "EACH"}).dialect().units == (("EA", "EACH"),)


def test_a_map_of_cxml_stands_for_its_roles_only() -> None:
    """A confirmation is no invoice, and what is not there is not there."""
    assert misfit("cxml/OrderRequest", "860") == ""
    assert (
        misfit("cxml/OrderRequest", "810")
        == "cxml/OrderRequest stands for 850 or 860, and 810 is agreed here"
    )
    assert misfit("cxml/Order", "850").startswith(
        "there is no map cxml/Order; of cXML there are cxml/OrderRequest,"
    )
    assert message_of("base/x12/004010/850") == ""
