"""The timetable: what is done again and again, and how often."""

from collections.abc import Iterable

from gateway.adapters import transports
from gateway.adapters.db.schedules import Slot
from gateway.application import reserving, stock_advices, supplying
from gateway.application.alerting import watching
from gateway.application.as2 import expiring
from gateway.application.operating import tallying
from gateway.application.people import auditing
from gateway.application.quoting import concluding
from gateway.profiles.profile import Profile

WATCH_S = 60


def timetable(poll_s: int, partners: Iterable[Profile]) -> dict[str, Slot]:
    """Return the slots of a gateway by their names; every partner that is polled or told of stock has its own."""
    wanted = {
        "watch": Slot(every_s=WATCH_S, kind="watch"),
        auditing.KIND: Slot(every_s=auditing.EVERY_S, kind=auditing.KIND),
        tallying.KIND: Slot(every_s=tallying.EVERY_S, kind=tallying.KIND),
        "certificates": Slot(every_s=expiring.EVERY_S, kind=expiring.KIND),
        watching.KIND: Slot(every_s=watching.EVERY_S, kind=watching.KIND),
        "backorders": Slot(every_s=WATCH_S, kind="backorders"),
        concluding.EXPIRE: Slot(every_s=WATCH_S, kind=concluding.EXPIRE),
        supplying.KIND: Slot(every_s=WATCH_S, kind=supplying.KIND),
        "accounts": Slot(every_s=WATCH_S, kind="accounts"),
        reserving.KIND: Slot(every_s=WATCH_S, kind=reserving.KIND),
        "shipments": Slot(every_s=poll_s, kind="shipments"),
    }
    for profile in partners:
        code = profile.code
        if profile.trades and transports.KINDS[profile.transport.kind].polled:
            wanted[f"poll:{code}"] = Slot(every_s=poll_s, kind="poll", partner=code)
        often = stock_advices.every(profile)
        if often is not None:
            kind = stock_advices.KIND
            wanted[f"{kind}:{code}"] = Slot(every_s=often, kind=kind, partner=code)
    return wanted
