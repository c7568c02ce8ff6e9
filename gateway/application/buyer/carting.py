"""Carts as a buyer's system takes them in: what is checked of the form, and of every line."""

import re
from collections.abc import Iterable
from decimal import Decimal

from gateway.application.buyer.conformance import Broken
from gateway.application.buyer.conversing import Buyer
from gateway.application.buyer.pages import Page, PageForm
from gateway.cxml import messages
from gateway.cxml.units import to_wire
from gateway.cxml.wire import unwrap_fields
from gateway.domain.carts import UNSPSC, Cart, CartLine
from gateway.domain.money import to_coins
from gateway.domain.punch_outs import PunchOutSetup
from gateway.profiles.punchout import origin_of

AUXILIARY = re.compile(r"[A-Za-z0-9._-]{1,50}")
COMMODITY = re.compile(r"[0-9]{8}")
LONGEST_TEXT = 255
"""Bytes of a description every buyer keeps."""
PER = {"": 1, "per-each": 1, "per-hundred": 100, "per-thousand": 1000}


def taken_home(buyer: Buyer, page: Page, setup: PunchOutSetup, *, tried: str) -> Cart:
    """Return the cart in the form of the last page, checked as far as any cart is; raises Broken where there is none."""
    form = cart_form(buyer, page, tried=tried)
    content = unwrap_fields(form.fields)
    received = messages.read(content.content, charset=content.charset, dialect=buyer.cxml.dialect.dialect())
    cart = received.document
    if not isinstance(cart, Cart):
        buyer.checks.that("readable", right=False, tried=tried, came="no PunchOutOrderMessage in the form")
        raise Broken("there is no cart")
    buyer.reads(content.content, received, tried=tried)
    clean = b"SharedSecret" not in content.content and not (
        buyer.secret and buyer.secret.encode() in content.content
    )
    buyer.checks.that("no-secret", right=clean, tried=tried, came="no secret" if clean else "a SharedSecret")
    buyer.checks.that(
        "cookie",
        right=cart.buyer_cookie == setup.buyer_cookie,
        tried=tried,
        came=cart.buyer_cookie or "no BuyerCookie",
    )
    return cart


def cart_form(buyer: Buyer, page: Page, *, tried: str) -> PageForm:
    """Return the form that takes a cart home, its page checked; raises Broken where there is none."""
    checks, wanted = buyer.checks, buyer.return_url
    form = next((one for one in page.forms if one.action == wanted), None)
    others = ", ".join(one.action for one in page.forms) or "no form"
    checks.must("form-target", right=form is not None, tried=tried, came=wanted if form else others)
    policy = page.headers.get("content-security-policy", "")
    actions = next((one for one in policy.split(";") if one.strip().startswith("form-action")), "")
    lets = not policy or origin_of(wanted) in actions or not actions
    checks.that("form-csp", right=lets, tried=tried, came=actions.strip() or "no form-action")
    kept = page.headers.get("cache-control", "")
    checks.that("not-kept", right="no-store" in kept, tried=tried, came=kept or "no Cache-Control")
    return form or PageForm(action="", method="post")


def check_lines(buyer: Buyer, cart: Cart, *, tried: str, parts: Iterable[str]) -> None:
    """Check every line as a buyer's system would that keeps to the letter."""
    checks, wanted = buyer.checks, sorted(parts)
    got = sorted(part_of(one) for one in cart.lines)
    checks.that("lines", right=got == wanted, tried=tried, came=", ".join(got) or "no lines")
    summed = sum((worth(one) for one in cart.lines), Decimal(0))
    came = f"total {cart.total}, lines {summed} {cart.currency}"
    checks.that(
        "total",
        right=cart.total is not None and to_coins(cart.total, cart.currency) == summed,
        tried=tried,
        came=came,
    )
    agreed = buyer.profile.orders.currency
    currencies = {cart.currency, *(one.currency for one in cart.lines if one.currency)}
    checks.that("currency", right=currencies == {agreed}, tried=tried, came=", ".join(sorted(currencies)))
    allowed = buyer.agreed.cart.allowed
    checks.that("allowed", right=cart.operation_allowed == allowed, tried=tried, came=cart.operation_allowed)
    for line in cart.lines:
        _check_line(buyer, line, tried=f"{tried}, line {line.number} ({part_of(line)})")


def _check_line(buyer: Buyer, line: CartLine, *, tried: str) -> None:
    checks, most = buyer.checks, buyer.cxml.dialect.description_bytes or LONGEST_TEXT
    units = tuple(buyer.cxml.dialect.units.items())
    code, known_unit = to_wire(line.unit, units, only=buyer.cxml.dialect.only_units)
    checks.that(
        "units", right=known_unit, tried=tried, came=f"{line.unit or 'no unit'} as {code or 'nothing'}"
    )
    commodity = line.named(UNSPSC)
    plain = COMMODITY.fullmatch(commodity) is not None
    checks.that("unspsc", right=plain, tried=tried, came=commodity or "none")
    if plain and not commodity.strip("0"):
        checks.that("unspsc", right=False, advice=True, tried=tried, came=f"{commodity}, which says nothing")
    known = AUXILIARY.fullmatch(line.auxiliary) is not None
    checks.that("auxiliary", right=known, tried=tried, came=line.auxiliary or "none")
    said = line.descriptions[0].text if line.descriptions else ""
    size = len(said.encode())
    checks.that("description", right=0 < size <= most, tried=tried, came=f"{size} bytes")
    maker = bool(line.named("manufacturer-part")) == bool(line.named("manufacturer"))
    told = line.named("manufacturer-part") or "none"
    checks.that("maker", right=maker and told != "none", advice=True, tried=tried, came=told)


def part_of(line: CartLine) -> str:
    """Return our part number of a line."""
    return line.named("vendor-part")


def worth(line: CartLine) -> Decimal:
    """Return what a line comes to, to the coin."""
    price, quantity = line.price or Decimal(0), line.quantity or Decimal(0)
    return to_coins(price * quantity / PER.get(line.price_basis, 1), line.currency)
