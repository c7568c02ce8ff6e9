"""A gateway with something of everything, and where each of its pages is: what tests of pages look at."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from gateway.adapters.passwords import Argon2Passwords
from gateway.application.alerting.conditions import Surroundings
from gateway.application.alerting.watching import watch
from gateway.application.circuits import missed
from gateway.application.configuring import wizard
from gateway.application.people.tokens import make_token
from gateway.application.people.users import add_user
from gateway.application.ports import QuoteRecord, RequestRecord
from gateway.application.records import Job, NewJob
from gateway.domain.canonical import dumps
from gateway.domain.quotes import Quote
from gateway.domain.users import Role, allowed
from gateway.entrypoints.api.needs import NEEDS
from gateway.entrypoints.configuring import apply_now
from gateway.entrypoints.console.partners import TABS
from gateway.entrypoints.serving import Web
from gateway.errors import TransportUnavailable
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.fakes.sheets import SheetsHere
from tests.house import LAMPS, House, interchange, order
from tests.quoting_house import REQUESTS, upload
from tests.shop_house import asked, setup, shop, visit_of

PASSWORD = "open sesame"
PERSON = "mai"
"""An admin who signs in by name and password."""
SHORTEST = "base/x12/004010/997"
"""A map whose guide axe is done with soon; a longer one has more of the same."""
CHEAP = Argon2Passwords(passes=1, memory=8, lanes=1)
UNPRICED = "10*EA*0**IN*445566"
BID = b"part,description,quantity,unit\n445566,Desk lamp,24,EA\nX-17,Chair for tasks,60,EA\n"
LANGUAGES = ("en", "vi", "zh-Hant")
NO_PAGES = {
    "/healthz", "/readyz", "/metrics", "/login/sso", "/login/sso/back", "/pictures/{name}", "/audit.csv",
    "/shop/oci", "/quotes/{quote_id}/quote.pdf", "/quotes/{quote_id}/workbook", "/maps/{name:path}/guide.pdf",
    "/requests/{request_id}/original", "/requests/{request_id}/pages/{sheet}.png", "/system/support-bundle",
    "/documents/{document_id}/attachments/{attachment}", "/punchout/{partner}/report.html", "/p/{sid}/window",
    "/shop/start/{token}",
}  # fmt: skip
"""What answers with a file, a picture or text, or leads on to a page that is here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A gateway with something of everything, where it is served, and what fills the gaps of its routes."""

    house: House
    url: str
    named: Mapping[str, str]
    start: str
    guest: str


@contextmanager
def opened(folder: Path) -> Iterator[Place]:
    """Orders done and held, a request with its quote, a visit, people, alerts: whatever a page can be full of."""
    house = shop(folder / "house", fresh("sqlite", folder), FixedClock(), requests=REQUESTS)
    object.__setattr__(house.gateway.quoting, "sheets", SheetsHere())
    services, store = house.gateway.services, house.gateway.store
    house.take(interchange(order("PO-1", LAMPS)))
    house.ship()
    house.take(interchange(order("PO-2", UNPRICED), number=102))
    house.take(interchange(order("PO-4", UNPRICED), number=104))
    house.take(interchange(order("PO-5", UNPRICED), number=105))
    house.take(interchange("ST*850*0001~\nBEG*00*NE*PO-3**20260302~\nSE*9*0001~\n", number=103))
    request = upload(house, "bid.csv", BID)
    wizard.answer(services, store, "initech", {"name": "Initech"}, actor="tester")
    revision = apply_now(house.gateway, actor="tester", reason="to be looked at")
    assert revision is not None
    _troubled(house)
    start = asked(house, setup(), base="http://127.0.0.1")
    add_user(services, store, "linh", roles=[Role.PARTNER], partner="acme", passwords=CHEAP, actor="tester")
    add_user(services, store, PERSON, roles=[Role.ADMIN], password=PASSWORD, passwords=CHEAP, actor="tester")
    _, token = make_token(
        services,
        store,
        "linh",
        name="browser",
        scopes=sorted(allowed([Role.PARTNER])),
        lasts=timedelta(days=1),
        actor="tester",
    )
    password = type(house.gateway.settings.operator_password)(PASSWORD)
    settings = house.gateway.settings.model_copy(update={"operator_password": password})
    web = Web(replace(house.gateway, settings=settings), "127.0.0.1", 0)
    with web.running():
        yield Place(
            house=house,
            url=web.address,
            named=_named(house, request) | {"revision": str(revision.id)},
            start=start.removeprefix("http://127.0.0.1"),
            guest=token,
        )
    house.gateway.engine.dispose()


def _troubled(house: House) -> None:
    """Let a partner be out of reach, work be given up, and the watch see both and a disk that is nearly full."""
    services, store = house.gateway.services, house.gateway.store
    with store.begin() as work:
        for _ in range(3):
            missed(services, work, "globex", TransportUnavailable("no route to host"))
        work.jobs.add(NewJob(kind="order", ref="none", dedupe="none", partner="acme"))
        work.commit()
    house.work()
    house.clock.advance(timedelta(hours=5))
    job = Job(id="", kind="alerts", ref="", dedupe="", lane="", attempts=0, run_at=house.clock.now())
    with store.begin() as work:
        list(watch(Surroundings(services=services, disk_free=lambda: 2 << 30), work, job))
        work.commit()


def _named(house: House, request: RequestRecord) -> dict[str, str]:
    """Give the request a quote; return what the gaps in the addresses of routes are filled with."""
    services = house.gateway.services
    now = services.clock.now()
    quote = QuoteRecord(
        id=services.ids.new(),
        partner="acme",
        request=request.id,
        number="Q-1",
        revision=0,
        state="sent",
        canonical=dumps(Quote(request_number="RFQ-1", quoted_on=now.date())),
        made_at=now,
        sent_at=now,
    )
    with house.gateway.store.begin() as work:
        work.quotes.add(quote)
        work.commit()
        done = next(one for one in work.orders.recent(9) if one.number == "PO-1")
        document = work.documents.get(done.document)
    return {
        "order_id": done.id,
        "document_id": document.id,
        "transmission_id": document.transmission,
        "request_id": request.id,
        "quote_id": quote.id,
        "partner": "acme",
        "code": "acme",
        "session_id": visit_of(house).id,
        "name:path": "acme/850",
        "name": "linh",
        "sku:path": "LAMP",
    }


def addresses(place: Place, *, own: bool = False) -> list[str]:
    """Return where each page is, of partners' people's (`own`) or of everybody's; a gap nobody fills is an error."""
    found = []
    for route, need in NEEDS.items():
        method, path = route.split(" ", 1)
        if method != "GET" or path.startswith(("/api/", "/p/")) or path in NO_PAGES or own > need.own:
            continue
        for gaps in OTHERWISE.get(path, ({},)):
            address = path
            for name, value in {**place.named, **gaps}.items():
                address = address.replace(f"{{{name}}}", value)
            assert "{" not in address, f"say what fills the gaps of {path}"
            found.append(address + gaps.get("?", ""))
    return found


OTHERWISE: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "/config/file": ({"?": "?path=partners/acme.yaml"},),
    "/maps/{name:path}/guide": ({"name:path": SHORTEST},),
    "/search": ({"?": "?q=PO-1"},),
    "/alerts": ({}, {"?": "?state=cleared"}),
    "/partners/{code}/{tab}": tuple({"tab": name} for name, _ in TABS[1:]),
    "/partners/new/{code}/{step}": tuple({"code": "initech", "step": one} for one in wizard.STEPS[::2]),
}
"""Pages that need a question, or of which there are several."""


def shop_addresses(visit: str) -> list[str]:
    """Return where each page of the shop is, of a visit (`/p/...`)."""
    found = []
    for route in (one.removeprefix("GET ") for one in NEEDS if one.startswith("GET /p/")):
        path = route.replace("/p/{sid}", visit).replace("{sku:path}", "LAMP")
        if route not in NO_PAGES:
            found.append(f"{path}?q=lamp" if path.endswith("/search") else path)
    return found


def shown() -> str:
    """Return how the operator shows who they are."""
    return f"Basic {b64encode(f'root:{PASSWORD}'.encode()).decode()}"
