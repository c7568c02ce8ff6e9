"""Findings: what is wrong with a document, as values with a stable public code and an exact place."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Severity(StrEnum):
    """How bad: an error rejects, a warning is accepted and said, an info only explains."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingKind:
    """One line of the code table. A code never changes meaning and is never used again."""

    code: str
    severity: Severity
    message: str
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong, at one place.

    `message` never quotes the document; `value_seen` does, clipped. In a transaction set `position`
    counts segments from the header (1) and `element` is a reference such as `PO104` or `AK401-2`;
    `path` is the place in the document (`lines[3].quantity`); `offset` counts bytes from the start of
    what was received, -1 where unknown.
    """

    code: str
    severity: Severity
    message: str
    fix: str = ""
    segment: str = ""
    position: int = 0
    element: str = ""
    repetition: int = 0
    loop: str = ""
    value_seen: str = ""
    path: str = ""
    offset: int = -1


VALUE_SEEN_MAX = 99


def _table(*kinds: tuple[str, str, str, str]) -> Mapping[str, FindingKind]:
    table = {
        code: FindingKind(code=code, severity=Severity(severity), message=message, fix=fix)
        for code, severity, message, fix in kinds
    }
    if len(table) != len(kinds):
        raise ValueError("a finding code stands twice in the table")
    return MappingProxyType(table)


def find(  # noqa: PLR0913 - one keyword a field of the place
    code: str,
    *,
    severity: Severity | None = None,
    segment: str = "",
    position: int = 0,
    element: str = "",
    repetition: int = 0,
    loop: str = "",
    value_seen: str = "",
    path: str = "",
    offset: int = -1,
) -> Finding:
    """Return a finding of a kind from the table, at a place; `severity` overrides the table's."""
    kind = KINDS[code]
    return Finding(
        code=code,
        severity=kind.severity if severity is None else severity,
        message=kind.message,
        fix=kind.fix,
        segment=segment,
        position=position,
        element=element,
        repetition=repetition,
        loop=loop,
        value_seen=value_seen[:VALUE_SEEN_MAX],
        path=path,
        offset=offset,
    )


def worst(findings: tuple[Finding, ...] | list[Finding]) -> Severity | None:
    """Return the gravest severity among the findings, None where there are none."""
    severities = {finding.severity for finding in findings}
    return next((one for one in (Severity.ERROR, Severity.WARNING, Severity.INFO) if one in severities), None)


KINDS: Mapping[str, FindingKind] = _table(
    # The envelope
    ("x12.empty", "error", "There is nothing in this file.", "Ask the sender for the file again."),
    (
        "x12.not-x12",
        "error",
        "This does not begin with an ISA segment.",
        "Check that the file is X12 and was sent whole.",
    ),
    (
        "x12.interchange-missing",
        "warning",
        "A transaction set stands here without an interchange around it.",
        "Wrap it in ISA/GS ... GE/IEA.",
    ),
    (
        "x12.byte-order-mark",
        "info",
        "A byte order mark stands before the interchange.",
        "Send plain bytes without a mark; it was skipped.",
    ),
    ("x12.line-breaks", "info", "Line breaks follow or wrap the segments.", "Nothing: they were taken out."),
    (
        "x12.not-ascii",
        "warning",
        "There are characters outside the basic and extended set of X12.",
        "Send ASCII, or agree on a character set.",
    ),
    (
        "x12.isa-truncated",
        "error",
        "The ISA segment ends before its sixteenth element.",
        "Send all sixteen elements, 106 bytes in all.",
    ),
    (
        "x12.isa-not-padded",
        "warning",
        "An ISA element does not have its fixed length.",
        "Pad ISA elements to their lengths; the segment is 106 bytes long.",
    ),
    ("x12.isa-invalid", "warning", "An ISA element does not hold what it must.", "Correct the element."),
    (
        "x12.delimiters-unclear",
        "error",
        "The delimiters cannot be told from the ISA segment.",
        "Use four different characters that do not occur in the data.",
    ),
    (
        "x12.garbage",
        "warning",
        "Something stands between or after interchanges.",
        "Remove what is not part of an interchange; it was set aside.",
    ),
    (
        "x12.terminator-missing",
        "warning",
        "The last segment has no terminator.",
        "End every segment with the terminator.",
    ),
    ("x12.empty-segment", "warning", "A segment is empty.", "Remove the doubled terminator."),
    (
        "x12.release-character",
        "warning",
        "The interchange names a release character (ISX), and we do not read with one.",
        "Agree on delimiters that do not occur in the data.",
    ),
    ("x12.iea-missing", "error", "The interchange has no IEA.", "Send the interchange whole."),
    (
        "x12.iea-control-number",
        "error",
        "IEA02 differs from ISA13.",
        "Put the interchange control number in both.",
    ),
    ("x12.iea-count", "error", "IEA01 is not the number of groups.", "Count the functional groups."),
    (
        "x12.iea-invalid",
        "error",
        "The IEA segment is malformed.",
        "Send the number of groups and the interchange control number.",
    ),
    (
        "x12.gs-missing",
        "error",
        "A segment stands outside any functional group.",
        "Put transaction sets between GS and GE.",
    ),
    ("x12.gs-invalid", "error", "A GS element is missing or malformed.", "Correct the element."),
    ("x12.ge-missing", "error", "The functional group has no GE.", "Close the group with GE."),
    ("x12.ge-control-number", "error", "GE02 differs from GS06.", "Put the group control number in both."),
    ("x12.ge-count", "error", "GE01 is not the number of transaction sets.", "Count the transaction sets."),
    (
        "x12.ge-invalid",
        "error",
        "The GE segment is malformed.",
        "Send the number of sets and the group control number.",
    ),
    ("x12.st-missing", "error", "A segment stands outside any transaction set.", "Put it between ST and SE."),
    (
        "x12.st-invalid",
        "error",
        "The set's identifier or control number is missing or malformed.",
        "Send ST01 and ST02.",
    ),
    ("x12.se-missing", "error", "The transaction set has no SE.", "Close the set with SE."),
    ("x12.se-control-number", "error", "SE02 differs from ST02.", "Put the set control number in both."),
    (
        "x12.se-count",
        "error",
        "SE01 is not the number of segments.",
        "Count the segments, ST and SE included.",
    ),
    (
        "x12.se-invalid",
        "error",
        "The SE segment is malformed.",
        "Send the number of segments and the set control number.",
    ),
    (
        "x12.duplicate-interchange",
        "error",
        "This interchange control number was used before.",
        "Use every interchange control number once.",
    ),
    (
        "x12.duplicate-group",
        "error",
        "Two groups of one interchange have the same control number.",
        "Number the groups of an interchange apart.",
    ),
    (
        "x12.duplicate-set",
        "error",
        "Two sets of one group have the same control number.",
        "Number the sets of a group apart.",
    ),
    (
        "x12.set-not-in-group",
        "error",
        "This transaction set does not belong in a group of this kind.",
        "Send it in a group with its own identifier in GS01.",
    ),
    (
        "x12.set-unknown",
        "error",
        "There is no map for this transaction set.",
        "Agree on the set with us, or add a map for it.",
    ),
    (
        "x12.release-unknown",
        "error",
        "GS08 names no version of X12; the group is refused.",
        "Send the version and release agreed on, such as 004010.",
    ),
    (
        "x12.version-unknown",
        "warning",
        "There is no map for this version; the nearest one was used.",
        "Agree on a version, or add a map for it.",
    ),
    (
        "x12.delimiter-replaced",
        "info",
        "A character that free text may not hold was replaced in what we send.",
        "Nothing; or agree on refusing instead, or on other delimiters.",
    ),
    (
        "x12.delimiter-in-data",
        "error",
        "A value to be sent holds a delimiter we write with.",
        "Take the character out of the value, or agree on other delimiters.",
    ),
    # The structure of a set
    (
        "x12.segment-unknown",
        "error",
        "No segment of the standard has this identifier.",
        "Correct the identifier or remove the segment.",
    ),
    ("x12.segment-unexpected", "error", "This segment does not belong in this set.", "Remove the segment."),
    (
        "x12.segment-misplaced",
        "warning",
        "This segment stands in the wrong place.",
        "Keep the order of the standard.",
    ),
    ("x12.segment-missing", "error", "A mandatory segment is missing.", "Send the segment."),
    (
        "x12.segment-repeated",
        "warning",
        "This segment occurs more often than it may.",
        "Keep to the maximum of the standard.",
    ),
    ("x12.loop-missing", "warning", "A mandatory loop is missing.", "Send the loop."),
    (
        "x12.loop-repeated",
        "warning",
        "This loop occurs more often than it may.",
        "Keep to the maximum of the standard.",
    ),
    ("x12.segment-no-data", "error", "This segment holds no data.", "Leave the segment out, or fill it."),
    (
        "x12.trailing-separators",
        "info",
        "Empty elements stand at the end of the segment.",
        "End the segment after its last element with a value.",
    ),
    # Elements
    ("x12.element-missing", "error", "A mandatory element is missing.", "Send the element."),
    (
        "x12.element-condition-doubtful",
        "warning",
        "These elements depend on one another, and one is missing or too many.",
        "Send them as the segment's condition says.",
    ),
    (
        "x12.element-condition",
        "error",
        "These elements depend on one another, and one is missing or too many.",
        "Send them as the segment's condition says.",
    ),
    (
        "x12.element-too-many",
        "warning",
        "The segment has more elements than the standard knows.",
        "Remove the elements at the end.",
    ),
    (
        "x12.component-too-many",
        "warning",
        "The element has more components than the standard knows.",
        "Remove the components at the end.",
    ),
    (
        "x12.repetition-too-many",
        "warning",
        "The element is repeated more often than it may.",
        "Keep to the maximum.",
    ),
    (
        "x12.element-too-short",
        "warning",
        "The element is shorter than its minimum.",
        "Keep to the minimum length.",
    ),
    (
        "x12.element-too-long",
        "warning",
        "The element is longer than its maximum.",
        "Keep to the maximum length.",
    ),
    (
        "x12.element-characters",
        "error",
        "The element has characters that its type does not allow.",
        "Send what the type allows.",
    ),
    (
        "x12.element-date",
        "error",
        "The element is not a date.",
        "Send a calendar date as YYYYMMDD or YYMMDD.",
    ),
    ("x12.element-time", "error", "The element is not a time.", "Send HHMM, HHMMSS or with hundredths."),
    (
        "x12.element-blank",
        "warning",
        "The element holds nothing but blanks.",
        "Leave the element empty, or fill it.",
    ),
    (
        "x12.element-padded",
        "info",
        "Blanks stand at the end of the element.",
        "Leave them out; they were kept.",
    ),
    ("x12.check-digit", "warning", "The check digit of a number is wrong.", "Correct the number."),
    (
        "x12.hash-total",
        "warning",
        "CTT02 is not the sum of the quantities.",
        "Add the quantities up.",
    ),
    (
        "x12.ack-count",
        "warning",
        "AK9 does not agree with the answers before it, or with itself.",
        "Count the sets received and accepted; A and E accept all, P some, R none.",
    ),
    (
        "x12.code-unlisted",
        "info",
        "The code is not in our dictionary.",
        "Nothing, if the standard lists it; it was kept as it came.",
    ),
    # What another reader says
    (
        "x12.second-opinion-stricter",
        "info",
        "Another reader finds fault here, and we do not.",
        "Let a person decide which of the two is right.",
    ),
    (
        "x12.second-opinion-milder",
        "info",
        "We find fault here, and another reader does not.",
        "Let a person decide which of the two is right.",
    ),
    # What a map adds
    (
        "map.code-unexpected",
        "error",
        "The code is not among those agreed for this element.",
        "Send an agreed code, or agree on this one.",
    ),
    (
        "map.fixed-unexpected",
        "warning",
        "The element does not have the value agreed for it.",
        "Send the agreed value.",
    ),
    (
        "map.element-missing",
        "error",
        "An element that was agreed as required is missing.",
        "Send the element.",
    ),
    (
        "map.segment-missing",
        "error",
        "A segment that was agreed as required is missing.",
        "Send the segment.",
    ),
    ("map.loop-missing", "error", "A loop that was agreed as required is missing.", "Send the loop."),
    (
        "map.segment-repeated",
        "warning",
        "This segment occurs more often than was agreed.",
        "Keep to the agreed maximum.",
    ),
    (
        "map.loop-repeated",
        "warning",
        "This loop occurs more often than was agreed.",
        "Keep to the agreed maximum.",
    ),
    ("map.not-used", "error", "This was agreed not to be sent.", "Leave it out."),
    (
        "map.element-too-long",
        "warning",
        "The element is longer than was agreed.",
        "Keep to the agreed length.",
    ),
    ("map.not-read", "info", "No row of the map reads this.", "Nothing; add a row if it matters."),
    ("map.count-mismatch", "warning", "A count does not match what is there.", "Count again."),
    (
        "map.level-parent",
        "error",
        "The parent of this level does not exist.",
        "Let HL02 name an earlier HL01.",
    ),
    (
        "map.level-children",
        "info",
        "HL04 does not say whether levels stand below this one.",
        "Send 1 where levels follow below it, 0 where none do.",
    ),
    ("map.level-repeated", "error", "The number of this level was used before.", "Number the levels apart."),
    (
        "map.level-sequence",
        "info",
        "The number of this level does not follow the one before.",
        "Number the levels 1, 2, 3 in the order they stand.",
    ),
    (
        "map.level-unexpected",
        "warning",
        "A level of this kind is not read below its parent.",
        "Nest the levels as agreed.",
    ),
    (
        "map.not-carried",
        "info",
        "The partner's map has no place for this, and it was left out.",
        "Nothing, if the partner does not want it; else give it a row.",
    ),
    (
        "map.cannot-write",
        "error",
        "The map cannot write this value.",
        "Widen the partner's map, or mend the value; then issue the document anew.",
    ),
    (
        "map.written-differs",
        "error",
        "What we wrote does not read back as the document.",
        "Report it; the document was held.",
    ),
    # Who and whether
    (
        "partner.unknown",
        "error",
        "Nobody we know sends under these identifiers.",
        "Add a partner profile with this sender and receiver.",
    ),
    (
        "partner.not-agreed",
        "error",
        "We have not agreed to receive this from the partner.",
        "Add the document to the partner's profile.",
    ),
    (
        "partner.sender-differs",
        "error",
        "The interchange names another sender than the connection it came over.",
        "Send over your own connection, or correct the sender.",
    ),
    (
        "partner.test-flag",
        "error",
        "The test indicator does not match the agreement.",
        "Send test data to test and live data to live.",
    ),
    (
        "partner.duplicate-bytes",
        "warning",
        "The same content was received before.",
        "Nothing; the first answer holds.",
    ),
    (
        "partner.group-number-used",
        "error",
        "A group of this kind was received under this control number before.",
        "Use every group control number once, or agree that they may be used again.",
    ),
    (
        "partner.duplicate-order",
        "warning",
        "This order number was received before with other content.",
        "Send a change, or a new order number.",
    ),
    # Order desk
    ("order.no-lines", "error", "The order has no lines.", "Send at least one line."),
    ("order.number-missing", "error", "The order has no number.", "Send the order number."),
    (
        "order.purpose-unsupported",
        "error",
        "This is not an original order.",
        "Send changes and cancellations as agreed.",
    ),
    ("order.kind-unsupported", "error", "This kind of order was not agreed.", "Agree on the kind of order."),
    (
        "order.quantity-not-positive",
        "error",
        "A line asks for nothing or less.",
        "Send a quantity above zero.",
    ),
    (
        "order.quantity-not-whole",
        "error",
        "A line asks for a part of the smallest unit.",
        "Order whole units.",
    ),
    (
        "order.quantity-outlier",
        "warning",
        "A quantity is far above what is usual.",
        "Confirm the quantity with the buyer.",
    ),
    (
        "order.item-unknown",
        "error",
        "None of the line's identifiers names an item of ours.",
        "Add a cross-reference for the buyer's number.",
    ),
    (
        "order.item-ambiguous",
        "error",
        "The line's identifiers name different items.",
        "Ask the buyer which item is meant.",
    ),
    ("order.item-discontinued", "error", "The item is no longer sold.", "Offer the successor."),
    (
        "order.identifier-check-digit",
        "warning",
        "The check digit of an identifier is wrong.",
        "Correct the identifier.",
    ),
    (
        "order.unit-unknown",
        "error",
        "The item is not sold in this unit.",
        "Add the unit to the item, or ask the buyer.",
    ),
    (
        "order.unit-missing",
        "warning",
        "The line has no unit.",
        "Send the unit; the item's base unit was taken.",
    ),
    ("order.pack-multiple", "warning", "The quantity is not a multiple of the pack.", "Order whole packs."),
    ("order.price-missing", "warning", "The line has no price.", "Send the price; our price was taken."),
    (
        "order.price-unknown",
        "error",
        "There is no agreed price for the item.",
        "Add a price for the partner; where its list is in another currency, a rate for the day.",
    ),
    ("order.price-above", "warning", "The price is above ours.", "Nothing; our lower price holds."),
    (
        "order.price-below",
        "error",
        "The price is below ours by more than the tolerance.",
        "Accept the price once, or confirm at ours.",
    ),
    (
        "order.price-scale",
        "error",
        "The price looks as if it were for another unit.",
        "Check the price basis with the buyer.",
    ),
    (
        "order.currency-mismatch",
        "error",
        "The currency is not the agreed one.",
        "Order in the agreed currency.",
    ),
    (
        "order.ship-to-unknown",
        "error",
        "The ship-to is not in our address list.",
        "Add the location to the partner.",
    ),
    (
        "order.ship-to-missing",
        "error",
        "The order does not say where to deliver.",
        "Send a ship-to, or set a default for the partner.",
    ),
    ("order.line-duplicate", "warning", "Two lines have the same number.", "Number the lines apart."),
    (
        "order.line-count",
        "warning",
        "The stated number of lines is not the number of lines.",
        "Count the lines.",
    ),
    (
        "order.hash-total",
        "warning",
        "The stated sum of quantities is not their sum.",
        "Add the quantities up.",
    ),
    (
        "order.total-mismatch",
        "error",
        "The stated total is not the sum of the lines.",
        "Add quantity times price up.",
    ),
    (
        "order.date-window",
        "error",
        "The dates of the order contradict each other.",
        "Send a window that opens before it closes.",
    ),
    ("order.date-past", "warning", "A requested date has passed.", "Send a date to come."),
    (
        "order.cancel-after",
        "error",
        "Nothing can be promised before the order cancels itself.",
        "Ask the buyer for more time.",
    ),
    (
        "order.schedule-sum",
        "error",
        "The parts of a line do not add up to its quantity.",
        "Let schedules and stores add up.",
    ),
    (
        "order.date-doubtful",
        "warning",
        "The order is dated ahead of today, or long ago.",
        "Check the date of the order with the buyer.",
    ),
    (
        "order.date-missing",
        "warning",
        "The line asks for no day.",
        "Send a requested date; the agreed lead time was taken.",
    ),
    ("order.date-far", "warning", "A requested date is far ahead.", "Check the date with the buyer."),
    (
        "order.line-number-missing",
        "warning",
        "A line has no number.",
        "Number the lines; ours are counted from one.",
    ),
    (
        "order.line-repeated",
        "warning",
        "Two lines ask for the same.",
        "Ask the buyer whether both are meant.",
    ),
    (
        "order.price-tolerated",
        "info",
        "The price is a little below ours.",
        "Nothing; the buyer's price holds.",
    ),
    (
        "order.partner-stopped",
        "error",
        "Trade with the partner is stopped.",
        "Release the partner, or reject the order.",
    ),
    # Changes of orders
    (
        "change.order-unknown",
        "error",
        "The order to be changed is not known.",
        "Send the order first, or name it as the order did.",
    ),
    (
        "change.order-over",
        "error",
        "The order is shipped, cancelled or rejected: nothing of it can change.",
        "Send a new order, or ask for goods to be returned.",
    ),
    (
        "change.out-of-sequence",
        "error",
        "The change is no later than one that was taken already.",
        "Number changes upwards, and send the latest state of the order.",
    ),
    (
        "change.sequence-gap",
        "warning",
        "A change before this one did not come.",
        "Check that no change got lost.",
    ),
    (
        "change.line-unknown",
        "error",
        "The order has no such line.",
        "Name the line as the order did, or add it.",
    ),
    (
        "change.line-there",
        "error",
        "A line to be added is in the order already.",
        "Change the line instead of adding it.",
    ),
    (
        "change.word-unclear",
        "error",
        "What should happen to the line is not clear.",
        "Say with a code we agreed on what happens to the line.",
    ),
    (
        "change.quantity-contradicts",
        "error",
        "The quantity contradicts what is said of it.",
        "Send the whole quantity after the change, never the difference.",
    ),
    (
        "change.already-released",
        "error",
        "The goods are being picked and cannot be called back.",
        "Nothing; as much as is being picked stays ordered.",
    ),
    (
        "change.already-shipped",
        "error",
        "The goods have left.",
        "Ask for the goods to be returned.",
    ),
    (
        "order.duplicate-unknown",
        "error",
        "The order says it repeats another, but we have none that says the same.",
        "Ask the buyer for the order it repeats.",
    ),
    (
        "order.lines-many",
        "warning",
        "The order has more lines than was agreed.",
        "Nothing; it takes longer. Agree on smaller orders if it happens often.",
    ),
    (
        "order.item-not-agreed",
        "error",
        "The item is not among those agreed with the partner.",
        "Add the item to what was agreed, or reject the line.",
    ),
    (
        "order.item-restricted",
        "error",
        "The item may not be sent where the order wants it.",
        "Reject the line, or ask for another place.",
    ),
    (
        "order.unit-converted",
        "info",
        "The line is in another unit than stock is counted in; it was converted exactly.",
        "Nothing; the answer is in the buyer's unit.",
    ),
    (
        "order.pack-differs",
        "error",
        "The pack the line describes is not how we pack the item.",
        "Ask the buyer which pack is meant.",
    ),
    (
        "order.quantity-below-least",
        "error",
        "The quantity is below the least agreed for the item.",
        "Ask the buyer for more, or let it pass.",
    ),
    (
        "order.quantity-above-most",
        "error",
        "The quantity is above the most agreed for the item.",
        "Ask the buyer for less, or let it pass.",
    ),
    (
        "order.value-below-least",
        "error",
        "The order comes to less than was agreed.",
        "Ask the buyer to add to it, or let it pass.",
    ),
    (
        "order.charge-unknown",
        "warning",
        "An allowance or a charge is of a kind that was not agreed.",
        "Agree on the code, or have it taken off.",
    ),
    (
        "order.terms-differ",
        "error",
        "The terms of payment are not the agreed ones.",
        "Agree on the terms, or ask for the agreed ones.",
    ),
    (
        "order.freight-differs",
        "warning",
        "Somebody else than agreed is to pay the freight.",
        "Ship as agreed, or ask the buyer.",
    ),
    (
        "order.bill-to-differs",
        "error",
        "The party to bill may not be billed for goods that go to this place.",
        "Ask the buyer whom to bill.",
    ),
    (
        "order.address-differs",
        "warning",
        "The address is not the one we know under its code.",
        "Nothing; goods go to the place of the code. Ask the buyer if it has moved.",
    ),
    (
        "order.date-infeasible",
        "warning",
        "Not all of the line can be there when it is asked for.",
        "Nothing; the answer says what comes when.",
    ),
    (
        "order.contract-unknown",
        "error",
        "The order names a contract or quote that was not agreed.",
        "Ask the buyer which one is meant, or add it.",
    ),
    (
        "order.quote-unknown",
        "error",
        "The order names a quote that is none of ours.",
        "Ask the buyer which quote is meant.",
    ),
    (
        "order.quote-not-open",
        "error",
        "The order names a quote of ours that was not given, was taken back or was declined.",
        "Ask the buyer which revision is meant, or sell at the usual prices.",
    ),
    (
        "order.quote-expired",
        "error",
        "The order names a quote of ours that has run out.",
        "Make the quote anew, or let its prices pass.",
    ),
    (
        "order.quote-other-item",
        "warning",
        "The order names a quote of ours that does not offer what a line asks for: the usual price holds.",
        "Ask the buyer whether the item is meant.",
    ),
    (
        "order.quote-less",
        "error",
        "A line asks for less than the least the quote it names has a price for.",
        "Ask the buyer for the quantity that was quoted, or confirm at the usual price.",
    ),
    (
        "order.contract-expired",
        "error",
        "The contract or quote the order names is not valid on its day.",
        "Renew it, or sell at the usual terms.",
    ),
    (
        "order.credit-exceeded",
        "error",
        "The order goes beyond what the partner may owe.",
        "Ask for payment or raise the limit; it goes on by itself when the limit allows.",
    ),
    (
        "order.past-due",
        "error",
        "The partner has not paid what is past due.",
        "Ask for payment; the order goes on by itself when it is booked.",
    ),
    (
        "order.payment-due",
        "error",
        "The order is to be paid, in whole or in part, before anything is promised.",
        "Ask for payment; the order goes on by itself when it is booked.",
    ),
    (
        "order.blanket-exceeded",
        "error",
        "The line wants more than is left of the blanket order.",
        "Take what is left, or agree on more.",
    ),
    (
        "order.substitution-not-agreed",
        "warning",
        "The order allows substitutes, but we agreed to send none.",
        "Nothing; only what was ordered is sent.",
    ),
    (
        "order.carrier-not-agreed",
        "warning",
        "The order asks for a carrier that was not agreed.",
        "Agree on the carrier, or ship by another.",
    ),
    (
        "order.instructions",
        "warning",
        "The order carries words for people.",
        "Read them; nothing here acts on them.",
    ),
    (
        "order.accepted-too-little",
        "error",
        "Less of the order can be promised than the partner puts up with.",
        "Find more supply before the answer goes out, or let it pass.",
    ),
    (
        "order.personal-data",
        "info",
        "The goods go straight to a person, whose name and address the order carries.",
        "Show it to those who ship, and to nobody else.",
    ),
    (
        "supply.column-unknown",
        "error",
        "The list has a column that means nothing here.",
        "Name the columns as the how-to on stock does, or leave it out.",
    ),
    (
        "supply.value-missing",
        "error",
        "A row leaves out what every row has to say.",
        "Fill the cell in.",
    ),
    (
        "supply.item-unknown",
        "error",
        "No item of ours goes by this.",
        "Use our item number, or load the item first.",
    ),
    (
        "supply.location-missing",
        "error",
        "It is not said where the stock lies.",
        "Name the place by our code for it.",
    ),
    (
        "supply.quantity-wrong",
        "error",
        "The quantity is no whole number of base units, or less than nothing where a count is meant.",
        "Count in the item's base unit.",
    ),
    (
        "supply.day-wrong",
        "error",
        "The day is not written as YYYY-MM-DD.",
        "Write it so.",
    ),
    (
        "supply.place-unknown",
        "warning",
        "The partner's report names a place that was not agreed; what it says of it is left out.",
        "Add the place to the partner's stock_from, if it is ours.",
    ),
    (
        "supply.kind-not-counted",
        "info",
        "A quantity of this kind says neither what is there nor what is to come; it is left out.",
        "Nothing.",
    ),
    (
        "supply.undated",
        "warning",
        "Something is to come, but nobody says when; nothing can be promised from it.",
        "Ask the partner for the day.",
    ),
    (
        "supply.older",
        "info",
        "A later count of this item at this place is known, and stays.",
        "Nothing.",
    ),
    (
        "supply.short",
        "warning",
        "More is gone than promises can give way for: a warehouse was asked to ship it.",
        "Nothing; it is taken as soon as the warehouse gives it back or reports less.",
    ),
    # cXML: what arrives
    ("cxml.empty", "error", "There is nothing in this document.", "Ask the sender for it again."),
    (
        "cxml.wire-form",
        "error",
        "The body has no form in which cXML travels.",
        "Send text/xml, multipart/related, or a form with cXML-base64 or cXML-urlencoded.",
    ),
    (
        "cxml.double-encoded",
        "info",
        "The form field was encoded twice; it was decoded twice.",
        "Encode the field once.",
    ),
    (
        "cxml.attachment-missing",
        "warning",
        "The document speaks of an attachment that did not come along.",
        "Send it as a part with this Content-ID.",
    ),
    (
        "cxml.attachment-unreferenced",
        "info",
        "An attachment came along that the document does not speak of.",
        "Refer to it by cid: in Comments/Attachment/URL.",
    ),
    (
        "cxml.attachment-size",
        "error",
        "An attachment is larger than we take.",
        "Send it smaller, or another way.",
    ),
    ("cxml.too-large", "error", "The document is larger than we read.", "Send fewer lines in one document."),
    ("cxml.too-deep", "error", "Elements nest deeper than in any cXML document.", "Send cXML."),
    (
        "cxml.too-many-elements",
        "error",
        "The document has more elements than we read.",
        "Send fewer lines in one document.",
    ),
    (
        "cxml.encoding",
        "error",
        "The document is in an encoding we do not read.",
        "Send UTF-8.",
    ),
    (
        "cxml.encoding-mislabelled",
        "info",
        "The document is not in the encoding it says; it was read as Windows-1252.",
        "Declare the encoding it is in, best UTF-8.",
    ),
    ("cxml.not-well-formed", "error", "This is not well-formed XML.", "Check that it was sent whole."),
    (
        "cxml.entity",
        "error",
        "The document declares or uses entities of its own.",
        "Leave out the internal DTD subset, and write characters as they are.",
    ),
    ("cxml.not-cxml", "error", "The root element is not cXML.", "Send a cXML document."),
    (
        "cxml.wrapped",
        "info",
        "Something is wrapped around the cXML; it was taken off.",
        "Send the cXML itself.",
    ),
    (
        "cxml.namespace",
        "info",
        "Elements stand in a namespace; cXML has none. It was taken off.",
        "Leave it out.",
    ),
    # cXML: what it says
    (
        "cxml.message-missing",
        "error",
        "There is no Request, Message or Response in it.",
        "Send one of the three.",
    ),
    (
        "cxml.message-unknown",
        "error",
        "This kind of document is not implemented here.",
        "Look at the ProfileResponse.",
    ),
    ("cxml.part-missing", "error", "An element or attribute that cXML requires is not there.", "Send it."),
    (
        "cxml.identity-repeated",
        "info",
        "A credential has several identities; all of them count.",
        "Send one in each.",
    ),
    (
        "cxml.number-wrong",
        "error",
        "This is no number.",
        "Write it with a decimal point, and nothing to part the thousands.",
    ),
    ("cxml.date-wrong", "error", "This is no date.", "Write it as 2026-11-22T12:00:00+00:00."),
    (
        "cxml.offset-missing",
        "info",
        "The time says nothing of its zone; it was taken as UTC.",
        "Write the offset, or Z.",
    ),
    (
        "cxml.code-unknown",
        "warning",
        "The DTD has no such value here; it was kept as it came.",
        "Use one of the DTD's.",
    ),
    (
        "cxml.spelling",
        "info",
        "The value differs from the DTD's in upper and lower case.",
        "Write it as the DTD does.",
    ),
    (
        "cxml.unit-unknown",
        "warning",
        "The unit is in no table of units; it was kept as it is.",
        "Agree on it in the partner's units.",
    ),
    (
        "cxml.unit-spelling",
        "info",
        "The unit is a word, not a code; what it means was taken.",
        "Send the UN/CEFACT code.",
    ),
    (
        "cxml.price-basis-recast",
        "info",
        "The price is for a quantity we have no word for; it was worked out for one unit.",
        "Nothing.",
    ),
    (
        "cxml.price-basis-unclear",
        "error",
        "It cannot be told which quantity the price is for.",
        "Send PriceBasisQuantity with a quantity and a conversion factor above zero, and a pack where it is another unit.",
    ),
    (
        "cxml.price-cut",
        "warning",
        "The price has more decimals than the buyer keeps; it was rounded.",
        "Agree on prices for more units.",
    ),
    (
        "cxml.text-cut",
        "info",
        "A text is longer than the buyer keeps; it was cut.",
        "Shorten it in the catalogue.",
    ),
    (
        "cxml.part-number-wrong",
        "error",
        "A part number or our auxiliary number holds characters or a length that buyers' systems damage.",
        "Use letters, digits, point, dash and underscore.",
    ),
    (
        "cxml.class-wrong",
        "info",
        "The commodity class is not eight digits; what could be read was taken.",
        "Send the UNSPSC code without points.",
    ),
    (
        "cxml.total-differs",
        "warning",
        "The total is not what the lines come to.",
        "Check prices, quantities and price bases.",
    ),
    ("cxml.tax-differs", "warning", "The tax is not what its parts come to.", "Check the tax details."),
    (
        "cxml.currency-mixed",
        "warning",
        "One document has amounts in several currencies.",
        "Send one document for each currency.",
    ),
    (
        "cxml.split-differs",
        "warning",
        "The quantities under a line do not add up to it.",
        "Send one status for each part of the quantity.",
    ),
    (
        "cxml.line-number-wrong",
        "warning",
        "Lines are counted in whole numbers; the place of the line was taken.",
        "Number the lines of the order.",
    ),
    ("cxml.line-repeated", "warning", "Two lines have the same number.", "Number each line once."),
    (
        "cxml.quantity-not-positive",
        "error",
        "A line asks for nothing or less.",
        "Send a quantity above zero.",
    ),
    (
        "cxml.card-left-out",
        "info",
        "A payment card stands in the document; its number is never kept.",
        "Nothing.",
    ),
    (
        "cxml.not-said",
        "warning",
        "There is no place for this in cXML; it was left out.",
        "Tell the buyer another way.",
    ),
    (
        "cxml.not-read",
        "info",
        "We have no use for this element; it was left out.",
        "Nothing; the document is kept as it came.",
    ),
    (
        "cxml.signature-not-checked",
        "info",
        "The document carries a signature, which is not checked here: it proves nothing of who sent it.",
        "Nothing; the sender proves itself by a shared secret, a MAC or a certificate.",
    ),
    ("cxml.dtd", "info", "The document differs from the cXML DTD here.", "Send what the DTD asks for."),
    # The cart an order comes from
    (
        "cart.line-unknown",
        "info",
        "The line names a line of a cart that we do not know.",
        "Nothing; the item is told by its part number.",
    ),
    (
        "cart.unit-differs",
        "warning",
        "The line is in another unit than in the cart it comes from.",
        "Ask the buyer which unit is meant.",
    ),
    (
        "cart.price-differs",
        "warning",
        "The price is not the one in the cart the line comes from.",
        "Check the price; what was agreed decides.",
    ),
    (
        "cart.quantity-differs",
        "info",
        "The quantity is not the one in the cart the line comes from.",
        "Nothing; whoever approves an order may change it.",
    ),
    (
        "cart.description-differs",
        "info",
        "The description is not the one in the cart the line comes from.",
        "Nothing, as long as the part number is the same.",
    ),
    (
        "order.cart-differs",
        "warning",
        "A line differs in unit or price from the cart it comes from.",
        "Ask the buyer what is meant.",
    ),
    # What a buyer's sheet, page or letter says badly
    (
        "sheet.empty",
        "error",
        "There is nothing in this file.",
        "Ask the buyer for the file again.",
    ),
    (
        "sheet.kind-unknown",
        "error",
        "This is no kind of file we read tables from.",
        "Ask for a workbook, CSV, PDF, DOCX or e-mail.",
    ),
    (
        "sheet.too-large",
        "error",
        "There is more in the file than is read; the rest was left out.",
        "Ask for the file in parts.",
    ),
    (
        "sheet.archive-bomb",
        "error",
        "The file unpacks to far more than an honest one; it was not unpacked.",
        "Ask the buyer to save it anew.",
    ),
    (
        "sheet.password",
        "error",
        "The file is locked with a password.",
        "Ask the buyer for a copy without one.",
    ),
    (
        "sheet.damaged",
        "error",
        "The file is damaged here; what stands before it was read.",
        "Ask the buyer for the file again.",
    ),
    (
        "sheet.gave-up",
        "error",
        "Reading took more time or memory than a file may cost; it was stopped.",
        "Ask for the file in another form, or in parts.",
    ),
    (
        "sheet.too-deep",
        "warning",
        "Files inside of files were left unread here.",
        "Send what is inside by itself.",
    ),
    (
        "sheet.macros",
        "warning",
        "The workbook holds macros; none was run, and none is kept.",
        "Nothing, if the cells are all there.",
    ),
    (
        "sheet.external-links",
        "warning",
        "Cells refer to other workbooks; none was opened, and the values last stored were read.",
        "Compare them with the buyer's own view of the sheet.",
    ),
    (
        "sheet.encoding-guessed",
        "info",
        "The file does not say how its letters are written; the likeliest way was taken.",
        "Look at the letters with accents; choose another encoding if they are odd.",
    ),
    (
        "sheet.characters-lost",
        "warning",
        "Some bytes are no letters in the encoding the file was read with.",
        "Choose another encoding, or ask for UTF-8.",
    ),
    (
        "sheet.no-text",
        "error",
        "A page is a picture: there is no text to read.",
        "Ask for the file it was printed from, or type the lines in.",
    ),
    (
        "sheet.no-table",
        "error",
        "No table names things and how many of them are wanted.",
        "Choose the columns by hand.",
    ),
    (
        "sheet.header-missing",
        "warning",
        "No row names the columns; they were told by what stands in them.",
        "Check each column.",
    ),
    (
        "sheet.column-doubtful",
        "info",
        "What a column is for was told from a name that is only like one we know.",
        "Check the column.",
    ),
    (
        "sheet.columns-repeated",
        "warning",
        "The same columns stand here a second time, beside the first; what stands in them is not read.",
        "Ask for one table below the other, or name these columns and read the file again.",
    ),
    (
        "sheet.part-damaged",
        "error",
        "A part number was turned into a rounded number, and its digits are lost.",
        "Ask the buyer for the number; set the column to text.",
    ),
    (
        "sheet.zeros-lost",
        "info",
        "A part number is stored as a number: zeros before it may be lost.",
        "Compare with the catalogue.",
    ),
    (
        "sheet.uncomputed",
        "warning",
        "A formula stands here that nobody has worked out.",
        "Ask the buyer to open the workbook and save it.",
    ),
    (
        "sheet.cell-error",
        "error",
        "A formula failed here.",
        "Ask the buyer what should stand in the cell.",
    ),
    (
        "sheet.quantity-missing",
        "error",
        "The row does not say how many are wanted.",
        "Ask the buyer for the quantity.",
    ),
    (
        "sheet.quantity-unclear",
        "error",
        "This cannot be read as a quantity.",
        "Set the quantity by hand.",
    ),
    (
        "sheet.number-ambiguous",
        "warning",
        "The sign in this number may be a decimal or a thousands sign; nothing else in the column tells.",
        "Check the number.",
    ),
    (
        "sheet.unit-unknown",
        "warning",
        "Nobody here knows this unit.",
        "Set the unit by hand, or add the word to the units.",
    ),
    (
        "sheet.pack-unclear",
        "warning",
        "It is not clear whether packs or single things are counted here, or how many are in one.",
        "Set the quantity and its unit by hand.",
    ),
    (
        "sheet.hundreds-unclear",
        "warning",
        "The unit is a hundred or a thousand, and the quantity is a round number of them: it may count single things.",
        "Set the quantity and its unit by hand.",
    ),
    (
        "request.pack-differs",
        "warning",
        "The buyer's pack holds another number than ours of the same name; it is counted in single units.",
        "Check the quantity, then take the item, or set quantity and unit by hand.",
    ),
    (
        "request.pack-unchecked",
        "warning",
        "The buyer names a pack, and nothing we know of the item says how many are in one.",
        "Check the quantity, then take the item, or set quantity and unit by hand.",
    ),
    (
        "request.not-whole",
        "warning",
        "What is asked for is no whole number of the units the item is counted in.",
        "Set quantity and unit by hand.",
    ),
    (
        "sheet.date-unclear",
        "warning",
        "This cannot be read as a day.",
        "Set the day by hand.",
    ),
    (
        "sheet.date-ambiguous",
        "warning",
        "Day and month may be the other way round; nothing else in the column tells.",
        "Check the day.",
    ),
    (
        "sheet.price-unclear",
        "warning",
        "This cannot be read as a price.",
        "Set the price by hand.",
    ),
    (
        "sheet.row-hidden",
        "info",
        "The buyer has hidden this row; it is read, and not answered unless somebody asks for it.",
        "Take the row in if it is meant.",
    ),
    (
        "sheet.nothing-named",
        "error",
        "The row wants a quantity of something it does not name.",
        "Ask the buyer what is wanted.",
    ),
    (
        "sheet.not-in-place",
        "warning",
        "The file cannot be filled in as it is; a CSV with all its values and our answers stands in its place.",
        "Send the CSV or the quote, or type the answers in.",
    ),
    (
        "sheet.formula-kept",
        "info",
        "A formula of the buyer's stands where an answer would; it was kept.",
        "Nothing, if the formula works the answer out.",
    ),
    (
        "sheet.signature-broken",
        "warning",
        "The workbook was signed, and filling it in breaks the signature.",
        "Tell the buyer, who knows whether it matters.",
    ),
    (
        "catalogue.nothing-to-read",
        "error",
        "The list has no row with a column sku.",
        "Write the headings into the first row, sku among them.",
    ),
    (
        "catalogue.column-unknown",
        "warning",
        "There is no such column in a list of items; it is left out.",
        "Look up the columns with: gateway catalogue columns.",
    ),
    (
        "catalogue.value-missing",
        "error",
        "A value has to stand here.",
        "Fill the cell.",
    ),
    (
        "catalogue.number-wrong",
        "error",
        "This is no number, or less than it may be.",
        "Write digits, and a point before decimals.",
    ),
    (
        "catalogue.day-wrong",
        "error",
        "The day is not written as YYYY-MM-DD.",
        "Write it so.",
    ),
    (
        "catalogue.category-wrong",
        "error",
        "This is no UNSPSC code.",
        "Write eight digits; dots may stand between them.",
    ),
    (
        "catalogue.unit-wrong",
        "error",
        "The units are not written as UNIT=HOW MANY, apart by blanks.",
        "Write them like CA=12 PK=100.",
    ),
    (
        "catalogue.identifier-wrong",
        "error",
        "The numbers are not written as KIND=NUMBER, apart by blanks.",
        "Write them like upc=036000291452.",
    ),
    (
        "catalogue.attribute-wrong",
        "error",
        "The properties are not written as NAME=VALUE, apart by semicolons.",
        "Write them like Thread=M8; Length=40 mm.",
    ),
    (
        "catalogue.status-unknown",
        "error",
        "An item is either active or discontinued.",
        "Write one of the two words.",
    ),
    (
        "catalogue.item-unnamed",
        "error",
        "The item is new and has no name.",
        "Give it a name in at least one language.",
    ),
    (
        "catalogue.successor-unknown",
        "error",
        "The item that takes its place is neither in the catalogue nor in the list.",
        "Name an item that is there, or add it to the list.",
    ),
    (
        "catalogue.partner-unknown",
        "error",
        "There is no such partner.",
        "Write the partner's code, the name of its profile.",
    ),
    (
        "catalogue.picture-missing",
        "error",
        "There is no such picture.",
        "Give the file along with the list, or name the digest of one we have.",
    ),
    (
        "catalogue.picture-refused",
        "error",
        "The file is no picture we hand out: its kind, its size or what it does is not safe.",
        "Give PNG, JPEG, GIF, WebP, or an SVG that refers to nothing, of 2 MB at most.",
    ),
    (
        "catalogue.item-not-agreed",
        "warning",
        "The partner's price catalogue speaks of an item we do not have, and it may only change those there are.",
        "Bring the item in by hand, or let new ones in: `catalogue_from: items: any`.",
    ),
    (
        "catalogue.price-unit-unknown",
        "error",
        "The price is for a unit the item is not sold in.",
        "Add the unit to the column units, or give the price for one of its units.",
    ),
)
