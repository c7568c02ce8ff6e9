"""Shopping through SAP's Open Catalog Interface, as a buyer's system does that speaks no cXML."""

import re
from urllib.parse import urlencode

from gateway.application.buyer.browsing import Browser
from gateway.application.buyer.conformance import Broken
from gateway.application.buyer.conversing import Buyer
from gateway.application.buyer.pages import Page, PageForm

OK, REFUSED = 200, 400
ITEMS_WANTED = 2
FIELD = re.compile(r"NEW_ITEM-([A-Z0-9_]+)(?:\[(\d+)\]|_(\d+):132\[\])")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
HOOK_QUERY = "?sap-client=100&session=a%26b"
HOOK_FIELDS = (("sap-client", "100"), ("session", "a&b"))
LENGTHS = {
    "DESCRIPTION": 40,
    "MATNR": 40,
    "QUANTITY": 15,
    "UNIT": 3,
    "PRICE": 15,
    "CURRENCY": 5,
    "PRICEUNIT": 5,
    "ATTACHMENT": 255,
}
NUMBERS = ("QUANTITY", "PRICE", "PRICEUNIT")


def shop(buyer: Buyer) -> None:
    """Call the catalogue up, fill a cart, take it home, and look at every field."""
    browser = buyer.browser()
    page = browser.open(_call(buyer))
    buyer.checks.must(
        "shop", right=page.status == OK and "/p/" in page.url, tried="the call-up", came=_came(page)
    )
    added = _fill(buyer, browser, page)
    base = page.url.partition("?")[0].rstrip("/")
    shown = browser.open(f"{base}/cart")
    form = shown.form_to("/return")
    if form is None:
        raise Broken("there is no button to return")
    home = _hook_form(buyer, browser.submit(shown, form), tried="return")
    lines = _lines(home)
    parts = sorted(one.get("VENDORMAT", "") for one in lines)
    buyer.checks.that(
        "lines", right=parts == sorted(added), tried="the cart", came=", ".join(parts) or "no lines"
    )
    for number, line in enumerate(lines, 1):
        _check_line(buyer, line, tried=f"the cart, line {number}")


def validate(buyer: Buyer) -> None:
    """Ask for today's price of an item, and for that of one that does not exist."""
    part = _some_part(buyer)
    page = buyer.browser().open(_call(buyer, FUNCTION="VALIDATE", PRODUCTID=part, QUANTITY="2"))
    lines = _lines(_hook_form(buyer, page, tried=f"VALIDATE {part}"))
    came = ", ".join(f"{one.get('PRICE')} {one.get('CURRENCY')}" for one in lines) or "no line"
    right = len(lines) == 1 and bool(lines[0].get("PRICE"))
    buyer.checks.that("validate", right=right, tried=f"VALIDATE {part}", came=came)
    page = buyer.browser().open(_call(buyer, FUNCTION="VALIDATE", PRODUCTID="NO-SUCH-ITEM", QUANTITY="1"))
    gone = _lines(_hook_form(buyer, page, tried="VALIDATE of nothing"))
    buyer.checks.that("validate", right=not gone, tried="VALIDATE NO-SUCH-ITEM", came=f"{len(gone)} lines")


def background_search(buyer: Buyer) -> None:
    """Search as the buyer's own search over several catalogues does."""
    part = _some_part(buyer)
    page = buyer.browser().open(_call(buyer, FUNCTION="BACKGROUND_SEARCH", SEARCHSTRING=part))
    lines = _lines(_hook_form(buyer, page, tried=f"BACKGROUND_SEARCH {part}"))
    buyer.checks.that(
        "background", right=bool(lines), tried=f"BACKGROUND_SEARCH {part}", came=f"{len(lines)} hits"
    )


def strangers(buyer: Buyer) -> None:
    """Call with a wrong password, and with a HOOK_URL nobody agreed on."""
    page = buyer.browser().open(_call(buyer, password="not the password"))  # noqa: S106 - the point is that it is none
    buyer.checks.that("stranger", right=page.status >= REFUSED, tried="a wrong password", came=_came(page))
    page = buyer.browser().open(_call(buyer, HOOK_URL="https://elsewhere.example.test/cart"))
    buyer.checks.that("other-host", right=page.status >= REFUSED, tried="another HOOK_URL", came=_came(page))


def _call(buyer: Buyer, **parameters: str) -> str:
    agreed = buyer.agreed.oci
    if agreed is None:
        raise Broken("the profile says nothing of the Open Catalog Interface")
    password = parameters.pop("password", buyer.oci_password)
    told = {
        agreed.user_field: agreed.user,
        agreed.password_field: password,
        "HOOK_URL": f"{buyer.return_url}{HOOK_QUERY}",
        "OCI_VERSION": "5.0",
        "http_content_charset": "utf-8",
        "returntarget": "_top",
        **parameters,
    }
    return f"{buyer.address}/shop/oci?{urlencode(told)}"


def _fill(buyer: Buyer, browser: Browser, page: Page) -> list[str]:
    home = browser.open(page.url)
    added = []
    for form in [one for one in home.forms if one.names() >= {"sku", "quantity"}][:ITEMS_WANTED]:
        sku = dict(form.fields)["sku"]
        came = browser.submit(home, form, form.filled(quantity="2"))
        buyer.checks.that(
            "add", right=came.status == OK and "fault=" not in came.url, tried=sku, came=_came(came)
        )
        added.append(sku)
    buyer.checks.must("assortment", right=bool(added), tried="items that can be bought", came=f"{len(added)}")
    return added


def _hook_form(buyer: Buyer, page: Page, *, tried: str) -> PageForm:
    form = next((one for one in page.forms if one.action == buyer.return_url), None)
    given = set(form.fields) if form else set()
    right = form is not None and given >= set(HOOK_FIELDS)
    came = form.action if form else _came(page)
    buyer.checks.must("hook", right=right, tried=tried, came=came)
    return form or PageForm(action="", method="post")


def _lines(form: PageForm) -> list[dict[str, str]]:
    """Return the lines of a cart, each by the names of its fields."""
    lines: dict[int, dict[str, str]] = {}
    for name, value in form.fields:
        found = FIELD.fullmatch(name)
        if found:
            lines.setdefault(int(found.group(2) or found.group(3)), {})[found.group(1)] = value
    return [lines[number] for number in sorted(lines)]


def _check_line(buyer: Buyer, line: dict[str, str], *, tried: str) -> None:
    wanted = ("QUANTITY", "PRICE", "CURRENCY", "PRICEUNIT", "UNIT")
    missing = [name for name in wanted if not line.get(name)]
    if not (line.get("DESCRIPTION") or line.get("MATNR")):
        missing.append("DESCRIPTION or MATNR")
    buyer.checks.that(
        "oci-fields",
        right=not missing,
        tried=tried,
        came=f"without {', '.join(missing)}" if missing else "all",
    )
    agreed = buyer.agreed.oci
    lengths = LENGTHS | (dict(agreed.lengths) if agreed else {})
    long = [name for name, most in lengths.items() if most and len(line.get(name, "")) > most]
    buyer.checks.that("oci-lengths", right=not long, tried=tried, came=", ".join(long) or "all fit")
    odd = [name for name in NUMBERS if line.get(name) and not NUMBER.fullmatch(line[name])]
    buyer.checks.that("oci-numbers", right=not odd, tried=tried, came=", ".join(odd) or "all plain")


def _some_part(buyer: Buyer) -> str:
    browser = buyer.browser()
    page = browser.open(_call(buyer))
    form = next((one for one in page.forms if one.names() >= {"sku", "quantity"}), None)
    if form is None:
        raise Broken("the shop has nothing to sell")
    return dict(form.fields)["sku"]


def _came(page: Page) -> str:
    return f"HTTP {page.status}"
