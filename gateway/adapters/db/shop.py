"""Visits to the shop and the lines of their carts."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, Select, bindparam, delete, insert, select, update

from gateway.adapters.db.rows import chunks, columns_for, earlier, instead, made, values
from gateway.adapters.db.tables import shop_line, shop_session
from gateway.application.ports import ShopLine, ShopSession
from gateway.application.records import shard_of
from gateway.errors import NotFound

LIVE = ("waiting", "open")
SESSIONS = select(*columns_for(ShopSession, shop_session))
LINES = select(*columns_for(ShopLine, shop_line))
ADD = insert(shop_session)
UPDATE = update(shop_session).where(shop_session.c.id == bindparam("of_id"))
GET = SESSIONS.where(shop_session.c.id == bindparam("of_id"))
BY_TOKEN = SESSIONS.where(shop_session.c.token == bindparam("of_token")).with_for_update(key_share=True)
BY_PATH = SESSIONS.where(shop_session.c.path == bindparam("of_path"))
BY_COOKIE = SESSIONS.where(
    shop_session.c.cookie == bindparam("of_cookie"), shop_session.c.state.in_(LIVE)
).with_for_update(key_share=True)
OF_CART = SESSIONS.where(
    shop_session.c.partner == bindparam("of_partner"),
    shop_session.c.user == bindparam("of_user"),
    shop_session.c.buyer_cookie == bindparam("of_cookie"),
    shop_session.c.state.in_(LIVE),
).with_for_update(key_share=True)
NEWEST_FIRST = (shop_session.c.made_at.desc(), shop_session.c.id.desc())
PUT_LINE = instead(shop_line, "session_id", "auxiliary", "shard")
DROP_LINE = delete(shop_line).where(
    shop_line.c.session == bindparam("of_session"), shop_line.c.auxiliary == bindparam("of_auxiliary")
)
OF_SESSION = LINES.where(shop_line.c.session == bindparam("of_session")).order_by(
    shop_line.c.place, shop_line.c.auxiliary
)
WENT_BACK = shop_session.c.state == "returned"
SHOPPED = (
    LINES.join(shop_session, shop_session.c.id == shop_line.c.session)
    .where(
        shop_line.c.partner == bindparam("of_partner"),
        shop_line.c.auxiliary.in_(bindparam("these", expanding=True)),
    )
    .order_by(WENT_BACK, shop_line.c.put_at, shop_line.c.session)
)


class DbShop:
    """Implements the port Shop."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, session: ShopSession) -> None:
        """Keep a new visit."""
        self._connection.execute(ADD, values(session) | {"shard": shard_of(session.partner)})

    def update(self, session: ShopSession) -> None:
        """Replace a visit's record; raises NotFound."""
        if not self._connection.execute(UPDATE, values(session) | {"of_id": session.id}).rowcount:
            raise NotFound(f"there is no visit {session.id}")

    def get(self, session: str, *, lock: bool = False) -> ShopSession:
        """Return a visit by id, locked until the end of the unit of work if asked; raises NotFound."""
        statement = GET.with_for_update(key_share=True) if lock else GET
        found = self._sessions(statement, of_id=session)
        if not found:
            raise NotFound(f"there is no visit {session}")
        return found[0]

    def by_token(self, token: str) -> ShopSession | None:
        """Return the visit a start page's token (its digest) is for, locked until the end of the unit of work."""
        return next(iter(self._sessions(BY_TOKEN, of_token=token)), None)

    def by_path(self, path: str, *, lock: bool = False) -> ShopSession | None:
        """Return the visit under an address (its digest)."""
        statement = BY_PATH.with_for_update(key_share=True) if lock else BY_PATH
        return next(iter(self._sessions(statement, of_path=path)), None)

    def by_cookie(self, cookie: str) -> Sequence[ShopSession]:
        """Return the visits that may go on in the browser that holds a cookie (its digest), locked."""
        return self._sessions(BY_COOKIE, of_cookie=cookie)

    def live(self, partner: str, user: str, buyer_cookie: str) -> Sequence[ShopSession]:
        """Return the visits of one of a partner's people for one of their carts that may go on, locked."""
        return self._sessions(OF_CART, of_partner=partner, of_user=user, of_cookie=buyer_cookie)

    def recent(
        self, limit: int, *, partner: str = "", state: str = "", before: str = ""
    ) -> Sequence[ShopSession]:
        """Return the newest first, those before a given one if it is named."""
        statement = SESSIONS.order_by(*NEWEST_FIRST).limit(limit)
        if partner:
            statement = statement.where(shop_session.c.partner == partner)
        if state:
            statement = statement.where(shop_session.c.state == state)
        if before:
            statement = statement.where(earlier(shop_session, shop_session.c.made_at, before))
        return self._sessions(statement)

    def put_line(self, line: ShopLine) -> None:
        """Keep a line; one already kept under the visit and the auxiliary id is replaced."""
        row = values(line) | {"shard": shard_of(line.partner)}
        self._connection.execute(PUT_LINE[self._connection.dialect.name], row)

    def drop_line(self, session: str, auxiliary: str) -> None:
        """Take a line out of a cart."""
        self._connection.execute(DROP_LINE, {"of_session": session, "of_auxiliary": auxiliary})

    def lines(self, session: str) -> Sequence[ShopLine]:
        """Return the lines of a cart in their order."""
        return made(ShopLine, self._connection.execute(OF_SESSION, {"of_session": session}))

    def shopped(self, partner: str, auxiliaries: Iterable[str]) -> Mapping[str, ShopLine]:
        """Return, by auxiliary id, the newest line of a cart that went back, else the newest there is."""
        found: dict[str, ShopLine] = {}
        for part in chunks(sorted(set(auxiliaries))):
            rows = self._connection.execute(SHOPPED, {"of_partner": partner, "these": part})
            found |= {one.auxiliary: one for one in made(ShopLine, rows)}
        return found

    def _sessions(self, statement: Select[tuple[object, ...]], **of: str) -> Sequence[ShopSession]:
        return made(ShopSession, self._connection.execute(statement, of))
