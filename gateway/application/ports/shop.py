"""Who shops with us out of a purchasing system, what is in their carts, and what they took home."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopSession:
    """One visit of one of a partner's people, from the set-up to the cart that went back.

    `way` is `cxml` or `oci`, `operation` is `create`, `edit` or `inspect`. `state` is `waiting` (nobody has come yet),
    `open`, `returned`, `cancelled`, `replaced` by another visit, or `expired`. `token`, `path` and `cookie` are digests
    of what the browser holds: the start page's token, the address of the visit, its cookie. `bound`: the cookie came
    back once and has to from then on. `entry` is where the visit begins: an item (`item:sku`) or a category
    (`category:code`). `echo` is JSON: what the buyer's system gets back as it was. `returned` is what went back.
    """

    id: str
    partner: str
    way: str
    operation: str
    state: str
    user: str
    user_name: str
    buyer_cookie: str
    return_to: str
    language: str
    test: bool
    token: str
    token_until: datetime
    made_at: datetime
    path: str = ""
    cookie: str = ""
    bound: bool = False
    started_at: datetime | None = None
    seen_at: datetime | None = None
    closed_at: datetime | None = None
    entry: str = ""
    echo: str = "{}"
    notices: str = ""
    quote: str = ""
    returned: str = ""
    transmission: str = ""

    @property
    def is_live(self) -> bool:
        """Return whether the visit may still go on."""
        return self.state in ("waiting", "open")

    @property
    def is_read_only(self) -> bool:
        """Return whether the cart may only be looked at."""
        return self.operation == "inspect"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopLine:
    """A line of a cart: so many of the unit, `per` of which cost `price`.

    `auxiliary` is the name the line goes by at the buyer's: it stays the same whenever the cart is edited. A price is
    `held_until` a day where it was quoted (`quote`).
    """

    session: str
    auxiliary: str
    partner: str
    place: int
    sku: str
    unit: str
    quantity: Decimal
    price: Decimal
    per: Decimal
    currency: str
    description: str
    note: str = ""
    held_until: date | None = None
    quote: str = ""
    put_at: datetime


class Shop(Protocol):
    """Visits and their carts; what is in a cart that went back is remembered."""

    def add(self, session: ShopSession) -> None:
        """Keep a new visit."""
        ...

    def update(self, session: ShopSession) -> None:
        """Replace a visit's record; raises NotFound."""
        ...

    def get(self, session: str, *, lock: bool = False) -> ShopSession:
        """Return a visit by id, locked until the end of the unit of work if asked; raises NotFound."""
        ...

    def by_token(self, token: str) -> ShopSession | None:
        """Return the visit a start page's token (its digest) is for, locked until the end of the unit of work."""
        ...

    def by_path(self, path: str, *, lock: bool = False) -> ShopSession | None:
        """Return the visit under an address (its digest)."""
        ...

    def by_cookie(self, cookie: str) -> Sequence[ShopSession]:
        """Return the visits that may go on in the browser that holds a cookie (its digest), locked."""
        ...

    def live(self, partner: str, user: str, buyer_cookie: str) -> Sequence[ShopSession]:
        """Return the visits of one of a partner's people for one of their carts that may go on, locked."""
        ...

    def recent(
        self, limit: int, *, partner: str = "", state: str = "", before: str = ""
    ) -> Sequence[ShopSession]:
        """Return the newest first, those before a given one if it is named."""
        ...

    def put_line(self, line: ShopLine) -> None:
        """Keep a line; one already kept under the visit and the auxiliary id is replaced."""
        ...

    def drop_line(self, session: str, auxiliary: str) -> None:
        """Take a line out of a cart."""
        ...

    def lines(self, session: str) -> Sequence[ShopLine]:
        """Return the lines of a cart in their order."""
        ...

    def shopped(self, partner: str, auxiliaries: Iterable[str]) -> Mapping[str, ShopLine]:
        """Return, by auxiliary id, the newest line of a cart that went back, else the newest there is."""
        ...
