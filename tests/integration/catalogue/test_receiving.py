"""A partner's price catalogue changes ours by itself, where that was agreed; what is wrong waits for a person."""

from pathlib import Path

import pytest

from gateway.application.catalogue.receiving import catalogue_job
from tests.catalogue_house import filled
from tests.fakes.clocks import FixedClock
from tests.house import House, built, interchange

DOCUMENTS = [
    {"receive": "832", "map": "base/x12/004010/832"},
    {"send": "997", "map": "base/x12/004010/997"},
]
AGREED = {"price_list": "spring", "currency": "USD"}


def agreed(folder: Path, database_url: str, clock: FixedClock, **changes: object) -> House:
    """Return a house whose ACME sends price catalogues."""
    profile = {"documents": DOCUMENTS, **changes}
    house = built(folder / "house", database_url, clock, {"acme": profile})
    filled(house)
    return house


def catalogue(*segments: str, number: int = 101) -> str:
    """Return an 832 of ACME's."""
    body = [f"ST*832*{number:04d}", "BCT*PC*CAT-7*4*******04", *segments]
    sets = "".join(f"{one}~\n" for one in (*body, f"SE*{len(body) + 1}*{number:04d}"))
    return interchange(sets, number=number).replace("GS*PO*", "GS*SC*")


def prices(house: House, price_list: str) -> dict[str, str]:
    """Return what items cost in a list."""
    with house.gateway.store.read() as work:
        found = work.items.prices(price_list, ("LAMP", "CHAIR", "NEW-1"))
    return {one.sku: str(one.price.normalize()) for one in found}


LINES = (
    "LIN*1*VN*LAMP",
    "CTP**CAT*8.75*1*EA",
    "LIN*2*VN*NEW-1",
    "G53*021",
    "PID*F****SHELF BRACKET",
    "CTP**CAT*5.25*1*EA",
)


@pytest.mark.parametrize(
    ("items", "expected"), [("known", {"LAMP": "8.75"}), ("any", {"LAMP": "8.75", "NEW-1": "5.25"})]
)
def test_a_price_catalogue_changes_what_it_may(
    tmp_path: Path, database_url: str, clock: FixedClock, items: str, expected: dict[str, str]
) -> None:
    """In the agreed list, of the agreed items; acknowledged, told in the audit trail, and the same again changes nothing."""
    house = agreed(tmp_path, database_url, clock, catalogue_from={**AGREED, "items": items})
    house.take(catalogue(*LINES))
    house.take(catalogue(*LINES, number=102))

    assert prices(house, "spring") == expected
    assert "NEW-1" not in prices(house, "standard")
    first, second = house.documents("832")
    refused = [one.value_seen for one in first.findings if one.code == "catalogue.item-not-agreed"]
    assert refused == ([] if items == "any" else ["NEW-1"])
    assert {first.validation, second.validation} <= {"accepted", "accepted-with-errors"}
    with house.gateway.store.read() as work:
        told = [one for one in work.events.recent(500) if one.what == "catalogue.imported"]
    assert [(one.actor, one.ref) for one in told] == [("acme", second.id), ("acme", first.id)]
    assert told[0].detail["new"] == told[0].detail["changed"] == 0
    assert len(house.documents("997")) == 2


def test_a_catalogue_with_something_wrong_changes_nothing(
    tmp_path: Path, database_url: str, clock: FixedClock
) -> None:
    """It waits for a person, who sees what is wrong and where."""
    house = agreed(tmp_path, database_url, clock, catalogue_from=AGREED)
    house.take(catalogue("LIN*1*VN*LAMP", "CTP**CAT*8.75*1*EA", "LIN*2*VN*CHAIR", "CTP**CAT*50*1*BX"))

    (kept,) = house.documents("832")
    assert (kept.validation, kept.reason) == ("held", "something in it is wrong: nothing of it was taken")
    assert "catalogue.price-unit-unknown" in {one.code for one in kept.findings}
    assert prices(house, "spring") == {}


def test_who_may_not_change_our_catalogue_is_read_and_kept(
    tmp_path: Path, database_url: str, clock: FixedClock
) -> None:
    """As before: a person looks at it; also where it is no longer agreed when its turn comes."""
    house = agreed(tmp_path, database_url, clock)
    house.take(catalogue(*LINES))

    (kept,) = house.documents("832")
    assert kept.validation == "held"
    assert prices(house, "spring") == {}
    with house.gateway.store.begin() as work:
        work.jobs.add(catalogue_job("acme", kept.id))
        work.commit()
    house.work()
    with house.gateway.store.read() as work:
        assert work.jobs.dead_count() == 1
