"""What is measured is what its definition says, asked of the database a second time in other words."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path

from sqlalchemy import Engine

from gateway.adapters.db.ids import Uuid7
from gateway.adapters.db.work import DbStore
from gateway.application.measures import Measured, measure
from gateway.application.services import Services
from gateway.bootstrap import directory
from gateway.settings import Settings
from tests.fakes.clocks import FixedClock
from tests.histories import play
from tests.house import write_profile
from tests.oracles import ORACLES, ask

TODAY = date(2026, 2, 20)
PERIODS = [
    (date(2026, 1, 5), date(2026, 1, 31)),
    (date(2026, 1, 20), date(2026, 6, 30)),
    (date(2025, 1, 1), date(2025, 1, 2)),
]


def measured(store: DbStore, folder: Path, *, from_on: date, to_on: date, partner: str = "") -> Measured:
    """Return the measures of a period, by partners one of whom counts cases and gives two days."""
    write_profile(folder, "acme", on_time={"early_days": "2", "late_days": "1", "counts": "case"})
    write_profile(folder, "globex")
    services = Services(
        library=None,  # type: ignore[arg-type]  # nothing is written
        directory=directory(Settings(config_dir=folder / "config")),
        clock=FixedClock(datetime(2026, 2, 20, 8, tzinfo=UTC)),
        ids=Uuid7(),
        chance=bytes,
    )
    with store.read() as work:
        return measure(services, work, from_on=from_on, to_on=to_on, partner=partner)


def test_every_measure_is_what_a_second_statement_says(
    store: DbStore, engine: Engine, tmp_path: Path
) -> None:
    """Over a history played at random, on each database, for one partner and for all; holds are counted elsewhere."""
    (tmp_path / "house/config/partners").mkdir(parents=True)
    play(store, 1, orders=60)
    mine, theirs = {}, {}
    with engine.connect() as connection:
        for (from_on, to_on), partner in product(PERIODS, ("", "acme")):
            found = measured(store, tmp_path / "house", from_on=from_on, to_on=to_on, partner=partner)
            values = told_of(from_on, min(to_on, TODAY), partner)
            for one in found.measures:
                of = (one.name, from_on, partner)
                mine[of] = (one.value,) if one.whole is None else (one.part, one.whole)
            theirs |= {(name, from_on, partner): ask(connection, name, **values) for name in ORACLES}

    assert {"hold-precision"} == {name for name, _, _ in mine.keys() - theirs.keys()}
    assert theirs == {of: value for of, value in mine.items() if of in theirs}


def told_of(from_on: date, to_on: date, partner: str) -> dict[str, str]:
    """Return a period as the second statements want it."""
    return {
        "from_on": from_on.isoformat(),
        "to_on": to_on.isoformat(),
        "partner": partner,
        "today": TODAY.isoformat(),
        "begin": f"{from_on}T00:00:00.000000+00:00",
        "ending": f"{to_on + timedelta(days=1)}T00:00:00.000000+00:00",
    }
