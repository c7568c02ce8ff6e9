"""The Open Catalog Interface: a buyer's browser calls our catalogue up, with parameters instead of a handshake.

Names of parameters are read whatever the size of their letters. What is asked for is told by FUNCTION: to shop, to see
an item (DETAIL, DETAILADD), to learn what an item costs now (VALIDATE) or whether it is there (QUANTITYCHECK), or all
that fits some words (BACKGROUND_SEARCH).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import parse_qsl

from gateway.application.catalogue.assortment import sees
from gateway.application.catalogue.searching import candidates
from gateway.application.desk import today
from gateway.application.ports import Secrets, ShopLine, Store, UnitOfWork
from gateway.application.services import Services
from gateway.application.shop.carting import quantity_of
from gateway.application.shop.forms import Form
from gateway.application.shop.goods import Goods, agreement_for, look, punchout_of, repriced
from gateway.application.shop.oci_fields import Carted, fields_of
from gateway.application.shop.opening import INSPECT, Asked, Door, start_page
from gateway.application.shop.refusals import NOT_ACCEPTABLE, NotThat, SetupRefused
from gateway.application.shop.tokens import digest, same
from gateway.errors import ConfigurationFault
from gateway.profiles.profile import Profile
from gateway.profiles.punchout import PunchOut

CHARSETS = frozenset(
    {"iso-8859-1", "iso-8859-2", "iso-8859-15", "utf-8", "us-ascii", "windows-1252", "windows-1258", "big5"}
)
USUAL_CHARSET = "ISO-8859-1"
TOLD_BACK = ("~OkCode", "~TARGET", "~CALLER")
DETAILS = frozenset({"DETAIL", "DETAILADD"})
MOST_HITS = 200
LONGEST = 2000
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class OciCall:
    """A call: every parameter by its name in small letters; the first of a name counts."""

    given: Mapping[str, str]

    @classmethod
    def of(cls, form: Iterable[tuple[str, str]], query: Iterable[tuple[str, str]]) -> "OciCall":
        """Return the call of a form's fields and an address's; the form's count more."""
        given: dict[str, str] = {}
        for name, value in (*form, *query):
            given.setdefault(name.casefold(), value[:LONGEST])
        return cls(given=given)

    def get(self, name: str) -> str:
        """Return a parameter, empty where it is not there."""
        return self.given.get(name.casefold(), "")

    @property
    def function(self) -> str:
        """Return what is asked for; nothing is to shop."""
        return self.get("FUNCTION").strip().upper()

    @property
    def target(self) -> str:
        """Return the window the cart goes to."""
        return self.get("returntarget") or self.get("~TARGET") or "_top"

    @property
    def charset(self) -> str:
        """Return in which characters the cart goes back."""
        said = self.get("http_content_charset").strip()
        return said if said.casefold() in CHARSETS else USUAL_CHARSET

    def echo(self) -> dict[str, object]:
        """Return what goes back as it came."""
        told = {name: self.get(name) for name in TOLD_BACK if self.get(name)}
        return {"target": self.target, "charset": self.charset, "fields": told}


def who_calls(services: Services, secrets: Secrets, call: OciCall) -> Profile | None:
    """Return the partner whose user and password a call shows, in a time that tells nothing; None where nobody's."""
    found = None
    for profile in services.directory.all():
        oci = profile.punchout.oci if profile.punchout else None
        if oci is None or not profile.trades:
            continue
        try:
            kept = secrets.get(oci.password)
        except ConfigurationFault:
            continue
        right = same(call.get(oci.password_field), digest(kept))
        if right and call.get(oci.user_field) == oci.user:
            found = profile
    return found


def user_of(services: Services, call: OciCall) -> str:
    """Return the user a call names by any of the names agreed for it, to count wrong passwords by."""
    fields = {
        one.punchout.oci.user_field for one in services.directory.all() if one.punchout and one.punchout.oci
    }
    return next((call.get(one) for one in sorted(fields) if call.get(one)), "")


def turn_away(
    services: Services, store: Store, call: OciCall, *, remote: str, why: str, partner: str = ""
) -> None:
    """Write down that a call was not let in."""
    user = user_of(services, call)[:LONGEST_NAME]
    with store.begin() as work:
        services.note(
            work,
            "shop.turned-away",
            remote or "somewhere",
            partner=partner,
            user=user,
            function=call.function[:LONGEST_NAME],
            why=why,
        )
        work.commit()


def begin(services: Services, store: Store, profile: Profile, call: OciCall, *, door: Door) -> str:
    """Return the address of a start page for a call; raises SetupRefused where the cart could not go back."""
    hook = checked_hook(punchout_of(profile), call)
    entry = ""
    if call.function in DETAILS:
        entry = f"item:{call.get('PRODUCTID')}"
    elif call.get("SEARCHSTRING"):
        entry = f"search:{call.get('SEARCHSTRING')}"
    asked = Asked(
        way="oci",
        operation=INSPECT if call.function == "DETAIL" else "create",
        user=call.get("USER_ID") or call.get("UNAME"),
        return_to=hook,
        entry=entry,
        echo=call.echo() | {"base": door.base},
    )
    with store.begin() as work:
        if entry.startswith("item:"):
            asked = replace(asked, entry=f"item:{_sku(work, profile, call.get('PRODUCTID'))}")
        address = start_page(services, work, profile, asked, door=door)
        work.commit()
    return address


def checked_hook(agreed: PunchOut, call: OciCall) -> str:
    """Return where the cart goes back to; raises SetupRefused for anywhere that was not agreed."""
    hook = call.get("HOOK_URL").strip()
    if not agreed.may_return_to(hook):
        raise SetupRefused("carts are not sent to this HOOK_URL", status=NOT_ACCEPTABLE)
    return hook


def answer(services: Services, store: Store, profile: Profile, call: OciCall, *, base: str) -> Form:
    """Return the form that answers VALIDATE, QUANTITYCHECK or BACKGROUND_SEARCH; without lines where there is nothing."""
    agreed = punchout_of(profile)
    hook = checked_hook(agreed, call)
    with store.read() as work:
        if call.function == "BACKGROUND_SEARCH":
            skus = candidates(services, work, profile.code, call.get("SEARCHSTRING"), limit=MOST_HITS)
            carted = _carted(services, work, profile, [(sku, None, "") for sku in skus], agreed)
        else:
            carted = _one(services, work, profile, call, agreed)
    with store.begin() as work:
        services.note(
            work,
            "shop.answered",
            profile.code,
            partner=profile.code,
            function=call.function,
            lines=len(carted),
        )
        work.commit()
    return form_of(
        hook,
        list(fields_of(carted, agreed, base)),
        call.echo(),
        sends_itself=call.function != "BACKGROUND_SEARCH",
        agreed=agreed,
    )


def form_of(
    hook: str,
    fields: Sequence[tuple[str, str]],
    echo: Mapping[str, object],
    *,
    agreed: PunchOut,
    sends_itself: bool = True,
) -> Form:
    """Return the form a browser posts to a HOOK_URL: the query of the address becomes hidden fields."""
    address, _, query = hook.partition("?")
    told = echo.get("fields")
    back = [*parse_qsl(query.partition("#")[0], keep_blank_values=True)]
    back += list(told.items()) if isinstance(told, dict) else []
    return Form(
        url=address.partition("#")[0],
        fields=(*back, *fields),
        target=str(echo.get("target", "_top")),
        charset=str(echo.get("charset", USUAL_CHARSET)),
        allowed=(*agreed.return_to, *(("sapevent:",) if agreed.oci and agreed.oci.sapevent else ())),
        sends_itself=sends_itself,
    )


def carted_lines(
    services: Services, work: UnitOfWork, profile: Profile, lines: Sequence[ShopLine], language: str
) -> list[Carted]:
    """Return the lines of a cart with their items."""
    goods = look(services, work, profile, [one.sku for one in lines])
    return [
        Carted(line=one, goods=goods.get(one.sku), long_text=_long(goods.get(one.sku), language))
        for one in lines
    ]


def _one(
    services: Services, work: UnitOfWork, profile: Profile, call: OciCall, agreed: PunchOut
) -> list[Carted]:
    product = call.get("PRODUCTID")
    before = work.shop.shopped(profile.code, [product]).get(product)
    try:
        quantity = quantity_of(call.get("QUANTITY") or "1")
    except NotThat:
        return []
    sku = before.sku if before else _sku(work, profile, product)
    carted = _carted(services, work, profile, [(sku, quantity, before.unit if before else "")], agreed)
    if call.function != "QUANTITYCHECK":
        return carted
    return [
        replace(one, line=replace(one.line, quantity=min(one.line.quantity, _there(one)))) for one in carted
    ]


def _there(one: Carted) -> Decimal:
    """Return how many of a line's unit can be had now."""
    sold = one.goods.unit(one.line.unit) if one.goods else None
    return Decimal(int(one.goods.offer.quantity / sold.each)) if one.goods and sold else Decimal(0)


def _carted(
    services: Services,
    work: UnitOfWork,
    profile: Profile,
    wanted: Sequence[tuple[str, Decimal | None, str]],
    agreed: PunchOut,
) -> list[Carted]:
    """Return lines of items that are in nobody's cart, each at today's price; what is gone is left out."""
    goods = look(services, work, profile, [sku for sku, _, _ in wanted])
    agreement, day = agreement_for(services, work, profile, goods), today(services)
    found = []
    for place, (sku, quantity, named) in enumerate(wanted, 1):
        one = goods.get(sku)
        if one is None or not one.is_sold or not sees(services, work, profile.code, sku):
            continue
        sold = one.unit(named) or one.units[0]
        asked = quantity or Decimal(1)
        line = ShopLine(
            session="",
            auxiliary="",
            partner=profile.code,
            place=place,
            sku=sku,
            unit=sold.unit,
            quantity=asked,
            price=Decimal(0),
            per=Decimal(1),
            currency=one.currency,
            description=one.name(agreed.language),
            put_at=services.clock.now(),
        )
        priced = repriced(line, goods=one, agreement=agreement, profile=profile, on=day)
        if priced is not None:
            found.append(Carted(line=priced, goods=one, long_text=_long(one, agreed.language)))
    return found


def _sku(work: UnitOfWork, profile: Profile, product: str) -> str:
    """Return our number of what a buyer calls a product: ours already, the name of a line of theirs, or unknown."""
    before = work.shop.shopped(profile.code, [product]).get(product)
    return before.sku if before else product


def _long(goods: Goods | None, language: str) -> str:
    text = goods.content.text(language) if goods else None
    return text.description if text else ""
