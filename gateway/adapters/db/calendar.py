"""What each database says in its own words about days and instants."""

from typing import Any

from sqlalchemy import BigInteger, Date, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class micros(FunctionElement[int]):  # noqa: N801 - reads as the function it is
    """The microseconds of an instant since 1970, exactly."""

    type = BigInteger()
    inherit_cache = True


class plus_days(FunctionElement[Any]):  # noqa: N801 - reads as the function it is
    """A day so many days later."""

    type = Date()
    inherit_cache = True


class days_after(FunctionElement[int]):  # noqa: N801 - reads as the function it is
    """How many days the first of two days is after the second."""

    type = Integer()
    inherit_cache = True


@compiles(micros, "sqlite")
def _micros_on_sqlite(element: micros, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - the compiler's
    text = compiler.process(element.clauses, **options)
    return f"(CAST(strftime('%s', {text}) AS INTEGER) * 1000000 + CAST(substr({text}, 21, 6) AS INTEGER))"


@compiles(micros, "postgresql")
def _micros_on_postgresql(element: micros, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - the compiler's
    return f"CAST(EXTRACT(EPOCH FROM {compiler.process(element.clauses, **options)}) * 1000000 AS BIGINT)"


@compiles(plus_days, "sqlite")
def _plus_days_on_sqlite(element: plus_days, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - the compiler's
    day, count = (compiler.process(one, **options) for one in element.clauses)
    return f"date({day}, ({count}) || ' days')"


@compiles(plus_days, "postgresql")
def _plus_days_on_postgresql(element: plus_days, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - the compiler's
    day, count = (compiler.process(one, **options) for one in element.clauses)
    return f"({day} + CAST(({count}) AS INTEGER))"


@compiles(days_after, "sqlite")
def _days_after_on_sqlite(element: days_after, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - the compiler's
    later, earlier = (compiler.process(one, **options) for one in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(days_after, "postgresql")
def _days_after_on_postgresql(element: days_after, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - the compiler's
    later, earlier = (compiler.process(one, **options) for one in element.clauses)
    return f"({later} - {earlier})"
