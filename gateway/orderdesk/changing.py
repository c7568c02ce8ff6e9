"""Changing: an order under way, and a change of it, become the next revision and what it takes to get there.

The law: where everything wanted can leave on the day it is wanted, an order and its changes end as the last
revision placed at once would: same facts, same promises, same availability. Lines the change does not touch
keep what they have, whatever is short.
"""

from gateway.domain.findings import find
from gateway.domain.order_changes import OrderChange
from gateway.orderdesk.attempting import Attempt
from gateway.orderdesk.revising import revise
from gateway.orderdesk.standing import shipped_units
from gateway.orderdesk.underway import REFUSED, WAITS, Changed, Ground, Underway, unchanged


def work_in(underway: Underway, change: OrderChange, ground: Ground) -> Changed:
    """Return what becomes of a change of an order that was confirmed."""
    skip: dict[int, str] = {}
    waived = set(underway.waived)
    while True:
        revised = revise(underway.order, change, shipped=shipped_units(underway), skip=skip)
        if revised.doubts and not ground.accepting:
            return unchanged(underway, WAITS, revised.doubts)
        attempt = Attempt(underway, revised, ground, frozenset(waived))
        refused = attempt.refused()
        whole = [code for at, code in refused.items() if at is None or at in skip]
        if whole:  # also where a line could not even stay as it was
            return unchanged(underway, REFUSED, attempt.findings() or [find(whole[0])])
        holds = {one.waiver for one in attempt.holds()} - waived
        if refused:
            skip |= {at: code for at, code in refused.items() if at is not None}
        elif holds and ground.accepting:
            waived |= holds
        elif holds:
            return unchanged(underway, WAITS, [one.finding for one in attempt.holds()])
        else:
            return attempt.changed(skip)
