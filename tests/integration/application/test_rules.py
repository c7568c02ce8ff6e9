"""What people let pass for a while, what was ordered before, and how right holds were: on each kind of database."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import yaml
from sqlalchemy import text

from gateway.application.clearing import accept_hold, reject_order
from gateway.application.desk import order_job
from gateway.application.excepting import Leave, except_hold, except_rule, withdraw_exception
from gateway.application.ports import PriceRecord
from gateway.application.precision import Holds, RuleLine, holds_by_rule, rules_now
from gateway.application.records import ExceptionRecord
from gateway.errors import Conflict, NotFound
from gateway.orderdesk.rules import RULES
from tests.house import CHAIRS, LAMPS, House, interchange, later, order, rebuilt, write_map, write_profile

CHEAP = "24*EA*7.10**IN*445566"
CHEAPER = "24*EA*7.00**IN*445566"
CHEAP_CHAIRS = "6*EA*1.00**IN*445567"
FRIDAY = date(2026, 3, 6)
NUMBERS = iter(range(200, 999))


def take(house: House, number: str, *lines: str, purpose: str = "00") -> str:
    """Let an order arrive, and return what became of it."""
    said = order(number, *lines).replace("BEG*00", f"BEG*{purpose}")
    house.take(interchange(said, number=next(NUMBERS)))
    return house.order(number).state


def let_pass(house: House, number: str, waiver: str = "V31/1", **changes: Any) -> ExceptionRecord:
    """Let what holds an order pass until Friday."""
    usual: dict[str, Any] = {"until_on": FRIDAY, "reason": "agreed by telephone", "actor": "kim"}
    gateway = house.gateway
    given = except_hold(
        gateway.services, gateway.store, house.order(number).id, waiver=waiver, **(usual | changes)
    )
    house.work()
    return given


@pytest.fixture
def anew(house: House) -> Iterator[Callable[[], House]]:
    """Return a function that returns the house after its configuration was read anew."""
    made: list[House] = []

    def read_anew() -> House:
        made.append(rebuilt(house))
        return made[-1]

    yield read_anew
    for one in made:
        one.gateway.engine.dispose()


def test_a_partners_price_of_an_item_is_taken_until_friday(house: House) -> None:
    """This price, of this item, of this partner, through Friday; then it is held again."""
    take(house, "PO-1", CHEAP)
    given = let_pass(house, "PO-1")
    again, other_price, other_item = (
        take(house, "PO-2", CHEAP),
        take(house, "PO-3", CHEAPER),
        take(house, "PO-4", CHEAP_CHAIRS),
    )
    later(house, days=4)
    friday = take(house, "PO-5", CHEAP)
    later(house, days=1)
    saturday = take(house, "PO-6", CHEAP)

    assert "confirmed" == house.order("PO-1").state
    assert ("confirmed", "held", "held") == (again, other_price, other_item)
    assert ("confirmed", "held") == (friday, saturday)
    assert ("LAMP", "7.1", "V31") == (given.sku, given.seen, given.rule)
    (passed,) = [one for one in house.order("PO-2").results if one.rule == "V31"]
    assert ("warn", given.id, 1) == (passed.action, passed.exception, passed.version)


def test_who_let_what_pass_and_why_stands_in_the_audit_trail(house: House) -> None:
    """With the order it was for; taking it back is written down too."""
    take(house, "PO-1", CHEAP)
    given = let_pass(house, "PO-1", only_seen=False)
    gateway = house.gateway
    withdraw_exception(gateway.services, gateway.store, given.id, reason="a mistake", actor="lee")
    with gateway.store.read() as work:
        first, last = work.events.of(given.id)
        of_order = [one.what for one in work.events.of_order(house.order("PO-1").id)]

    assert ("exception.given", "kim", "agreed by telephone", "2026-03-06", ["V31/1"], "") == (
        first.what,
        first.actor,
        *(first.detail[name] for name in ("reason", "until_on", "waivers", "seen")),
    )
    assert ("exception.withdrawn", "lee", "a mistake") == (last.what, last.actor, last.detail["reason"])
    assert "exception.given" in of_order
    assert "held" == take(house, "PO-2", CHEAP)
    with pytest.raises(Conflict, match="withdrawn before"):
        withdraw_exception(gateway.services, gateway.store, given.id, reason="again", actor="lee")


def test_an_exception_is_given_without_an_order_too(house: House) -> None:
    """For all the partner orders; another partner gets nothing of it."""
    gateway = house.gateway
    leave = Leave(rule="V31", until_on=FRIDAY, reason="a sale")
    given = except_rule(gateway.services, gateway.store, "acme", leave=leave, actor="kim")
    with gateway.store.read() as work:
        standing = [
            [one.id for one in work.rule_exceptions.standing(on, partner)]
            for on, partner in (
                (FRIDAY, "acme"),
                (FRIDAY, ""),
                (FRIDAY, "globex"),
                (FRIDAY + timedelta(days=1), "acme"),
            )
        ]

    assert ["confirmed", "confirmed"] == [take(house, "PO-1", CHEAPER), take(house, "PO-2", CHEAP_CHAIRS)]
    assert [[given.id], [given.id], [], []] == standing


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"waiver": "V31/2"}, "nothing holds the order"),
        ({"until_on": date(2026, 3, 1)}, "from today on"),
        ({"until_on": date(2027, 3, 4)}, "at most 366 days"),
        ({"reason": " "}, "needs its reason"),
    ],
)
def test_what_cannot_be_let_pass_is_refused(house: House, changes: dict[str, Any], why: str) -> None:
    """And nothing of it is kept."""
    take(house, "PO-1", CHEAP)
    with pytest.raises(Conflict, match=why):
        let_pass(house, "PO-1", **changes)

    with house.gateway.store.read() as work:
        assert not work.rule_exceptions.standing(date(2026, 3, 1))


def test_what_nobody_can_let_pass_or_know_is_refused(house: House) -> None:
    """Rules without a milder action, partners and exceptions we do not have, items nobody knows."""
    gateway = house.gateway
    services, store = gateway.services, gateway.store
    for rule in ("V15", "V99"):
        with pytest.raises(Conflict, match=f"rule {rule} cannot be let pass"):
            except_rule(
                services,
                store,
                "acme",
                leave=Leave(rule=rule, until_on=FRIDAY, reason="why not"),
                actor="kim",
            )
    with pytest.raises(NotFound):
        except_rule(
            services, store, "nobody", leave=Leave(rule="V31", until_on=FRIDAY, reason="x"), actor="kim"
        )
    with pytest.raises(NotFound):
        withdraw_exception(services, store, "none", reason="x", actor="kim")
    nobodys = ExceptionRecord(
        id="none",
        partner="acme",
        rule="V31",
        until_on=FRIDAY,
        reason="x",
        given_by="kim",
        given_at=house.clock.now(),
    )
    with store.begin() as work, pytest.raises(NotFound):
        work.rule_exceptions.update(nobodys)


def test_a_hold_on_the_whole_order_and_one_without_an_item(house: House, anew: Callable[[], House]) -> None:
    """The order's passes for all the partner orders; a line that names no one item can only be accepted once."""
    write_profile(house.folder, "acme", orders=_orders(house, rules={"V12": "hold"}))
    strict = anew()
    strict.take(interchange(order("PO-1", LAMPS, total=99), number=next(NUMBERS)))
    let_pass(strict, "PO-1", waiver="V12")
    strict.take(interchange(order("PO-2", "24*EA*9.25**IN*445566*IN*445567"), number=next(NUMBERS)))

    assert "confirmed" == strict.order("PO-1").state
    with pytest.raises(Conflict, match="names no item of ours"):
        let_pass(strict, "PO-2", waiver="V16/1")


def test_a_quantity_unlike_those_before_is_held(house: House, anew: Callable[[], House]) -> None:
    """Compared with what the partner ordered of the item and got, and with nobody else's."""
    write_profile(
        house.folder, "acme", orders=_orders(house, conditions={"usual_quantities": {"fewest": "2"}})
    )
    watchful = anew()
    states = [
        take(watchful, number, f"{quantity}*EA*9.25**IN*445566")
        for number, quantity in (("PO-1", 90), ("PO-2", 10), ("PO-3", 12), ("PO-4", 271), ("PO-5", 90))
    ]
    with watchful.gateway.store.read() as work:
        before = work.orders.ordered_before("acme", ["LAMP", "CHAIR"], orders=200)
        last = work.orders.ordered_before("acme", ["LAMP"], orders=1)
        others = work.orders.ordered_before("globex", ["LAMP"], orders=200)

    assert ["confirmed", "confirmed", "confirmed", "held", "confirmed"] == states
    assert ["V53"] == [one.rule for one in watchful.order("PO-4").holds]
    assert {"LAMP": [10, 12, 90, 90]} == {sku: sorted(asked) for sku, asked in before.items()}
    assert ({"LAMP": [90]}, {}) == (dict(last), dict(others))


def test_an_order_that_repeats_another_is_answered_as_that_one_was(
    house: House, anew: Callable[[], House]
) -> None:
    """Word for word but for its purpose; what says it repeats and does not is held."""
    write_map(house.folder, "acme/850", {"extends": "base/x12/004010/850"})
    wide = anew()
    take(wide, "PO-1", LAMPS)
    take(wide, "PO-1", LAMPS, purpose="07")
    repeated = [one.validation for one in wide.documents("850")]
    alone = take(wide, "PO-2", LAMPS, purpose="07")

    assert ["accepted", "duplicate"] == repeated
    assert ("held", ["V4"]) == (alone, [one.rule for one in wide.order("PO-2").holds])


ORACLE = {
    "sqlite": (
        "json_each(event.detail, '$.{name}') AS one",
        "one.value",
        "substr(waiver, 1, instr(waiver || '/', '/') - 1)",
    ),
    "postgresql": (
        "jsonb_array_elements_text(coalesce(event.detail::jsonb -> '{name}', '[]'::jsonb)) AS one(value)",
        "one.value",
        "split_part(waiver, '/', 1)",
    ),
}


def _oracle(kind: str) -> str:
    """Return the same question in SQL, put together another way: sets of holds, not orders one after the other."""
    each, value, rule = ORACLE[kind]
    holds, waivers = each.format(name="holds"), each.format(name="waivers")
    return f"""
    WITH held AS (
        SELECT DISTINCT event.order_id, {value} AS waiver FROM event, {holds} WHERE event.what = 'order.held'
    ), passed AS (
        SELECT DISTINCT event.order_id, {value} AS waiver FROM event, {waivers}
        WHERE event.what IN ('order.holds-accepted', 'exception.given')
    ), decided AS (
        SELECT event.id, row_number() OVER (PARTITION BY order_id ORDER BY at DESC, id DESC) AS back FROM event
        WHERE what IN ('order.held', 'order.confirmed', 'order.rejected')
    ), waiting AS (
        SELECT event.order_id, {value} AS waiver FROM event JOIN decided ON decided.id = event.id AND back = 1, {holds}
        WHERE event.what = 'order.held'
    ), became AS (
        SELECT {rule} AS rule,
            EXISTS (SELECT 1 FROM passed WHERE passed.order_id = held.order_id
                    AND passed.waiver IN (held.waiver, {rule.replace("waiver", "held.waiver")})) AS kept,
            EXISTS (SELECT 1 FROM waiting WHERE waiting.order_id = held.order_id
                    AND waiting.waiver = held.waiver) AS waits
        FROM held
    )
    SELECT rule, count(*), sum(CASE WHEN kept THEN 1 ELSE 0 END),
        sum(CASE WHEN NOT kept AND NOT waits THEN 1 ELSE 0 END)
    FROM became GROUP BY rule ORDER BY rule
    """  # noqa: S608 - a question of the test's own


def test_precision_is_what_sql_says_it_is(house: House) -> None:
    """Accepted, excepted, rejected, mended and still open, over several rules and lines."""
    gateway = house.gateway
    services, store = gateway.services, gateway.store
    for number, lines in (
        ("PO-KEPT", [CHEAP]),
        ("PO-EXCEPTED", [CHEAPER]),
        ("PO-REJECTED", [CHEAP, CHEAP_CHAIRS, CHEAP]),
        ("PO-HALF", [CHEAP, CHEAP_CHAIRS]),
        ("PO-OPEN", [CHEAP, CHAIRS]),
        ("PO-MENDED", [CHEAP_CHAIRS]),
        ("PO-FINE", [LAMPS]),
        ("PO-ALL", [CHEAP, CHEAP_CHAIRS]),
    ):
        take(house, number, *lines)
    accept_hold(services, store, house.order("PO-KEPT").id, actor="kim")
    accept_hold(services, store, house.order("PO-HALF").id, waivers=("V31/1",), actor="kim")
    accept_hold(services, store, house.order("PO-ALL").id, waivers=("V31",), actor="kim")
    house.work()
    let_pass(house, "PO-EXCEPTED", only_seen=True)
    reject_order(services, store, house.order("PO-REJECTED").id, reason="no", actor="kim")
    with store.begin() as work:
        work.items.put_price(
            PriceRecord(price_list="standard", sku="CHAIR", unit="EA", price=Decimal("1.00"), currency="USD")
        )
        work.commit()
    _decide_again(house, "PO-MENDED")
    _decide_again(house, "PO-HALF")

    lines = _lines(house)
    with gateway.engine.connect() as connection:
        rows = connection.execute(text(_oracle(connection.dialect.name))).all()

    assert [(rule, *map(int, counts)) for rule, *counts in rows] == [
        (one.id, one.holds.holds, one.holds.kept, one.holds.changed)
        for one in sorted(lines.values(), key=lambda one: one.id)
        if one.holds.holds
    ]
    price, repeated = lines["V31"].holds, lines["V46"].holds
    assert (11, 5, 5, 1) == (price.holds, price.kept, price.changed, price.open)
    assert (1, 0, 1, 0, 1.0) == (
        repeated.holds,
        repeated.kept,
        repeated.changed,
        repeated.open,
        repeated.precision,
    )
    assert ([rule.id for rule in RULES], None) == (list(lines), lines["V6"].holds.precision)


def test_holds_of_long_ago_are_not_counted(house: House) -> None:
    """Ninety days, or as many as are asked for."""
    take(house, "PO-1", CHEAP)
    later(house, days=91)

    assert (Holds(), Holds(holds=1)) == (_lines(house)["V31"].holds, _lines(house, days=92)["V31"].holds)


def test_nothing_held_is_nothing_to_measure() -> None:
    assert {} == holds_by_rule([])


def _lines(house: House, **days: int) -> dict[str, RuleLine]:
    with house.gateway.store.read() as work:
        return {one.id: one for one in rules_now(house.gateway.services, work, **days)}


def _decide_again(house: House, number: str) -> None:
    record = house.order(number)
    with house.gateway.store.begin() as work:
        work.jobs.add(order_job(record.partner, record.number, record.document))
        work.commit()
    house.work()


def _orders(house: House, **changes: Any) -> dict[str, Any]:
    file = house.folder / "config" / "partners" / "acme.yaml"
    known = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - nothing but text
    return known["orders"] | changes
