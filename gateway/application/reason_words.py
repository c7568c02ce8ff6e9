"""Reason words: why a line cannot leave in time, and what would help, as sentences for people."""

from gateway.application.ports.reserving import LEDGER
from gateway.orderdesk.reasons import (
    LATER,
    LAUNCH,
    LEAD_TIME,
    NOW,
    PART,
    PLACE,
    PROTECTION,
    QUOTA,
    RELEASE,
    SAFETY,
    SUBSTITUTE,
    TRANSFER,
    Cut,
    Holder,
    Kept,
    Option,
    Reasons,
)

KEPT_FOR = {
    SAFETY: "{quantity} stay as safety stock",
    PROTECTION: "{quantity} are protected for class {demand_class} until {until_on}",
    QUOTA: "{quantity} are beyond the quota, which ends on {until_on}",
    LAUNCH: "it is not launched before {until_on}",
    LEAD_TIME: "it is not to be had before {until_on}",
}
HELPS = {
    NOW: "{quantity} can leave {location} on {leaves_on}: a backorder run would promise them",
    PLACE: "{quantity} could leave {location} on {leaves_on}: it does not serve this order",
    RELEASE: "{quantity} more could leave {location} on {leaves_on} if what is kept there were let go",
    PART: "{quantity} could leave {location} on {leaves_on} if the line may leave in parts",
    SUBSTITUTE: "{quantity} of {sku} could leave {location} on {leaves_on} instead",
    LATER: "{quantity} can leave {location} on {leaves_on}",
    TRANSFER: "{quantity} are free at {comes_from}: sent to {location} today they could leave there on {leaves_on}",
}


def headline(reasons: Reasons) -> str:
    """Return what is missing."""
    return f"{reasons.missing} of {reasons.asked} {reasons.sku} cannot leave on {reasons.needed_on}."


def of_cut(cut: Cut) -> str:
    """Return why no more can leave a place in time."""
    said = f"{cut.location}: {cut.free} are free on {cut.binds_on}, the day that binds"
    kept = ", ".join(map(_of_kept, cut.kept))
    told = f"{said}; {kept}" if kept else said
    return f"{told}; {cut.available} can leave on {cut.leaves_on}."


def of_holder(holder: Holder) -> str:
    """Return who holds what the line would need."""
    if holder.order.startswith(f"{LEDGER}:"):
        what = f"reserved for {holder.partner} under {holder.number}"
        return f"{holder.quantity} at {holder.location} are {what} for {holder.on}."
    return (
        f"{holder.quantity} at {holder.location} are promised for {holder.on}"
        f" to line {holder.line} of order {holder.number} ({holder.partner})."
    )


def of_option(option: Option) -> str:
    """Return what would help."""
    said = HELPS[option.kind].format(
        quantity=option.quantity,
        location=option.location,
        leaves_on=option.leaves_on,
        sku=option.sku,
        comes_from=option.comes_from,
    )
    if option.makes:
        said += f", {option.makes} of them to be made"
    if option.kind == SUBSTITUTE and not option.allowed:
        said += ", if the buyer takes it"
    if option.cost is not None:
        said += f"; sending them costs {option.cost:f}"
    return f"{said}."


def _of_kept(kept: Kept) -> str:
    return KEPT_FOR[kept.why].format(
        quantity=kept.quantity, demand_class=kept.demand_class, until_on=kept.until_on
    )
