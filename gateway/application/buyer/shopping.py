"""Shopping as buyers do: coming in, filling a cart, taking it home, coming back to change or to look, leaving without."""

from urllib.parse import quote, urljoin

from gateway.application.buyer.browsing import Browser
from gateway.application.buyer.carting import check_lines, part_of, taken_home
from gateway.application.buyer.conformance import Broken
from gateway.application.buyer.conversing import SETUP_SECONDS, Buyer
from gateway.application.buyer.pages import Page
from gateway.cxml.profiles import Profile as Endpoints
from gateway.cxml.profiles import ProfileRequest
from gateway.domain.carts import Cart
from gateway.domain.items import ItemIdentifier
from gateway.domain.punch_outs import PunchOutSetup

OK = 200
ITEMS_WANTED = 2
LEAST_WORD = 5
NOT_AGREED = "the profile does not let carts come back for this"


def profile(buyer: Buyer) -> None:
    """Ask what we can do and where, as networks do before everything."""
    tried = "ProfileRequest"
    said = buyer.say(ProfileRequest())
    buyer.expect(said, "200", tried=tried, seconds=SETUP_SECONDS)
    told = said.received.document
    named = {one.message for one in told.endpoints} if isinstance(told, Endpoints) else set()
    buyer.checks.that(
        "endpoints",
        right="PunchOutSetupRequest" in named,
        tried=tried,
        came=", ".join(sorted(named)) or "none",
    )


def create(buyer: Buyer) -> None:
    """Come in, search, fill a cart and take it home."""
    setup = buyer.setup("create")
    browser, page = _in(buyer, setup, tried="set-up, operation create")
    _search(buyer, browser, page)
    parts = _fill(buyer, browser, page, most=ITEMS_WANTED)
    cart = _home(buyer, browser, page, setup, how="return")
    check_lines(buyer, cart, tried="the cart of create", parts=parts)
    buyer.cart = cart


def edit(buyer: Buyer) -> None:
    """Come back with the cart, change a quantity, and take it home with the same lines."""
    cart = _cart(buyer, "edit")
    setup = buyer.setup("edit", lines=cart.lines)
    browser, page = _in(buyer, setup, tried="set-up, operation edit")
    shown = browser.open(f"{_base(page)}/cart")
    form = shown.form_to("/cart/change")
    names = sorted(name for name in (form.names() if form else ()) if name.startswith("quantity."))
    came = f"{len(names)} of {len(cart.lines)} lines"
    buyer.checks.must("refilled", right=len(names) == len(cart.lines), tried="the cart after edit", came=came)
    if form is None:
        raise Broken("there is no cart to change")
    browser.submit(shown, form, form.filled(**{names[0]: "3"}))
    changed = _home(buyer, browser, page, setup, how="return")
    check_lines(buyer, changed, tried="the cart of edit", parts=[part_of(one) for one in cart.lines])
    before, after = ({one.auxiliary for one in some.lines} for some in (cart, changed))
    buyer.checks.that(
        "auxiliary-stable",
        right=before == after,
        tried="auxiliary ids after edit",
        came=", ".join(sorted(after)),
    )
    buyer.cart = changed


def edit_cancelled(buyer: Buyer) -> None:
    """Come back with the cart and leave without one: what the buyer has must stay."""
    cart = _cart(buyer, "edit")
    setup = buyer.setup("edit", lines=cart.lines)
    browser, page = _in(buyer, setup, tried="set-up, operation edit")
    left = _home(buyer, browser, page, setup, how="cancel")
    buyer.checks.that("cancelled", right=left.cancelled, tried="cancel on edit", came=_left(left))


def emptied(buyer: Buyer) -> None:
    """Come back with the cart, take every line out and go: an empty cart would delete the buyer's lines."""
    cart = _cart(buyer, "edit")
    browser, page = _in(buyer, buyer.setup("edit", lines=cart.lines), tried="set-up, operation edit")
    for _ in cart.lines:
        shown = browser.open(f"{_base(page)}/cart")
        form = shown.form_to("/cart/change")
        removing = [one for one in form.buttons if one[0] == "remove"] if form else []
        if form is None or not removing:
            break
        browser.submit(shown, form, [*form.fields, removing[0]])
    shown = browser.open(_base(page))
    form = shown.form_to("/return")
    if form is None:
        raise Broken("there is no way to return the cart")
    asked = browser.submit(shown, form)
    straight = any(one.action == buyer.return_url for one in asked.forms)
    buyer.checks.that(
        "empty-asked",
        right=not straight,
        tried="return of an empty cart on edit",
        came="the cart goes back at once" if straight else "a page asks first",
    )


def inspect(buyer: Buyer) -> None:
    """Come to look: nothing can be changed, and leaving changes nothing."""
    cart = _cart(buyer, "inspect")
    setup = buyer.setup("inspect", lines=cart.lines)
    browser, page = _in(buyer, setup, tried="set-up, operation inspect")
    shown = browser.open(f"{_base(page)}/cart")
    fields = [
        name for one in shown.forms for name in one.names() if name.startswith(("quantity", "note", "sku"))
    ]
    buyer.checks.that(
        "read-only",
        right=not fields,
        tried="the cart on inspect",
        came=", ".join(fields) or "nothing to fill in",
    )
    listed = sum(part_of(one) in shown.source for one in cart.lines)
    right = listed == len(cart.lines)
    buyer.checks.that(
        "refilled", right=right, tried="the cart on inspect", came=f"{listed} of {len(cart.lines)} lines"
    )
    left = _home(buyer, browser, page, setup, how="cancel")
    buyer.checks.that("cancelled", right=left.cancelled, tried="leaving on inspect", came=_left(left))


def cancel(buyer: Buyer) -> None:
    """Come in and leave without a cart."""
    setup = buyer.setup("create")
    browser, page = _in(buyer, setup, tried="set-up, operation create")
    left = _home(buyer, browser, page, setup, how="cancel")
    buyer.checks.that("cancelled", right=left.cancelled, tried="cancel on create", came=_left(left))


def deep_link(buyer: Buyer) -> None:
    """Come for one item, as from the buyer's own search (Level 2)."""
    part = part_of(_cart(buyer, "create").lines[0])
    wanted = (ItemIdentifier(kind="vendor-part", value=part),)
    _, page = _in(buyer, buyer.setup("create", selected=wanted), tried=f"set-up with SelectedItem {part}")
    path = f"/items/{quote(part, safe='')}"
    buyer.checks.that("landed", right=path in page.url, tried=f"SelectedItem {part}", came=_path(page))
    unknown = (ItemIdentifier(kind="vendor-part", value="NO-SUCH-ITEM"),)
    _, page = _in(buyer, buyer.setup("create", selected=unknown), tried="set-up with an unknown SelectedItem")
    buyer.checks.that("landed", right=page.status == OK, tried="an unknown SelectedItem", came=_path(page))


def strangers(buyer: Buyer) -> None:
    """Come with a wrong secret, with a return address nobody agreed on, and twice through one start page."""
    said = buyer.say(buyer.setup("create"), secret="not the secret")  # noqa: S106 - the point is that it is none
    tried = "set-up with a wrong secret"
    buyer.checks.that("stranger", right=said.code == "401", tried=tried, came=said.came)
    elsewhere = PunchOutSetup(buyer_cookie=buyer.new_id(), return_url="https://elsewhere.example.test/cart")
    said = buyer.say(elsewhere)
    refused = not said.received.status or not said.received.status.is_success
    buyer.checks.that("other-host", right=refused, tried=elsewhere.return_url, came=said.came)
    start = buyer.start(buyer.setup("create"), tried="set-up, operation create")
    buyer.browser().open(start)
    again = buyer.browser().open(start)
    buyer.checks.that("once", right=again.status >= 400, tried="the start page once more", came=_path(again))  # noqa: PLR2004 - HTTP's own


def _in(buyer: Buyer, setup: PunchOutSetup, *, tried: str) -> tuple[Browser, Page]:
    browser = buyer.browser()
    page = browser.open(buyer.start(setup, tried=tried))
    buyer.checks.must("shop", right=page.status == OK and "/p/" in page.url, tried=tried, came=_path(page))
    return browser, page


def _search(buyer: Buyer, browser: Browser, page: Page) -> None:
    """Look for the name of the first item with two letters the wrong way round."""
    home = browser.open(_base(page))
    cards = [link for link in home.links if "/items/" in link]
    buyer.checks.must(
        "assortment", right=bool(cards), tried="the first page", came=f"{len(cards)} items are there"
    )
    first = browser.open(urljoin(home.url, cards[0]))
    heading = first.source.partition("<h1>")[2].partition("</h1>")[0]
    word = next((one for one in heading.split() if len(one) >= LEAST_WORD and one.isalpha()), "")
    if not word:
        buyer.checks.skip("search", "no name has a word long enough to mistype")
        return
    wrong = f"{word[0]}{word[2]}{word[1]}{word[3:]}"
    found = browser.open(f"{_base(page)}/search?q={quote(wrong)}")
    right = any("/items/" in link for link in found.links)
    buyer.checks.that(
        "search",
        right=right,
        tried=f"search for {wrong}",
        came="it was found" if right else "nothing was found",
    )


def _fill(buyer: Buyer, browser: Browser, page: Page, *, most: int) -> list[str]:
    home = browser.open(_base(page))
    parts: list[str] = []
    for form in [one for one in home.forms if one.names() >= {"sku", "quantity"}][:most]:
        sku = dict(form.fields)["sku"]
        came = browser.submit(home, form, form.filled(quantity=str(len(parts) + 1)))
        buyer.checks.that(
            "add", right=came.status == OK and "fault=" not in came.url, tried=sku, came=_path(came)
        )
        parts.append(sku)
    buyer.checks.must("assortment", right=bool(parts), tried="items that can be bought", came=f"{len(parts)}")
    return parts


def _home(buyer: Buyer, browser: Browser, page: Page, setup: PunchOutSetup, *, how: str) -> Cart:
    shown = browser.open(f"{_base(page)}/cart")
    form = shown.form_to(f"/{how}")
    if form is None:
        raise Broken(f"there is no button to {how}")
    left = browser.submit(shown, form)
    return taken_home(buyer, left, setup, tried=f"{how} after operation {setup.operation}")


def _cart(buyer: Buyer, operation: str) -> Cart:
    """Return what the last visit brought home; raises Broken where there is nothing, or nothing may come back."""
    if buyer.cart is None or not buyer.cart.lines:
        raise Broken("no cart came home before")
    if operation == "edit" and buyer.agreed.cart.allowed != "edit":
        raise Broken(NOT_AGREED)
    if operation == "inspect" and buyer.agreed.cart.allowed == "create":
        raise Broken(NOT_AGREED)
    return buyer.cart


def _base(page: Page) -> str:
    """Return where the pages of a visit are: the address up to the visit's own part."""
    before, _, rest = page.url.partition("/p/")
    return f"{before}/p/{rest.partition('/')[0].partition('?')[0]}"


def _path(page: Page) -> str:
    at = page.url.partition("://")[2].partition("/")[2].partition("?")[0]
    # what stands behind /p/ or /shop/start/ lets somebody in; it is shown to nobody
    shown = "/".join("…" if len(part) > 20 else part for part in at.split("/"))  # noqa: PLR2004 - names are shorter
    return f"HTTP {page.status} at /{shown}"


def _left(cart: Cart) -> str:
    return "status 204" if cart.cancelled else f"a cart with {len(cart.lines)} lines"
