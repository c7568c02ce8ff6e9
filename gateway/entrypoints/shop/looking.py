"""Looking around: the start, lists of items, one item."""

import json
import re
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from gateway.application.catalogue import browsing, searching
from gateway.application.catalogue.assortment import sees
from gateway.application.catalogue.searching import Found, Search
from gateway.application.ports import UnitOfWork
from gateway.application.shop.goods import look
from gateway.domain.catalogue_content import prefix, unspsc
from gateway.entrypoints.shop.coming import Visiting, Visitor
from gateway.entrypoints.shop.rendering import page
from gateway.entrypoints.shop.words import known
from gateway.errors import NotFound

router = APIRouter(prefix="/p/{sid}", include_in_schema=False)
A_PAGE, AT_FIRST, MOST_PAGES = 24, 12, 400
BACK = re.compile(r"(cart|search|items/[A-Za-z0-9._~%-]{1,300})?(\?[A-Za-z0-9=&%+._~*-]{0,600})?")


@router.get("")
def home(seen: Visitor, added: str = "", fault: str = "") -> HTMLResponse:
    """Show where everything begins: categories, and the first items."""
    with seen.gateway.store.read() as work:
        found = _find(seen, work, limit=AT_FIRST)
        return shown(
            seen,
            work,
            "home.html",
            categories=browsing.categories(
                seen.gateway.services, work, seen.session.partner, language=seen.session.language
            ),
            goods=_goods(seen, work, found),
            total=found.total,
            notices=json.loads(seen.session.notices or "[]"),
            added=_name(seen, work, added),
            fault=fault_of(fault),
        )


@router.get("/search")
def search(
    seen: Visitor,
    q: str = "",
    category: str = "",
    with_: Annotated[str, Query(alias="with")] = "",
    page: int = 1,
    added: str = "",
    fault: str = "",
) -> HTMLResponse:
    """Show the items that words, a category and a property name, page by page."""
    category = _category(category)
    at = min(max(page, 1), MOST_PAGES)
    name, _, value = with_.partition("=")
    attributes = ((name, value),) if name and value else ()
    with seen.gateway.store.read() as work:
        found = _find(seen, work, text=q, category=category, attributes=attributes, at=at)
        return shown(
            seen,
            work,
            "list.html",
            query=q,
            category=category,
            chosen=with_,
            trail=_trail(seen, work, category),
            goods=_goods(seen, work, found),
            total=found.total,
            at=at,
            pages=min(-(-found.total // A_PAGE), MOST_PAGES),
            categories=[one for one in found.categories if one.code != category],
            attributes=() if attributes else found.attributes,
            corrected=found.corrected,
            loosely=found.loosely,
            filters=[(name, value, f"{seen.base}/{_query(q=q, category=category)}")] if attributes else [],
            unknown=False,
            back=_query(q=q, category=category, with_=with_, page=str(at) if at > 1 else ""),
            added=_name(seen, work, added),
            fault=fault_of(fault),
        )


@router.get("/items/{sku:path}")
def item(seen: Visitor, sku: str, added: str = "", fault: str = "", came: str = "") -> HTMLResponse:
    """Show one item; one that is not there is looked for where somebody came for it."""
    with seen.gateway.store.read() as work:
        goods = look(seen.gateway.services, work, seen.profile, [sku]).get(sku)
        if goods is None or not sees(seen.gateway.services, work, seen.session.partner, sku):
            if not came:
                raise NotFound(f"there is no item {sku} in the catalogue")
            return _looked_for(seen, work, sku)
        text = goods.content.text(seen.session.language)
        return shown(
            seen,
            work,
            "item.html",
            goods=goods,
            about=text.description if text else "",
            attributes=goods.content.attributes_in(seen.session.language),
            trail=_trail(seen, work, goods.content.category),
            back=f"items/{quote(sku, safe='')}",
            added=_name(seen, work, added),
            fault=fault_of(fault),
        )


def shown(
    seen: Visiting,
    work: UnitOfWork,
    template: str,
    *,
    status: int = 200,
    **values: Any,  # noqa: ANN401 - a template takes anything
) -> HTMLResponse:
    """Return a page with what every page of a visit shows."""
    lines = work.shop.lines(seen.session.id)
    common: dict[str, Any] = {
        "visit": seen.session,
        "base": seen.base,
        "company": seen.company,
        "count": len(lines),
        "minutes": int(min(seen.agreed.idle, seen.agreed.idle_without_cookie).total_seconds() // 60),
        "showing": seen.profile.stock_for.show,
        "here": "",
        "back": "",
        "fault": "",
        "added": "",
        "query": "",
        "category": "",
    }
    return page(template, seen.tongue, agreed=seen.agreed, status=status, **{**common, **values})


def back_of(text: str) -> str:
    """Return the page of a visit a form says it was on; the start where it says anything else."""
    return text if BACK.fullmatch(text) and ".." not in text else ""


def _find(seen: Visiting, work: UnitOfWork, *, at: int = 1, limit: int = A_PAGE, **asked: Any) -> Found:  # noqa: ANN401 - fields of Search
    return searching.find(
        seen.gateway.services,
        work,
        Search(
            partner=seen.session.partner,
            language=seen.session.language,
            offset=(at - 1) * A_PAGE,
            limit=limit,
            **asked,
        ),
    )


def _goods(seen: Visiting, work: UnitOfWork, found: Found) -> list[Any]:
    goods = look(seen.gateway.services, work, seen.profile, [one.sku for one in found.hits])
    return [goods[one.sku] for one in found.hits if one.sku in goods]


def _looked_for(seen: Visiting, work: UnitOfWork, sku: str) -> HTMLResponse:
    found = _find(seen, work, text=sku)
    return shown(
        seen,
        work,
        "list.html",
        query=sku,
        trail=(),
        goods=_goods(seen, work, found),
        total=found.total,
        at=1,
        pages=1,
        categories=(),
        attributes=(),
        corrected=found.corrected,
        loosely=found.loosely,
        filters=[],
        chosen="",
        unknown=True,
    )


def _trail(seen: Visiting, work: UnitOfWork, category: str) -> tuple[tuple[str, str], ...]:
    """Return the way down to a category, as far as its steps have names."""
    steps = browsing.trail(work, category, language=seen.session.language) if category else ()
    named = tuple((code, name) for code, name in steps if name != code)
    return named or steps[-1:]


def _name(seen: Visiting, work: UnitOfWork, sku: str) -> str:
    """Return what an item in the cart is called that was just put there."""
    lines = work.shop.lines(seen.session.id) if sku else ()
    return next((one.description for one in lines if one.sku == sku), "")


def fault_of(name: str) -> str:
    """Return what went wrong, if it is something there are words for."""
    return name if f"fault_{name}" in known("en") else ""


def _category(text: str) -> str:
    try:
        return prefix(unspsc(text)) if text else ""
    except ValueError:
        return ""


def _query(**values: str) -> str:
    said = {name.rstrip("_"): value for name, value in values.items() if value}
    return f"search?{urlencode(said)}" if said else "search"
