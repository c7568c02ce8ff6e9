"""What our documents call the items of a line."""

from fractions import Fraction

from gateway.domain.items import Description, ItemIdentifier
from gateway.domain.references import Measure
from gateway.orderdesk.decisions import StandingLine
from gateway.orderdesk.naming import descriptions_of, identifiers_of, our_name
from tests.unit.orderdesk.desk import line

BUYERS = ItemIdentifier(kind="buyer-item", value="B-MUG")
PART = ItemIdentifier(kind="vendor-part", value="OLD")
UPC = ItemIdentifier(kind="upc", value="036000291452")
WORDS = Description(kind="free", text="A mug")
ORDERED = line(
    identifiers=(BUYERS, PART, UPC),
    descriptions=(Description(kind="free", text="A mug", measures=(Measure(kind="weight", value="1"),)),),
)


def stands(*, substituted: bool) -> StandingLine:
    return StandingLine(
        line=1,
        sku="MUG",
        unit="EA",
        base_unit="EA",
        each=Fraction(1),
        ordered=10,
        substituted=substituted,
    )


def test_our_number_is_told_under_the_kind_the_buyer_uses() -> None:
    assert ItemIdentifier(kind="vendor-part", value="MUG") == our_name((BUYERS, PART), "MUG")
    assert ItemIdentifier(kind="vendor-item", value="MUG") == our_name((BUYERS,), "MUG")


def test_what_was_ordered_keeps_its_names_and_words_without_measurements() -> None:
    standing = stands(substituted=False)

    assert ((BUYERS, PART, UPC), (WORDS,)) == (
        identifiers_of(ORDERED, standing),
        descriptions_of(ORDERED, standing),
    )


def test_what_replaced_it_has_the_buyers_number_and_ours_and_no_words() -> None:
    standing = stands(substituted=True)

    assert ((BUYERS, ItemIdentifier(kind="vendor-part", value="MUG")), ()) == (
        identifiers_of(ORDERED, standing),
        descriptions_of(ORDERED, standing),
    )
