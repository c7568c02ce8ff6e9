"""Connections that say in few words what they said before: the same answers, and the same faults."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from weakref import WeakKeyDictionary

import pytest
from sqlalchemy import (
    Column,
    Engine,
    Executable,
    Integer,
    MetaData,
    Table,
    Text,
    bindparam,
    event,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import IntegrityError, StatementError

from gateway.adapters.db.columns import Instant
from gateway.adapters.db.quick import Forms, Quick

THING = Table(
    "thing",
    MetaData(),
    Column("id", Text, primary_key=True),
    Column("seen_at", Instant, key="at"),
    Column("many", Integer, nullable=False),
    Column("made_by", Text, nullable=False, default="itself"),
)
FILL = insert(THING)
ADD = FILL.values(made_by="us")
CHANGE = update(THING).where(THING.c.id == bindparam("of_id"))
GET = (
    select(THING.c.id, THING.c.at.label("at"), THING.c.many).where(THING.c.id == bindparam("of_id")).limit(1)
)
AMONG = select(THING.c.id).where(THING.c.id.in_(bindparam("these", expanding=True))).order_by(THING.c.id)
PAIRS = select(THING.c.id).where(tuple_(THING.c.id, THING.c.many).in_(bindparam("these", expanding=True)))
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
Met = WeakKeyDictionary[Executable, Forms]


@pytest.fixture
def things(engine: Engine) -> Iterator[Engine]:
    """A database with a table of things."""
    THING.metadata.create_all(engine)
    yield engine
    THING.metadata.drop_all(engine)


@pytest.fixture
def met() -> Met:
    """The statements that were met so far."""
    return WeakKeyDictionary()


@pytest.fixture
def connection(things: Engine, met: Met) -> Iterator[Quick]:
    """A connection to it."""
    with Quick(things, met) as opened:
        yield opened


def test_a_statement_gives_the_same_however_often_it_is_run(connection: Quick) -> None:
    """By the long way the first time, by its text from then on: rows, values, names and counts are the same."""
    for one in ("a", "b", "c"):
        connection.execute(ADD, {"id": one, "at": NOON, "many": 1})
        assert connection.execute(CHANGE, {"of_id": one, "many": 2}).rowcount == 1
    found = [connection.execute(GET, {"of_id": one}) for one in ("a", "b", "c", "d")]

    assert [[("a", NOON, 2)], [("b", NOON, 2)], [("c", NOON, 2)], []] == [
        list(map(tuple, one)) for one in found
    ]
    assert 2 == connection.execute(GET, {"of_id": "a"}).one().many
    assert "a" == connection.scalar(GET, {"of_id": "a"})
    assert ["id", "at", "many"] == list(connection.execute(GET, {"of_id": "a"}).keys())


def test_what_changes_other_columns_is_another_statement(connection: Quick) -> None:
    """The names of the parameters say which columns an UPDATE sets."""
    for _ in range(3):
        connection.execute(ADD, {"id": f"n{_}", "at": None, "many": 1})
        connection.execute(CHANGE, {"of_id": "n0", "many": 5})
        connection.execute(CHANGE, {"of_id": "n0", "at": NOON})

    assert [("n0", NOON, 5)] == list(map(tuple, connection.execute(GET, {"of_id": "n0"})))


def test_lists_as_parameters_may_be_of_any_length(connection: Quick) -> None:
    """A statement's text depends on how long they are."""
    connection.execute(ADD, [{"id": one, "at": None, "many": 1} for one in "ab"])

    found = [
        connection.execute(AMONG, {"these": these}).scalars().all()
        for these in (["a"], ["a", "b"], ["b", "c"], [], ["a"] * 30)
    ]
    pairs = [connection.execute(PAIRS, {"these": [("a", 1), ("b", 2)]}).scalars().all() for _ in range(3)]
    assert [["a"], ["a", "b"], ["b"], [], ["a"]] == found
    assert [["a"]] * 3 == pairs


def test_a_fault_is_told_as_sqlalchemy_tells_it(connection: Quick) -> None:
    """What is refused inside a block is undone with it, and the transaction goes on."""
    for one in ("a", "b"):
        connection.execute(ADD, {"id": one, "at": None, "many": 1})
    with pytest.raises(IntegrityError), connection.all_or_nothing():  # noqa: PT012 - the block is what is undone
        connection.execute(CHANGE, {"of_id": "a", "many": 7})
        connection.execute(ADD, {"id": "a", "at": None, "many": 1})
    with connection.all_or_nothing():
        connection.execute(CHANGE, {"of_id": "b", "many": 8})

    assert [1, 8] == [connection.scalar(GET.with_only_columns(THING.c.many), {"of_id": one}) for one in "ab"]


def test_what_is_more_than_a_text_and_its_values_goes_the_long_way(connection: Quick) -> None:
    """A column that fills itself is filled, and a parameter nobody gave is missed, every time."""
    for number in range(3):
        connection.execute(FILL, {"id": str(number), "many": number})
        with pytest.raises(StatementError, match="required"):
            connection.execute(GET)
        with pytest.raises(StatementError, match="required"):
            connection.execute(AMONG)

    filled = connection.execute(select(THING.c.made_by).order_by(THING.c.id)).scalars().all()
    assert ["itself"] * 3 == list(filled)


def test_a_value_that_cannot_be_kept_is_refused_as_sqlalchemy_refuses_it(connection: Quick) -> None:
    """An instant needs its zone, the first time and every other."""
    for _ in range(3):
        with pytest.raises(StatementError, match="zone"):
            connection.execute(ADD, {"id": "a", "at": NOON.replace(tzinfo=None), "many": 1})


def test_what_was_not_committed_never_happened(things: Engine, met: Met) -> None:
    """A transaction begins with the first word, whichever way it is said."""
    with Quick(things, met) as connection:
        connection.execute(ADD, {"id": "a", "at": None, "many": 1})
        connection.exec_driver_sql("UPDATE thing SET many = many + 1")
    with Quick(things, met) as connection, connection.all_or_nothing():
        assert [] == connection.exec_driver_sql("SELECT id FROM thing").all()


def left_for_later(connection: Quick, *names: str) -> None:
    """Leave things to be written together."""

    def write(over: Quick, rows: Sequence[tuple[str]]) -> None:
        for (name,) in rows:
            over.execute(ADD, {"id": name, "at": None, "many": len(rows)})

    connection.later.add(THING.name, write, [(name,) for name in names])


def there(things: Engine, met: Met) -> list[tuple[str, int]]:
    """Return which things were kept, and with how many each was written."""
    with Quick(things, met) as connection:
        return [
            tuple(row) for row in connection.execute(select(THING.c.id, THING.c.many).order_by(THING.c.id))
        ]


def test_what_is_left_for_later_is_written_together_and_seen_by_whoever_looks(
    things: Engine, met: Met
) -> None:
    """It is there at the commit, or as soon as a statement may read it; what is not committed never was."""
    with Quick(things, met) as connection:
        left_for_later(connection, "a")
        left_for_later(connection, "b")
        for _ in range(3):  # the first goes the long way, the others are said by their text
            assert [("a", None, 2)] == connection.execute(GET, {"of_id": "a"}).all()
        left_for_later(connection, "c")
        assert 3 == connection.exec_driver_sql("SELECT count(*) FROM thing").scalar()
        left_for_later(connection, "d", "e", "f")
        connection.commit()
        left_for_later(connection, "g")
    with Quick(things, met) as connection:
        left_for_later(connection, "h")
        connection.rollback()
        connection.commit()

    kept = [("a", 2), ("b", 2), ("c", 1), ("d", 3), ("e", 3), ("f", 3)]
    assert kept == there(things, met)


def test_what_is_left_for_later_is_undone_with_its_savepoint_and_no_other(things: Engine, met: Met) -> None:
    """What was left before a block that fails stays, and a rule that is broken later is broken in the block."""
    with Quick(things, met) as connection:
        left_for_later(connection, "before")
        with connection.all_or_nothing():
            left_for_later(connection, "one")
        with pytest.raises(IntegrityError), connection.all_or_nothing():
            left_for_later(connection, "never", "one")
        with connection.all_or_nothing():
            left_for_later(connection, "two")
            with pytest.raises(IntegrityError), connection.all_or_nothing():
                left_for_later(connection, "one")
        connection.commit()

    assert ["before", "one", "two"] == [name for name, _ in there(things, met)]


def test_a_plain_text_is_run_and_read(connection: Quick) -> None:
    """Its rows are what the driver gives."""
    connection.begin()
    connection.exec_driver_sql("INSERT INTO thing (id, many, made_by) VALUES ('a', 3, 'us')")

    found = connection.exec_driver_sql("SELECT id, many FROM thing").all()
    assert [("a", 3)] == list(map(tuple, found))


def test_an_engine_somebody_listens_to_hides_nothing(things: Engine, met: Met) -> None:
    """Every statement goes the way on which listeners stand."""
    heard: list[str] = []

    def hear(*told: object) -> None:
        heard.append(str(told[2]))

    event.listen(things, "before_cursor_execute", hear)
    with Quick(things, met) as connection:
        for _ in range(3):
            connection.execute(GET, {"of_id": "a"})
    event.remove(things, "before_cursor_execute", hear)

    assert 3 == sum("thing" in one for one in heard)
