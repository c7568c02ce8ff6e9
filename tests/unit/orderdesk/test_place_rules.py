"""What the rules on places say: each place an item may go to is looked at, each address compared as it sounds."""

from dataclasses import replace

from gateway.domain.conditions import Conditions, ItemTerms
from gateway.domain.orders import LineParty
from gateway.domain.parties import Party
from gateway.orderdesk.hits import Found
from gateway.orderdesk.place_rules import goes_to_another_address, may_not_go_there
from tests.unit.orderdesk.desk import STORE, agreement, line, order
from tests.unit.orderdesk.examples import ship_to, stores
from tests.unit.orderdesk.seen import case_of

ABROAD = Party(role="ship-to", code="9", code_kind="buyer-assigned", country="CA", region="ON")
HOME = Party(role="ship-to", code="8", code_kind="buyer-assigned", country="US", region="NY")
ELSEWHERE = LineParty(role="ship-to", code="9")
BARRED = agreement(
    locations=(STORE, ABROAD, HOME),
    default_ship_to="9",
    conditions=Conditions(
        items=(
            ItemTerms(sku="MUG", barred=("CA", "CA-ON", "US-NY")),
            ItemTerms(group="crockery", barred=("CA-ON",)),
        )
    ),
)


def seen_in(*lines: object, **changes: object) -> list[str]:
    placed = order(*lines, **({"parties": ()} | changes))
    return [f"{one.line} {one.value_seen}" for one in may_not_go_there(case_of(placed, BARRED))]


def test_an_item_is_barred_by_itself_or_its_group_from_each_place_of_its_line() -> None:
    """Its own places before those of the order, that of the order before the agreed one; the first word is said."""
    to = {place.code: ship_to(role="ship-to", code=place.code) for place in (ABROAD, HOME)}

    assert ["1 CA", "2 CA-ON"] == seen_in(line(), line("PLATE", "6"), line("NOBODYS"))
    assert ["1 US-NY"] == seen_in(line(), line("PLATE", "6"), parties=to["8"])
    assert ["1 US-NY"] == seen_in(line(), parties=(replace(HOME, role="bill-and-ship-to", country=""),))
    assert [] == seen_in(line(), parties=ship_to())
    assert ["2 CA"] == seen_in(line(), line(parties=(ELSEWHERE,)), parties=ship_to())
    assert [] == seen_in(line(parties=(replace(ELSEWHERE, code="0001"),)), parties=to["9"])
    assert ["1 US-NY"] == seen_in(line(distributions=stores(("0001", "1"), ("8", "9"))), parties=ship_to())
    assert [] == seen_in(line(distributions=stores(("0001", "1"))), parties=to["9"])
    assert ["1 CA"] == seen_in(line(parties=(replace(ELSEWHERE, code="?", country="CA"),)), parties=ship_to())


def test_where_no_place_was_agreed_an_order_without_one_goes_nowhere_known() -> None:
    """Not even to a place of ours that has no code."""
    nameless = replace(BARRED, default_ship_to="", locations=(replace(ABROAD, code=""),))

    assert [] == list(may_not_go_there(case_of(order(line(), parties=()), nameless)))


def test_an_address_is_another_if_it_reads_otherwise_however_it_is_written() -> None:
    """Case, signs, blanks and how a street is cut into lines are no difference; what is not said is none either."""
    known = replace(STORE, street=("1 Main Street", "Gate 2"))
    agreed = agreement(locations=(known,))

    def hits(**changes: object) -> list[Found]:
        return list(goes_to_another_address(case_of(order(line(), parties=ship_to(**changes)), agreed)))

    other = [Found(path="parties", value_seen="0001")]
    assert [[], [], [], [], []] == [
        hits(street=street)
        for street in (
            ("1 Main Street", "Gate 2"),
            ("1 MAIN STREET, GATE 2",),
            ("1", "Main", "street.gate2"),
            (),
            ("",),
        )
    ]
    assert [other, other, other] == [
        hits(street=street)
        for street in (("1 Main Street",), ("Gate 2", "1 Main Street"), ("1 Main Street", "Gate 2", "X"))
    ]
    assert [other, [], other, []] == [
        hits(street=(), city="Shelbyville"),
        hits(street=(), city="SPRING-FIELD", postal_code=""),
        hits(street=(), postal_code="12346"),
        hits(code="?", city="Shelbyville"),
    ]
