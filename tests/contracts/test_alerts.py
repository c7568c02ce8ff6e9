"""What every store promises of alerts, on every database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gateway.adapters.db.work import DbStore
from gateway.application.ports import AlertRecord
from gateway.application.ports.alerts import ALERT_STATES, STANDING
from gateway.errors import NotFound

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LATE = AlertRecord(
    id="a1",
    partner="acme",
    kind="deadline-missed",
    key="acknowledgement",
    severity="bad",
    count=3,
    since=AT - 5 * MINUTE,
    raised_at=AT,
    told_at=AT,
)
FULL = replace(
    LATE, id="a2", partner="", kind="machine", key="disk", severity="warn", raised_at=AT + MINUTE, count=1
)
GONE = replace(
    LATE,
    id="a3",
    state="cleared",
    raised_at=AT - MINUTE,
    told_at=AT - MINUTE,
    cleared_at=AT,
    over="a3",
    times=2,
    handled_by="mai",
    note="called them",
)


def test_alerts_are_found_by_how_they_stand_and_when(store: DbStore) -> None:
    """Those that stand, those that are over, the newest first and page by page; one is replaced by its identifier."""
    with store.begin() as work:
        for one in (LATE, FULL, GONE):
            work.alerts.put(one)
        work.commit()

    with store.begin() as work:
        assert [LATE, FULL] == work.alerts.standing()
        assert [GONE] == work.alerts.over_since(AT)
        assert [] == work.alerts.over_since(AT + MINUTE)
        assert [LATE, FULL] == work.alerts.told(AT)
        assert [FULL, LATE, GONE] == work.alerts.recent(9, states=ALERT_STATES)
        assert [LATE, GONE] == work.alerts.recent(9, states=ALERT_STATES, before="a2")
        assert [FULL] == work.alerts.recent(1, states=STANDING)
        assert [LATE] == work.alerts.recent(9, states=STANDING, partner="acme")
        assert [FULL] == work.alerts.recent(9, states=STANDING, kind="machine")
        assert 2 == work.alerts.open_count()
        work.alerts.put(replace(LATE, state="acknowledged", handled_at=AT, handled_by="mai"))
        assert 1 == work.alerts.open_count()
        assert {("deadline-missed", "bad", "acknowledged"): 1, ("machine", "warn", "open"): 1} == dict(
            work.alerts.counts()
        )
        assert "mai" == work.alerts.get("a1", lock=True).handled_by
        with pytest.raises(NotFound, match="a9"):
            work.alerts.get("a9")


def test_of_a_partner_kind_and_key_one_stands_at_a_time(store: DbStore) -> None:
    """The database says so, whoever else looks at the same moment; those that are over do not count."""
    with store.begin() as work:
        work.alerts.put(GONE)
        work.alerts.put(LATE)
        work.commit()

    with pytest.raises(Exception, match=r"(?i)unique"), store.begin() as work:
        work.alerts.put(replace(LATE, id="a4"))
