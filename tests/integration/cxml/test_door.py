"""Who may in at /cxml, what everybody else is told, and what is answered to what."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import NoReturn

import pytest
from lxml import etree
from structlog.testing import capture_logs

from gateway.application.cxml.secrets import make, retire
from gateway.application.ports import ShopLine, ShopSession
from gateway.cxml.credentials import Signed, sign
from gateway.cxml.masking import MASK
from gateway.entrypoints.api.limiting import TRIES
from gateway.errors import ConfigurationFault, Conflict, NotFound, StorageUnavailable
from tests.cxml_house import (
    LAMP,
    SECRET,
    THEM,
    US,
    Office,
    code_of,
    credential,
    office,
    order,
    payload,
    request,
    said,
    write_secrets,
)
from tests.databases import fresh
from tests.fakes.clocks import FixedClock

PROFILE = "<ProfileRequest/>"


@pytest.fixture(scope="module")
def at_hooli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One house for all of it."""
    folder = tmp_path_factory.mktemp("door")
    with office(folder / "house", fresh("sqlite", folder), FixedClock()) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _as_agreed(at_hooli: Office) -> Iterator[None]:
    """Let everything be as it was agreed, and nobody be suspected."""
    yield
    at_hooli.agree()
    at_hooli.client.app.state.limiter = type(at_hooli.client.app.state.limiter)()  # type: ignore[attr-defined] # an application has one


def events(at_hooli: Office, what: str) -> list[dict[str, object]]:
    """Return what was written down of events of a kind, the newest first."""
    with at_hooli.house.gateway.store.read() as work:
        return [one.detail for one in work.events.recent(500) if one.what == what]


def test_a_partner_is_let_in_whatever_the_size_of_the_letters_of_its_domain(at_hooli: Office) -> None:
    """By an alias as well; the identity counts to the letter."""
    assert at_hooli.status(request(PROFILE, who=("duns", "987654321"))) == "200"
    assert at_hooli.status(request(PROFILE, who=("DUNS", "987654321-T"))) == "200"
    assert at_hooli.status(request(PROFILE, who=("DUNS", "987654321-t"))) == "401"


@pytest.mark.parametrize(
    "body",
    [
        request(PROFILE, who=("DUNS", "000000000")),
        request(PROFILE, secret="wrong"),
        request(PROFILE, secret=""),
        request(PROFILE).replace(f"<Sender>{credential(THEM)[:-13]}", f"<Sender>{credential(US)[:-13]}"),
    ],
    ids=["unknown", "wrong secret", "no secret", "another sender"],
)
def test_everybody_else_is_told_the_same(at_hooli: Office, body: str) -> None:
    """Under HTTP's 200, without a word on what was wrong; the audit trail knows."""
    answer = at_hooli.post(body)

    assert (answer.status_code, code_of(answer.content)) == (200, "401")
    assert said(answer.content) == "The sender is not known here, or was not proved."
    assert events(at_hooli, "cxml.turned-away")[0]["why"]


def test_a_network_may_post_in_a_partners_name(at_hooli: Office) -> None:
    """The order is from the buyer, the network proves itself."""
    network = credential(("NetworkId", "AN9900000001"), f"<SharedSecret>{SECRET}</SharedSecret>")
    own = credential(THEM, f"<SharedSecret>{SECRET}</SharedSecret>")

    assert at_hooli.status(request(PROFILE).replace(f"<Sender>{own}", f"<Sender>{network}")) == "200"


def test_every_try_leaves_a_line_in_the_audit_trail(at_hooli: Office) -> None:
    """Who was let in and who was not, and what nobody can read; none of them with a secret."""
    kinds = ("cxml.taken", "cxml.turned-away", "cxml.unreadable")
    before = {what: len(events(at_hooli, what)) for what in kinds}
    bodies = (request(PROFILE), request(PROFILE, secret="a wrong guess"), "<cXML><SharedSecret>open", "")
    codes = [at_hooli.status(one) for one in bodies]

    after = {what: len(events(at_hooli, what)) - number for what, number in before.items()}
    assert (codes, after) == (
        ["200", "401", "406", "406"],
        {"cxml.taken": 1, "cxml.turned-away": 1, "cxml.unreadable": 2},
    )
    assert events(at_hooli, "cxml.unreadable")[0]["why"]
    told = str([events(at_hooli, what) for what in before])
    assert "a wrong guess" not in told
    assert SECRET not in told


def test_after_many_wrong_tries_nobody_is_looked_at(at_hooli: Office) -> None:
    """For a minute, from that address: right or wrong, the answer is to come again later."""
    wrong = request(PROFILE, secret="wrong")
    for _ in range(TRIES):
        assert at_hooli.status(wrong) == "401"

    with capture_logs() as logged:
        answer = at_hooli.post(request(PROFILE))
    assert (answer.status_code, code_of(answer.content)) == (429, "560")
    assert [one["log_level"] for one in logged if one["event"] == "cxml.not-looked-at"] == ["warning"]
    assert len(events(at_hooli, "cxml.turned-away")) >= TRIES


def test_a_mac_stands_for_the_secret_while_it_holds(at_hooli: Office) -> None:
    """Where it was agreed; afterwards, or made with another secret, it proves nothing."""
    at_hooli.agree(cxml=at_hooli.cxml(accept={"secrets": ["secret:hooli-cxml"], "mac": "true"}))
    now = at_hooli.house.clock.now()
    signed = Signed(
        from_domain=THEM[0], from_identity=THEM[1], sender_domain=THEM[0], sender_identity=THEM[1]
    )

    def shown(secret: str, ago: timedelta) -> str:
        mac = sign(secret, signed, created_at=now - ago, expires_at=now - ago + timedelta(hours=1))
        proof = (
            f'<CredentialMac type="{mac.kind}" algorithm="{mac.algorithm}" creationDate="{mac.created}"'
            f' expirationDate="{mac.expires}">{mac.value}</CredentialMac>'
        )
        return request(PROFILE).replace(f"<SharedSecret>{SECRET}</SharedSecret>", proof)

    assert at_hooli.status(shown(SECRET, timedelta(minutes=5))) == "200"
    assert at_hooli.status(shown(SECRET, timedelta(hours=2))) == "401"
    assert at_hooli.status(shown("another", timedelta(minutes=5))) == "401"
    at_hooli.agree()
    assert at_hooli.status(shown(SECRET, timedelta(minutes=5))) == "401"


def test_networks_and_logins_are_asked_for_where_they_were_agreed(at_hooli: Office) -> None:
    """Beside the secret, never instead of it."""
    secrets = {"secrets": ["secret:hooli-cxml"]}
    at_hooli.agree(cxml=at_hooli.cxml(accept={**secrets, "networks": ["203.0.113.0/24"]}))
    assert at_hooli.status(request(PROFILE)) == "401"
    at_hooli.agree(cxml=at_hooli.cxml(accept={**secrets, "networks": ["127.0.0.0/8"]}))
    assert at_hooli.status(request(PROFILE)) == "200"

    login = {"user": "hooli", "password": "secret:hooli-http"}
    at_hooli.agree(cxml=at_hooli.cxml(accept={**secrets, "login": login}))
    pair = {"Authorization": f"Basic {b64encode(b'hooli:knock').decode()}"}
    assert at_hooli.status(request(PROFILE), **pair) == "401"
    write_secrets(at_hooli.house.folder / "secrets", **{"hooli-http": "knock"})
    assert at_hooli.status(request(PROFILE), **pair) == "200"
    assert at_hooli.status(request(PROFILE)) == "401"


def test_a_secret_nobody_has_opens_nothing(at_hooli: Office) -> None:
    """A profile that names one which is not there lets nobody in, and breaks nothing."""
    at_hooli.agree(cxml=at_hooli.cxml(accept={"secrets": ["secret:nowhere"]}))

    assert at_hooli.status(request(PROFILE)) == "401"


def test_a_caller_without_an_address_is_in_no_network(at_hooli: Office) -> None:
    """What is no address is within nothing."""
    at_hooli.agree(cxml=at_hooli.cxml(accept={"secrets": ["secret:hooli-cxml"], "networks": ["127.0.0.0/8"]}))
    at_hooli.client._transport.client = ("testclient", 5)  # type: ignore[attr-defined] # the caller of a test has one

    assert at_hooli.status(request(PROFILE)) == "401"

    at_hooli.client._transport.client = ("127.0.0.1", 5)  # type: ignore[attr-defined] # the caller of a test has one


def test_secrets_of_ours_are_good_until_they_are_retired(at_hooli: Office) -> None:
    """Two at a time, so that one can take the place of the other; only digests of them are kept."""
    cxml = at_hooli.house.gateway.cxml
    first, second = (make(cxml, "hooli", actor="ann") for _ in range(2))
    with pytest.raises(Conflict, match="two secrets count already"):
        make(cxml, "hooli", actor="ann")
    with at_hooli.house.gateway.store.read() as work:
        kept = work.cxml_inbox.secrets("hooli")

    assert [at_hooli.status(request(PROFILE, secret=one)) for one in (first, second, SECRET)] == ["200"] * 3
    assert not {first, second} & {one.digest for one in kept}
    with pytest.raises(NotFound):
        retire(cxml, "hooli", "nothing", actor="ann")
    for one in kept:
        retire(cxml, "hooli", one.digest[:12], actor="ann")
    assert [at_hooli.status(request(PROFILE, secret=one)) for one in (first, second)] == ["401"] * 2
    with pytest.raises(ConfigurationFault, match="says nothing of cXML"):
        make(cxml, "acme", actor="ann")


def test_no_secret_is_kept_shown_or_logged(at_hooli: Office) -> None:
    """Neither theirs nor ours: of the document, of the reply, of the audit trail."""
    with capture_logs() as logged:
        assert at_hooli.take(order("D1", LAMP)) == "200"
        assert at_hooli.status(request(PROFILE, secret=f"not {SECRET}")) == "401"
    gateway = at_hooli.house.gateway
    pages = [
        at_hooli.client.get(f"{page}{one.id}").text
        for one in at_hooli.documents()
        for page in ("/documents/", "/api/v1/documents/")
    ]
    with gateway.store.read() as work:
        documents = at_hooli.documents()
        kept = [
            work.transmissions.content(documents[0].transmission),
            work.documents.content(documents[1].id),
        ]
        told = str([one.detail for one in work.events.recent(500)])

    assert all(f"<SharedSecret>{MASK}</SharedSecret>".encode() in one for one in kept)
    assert not any(SECRET.encode() in one or b"let us in" in one for one in kept)
    assert SECRET not in told
    assert not any(secret in one for one in (*pages, str(logged)) for secret in (SECRET, "let us in"))
    assert all(MASK in one for one in pages[::2])
    assert b"<SharedSecret>let us in</SharedSecret>" in at_hooli.peer.requests[-1].body


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (request("<CatalogUploadRequest operation='new'/>"), "450"),
        (request("<NoSuchRequest/>"), "450"),
        (
            request(
                "<GetPendingRequest maxMessages='1'><MessageType>OrderRequest</MessageType></GetPendingRequest>"
            ),
            "450",
        ),
        (request(""), "406"),
        ("this is no XML", "406"),
        ("<html/>", "406"),
        ("", "406"),
        (request(PROFILE, payload_id=" "), "400"),
        (
            request(
                '<PunchOutSetupRequest operation="create"><BuyerCookie>1</BuyerCookie></PunchOutSetupRequest>'
            ),
            "406",
        ),
        (request("<PunchOutSetupRequest/>"), "400"),
        (order("D2"), "400"),
    ],
    ids=[
        "upload",
        "unknown",
        "what waits",
        "nothing",
        "no xml",
        "html",
        "empty",
        "no id",
        "shop",
        "no cookie",
        "no lines",
    ],
)
def test_what_is_asked_decides_the_status(at_hooli: Office, body: str, code: str) -> None:
    """Always under HTTP's 200; what cannot be taken says why."""
    answer = at_hooli.post(body)

    assert (answer.status_code, code_of(answer.content)) == (200, code)


SIGNED = (
    '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo/><ds:SignatureValue>bm8=</ds:SignatureValue>'
    "</ds:Signature>"
)
PROOF = "<DigitalSignature type='PK7 self-contained' encoding='Base64'>bm8=</DigitalSignature>"


def test_a_signature_is_let_pass_and_said_to_be_unchecked(at_hooli: Office) -> None:
    """The secret proves the sender; whoever looks at the order reads that its signature proved nothing."""
    signed = order("DS1", LAMP).replace("</cXML>", f"{SIGNED}</cXML>")

    assert at_hooli.take(signed) == "200"
    (kept,) = [one for one in at_hooli.documents("850", "in") if one.reference == "DS1"]
    assert [one.code for one in kept.findings if "signature" in one.code] == ["cxml.signature-not-checked"]


@pytest.mark.parametrize(
    "body",
    [
        request(PROFILE, secret="").replace("</cXML>", f"{SIGNED}</cXML>"),
        request(PROFILE, secret="").replace("</Credential><UserAgent", f"{PROOF}</Credential><UserAgent"),
    ],
    ids=["of the document", "of the credential"],
)
def test_a_signature_alone_lets_nobody_in(at_hooli: Office, body: str) -> None:
    """It is not checked, so it could be anybody's."""
    assert "Signature" in body
    assert at_hooli.status(body) == "401"


def test_a_body_that_is_too_long_is_refused_as_cxml(at_hooli: Office) -> None:
    """Whatever goes wrong, a buyer's system reads why."""
    answer = at_hooli.post(b" " * (41 * 1024 * 1024))

    assert (answer.status_code, code_of(answer.content)) == (413, "406")


class GoneStore:
    """Implements the port Store over a database that is out of reach."""

    def begin(self) -> NoReturn:
        """Open nothing."""
        raise StorageUnavailable("the database is out of reach")

    read = begin


def test_what_is_wrong_with_us_is_said_as_cxml_too(at_hooli: Office) -> None:
    """The request is not kept: it may come again and be taken then."""
    body, state = request(PROFILE, payload_id="again@hooli"), at_hooli.client.app.state  # type: ignore[attr-defined] # an application has one
    whole = state.gateway
    state.gateway = replace(whole, cxml=replace(whole.cxml, store=GoneStore()))
    answer = at_hooli.post(body)
    state.gateway = whole

    assert (answer.status_code, code_of(answer.content)) == (503, "500")
    assert at_hooli.status(body) == "200"


def test_a_form_carries_it_as_well(at_hooli: Office) -> None:
    """In base64, as browsers post it."""
    field = b64encode(request(PROFILE).encode()).decode().replace("+", "%2B")

    answer = at_hooli.post(f"cXML-base64={field}", content_type="application/x-www-form-urlencoded")

    assert code_of(answer.content) == "200"


def test_an_order_that_was_not_agreed_is_not_taken(at_hooli: Office) -> None:
    """Nor one of which only the changes go another way."""
    at_hooli.agree(documents=[{"receive": "850", "map": "cxml/OrderRequest"}])

    assert at_hooli.status(order("D3", LAMP, kind="update")) == "406"


def status_update(payload_id: str, code: str, text: str = "") -> str:
    """Return a StatusUpdateRequest about a document of ours."""
    return request(
        f'<StatusUpdateRequest><DocumentReference payloadID="{payload_id}"/>'
        f'<Status code="{code}" text="said" xml:lang="en">{text}</Status></StatusUpdateRequest>',
        payload_id=payload(),
    )


def test_what_a_partner_says_later_settles_what_was_awaited(at_hooli: Office) -> None:
    """After 201 it is open until a StatusUpdateRequest says how it ended; a relay's word does not end it."""
    at_hooli.peer.answer = at_hooli.peer.answer.replace(b'code="200"', b'code="201"')
    number = "D4"
    assert at_hooli.take(order(number, LAMP)) == "200"
    at_hooli.peer.answer = at_hooli.peer.answer.replace(b'code="201"', b'code="200"')

    def confirmed() -> tuple[str, str]:
        (one,) = [one for one in at_hooli.documents("855") if one.reference == number]
        return one.delivery, one.acknowledgement

    (record,) = [one for one in at_hooli.documents("855") if one.reference == number]
    assert confirmed() == ("sent", "awaited")
    assert at_hooli.status(status_update(record.message_id, "281")) == "200"
    assert confirmed() == ("sent", "awaited")
    assert at_hooli.status(status_update(record.message_id, "200")) == "200"
    assert confirmed() == ("sent", "accepted")
    assert at_hooli.status(status_update(record.message_id, "423", "the order is closed")) == "200"
    assert confirmed() == ("sent", "rejected")
    assert at_hooli.status(status_update("nothing@of.ours", "200")) == "417"
    with at_hooli.house.gateway.store.read() as work:
        assert "423 said the order is closed" in work.documents.get(record.id).reason


def test_an_order_that_is_answered_by_201_is_told_of_afterwards(at_hooli: Office) -> None:
    """Where that was agreed: taken, refused with the reason, or with a person."""
    agreed = [
        {"receive": "850", "map": "cxml/OrderRequest"},
        {"send": "997", "map": "cxml/StatusUpdateRequest"},
    ]
    at_hooli.agree(documents=agreed)
    at_hooli.peer.requests.clear()

    asked = [
        order("D5", LAMP, payload_id="d5@hooli"),
        order("D6", ("NOTHING", "1", "EA", "1"), payload_id="d6@hooli"),
        order("D7", ("LAMP", "1", "EA", "1"), payload_id="d7@hooli"),
    ]
    assert [at_hooli.take(one) for one in asked] == ["201"] * 3

    told = {
        one.find("DocumentReference").get("payloadID"): one.find("Status")
        for one in at_hooli.got("StatusUpdateRequest")
    }
    assert {name: one.get("code") for name, one in told.items()} == {
        "d5@hooli": "200",
        "d6@hooli": "400",
        "d7@hooli": "201",
    }
    assert told["d6@hooli"].text


def setup(return_to: str) -> str:
    """Return a request to shop."""
    return request(
        '<PunchOutSetupRequest operation="create"><BuyerCookie>cookie</BuyerCookie>'
        '<Extrinsic name="UserEmail">ann@hooli.example.test</Extrinsic>'
        f"<BrowserFormPost><URL>{return_to}</URL></BrowserFormPost></PunchOutSetupRequest>"
    )


def test_whoever_wants_to_shop_is_told_where_to_begin(at_hooli: Office) -> None:
    """The same request again is the same visit; a cart goes to nobody but those it was agreed on."""
    body = setup("https://buying.hooli.example.test/carts")
    first, again = at_hooli.post(body), at_hooli.post(body)
    elsewhere = at_hooli.post(setup("https://somewhere.example.test/carts"))

    page = etree.fromstring(first.content).findtext("Response/PunchOutSetupResponse/StartPage/URL")
    assert page is not None
    assert page.startswith("http://127.0.0.1:8000/shop/start/")
    assert first.content == again.content
    assert code_of(elsewhere.content) == "406"


def shopped(at_hooli: Office, auxiliary: str, **changes: object) -> None:
    """Let somebody have bought two lamps in our shop."""
    now = at_hooli.house.clock.now()
    session = ShopSession(
        id=f"visit-{auxiliary}",
        partner="hooli",
        way="cxml",
        operation="create",
        state="returned",
        user="ann",
        user_name="Ann",
        buyer_cookie="1",
        return_to="",
        language="en",
        test=False,
        token=auxiliary,
        token_until=now,
        made_at=now,
    )
    line = ShopLine(
        session=session.id,
        auxiliary=auxiliary,
        partner="hooli",
        place=1,
        sku="LAMP",
        unit="EA",
        quantity=Decimal(2),
        price=Decimal("9.25"),
        per=Decimal(1),
        currency="USD",
        description="Lamp",
        put_at=now,
    )
    with at_hooli.house.gateway.store.begin() as work:
        work.shop.add(session)
        work.shop.put_line(replace(line, **changes))
        work.commit()


@pytest.mark.parametrize(
    ("number", "line", "found"),
    [
        ("M1", ("LAMP", "2", "EA", "9.25"), set()),
        ("M2", ("LAMP", "3", "EA", "9.30"), {"cart.quantity-differs", "cart.price-differs"}),
        ("M3", ("LAMP", "2", "CS", "111"), {"cart.unit-differs"}),
    ],
)
def test_an_order_is_held_against_the_cart_it_comes_from(
    at_hooli: Office, number: str, line: tuple[str, ...], found: set[str]
) -> None:
    """By our auxiliary id; what differs is told, and what matters is a remark of the desk's."""
    shopped(at_hooli, f"A-{number}")
    auxiliary = f"<SupplierPartAuxiliaryID>A-{number}</SupplierPartAuxiliaryID></ItemID>"
    body = order(number, line).replace("</ItemID>", auxiliary)
    assert at_hooli.take(body) == "200"

    (record,) = [one for one in at_hooli.documents("850") if one.reference == number]
    assert found == {one.code for one in record.findings if one.code.startswith("cart.")}
    remarks = {one.rule for one in at_hooli.house.order(number, "hooli").results}
    assert ("V65" in remarks) is bool(found - {"cart.quantity-differs"})


def test_a_line_is_found_without_our_id_and_told_where_the_id_is_not_ours(at_hooli: Office) -> None:
    """By part and unit in the last carts; an id nobody gave out is told, and the part number counts."""
    shopped(at_hooli, "A-M4", description="Desk lamp, green")
    assert at_hooli.take(order("M4", ("LAMP", "2", "EA", "9.25"), ("CHAIR", "1", "EA", "54"))) == "200"
    stale = order("M5", LAMP).replace(
        "</ItemID>", "<SupplierPartAuxiliaryID>STALE</SupplierPartAuxiliaryID></ItemID>"
    )
    assert at_hooli.take(stale) == "200"

    found = {one.reference: {each.code for each in one.findings} for one in at_hooli.documents("850")}
    assert "cart.description-differs" in found["M4"]
    assert "cart.line-unknown" in found["M5"]
    assert at_hooli.house.order("M5", "hooli").state == "confirmed"


def test_a_price_for_a_hundred_is_held_against_the_price_of_one(at_hooli: Office) -> None:
    """Nothing differs where a hundred cost a hundred times as much."""
    shopped(at_hooli, "A-M6", quantity=Decimal(100))
    basis = '<PriceBasisQuantity quantity="100" conversionFactor="1"><UnitOfMeasure>EA</UnitOfMeasure></PriceBasisQuantity>'
    body = order("M6", ("LAMP", "100", "EA", "925", basis)).replace(
        "</ItemID>", "<SupplierPartAuxiliaryID>A-M6</SupplierPartAuxiliaryID></ItemID>"
    )
    assert at_hooli.status(body.replace(">92500.00<", ">925.00<")) == "200"

    (record,) = [one for one in at_hooli.documents("850") if one.reference == "M6"]
    assert not {one.code for one in record.findings if one.code.startswith("cart.")}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (request(PROFILE), "200"),
        (order("K1", LAMP), "200"),
        (
            request(
                '<StatusUpdateRequest><DocumentReference payloadID="x"/><Status code="200" text="OK"/></StatusUpdateRequest>'
            ),
            "417",
        ),
        (request("<CatalogUploadRequest operation='new'/>"), "450"),
    ],
    ids=["asked", "ordered", "nothing of ours", "not done here"],
)
def test_the_bytes_of_every_request_are_kept_without_its_secret(
    at_hooli: Office, body: str, code: str
) -> None:
    """Also of one that was refused; once, however often it comes."""
    assert [at_hooli.status(body), at_hooli.status(body)] == [code, code]

    with at_hooli.house.gateway.store.read() as work:
        (kept, *_) = work.cxml_inbox.recent(1, partner="hooli")
        content = work.transmissions.content(kept.transmission)
        state = work.transmissions.get(kept.transmission).state
    assert (content, state) == (body.replace(SECRET, MASK).encode(), "processed")


def test_the_header_lines_of_a_request_are_kept_without_its_login(at_hooli: Office) -> None:
    """Beside the bytes: whoever looks at the document sees what came around it, and no way in."""
    body = order("H1", LAMP)
    answered = at_hooli.post(body, Authorization="Basic b3BlbjpzZXNhbWU=", **{"X-Forwarded-By": "edge 7"})
    at_hooli.house.work()
    (document,) = [one for one in at_hooli.documents("850", "in") if one.reference == "H1"]
    page = at_hooli.client.get(f"/documents/{document.id}/transport").text
    told = at_hooli.client.get(f"/api/v1/documents/{document.id}/transport").json()

    assert code_of(answered.content) == "200"
    assert {"name": "x-forwarded-by", "value": "edge 7"} in told["headers"]
    assert ("edge 7" in page, "b3BlbjpzZXNhbWU=" in page + str(told)) == (True, False)
