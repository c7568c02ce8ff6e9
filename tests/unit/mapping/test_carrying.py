"""What a map has no row for is left behind, and said; all else is carried as it is."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from gateway.application.documents import CLASSES
from gateway.domain.invoices import Invoice, InvoiceLine, ShippedCount
from gateway.domain.items import ItemIdentifier
from gateway.domain.parties import Party
from gateway.mapping.carrying import carried
from gateway.mapping.library import Library
from gateway.mapping.samples import draw
from gateway.mapping.writing import read_back, write
from tests.maps import library

MAPPINGS = Path(__file__).parents[3] / "mappings"
NAMES = library().names(editions=False)

INVOICE = Invoice(
    number="INV-1",
    invoiced_on=date(2026, 3, 2),
    total=Decimal(10),
    parties=(Party(role="seller", name="Us", more_names=("Sales",)),),
    lines=(
        InvoiceLine(
            number="1",
            quantity=Decimal(1),
            unit="EA",
            price=Decimal(10),
            identifiers=(ItemIdentifier(kind="vendor-item", value="LAMP"),),
        ),
    ),
    shipped=(ShippedCount(quantity=Decimal(1), unit="EA"),),
)


def narrowed(folder: Path, *removed: str) -> Library:
    """Return a library with a partner who wants less in its invoices."""
    own = folder / "mappings" / "frugal"
    own.mkdir(parents=True)
    rows = ", ".join(removed)
    own.joinpath("810.yaml").write_text(f"extends: base/x12/004010/810\nremove: [{rows}]\n", encoding="utf-8")
    return Library((MAPPINGS, folder / "mappings"), CLASSES)


@pytest.mark.parametrize("name", NAMES)
def test_what_a_map_can_draw_it_carries_whole(name: str) -> None:
    """Nothing of a document the map made itself is left behind."""
    plan = library().plan(name)
    document = draw(plan, Random(7))

    assert (document, ()) == carried(plan, document)


def test_rows_that_were_removed_leave_their_fields_behind(tmp_path: Path) -> None:
    """A tuple of its own, and a field inside another: both are named, both are gone, the rest stays."""
    plan = narrowed(tmp_path, "ISS", "N1/N2").plan("frugal/810")

    document, left = carried(plan, INVOICE)

    assert ("parties[0].more_names", "shipped") == left
    assert isinstance(document, Invoice)
    assert ((), (), INVOICE.lines) == (document.shipped, document.parties[0].more_names, document.lines)
    assert () == read_back(plan, document, write(plan, document))


def test_a_map_that_carries_all_leaves_the_very_document() -> None:
    """Nothing is left, so nothing is said."""
    plan = library().plan("base/x12/004010/810")

    assert (INVOICE, ()) == carried(plan, INVOICE)
