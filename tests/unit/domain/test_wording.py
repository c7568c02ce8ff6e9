"""Free text gives way to the wire; nothing that is looked up does."""

from datetime import date

from gateway.domain.items import Description, ItemIdentifier
from gateway.domain.order_responses import LineAnswer, OrderResponse, ResponseLine
from gateway.domain.parties import Party
from gateway.domain.wording import holding, without


def test_only_free_text_changes() -> None:
    """Descriptions, names and streets lose the characters; numbers, codes and dates stay."""
    party = Party(role="ship-to", name="A*B", street=("1~2 ROAD", "DOCK>4"), code="17*")
    line = ResponseLine(
        number="1*",
        identifiers=(ItemIdentifier(kind="vendor-item", value="X*1"),),
        descriptions=(Description(kind="free-form", text="5 > 3*"),),
        answers=(LineAnswer(status="item-accepted"),),
    )
    response = OrderResponse(order_number="P*", ordered_on=date(2026, 3, 2), parties=(party,), lines=(line,))

    cleaned = without(response, "*>~")

    assert ("P*", "17*", "1*", "X*1") == (
        cleaned.order_number,
        cleaned.parties[0].code,
        cleaned.lines[0].number,
        cleaned.lines[0].identifiers[0].value,
    )
    assert ("A B", ("1 2 ROAD", "DOCK 4"), "5   3") == (
        cleaned.parties[0].name,
        cleaned.parties[0].street,
        cleaned.lines[0].descriptions[0].text,
    )


def test_a_document_without_such_characters_stays_as_it_is() -> None:
    """Nothing is touched for nothing."""
    party = Party(role="ship-to", name="Acme", street=("1 Road",))

    assert party == without(party, "*>~")


def test_text_that_does_not_fit_is_found_by_its_path() -> None:
    """Free text only, wherever it is; something else than a space may take its place."""
    line = ResponseLine(
        number="1*", descriptions=(Description(kind="free-form", text="a"), Description(kind="x*", text="b*"))
    )
    response = OrderResponse(order_number="P*", ordered_on=date(2026, 3, 2), lines=(line,))

    assert ["lines[0].descriptions[1].text"] == list(holding(response, "*"))
    assert "b-" == without(response, "*", instead="-").lines[0].descriptions[1].text
