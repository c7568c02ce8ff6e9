"""What is measured is what its definition says, asked of the database a second time in other words."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from gateway.adapters.db.work import DbStore
from gateway.application.measures import Measured, measure
from gateway.application.ports import Window
from gateway.application.services import Services
from gateway.bootstrap import directory
from gateway.adapters.db.ids import Uuid7
from gateway.settings import Settings
from tests.fakes.clocks import FixedClock
from tests.histories import play
from tests.house import write_profile
from tests.oracles import ORACLES, ask

TODAY = date(2026, 2, 20)
PERIODS = [(date(2026, 1, 5), date(2026, 1, 31)), (date(2026, 1, 20), date(2026, 6, 30)), (date(2025, 1, 1), date(2025, 1, 2))]


def measured(store: DbStore, folder: Path, *, from_on: date, to_on: date, partner: str = "") -> Measured:
    """Return the measures of a period, by partners one of whom counts cases and gives two days."""
    write_profile(folder, "acme", on_time={"early_days": "2", "late_days": "1", "counts": "case"})
    write_profile(folder, "globex")
    services = Services(
        library=None,  # type: ignore[arg-type] - nothing is written
        directory=directory(Settings(config_dir=folder / "config")),
        clock=FixedClock(datetime(2026, 2, 20, 8, tzinfo=UTC)),
        ids=Uuid7(),
    )
    with store.read() as work:
        return measure(services, work, from_on=from_on, to_on=to_on, partner=partner)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_measure_is_what_a_second_statement_says(store: DbStore, engine: Engine, tmp_path: Path, seed: int) -> None:
    """Over a history played at random, on each database, for each partner and for all."""
    (tmp_path / "house/config/partners").mkdir(parents=True)
    play(store, seed, orders=90)
    wrong = []
    for from_on, to_on in PERIODS:
        for partner in ("", "acme", "globex"):
            found = measured(store, tmp_path / "house", from_on=from_on, to_on=to_on, partner=partner)
            end = min(to_on, TODAY)
            values = {
                "from_on": from_on.isoformat(), "to_on": end.isoformat(), "partner": partner, "today": TODAY.isoformat(),
                "begin": f"{from_on}T00:00:00.000000+00:00", "ending": f"{end + timedelta(days=1)}T00:00:00.000000+00:00",
            }  # fmt: skip
            with engine.connect() as connection:
                for one in found.measures:
                    if one.name not in ORACLES:
                        continue
                    told = ask(connection, one.name, **values)
                    mine = (one.part, one.whole) if one.whole is not None else (one.value,)
                    if told != mine:
                        wrong.append((one.name, f'{from_on}', partner, mine, told))

    assert [] == wrong
