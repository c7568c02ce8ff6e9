"""Column types that read and write the same values on every database."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sqlalchemy import DateTime, Dialect, LargeBinary, Numeric, SmallInteger, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from gateway.domain.canonical import dumps, from_plain
from gateway.domain.quantities import plain

INSTANT = DateTime(timezone=True).with_variant(Text(), "sqlite")
NUMBER = Numeric().with_variant(Text(), "sqlite")
BYTES = LargeBinary()
SHARD = SmallInteger()


class Instant(TypeDecorator[datetime]):
    """An aware instant; on SQLite a UTC text of fixed width, which sorts as time does."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type of the database at hand."""
        return INSTANT.dialect_impl(dialect)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401 - whatever the driver takes
        """Return what the driver takes; raises ValueError for an instant without a zone."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("an instant needs its zone")
        utc = value.astimezone(UTC)
        return utc.isoformat(timespec="microseconds") if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401 - whatever the driver gives
        """Return the instant in UTC."""
        if value is None:
            return None
        return datetime.fromisoformat(value) if dialect.name == "sqlite" else value.astimezone(UTC)


class Number(TypeDecorator[Decimal]):
    """An exact decimal, stored without trailing zeros so that equal numbers are equal keys."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type of the database at hand."""
        return NUMBER.dialect_impl(dialect)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:  # noqa: ANN401 - whatever the driver takes
        """Return what the driver takes."""
        if value is None:
            return None
        return plain(value) if dialect.name == "sqlite" else Decimal(plain(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:  # noqa: ANN401, ARG002 - the driver's value, the base class's signature
        """Return the number."""
        return None if value is None else Decimal(value)


@lru_cache(maxsize=1024)  # few ratios are many lines'
def _fraction(text: str) -> Fraction:
    return Fraction(text)


class Ratio(TypeDecorator[Fraction]):
    """An exact ratio, as the text `12/1`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Fraction | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the base class's signature
        """Return its text."""
        return None if value is None else f"{value.numerator}/{value.denominator}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Fraction | None:  # noqa: ARG002 - the base class's signature
        """Return the ratio of the text."""
        return None if value is None else _fraction(value)


def without_nul(value: str | None) -> str | None:
    """Return a text with the mark of what cannot be shown for each NUL."""
    return value.replace("\0", "\ufffd") if value and "\0" in value else value


class Words(TypeDecorator[str]):
    """Text as partners write it; a NUL, which PostgreSQL cannot keep, is kept as the mark of what cannot be shown."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the base class's signature
        """Return what every database can keep."""
        return without_nul(value)


class Canonical(TypeDecorator[Any]):
    """A domain value as canonical JSON text."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: Any) -> None:  # noqa: ANN401 - a type form is not a type
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:  # noqa: ANN401, ARG002 - any domain value, the base class's signature
        """Return its text."""
        return dumps(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ANN401, ARG002 - any domain value, the base class's signature
        """Return the value of the text."""
        return from_plain(self.kind, json.loads(value or "null"))
