"""A second reader looks at what we reject and at all of a partner in testing, and changes no verdict."""

from collections.abc import Iterator

import pytest

from gateway.application.examining import KIND, OPINIONS, SETS_AT_A_TIME, Examining
from gateway.application.records import DocumentRecord
from gateway.application.reprocessing import reprocess
from tests.house import House, interchange, order, rebuilt, write_profile

ODD = "24*EA*9.25**IN*445566*VN*A`B"
"""An accent that stands alone: ASCII to us, and in no character set of the other reader."""
WRONG = f"{ODD}*UP"
"""A qualifier without a number is an error to both."""


def opinions(record: DocumentRecord) -> list[tuple[str, str, str]]:
    """Return where the other reader sees it differently."""
    return [(one.code, one.element, one.value_seen) for one in record.findings if one.code in OPINIONS]


@pytest.fixture
def live(house: House) -> Iterator[House]:
    """The house with a partner that is past its tests."""
    write_profile(house.folder, "acme", state="live")
    past = rebuilt(house)
    yield past
    past.gateway.engine.dispose()


STRICTER = [("x12.second-opinion-stricter", "PO109", "x12.element-characters")]


def test_all_of_a_partner_in_testing_is_examined(house: House) -> None:
    """What it sent and what it was sent; a difference is a finding and an event, the verdict stays."""
    house.take(interchange(order("PO-1", ODD)))
    (received,) = house.documents("850")
    (acknowledgement,) = house.documents("997")
    (answer,) = house.documents("855")

    assert ("accepted", STRICTER) == (received.validation, opinions(received))
    assert STRICTER == opinions(answer)
    assert [] == opinions(acknowledgement)
    assert {received.id, answer.id} == set(house.events("document.second-opinion"))


def test_of_a_live__what_is_rejected(live: House) -> None:
    """The slow reader keeps away from the daily business."""
    live.take(interchange(order("PO-1", ODD)))
    live.take(interchange(order("PO-2", WRONG), number=102))
    good, bad = live.documents("850")

    assert ("accepted", []) == (good.validation, opinions(good))
    assert ("rejected", STRICTER) == (bad.validation, opinions(bad))


def test_many_sets_are_examined_some_at_a_time(live: House) -> None:
    """One after the other, until all are."""
    many = SETS_AT_A_TIME + 1
    sets = [order(f"PO-{at}", WRONG, control=f"{at:04d}") for at in range(1, many + 1)]
    live.take(interchange(*sets))

    assert [STRICTER] * many == [opinions(one) for one in live.documents("850")]


def test_run_again_it_is_said_once(house: House) -> None:
    """Findings are of the last look; nothing new is no event."""
    sent = house.take(interchange(order("PO-1", WRONG)))
    reprocess(house.gateway.services, house.gateway.store, sent.id, actor="kim")
    house.work()
    (received,) = house.documents("850")

    assert STRICTER == opinions(received)


def test_who_cannot_be_asked_is_said(house: House) -> None:
    """An examination whose interchange is gone is a dead letter with its reason, and an event."""
    house.ask(KIND, "in:0:nothing:0:0")
    with house.gateway.store.read() as work:
        dead = [one for one in work.jobs.dead() if one.kind == KIND]

    assert 1 == len(dead)
    assert ["in:0:nothing:0:0"] == house.events("document.second-opinion-failed")


def test_nothing_else_is_examined(house: House) -> None:
    """The effect knows its own values only."""
    effect = Examining(services=house.gateway.services)

    with pytest.raises(TypeError):
        effect.perform("else")
