"""Who somebody is: secrets that never show, and MACs that prove them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gateway.cxml.credentials import Mac, Signed, is_proved, mac_of, same, sign
from gateway.cxml.envelopes import Credential
from gateway.cxml.masking import MASK, masked, masked_text
from gateway.cxml.messages import read

PUBLISHED = Signed(
    from_domain="NetworkID",
    from_identity="AN9900000100",
    sender_domain="NetworkID",
    sender_identity="AN9900000100",
)
MADE_AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
EXPIRES_AT = MADE_AT + timedelta(hours=3)


def test_the_published_example_comes_out() -> None:
    """The test vector of the standard."""
    actual = mac_of(
        "abracadabra", PUBLISHED, created="2003-01-15T08:42:46-08:00", expires="2003-01-15T11:42:46-08:00"
    )

    assert actual == "cR6Jpz58nriXERDN"


def test_names_count_whatever_their_letters_size() -> None:
    """Domains and identities are signed in small letters."""
    mac = sign("s", PUBLISHED, created_at=MADE_AT, expires_at=EXPIRES_AT)

    assert is_proved(mac, "s", replace(PUBLISHED, from_domain="networkid"), at=MADE_AT)


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"value": "x"}, MADE_AT),
        ({"kind": "other"}, MADE_AT),
        ({"algorithm": "MD5"}, MADE_AT),
        ({}, EXPIRES_AT),
        ({}, MADE_AT - timedelta(seconds=1)),
    ],
)
def test_a_proof_holds_only_as_it_was_made(change: dict[str, str], at: datetime) -> None:
    """Changed, of another make, too late, too early."""
    mac = replace(sign("s", PUBLISHED, created_at=MADE_AT, expires_at=EXPIRES_AT), **change)

    assert not is_proved(mac, "s", PUBLISHED, at=at)
    assert not is_proved(mac, "other", PUBLISHED, at=MADE_AT)


@pytest.mark.parametrize(("created", "holds"), [("never", False), ("2026-11-22T08:00:00", True)])
def test_instants_are_signed_as_they_were_written(created: str, *, holds: bool) -> None:
    """One that is none never holds; one without a zone is UTC."""
    expires = "2026-11-22T12:00:00Z"
    mac = Mac(
        value=mac_of("s", PUBLISHED, created=created, expires=expires), created=created, expires=expires
    )

    assert holds is is_proved(mac, "s", PUBLISHED, at=MADE_AT)


def test_secrets_are_compared_whole() -> None:
    """Also those that are not ASCII."""
    assert same("geheim-ö", "geheim-ö")
    assert not same("geheim-ö", "geheim-o")


def test_domains_match_whatever_their_letters_size_and_identities_to_the_letter() -> None:
    """NetworkID and NetworkId are one."""
    one = Credential(domain="NetworkID", identity="AN01", secret="s3cret")

    assert one.is_known_as("NETWORKID", "AN01")
    assert not one.is_known_as("NetworkID", "an01")
    assert "s3cret" not in repr(one)
    assert "m4c" not in repr(Mac(value="m4c", created="", expires=""))


@pytest.mark.parametrize(
    "text",
    [
        "<SharedSecret>s3cret</SharedSecret>",
        "<SharedSecret><![CDATA[s3cret]]></SharedSecret>",
        "<SharedSecret a='1'>\ns3cret",
        "<x:SharedSecret>s3cret</x:SharedSecret>",
        "<CredentialMac type='t'>s3cret</CredentialMac>",
        "<PCard number='s3cret' expiration=\"s3cret\" name='n'/>",
    ],
)
def test_secrets_are_masked_however_they_are_written(text: str) -> None:
    """Also where the document is broken."""
    hidden = masked_text(f"<a>{text}<b/></a>" if "\n" not in text else text)

    assert "s3cret" not in hidden
    assert MASK in hidden


def test_bytes_without_secrets_stay_as_they_are() -> None:
    """Others become UTF-8; what no codec of ours reads is searched all the same."""
    plain = "<?xml version='1.0' encoding='cp1252'?><a>é</a>".encode("cp1252")
    secret = "<a>é<SharedSecret>s3cret</SharedSecret></a>"

    assert masked(plain) is plain
    assert masked(secret.encode("utf-16")).decode() == secret.replace("s3cret", MASK)
    assert b"s3cret" not in masked(secret.encode(), charset="utf-7")
    assert masked(b"<a/><SharedSecret/>") == b"<a/><SharedSecret/>"


def test_the_envelope_of_a_document_has_all_credentials() -> None:
    """Several credentials, several identities in one, a MAC, a marketplace."""
    received = read(
        b"""<cXML payloadID='1' timestamp='2026-11-22T09:00:00+0000'><Header>
        <From><Credential domain='DUNS'><Identity>1</Identity><Identity>2</Identity></Credential>
        <Credential domain='NetworkId' type='marketplace'><Identity>AN1</Identity></Credential></From>
        <To><Credential domain='DUNS'><Identity>9</Identity></Credential></To>
        <Sender><Credential domain='DUNS'><Identity>1</Identity><CredentialMac type='FromSenderCredentials'
        algorithm='HMAC-SHA1-96' creationDate='2026-11-22T09:00:00Z' expirationDate='2026-11-22T12:00:00Z'>abc</CredentialMac>
        </Credential></Sender></Header><Request deploymentMode='TEST'><ProfileRequest/></Request></cXML>"""
    )

    envelope = received.envelope
    assert [(one.domain, one.identity, one.kind) for one in envelope.senders] == [
        ("DUNS", "1", ""),
        ("DUNS", "2", ""),
        ("NetworkId", "AN1", "marketplace"),
    ]
    assert envelope.proofs[0].mac == Mac(
        value="abc", created="2026-11-22T09:00:00Z", expires="2026-11-22T12:00:00Z"
    )
    assert (envelope.user_agent, envelope.is_test) == ("", True)
    assert [one.code for one in received.findings] == ["cxml.spelling", "cxml.identity-repeated"]
