from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql, sqlite

from gateway.adapters.db.columns import Canonical, Instant, Number, Ratio
from gateway.domain.findings import Finding, Severity

DIALECTS = pytest.mark.parametrize(
    "dialect", [sqlite.dialect(), postgresql.dialect()], ids=["sqlite", "postgresql"]
)
INSTANTS = st.datetimes(min_value=datetime(1, 1, 2), timezones=st.just(timezone(timedelta(hours=-5))))  # noqa: DTZ001 - hypothesis adds the zone


@DIALECTS
@given(at=st.none() | INSTANTS)
def test_an_instant_comes_back_in_utc(dialect: sqlite.dialect, at: datetime | None) -> None:
    column = Instant()

    back = column.process_result_value(column.process_bind_param(at, dialect), dialect)

    assert at == back
    assert back is None or back.tzinfo is UTC


@given(one=INSTANTS, other=INSTANTS)
def test_instants_sort_as_texts_as_they_do_in_time(one: datetime, other: datetime) -> None:
    column, dialect = Instant(), sqlite.dialect()

    texts = [column.process_bind_param(at, dialect) for at in (one, other)]

    assert (one < other) == (texts[0] < texts[1])


def test_an_instant_without_a_zone_is_no_instant() -> None:
    with pytest.raises(ValueError, match="zone"):
        Instant().process_bind_param(datetime(2026, 3, 2), sqlite.dialect())  # noqa: DTZ001 - that is the point


@DIALECTS
@given(number=st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_a_number_comes_back_equal(dialect: sqlite.dialect, number: Decimal | None) -> None:
    column = Number()

    assert number == column.process_result_value(column.process_bind_param(number, dialect), dialect)


@DIALECTS
def test_equal_numbers_are_equal_keys(dialect: sqlite.dialect) -> None:
    column = Number()

    keys = {str(column.process_bind_param(Decimal(text), dialect)) for text in ("100", "100.00", "1E+2")}

    assert {"100"} == keys


@given(ratio=st.none() | st.fractions())
def test_a_ratio_comes_back_equal(ratio: Fraction | None) -> None:
    column, dialect = Ratio(), sqlite.dialect()

    assert ratio == column.process_result_value(column.process_bind_param(ratio, dialect), dialect)


def test_a_domain_value_comes_back_equal() -> None:
    column, dialect = Canonical(tuple[Finding, ...]), sqlite.dialect()
    findings = (Finding(code="a.b", severity=Severity.ERROR, message="Wrong.", position=3),)

    assert findings == column.process_result_value(column.process_bind_param(findings, dialect), dialect)
