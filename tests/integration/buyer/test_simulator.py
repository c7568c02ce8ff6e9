"""A buyer is played against the gateway over HTTP, and the report says how it fared."""

import json
import sys
from collections.abc import Iterator, MutableMapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient
from markupsafe import escape
from structlog.testing import capture_logs

from gateway.adapters.browsing import HttpWire
from gateway.application.buyer import simulator
from gateway.application.buyer.browsing import Browser
from gateway.application.buyer.carting import check_lines
from gateway.application.buyer.conformance import EXPLAINED, Broken, Checks, Report
from gateway.application.buyer.conversing import Buyer
from gateway.application.buyer.oci import _lines as oci_lines
from gateway.application.buyer.ordering import compare, order_of
from gateway.application.buyer.pages import PageForm, read_page
from gateway.application.buyer.remembering import last
from gateway.application.buyer.reporting import html_report, plain_report, text_report
from gateway.application.buyer.simulator import SCENARIOS, agreed_ways, scenarios_for
from gateway.application.buyer.wire import Reply
from gateway.bootstrap import directory
from gateway.cxml.dtd import Validator
from gateway.domain.carts import AUXILIARY, Cart, CartLine
from gateway.domain.items import ItemIdentifier
from gateway.entrypoints import cli
from gateway.entrypoints.api.app import create_app
from gateway.entrypoints.simulating import SECRET_VARIABLE, secret_of, simulate
from gateway.errors import ConfigurationFault, TransportUnavailable
from gateway.settings import shipped
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.fakes.secrets import KnownSecrets
from tests.house import House, write_profile
from tests.shop_house import CXML, PUNCHOUT, shop

OCI_SECRET, CXML_SECRET = "open sesame", "abracadabra"
DTDS = Path(__file__).parents[4] / "shared" / "cxml-dtd"
AGREED = ("documents", "locations", "orders")


@pytest.fixture(scope="module", autouse=True)
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """What the log says, out of everybody's way."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house whose ACME shops, orders by cXML and calls the catalogue up by OCI."""
    folder = tmp_path_factory.mktemp("simulated")
    text = shipped("partners").joinpath("hooli.yaml").read_text(encoding="utf-8")
    agreed = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - the loader that makes nothing but text
    changes = {name: agreed[name] for name in AGREED}
    house = shop(folder / "house", fresh("sqlite", folder), FixedClock(), **changes)
    secrets = KnownSecrets(oci=OCI_SECRET, cxml=CXML_SECRET)
    # with the official DTDs, where they lie beside the checkout, every document is held against them too
    dtds = Validator(DTDS if (DTDS / "cXML.dtd").is_file() else None)
    services = replace(house.gateway.services, dtds=dtds)
    cxml = replace(house.gateway.cxml, secrets=secrets, services=services)
    yield replace(house, gateway=replace(house.gateway, secrets=secrets, services=services, cxml=cxml))
    house.gateway.engine.dispose()


@pytest.fixture(scope="module")
def report(house: House) -> Report:
    """The report of a run of everything, over a port of this machine."""
    return simulate(house.gateway, "acme", actor="test")


def buyer(house: House, wire: object = None, **changes: Any) -> Buyer:
    """Return ACME's buyer, not yet at play."""
    checks = Checks()
    checks.begin("try")
    known: dict[str, Any] = {
        "services": house.gateway.services,
        "profile": house.gateway.services.directory.get("acme"),
        "address": "http://127.0.0.1:9",
        "wire": wire,
        "checks": checks,
        "secret": CXML_SECRET,
    }
    return Buyer(**{**known, **changes})


class Canned:
    """Answers every request the same."""

    def __init__(self, status: int, body: bytes, **headers: str) -> None:
        self.reply = Reply(status=status, body=body, headers=headers)

    def send(
        self, method: str, url: str, *, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Reply:
        """Return the answer."""
        del method, url, body, headers
        return self.reply


def test_this_gateway_conforms(report: Report) -> None:
    """Everything a played buyer tries comes out as its system needs it."""
    wrong = [
        f"{one.scenario} {one.code}: {one.tried} gave {one.came}"
        for one in report.checks
        if one.outcome in ("failed", "advised")
    ]

    assert [] == wrong
    assert report.passed
    assert {one.name for one in SCENARIOS} == {
        one.scenario for one in report.checks if one.outcome == "passed"
    }


def test_its_orders_are_tests_and_never_ship(house: House, report: Report) -> None:
    assert report.passed
    with house.gateway.store.read() as work:
        events = [one.what for one in work.events.recent(1000)]
    assert "punchout.simulated" in events
    house.work()
    with house.gateway.store.read() as work:
        assert not [one for one in work.events.recent(1000) if one.what.startswith("shipment.")]


def test_the_last_report_is_kept(house: House, report: Report) -> None:
    with house.gateway.store.read() as work:
        kept = last(work, house.gateway.services.directory.get("acme"))
        nothing = last(work, house.gateway.services.directory.get("globex"))

    assert kept == report
    assert nothing is None


def test_a_report_hands_nobody_a_way_into_the_shop(report: Report) -> None:
    """Tokens and addresses of visits let whoever has them in."""
    said = json.dumps(plain_report(report)) + html_report(report)

    assert OCI_SECRET not in said
    assert CXML_SECRET not in said
    assert not [one for one in report.checks if "/shop/start/" in one.came.replace("/shop/start/…", "")]


@pytest.mark.parametrize("language", ["vi", "zh-Hant"])
def test_a_report_is_read_in_the_readers_language(house: House, report: Report, language: str) -> None:
    """What was checked, tried and found is said in it; codes, addresses and what a partner sends stay as they are."""
    with TestClient(create_app(house.gateway), base_url="http://127.0.0.1:8000") as client:
        english, shown = (
            client.get("/punchout/acme", params={"show": "all"}, headers={"accept-language": one}).text
            for one in ("en", language)
        )
    said = [f'<th scope="row">{escape(one.name)}</th>' for one in report.checks]
    said += [f'<span class="faint">{escape(one.about)}</span>' for one in SCENARIOS]
    said += [
        f">{words}</td>"
        for words in ("the cart on inspect", "set-up, operation create", "cart against order")
    ]

    assert [] == [one for one in dict.fromkeys(said) if one not in english]
    assert [] == [one for one in dict.fromkeys(said) if one in shown]


def test_the_pages_start_a_run_and_show_its_report(
    house: House, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The console lists partners who shop, plays them, and hands the report out."""
    assert report.passed
    with TestClient(
        create_app(house.gateway), base_url="http://127.0.0.1:8000", follow_redirects=False
    ) as client:
        listed = client.get("/punchout").text
        shown = client.get("/punchout/acme").text
        everything = client.get("/punchout/acme", params={"show": "all"}).text
        page = client.get("/punchout/acme/report.html")
        unagreed = client.get("/punchout/globex")
        missing = client.get("/punchout/globex/report.html")
        monkeypatch.setattr(simulator, "SCENARIOS", SCENARIOS[:1])
        played = client.post("/punchout/acme")

    assert "conforms" in listed
    assert "checks passed" in shown
    assert "what was in the cart" in everything
    assert ("text/html; charset=utf-8", True) == (
        page.headers["content-type"],
        "Conformance report" in page.text,
    )
    assert ([200, 404], 303) == ([unagreed.status_code, missing.status_code], played.status_code)


def test_a_run_from_the_command_line(
    house: House,
    report: Report,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    """Exit code and text say how it went; a wrong secret fails."""
    assert report.passed
    vault = tmp_path / "secrets"
    vault.mkdir()
    (vault / "cxml").write_text(CXML_SECRET)
    (vault / "oci").write_text(OCI_SECRET)
    settings = house.gateway.settings
    for name in ("config_dir", "data_dir", "database_url"):
        monkeypatch.setenv(f"GATEWAY_{name.upper()}", str(getattr(settings, name)))
    monkeypatch.setenv("GATEWAY_SECRETS", "file")
    monkeypatch.setenv("GATEWAY_SECRETS_DIR", str(vault))

    def ran(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["gateway", "punchout", *arguments])
        with pytest.raises(SystemExit) as left:
            cli.main()
        return int(left.value.code or 0), capsys.readouterr().out

    right = ran("test", "acme", "--scenario", "profile", "--html", str(tmp_path / "report.html"))
    told = ran("test", "acme", "--scenario", "profile", "--json")
    monkeypatch.setenv(SECRET_VARIABLE, "not it")
    wrong = ran("test", "acme", "--scenario", "profile", "--all")
    listed = ran("scenarios")

    assert (0, True) == (right[0], "acme: conforms" in right[1])
    assert json.loads(told[1])["passed"]
    assert "Conformance report" in (tmp_path / "report.html").read_text()
    assert (1, True, True) == (wrong[0], "XX" in wrong[1], "to mend" in wrong[1])
    assert "edit-empty" in listed[1]
    assert len(SCENARIOS) == len(json.loads(ran("scenarios", "--json")[1]))


def test_a_gateway_that_is_not_there_is_said_so(house: House) -> None:
    found = simulate(house.gateway, "acme", ["profile"], address="http://127.0.0.1:9", actor="test")

    assert [("reached", "failed")] == [(one.code, one.outcome) for one in found.checks]
    assert not found.passed


@pytest.mark.parametrize(
    ("status", "body"), [(200, b"<html>We are sorry</html>"), (500, b"<html>We are sorry</html>"), (502, b"")]
)
def test_an_answer_that_is_no_cxml_ends_the_scenario(house: House, status: int, body: bytes) -> None:
    surroundings = simulator.Run(address="http://127.0.0.1:9", wire=Canned(status, body), secret=CXML_SECRET)
    profile = house.gateway.services.directory.get("acme")
    found = simulator.run(house.gateway.services, profile, surroundings, ["create", "edit"])

    assert [
        ("create", "http", "failed"),
        ("create", "went-on", "failed"),
        ("edit", "went-on", "skipped"),
    ] == [(one.scenario, one.code, one.outcome) for one in found.checks]


def test_scenarios_bring_those_they_go_on_with(house: House) -> None:
    profile = house.gateway.services.directory.get("acme")

    assert ["create", "order", "change"] == [one.name for one in scenarios_for(profile, ["change"])]
    with pytest.raises(ConfigurationFault, match="no scenario nonsense"):
        scenarios_for(profile, ["nonsense"])
    with pytest.raises(ConfigurationFault, match="agreed on nothing"):
        scenarios_for(house.gateway.services.directory.get("globex"))
    assert frozenset() == agreed_ways(house.gateway.services.directory.get("globex"))


def test_what_was_not_agreed_is_said_by_name(house: House) -> None:
    nobody = buyer(house, profile=house.gateway.services.directory.get("globex"))
    for part in ("agreed", "cxml"):
        with pytest.raises(ConfigurationFault, match="says nothing of"):
            getattr(nobody, part)


def test_the_secret_is_the_partner_s_own_or_the_environment_s(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = house.gateway.services.directory.get("acme")
    write_profile(house.folder, "acme", punchout=PUNCHOUT, cxml={**CXML, "accept": {}})
    made = directory(house.gateway.settings).get("acme")
    write_profile(
        house.folder,
        "acme",
        punchout=PUNCHOUT,
        cxml={**CXML, "accept": {"secrets": ["secret:cxml"], "mac": "true"}},
    )
    signed = directory(house.gateway.settings).get("acme")

    assert secret_of(house.gateway, profile) == CXML_SECRET
    with pytest.raises(ConfigurationFault, match=SECRET_VARIABLE):
        secret_of(house.gateway, made)
    assert "" == secret_of(house.gateway, house.gateway.services.directory.get("globex"))
    monkeypatch.setenv(SECRET_VARIABLE, "told")
    assert secret_of(house.gateway, made) == "told"
    proof = buyer(house, profile=signed).envelope().proofs[0]
    assert (proof.secret, proof.mac is not None) == ("", True)


LINE = CartLine(
    number="1",
    quantity=2,  # type: ignore[arg-type] # a whole number of pieces
    unit="EA",
    identifiers=(
        ItemIdentifier(kind="vendor-part", value="LAMP"),
        ItemIdentifier(kind=AUXILIARY, value="A-1"),
    ),
)


def test_a_cart_that_is_wrong_is_told_line_by_line(house: House) -> None:
    """Nothing of it would be seen before go-live otherwise."""
    one = buyer(house)
    strange = replace(
        LINE,
        unit="XYZ",
        currency="EUR",
        identifiers=(
            ItemIdentifier(kind="vendor-part", value="LAMP"),
            ItemIdentifier(kind=AUXILIARY, value="a?b{c}"),
            ItemIdentifier(kind="x12:C3", value="31.16"),
        ),
    )
    nothing = replace(LINE, identifiers=(*LINE.identifiers, ItemIdentifier(kind="x12:C3", value="00000000")))
    cart = Cart(buyer_cookie="c", currency="USD", lines=(strange, nothing), operation_allowed="create")
    check_lines(one, cart, tried="a cart", parts=["CHAIR"])
    found = {(each.code, each.outcome) for each in one.checks.done if each.outcome != "passed"}

    assert found == {
        ("lines", "failed"),
        ("total", "failed"),
        ("currency", "failed"),
        ("allowed", "failed"),
        ("units", "failed"),
        ("unspsc", "failed"),
        ("unspsc", "advised"),
        ("auxiliary", "failed"),
        ("description", "failed"),
        ("maker", "advised"),
    }


def test_what_differs_between_cart_and_order_is_said_in_words(house: House) -> None:
    one = buyer(house)
    second = replace(LINE, number="2", identifiers=(ItemIdentifier(kind=AUXILIARY, value="A-2"),))
    cart = Cart(buyer_cookie="c", currency="USD", lines=(LINE, second))
    placed = order_of(one, cart)
    changed = replace(placed.lines[0], quantity=5)  # type: ignore[arg-type] # a whole number of pieces
    other = replace(placed.lines[1], number="9", identifiers=())

    assert [] == compare(cart, placed)
    assert ["LAMP: quantity 2 became 5", " is not ordered", "line 9 was in no cart"] == compare(
        cart, replace(placed, lines=(changed, other))
    )
    write_profile(house.folder, "acme", punchout=PUNCHOUT, cxml=CXML, locations={}, orders={})
    elsewhere = directory(house.gateway.settings).get("acme")
    assert "Testville" == order_of(buyer(house, profile=elsewhere), cart).parties[0].city


def test_a_dtd_is_asked_where_it_is_there(house: House) -> None:
    one = buyer(house, dtd=lambda _: ("line 3: no Classification",))
    one.wire = Canned(200, b"")
    said = one.post(b"<cXML/>")
    one.reads(b"<cXML/>", said.received, tried="a cart")

    assert ["readable", "dtd"] == [each.code for each in one.checks.done]
    assert "failed" == one.checks.done[-1].outcome
    assert said.came.startswith("HTTP 200, no status")


def test_a_check_that_must_hold_ends_the_scenario() -> None:
    checks = Checks()
    with pytest.raises(Broken):
        checks.must("http", right=False, tried="x", came="y")
    checks.skip("dtd", "no files")
    checks.skip("dtd", "no files")

    assert ["failed", "skipped"] == [one.outcome for one in checks.done]
    assert all(one.name and one.means for one in EXPLAINED.values())


def test_the_report_in_words_leaves_out_what_says_nothing_new() -> None:
    checks = Checks()
    checks.begin("one")
    for came in ("200", "200"):
        checks.that("http", right=True, tried="set-up", came=came)
    checks.that("maker", right=False, advice=True, tried="line 1", came="none")
    report = Report(
        partner="acme",
        partner_name="A & Co",
        address="here",
        at=datetime(2026, 3, 2, tzinfo=UTC),
        checks=tuple(checks.done),
    )
    short, long = list(text_report(report)), list(text_report(report, everything=True))

    assert len(long) == len(short) + 1
    assert "acme: conforms; 2 passed, 1 advised, 0 failed, 0 skipped" == short[-1]
    assert "A &amp; Co" in html_report(report)
    assert {"passed": 2, "advised": 1, "failed": 0, "skipped": 0} == plain_report(report)["counts"]


def test_pages_are_read_as_browsers_do() -> None:
    """Choices take the chosen option or the first; what is not ticked is not sent."""
    page = read_page(
        "http://x/",
        200,
        {},
        '<a href="/one">1</a><a>2</a><input name="outside"><button name="o">'
        '<form method="POST" action="/cart/" target="_top"><input name="sku" value="A&amp;B"><input type="checkbox" name="c" value="1">'
        '<input type="checkbox" name="d" value="1" checked><input type="submit" name="go" value="x"><input>'
        '<select name="unit"><option value="EA">one</option><option value="BX" selected>box</option></select>'
        '<select name="first"><option value="1">1</option></select><select name="none"></select>'
        '<textarea name="note">two\nlines</textarea><button name="remove" value="7">x</button><button>y</button></form>',
    )
    (form,) = page.forms

    assert [
        ("sku", "A&B"),
        ("d", "1"),
        ("unit", "BX"),
        ("first", "1"),
        ("none", ""),
        ("note", "two\nlines"),
    ] == form.fields
    assert [("remove", "7")] == form.buttons
    assert (form, None, form, None, ["/one"]) == (
        page.form_to("/cart"),
        page.form_to("/other"),
        page.form_with("sku", "unit"),
        page.form_with("nothing"),
        page.links,
    )
    assert ("sku", "C") in form.filled(sku="C")


def test_oci_fields_are_taken_apart_by_their_numbers() -> None:
    form = PageForm(
        action="",
        method="post",
        fields=[
            ("NEW_ITEM-PRICE[2]", "5"),
            ("NEW_ITEM-PRICE[1]", "4"),
            ("NEW_ITEM-LONGTEXT_1:132[]", "long"),
            ("x", "y"),
        ],
    )

    assert [{"PRICE": "4", "LONGTEXT": "long"}, {"PRICE": "5"}] == oci_lines(form)


def test_an_address_that_is_none_cannot_be_reached() -> None:
    wire = HttpWire()
    with pytest.raises(TransportUnavailable):
        wire.send("GET", "http://127.0.0.1:9/")
    wire.close()


START = b'<cXML payloadID="1" timestamp="2026-03-02T09:00:00+00:00"><Response><Status code="200" text="OK"/><PunchOutSetupResponse><StartPage><URL>http://x.test/shop/start/token</URL></StartPage></PunchOutSetupResponse></Response></cXML>'


class Scripted:
    """A shop of a few pages, by how their addresses end; whatever is not in the script is an empty page."""

    def __init__(self, **pages: str) -> None:
        self.pages = pages
        self.asked: list[str] = []

    def send(
        self, method: str, url: str, *, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Reply:
        """Return the page of the script."""
        del body, headers
        self.asked.append(f"{method} {url}")
        if url.endswith("/cxml"):
            return Reply(status=200, body=START)
        if "/shop/" in url:
            return Reply(status=303, headers={"location": "http://x.test/p/visit"})
        name = url.partition("?")[0].rpartition("/")[2]
        return Reply(status=200, body=self.pages.get(name, "").encode())


CARD = '<a href="/p/visit/items/1">M8</a><form method="post" action="/p/visit/cart"><input name="sku" value="1"><input name="quantity" value="1"></form>'
CART = Cart(buyer_cookie="c", currency="USD", lines=(LINE,))


@pytest.mark.parametrize(
    ("scenario", "pages", "said"),
    [
        ("create", {}, "assortment"),
        ("create", {"visit": CARD, "1": "<h1>M8 x 40</h1>"}, "there is no button to return"),
        ("create", {"visit": '<a href="/p/visit/items/1">M8</a>', "1": "<h1>M8</h1>"}, "assortment"),
        ("cancel", {"cart": '<form method="post" action="/p/visit/cancel"></form>'}, "form-target"),
        (
            "cancel",
            {
                "cart": '<form method="post" action="/p/visit/cancel"></form>',
                "cancel": '<form method="post" action="http://127.0.0.1:8101/punchout/cart"></form>',
            },
            "there is no cart",
        ),
        ("edit", {"cart": '<form action="/p/visit/cart/change"></form>'}, "refilled"),
        (
            "edit-empty",
            {"cart": '<form action="/p/visit/cart/change"></form>'},
            "there is no way to return the cart",
        ),
        ("oci", {"visit": CARD}, "there is no button to return"),
        ("oci-validate", {}, "the shop has nothing to sell"),
        ("oci-search", {"visit": CARD}, "hook"),
    ],
)
def test_a_shop_that_lacks_something_is_told_so(
    house: House, scenario: str, pages: dict[str, str], said: str
) -> None:
    """Each of these ends a scenario with a reason, never with a traceback."""
    one = buyer(house, Scripted(**pages), address="http://x.test", cart=CART)
    try:
        simulator.BY_NAME[scenario].play(one)
        reason = ""
    except Broken as broken:
        reason = str(broken)
    failed = [each.code for each in one.checks.done if each.outcome == "failed"]

    assert said in (reason, *failed)


def test_what_may_not_come_back_is_not_tried(house: House) -> None:
    write_profile(house.folder, "acme", cxml=CXML, punchout={**PUNCHOUT, "cart": {"allowed": "create"}})
    once = buyer(house, Scripted(), profile=directory(house.gateway.settings).get("acme"), cart=CART)
    write_profile(house.folder, "acme", punchout={"return_to": PUNCHOUT["return_to"]})
    without = directory(house.gateway.settings).get("acme")
    for scenario in ("edit", "inspect"):
        with pytest.raises(Broken, match="does not let carts come back"):
            simulator.BY_NAME[scenario].play(once)
    with pytest.raises(Broken, match="Open Catalog Interface"):
        simulator.BY_NAME["oci"].play(replace(once, profile=without))
    with pytest.raises(Broken, match="no cart came home"):
        simulator.BY_NAME["order"].play(replace(once, cart=None))
    with pytest.raises(Broken, match="no order was placed"):
        simulator.BY_NAME["change"].play(once)
    with pytest.raises(ConfigurationFault):
        scenarios_for(without)


def test_a_browser_asks_by_get_and_follows_no_circle() -> None:
    wire = Scripted(search="<p>found</p>")
    one = Browser(wire)
    page = one.open("http://x.test/p/visit/search")
    found = one.submit(page, PageForm(action="search?old=1", method="get", fields=[("q", "a b")]))

    class Circle(Scripted):
        def send(
            self, method: str, url: str, *, body: bytes = b"", headers: dict[str, str] | None = None
        ) -> Reply:
            super().send(method, url, body=body, headers=headers)
            return Reply(status=302, headers={"location": "/again"})

    circle = Circle()

    assert "http://x.test/p/visit/search?q=a+b" == found.url
    assert 302 == Browser(circle).open("http://x.test/").status
    assert len(circle.asked) < 20
