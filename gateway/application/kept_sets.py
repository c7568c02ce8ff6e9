"""Kept sets: the transaction set a record stands for, found again in the bytes it was read from or written to."""

from gateway.application.records import DocumentRecord
from gateway.x12.interchanges import Interchange, TransactionSet


def set_in(interchange: Interchange, record: DocumentRecord) -> TransactionSet | None:
    """Return the set by its place, told apart by the control numbers where groups repeat theirs; None for what is no set."""
    for group in interchange.groups:
        if record.group_control_number == group.control_number and record.position < len(group.sets):
            one = group.sets[record.position]
            if (one.id, one.control_number) == (record.set_id, record.control_number):
                return one
    return None
