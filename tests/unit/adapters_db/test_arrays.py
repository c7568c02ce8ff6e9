"""Columns as PostgreSQL writes arrays; that it reads them so, whatever is written to it by the thousand says."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from gateway.adapters.db.bulk import array_of


@pytest.mark.parametrize(
    ("column", "written"),
    [
        (("a", "b,c", "", "{d}", "NULL"), '{"a","b,c","","{d}","NULL"}'),
        (('say "no"', "a\\b"), '{"say \\"no\\"","a\\\\b"}'),
        (("a", None), '{"a",NULL}'),
        ((1, -2, None), "{1,-2,NULL}"),
        ((True, False), "{True,False}"),
        ((Decimal("1.50"), Decimal("1E+2")), "{1.50,1E+2}"),
        ((date(2026, 5, 4),), "{2026-05-04}"),
        ((datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC),), "{2026-05-04T03:02:01+00:00}"),
        ((date(2026, 5, 4), date(2026, 5, 4)), "{2026-05-04,2026-05-04}"),
        ((Decimal("1.50"), Decimal("1.5")), "{1.50,1.5}"),
        ((3, 14), "{3,14}"),
        ((Fraction(1, 2),), [Fraction(1, 2)]),
    ],
)
def test_a_column_is_one_text_unless_the_driver_knows_better(
    column: tuple[object, ...], written: object
) -> None:
    assert written == array_of(column)
