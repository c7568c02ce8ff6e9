"""What the partner sends is kept before it is answered, once, whatever comes how often."""

from gateway.as2.receipt_reading import Outcome, check_receipt
from tests.as2_house import hand, message
from tests.house import LAMPS, House, interchange, order
from tests.unit.as2.trading import AT, THEM

ORDER = interchange(order("PO-1", LAMPS)).encode()


def test_an_order_goes_all_the_way_and_its_receipt_is_in_order(house: House) -> None:
    """Kept, opened, kept as it was sent, answered, worked on."""
    composed = message(ORDER)
    answer = hand(house, composed)
    house.work()

    assert answer is not None
    verdict = check_receipt(answer.lines, answer.body, composed.sent, THEM, at=AT)
    assert (200, Outcome.DELIVERED, ()) == (answer.status, verdict.outcome, verdict.faults)
    assert "confirmed" == house.order("PO-1").state
