"""Every route and every role: who gets in is what is written down, and partners' people see their own records only."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import reduce

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from gateway.adapters.passwords import Argon2Passwords
from gateway.application.people.callers import Caller
from gateway.application.people.tokens import make_token
from gateway.application.people.users import add_user
from gateway.application.ports import QuoteRecord, RequestRecord, UnitOfWork
from gateway.domain.canonical import dumps
from gateway.domain.quotes import Quote
from gateway.domain.users import May, Role, allowed
from gateway.entrypoints.api import access
from gateway.entrypoints.api.app import create_app
from gateway.entrypoints.api.needs import NEEDS, Need
from gateway.errors import Refused
from tests.architecture import roles_page
from tests.house import LAMPS, House, interchange, order
from tests.integration.api.conftest import HERE

MAY = roles_page.written()
"""What each role may, route by route, as the page about roles says: a person approved it."""
CHEAP = Argon2Passwords(passes=1, memory=8, lanes=1)
STATIC = {"- /static", "- /shop/static"}
IN_PATH = re.compile(r"\{(\w+)\}")


def routes_of(app: FastAPI) -> Iterator[str]:
    """Yield what can be asked for, as `GET /orders`."""
    yield from _walk(app.routes)


def _walk(routes: object) -> Iterator[str]:
    for one in routes:  # type: ignore[attr-defined] # whatever the framework keeps routes in
        if hasattr(one, "effective_candidates"):
            yield from _walk(one.effective_candidates())
        elif getattr(one, "methods", None):
            yield from (f"{method} {one.path}" for method in one.methods if method != "HEAD")
        else:
            yield f"- {one.path}"


def let_in(house: House, role: Role, partner: str = "") -> dict[str, str]:
    """Return the header of a program that comes in as a user of a role."""
    gateway, name = house.gateway, f"{role}{partner}"
    add_user(
        gateway.services,
        gateway.store,
        name,
        roles=[role],
        partner=partner,
        passwords=CHEAP,
        actor="test",
    )
    scopes = sorted(allowed([role]))
    _, token = make_token(
        gateway.services,
        gateway.store,
        name,
        name="matrix",
        scopes=scopes,
        lasts=timedelta(days=1),
        actor="test",
    )
    return {"Authorization": f"Bearer {token}"}


def caller_with(house: House, app: FastAPI, role: Role) -> Caller:
    """Return who the door takes somebody of a role for."""
    headers = let_in(house, role, "acme" if role is Role.PARTNER else "")
    lines = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "headers": lines,
        "app": app,
        "client": ("test", 1),
    }
    found = access.known(
        Request({**scope, "query_string": b"", "server": ("127.0.0.1", 80), "scheme": "http"})
    )
    assert found is not None
    return found


def let_through(need: Need, caller: Caller) -> bool:
    """Return whether the door lets a caller through to a route of that need."""
    if need.may is None:
        return True
    try:
        access.must_be_allowed(caller, need)
    except Refused:
        return False
    return True


@pytest.fixture
def app(house: House) -> FastAPI:
    """The application on a house."""
    return create_app(house.gateway)


def test_every_route_says_what_it_needs(app: FastAPI) -> None:
    """A route nobody wrote down is a failure, and so is a line about a route that is gone."""
    there = set(routes_of(app)) - STATIC

    assert set() == there - set(NEEDS)
    assert set() == set(NEEDS) - there


def test_each_role_may_what_is_written_down_and_nothing_else(house: House, app: FastAPI) -> None:
    """Route by route, as the door decides; the page about roles shows the same table."""
    wrong = []
    for role in Role:
        caller = caller_with(house, app, role)
        for route, need in NEEDS.items():
            expected = need.may is None or route in MAY[role]
            if let_through(need, caller) != expected:
                wrong.append((role, route))

    assert [] == wrong


def test_who_may_not_is_refused_by_the_route_itself(house: House, app: FastAPI) -> None:
    """Each route is asked by somebody who may not, with identifiers of nothing: 403 before anything is looked up."""
    auditor, viewer = let_in(house, Role.AUDITOR), let_in(house, Role.VIEWER)
    partner = let_in(house, Role.PARTNER, "acme")
    wrong = {}
    with TestClient(app, base_url=HERE, follow_redirects=False) as client:
        for route, need in NEEDS.items():
            method, path = route.split()
            refused = {May.LOOK: partner, May.AUDIT: viewer, May.SYSTEM: viewer, May.PAYLOAD: viewer}.get(
                need.may, auditor
            )
            if need.may is None or need.own:
                continue
            answer = client.request(method, IN_PATH.sub("none", path), headers=refused)
            if answer.status_code != 403:
                wrong[route] = answer.status_code

    assert {} == wrong


def test_nobody_gets_in_without_credentials_once_there_is_a_user(house: House, app: FastAPI) -> None:
    """Not even from this machine; and each route that is open says why."""
    let_in(house, Role.VIEWER)
    open_to_all = {route for route, need in NEEDS.items() if need.may is None}
    with TestClient(app, base_url=HERE, follow_redirects=False) as client:
        shut = {
            route: client.request(route.split()[0], IN_PATH.sub("none", route.split()[1])).status_code
            for route in set(NEEDS) - open_to_all
        }

    assert {401} == set(shut.values())
    assert [] == [route for route in open_to_all if not NEEDS[route].why]


@pytest.fixture
def two(house: House) -> dict[str, dict[str, str]]:
    """An order with its documents and bytes of ACME, and the same of Globex: identifiers by partner and kind."""
    house.take(interchange(order("PO-1", LAMPS)))
    gateway = house.gateway
    with gateway.store.begin() as work:
        mine = work.orders.recent(1)[0]
        document = work.documents.get(mine.document)
        transmission = work.transmissions.get(document.transmission)
        envelope = work.interchanges.get(document.interchange)
        theirs = {
            kind: gateway.services.ids.new() for kind in ("order", "document", "transmission", "interchange")
        }
        work.transmissions.add(
            replace(transmission, id=theirs["transmission"], partner="globex", transport_key="other"),
            work.transmissions.content(transmission.id),
        )
        work.interchanges.add(
            replace(envelope, id=theirs["interchange"], transmission=theirs["transmission"], partner="globex")
        )
        work.documents.add(
            replace(
                document,
                id=theirs["document"],
                partner="globex",
                interchange=theirs["interchange"],
                transmission=theirs["transmission"],
                order=theirs["order"],
            )
        )
        work.orders.add(
            replace(
                mine, id=theirs["order"], partner="globex", number="PO-SECRET", document=theirs["document"]
            ),
            (),
        )
        asked = {
            partner: asked_and_given(house, work, partner, transmission=of)
            for partner, of in (("acme", transmission.id), ("globex", theirs["transmission"]))
        }
        work.commit()
    return {
        "acme": {
            "order_id": mine.id,
            "document_id": document.id,
            "transmission_id": transmission.id,
            **asked["acme"],
        },
        "globex": {f"{kind}_id": one for kind, one in theirs.items()} | asked["globex"],
    }


def asked_and_given(house: House, work: UnitOfWork, partner: str, *, transmission: str) -> dict[str, str]:
    """Keep a request of a partner and the quote it was given, and one it was not given yet; return the first two."""
    services = house.gateway.services
    request, quote, draft = (services.ids.new() for _ in range(3))
    now = services.clock.now()
    work.requests.add(
        RequestRecord(
            id=request,
            partner=partner,
            number="PO-SECRET" if partner == "globex" else "RFQ-1",
            kind="file",
            transmission=transmission,
            state="sent",
            received_at=now,
        )
    )
    said = dumps(Quote(request_number="RFQ-1", quoted_on=now.date()))
    for at, one in enumerate((quote, draft)):
        work.quotes.add(
            QuoteRecord(
                id=one,
                partner=partner,
                request=request,
                number=f"Q-{partner}-{at}",
                revision=at,
                state="priced" if at else "sent",
                canonical=said,
                made_at=now,
                margin=Decimal("12.34"),
                sent_at=None if at else now,
            )
        )
    return {"request_id": request, "quote_id": quote, "draft_id": draft}


def test_partners_people_see_their_own_records_and_no_other(
    house: House, app: FastAPI, two: dict[str, dict[str, str]]
) -> None:
    """Every list, every record, every download that is open to them, asked for what is theirs and what is not."""
    headers = let_in(house, Role.PARTNER, "acme")
    foreign = {*two["globex"].values(), "PO-SECRET", "Globex", "globex"}
    leaked, shut = {}, {}
    with TestClient(app, base_url=HERE, follow_redirects=False) as client:
        for route, need in NEEDS.items():
            method, path = route.split()
            if not need.own or method != "GET":
                continue
            names = IN_PATH.findall(path)
            for partner, ids in two.items():
                answer = client.get(path.format(**ids), headers=headers, params={"partner": "globex"})
                if partner == "acme" and answer.status_code not in (200, 303):
                    shut[route] = answer.status_code
                if partner == "globex" and names and answer.status_code != 404:
                    leaked[route] = str(answer.status_code)
                own = (path.format(**ids), str(answer.url), f"?{answer.url.query.decode()}")
                shown = reduce(lambda text, one: text.replace(one, ""), own, answer.text)
                if answer.status_code == 200 and (found := [one for one in foreign if one in shown]):
                    leaked[route] = ", ".join(found)
        searched = client.get("/search", params={"q": two["globex"]["order_id"]}, headers=headers)
        alike = {
            (one["kind"], one["id"])
            for wanted in ("101", "PO-SECRET", "in.edi", two["globex"]["transmission_id"])
            for one in client.get("/api/v1/search", params={"q": wanted}, headers=headers).json()["items"]
        }

        draft = client.get(f"/quotes/{two['acme']['draft_id']}", headers=headers)
        listed = (
            client.get("/quotes", headers=headers).text + client.get("/api/v1/quotes", headers=headers).text
        )

    assert 404 == draft.status_code
    assert [True, False, False] == [one in listed for one in ("Q-acme-0", "Q-acme-1", "12.34")]
    assert ({}, {}) == (shut, leaked)
    assert 200 == searched.status_code
    assert {(one, two["acme"][f"{one}_id"]) for one in ("document", "transmission")} <= alike
    assert not {one for _, one in alike} & set(two["globex"].values())
    assert "/orders/" not in searched.text.partition("<main")[2]
