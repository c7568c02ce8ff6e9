"""What is large costs what its size is, and no more."""

from sqlalchemy import text

from gateway.adapters.db.worker import Worker
from tests.house import CHAIRS, LAMPS, House, interchange, order

STRAY = "some text in between\n"


def several(count: int) -> str:
    """Return interchanges one after the other, with what does not belong to any in between."""
    return STRAY.join(
        interchange(order(f"PO-{number}", LAMPS if number % 2 else CHAIRS), number=101 + number)
        for number in range(count)
    )


def test_each_interchange_of_a_file_is_read_by_itself(house: House) -> None:
    """A job knows where its bytes are: nobody reads a file of thousands thousands of times."""
    received = house.receive(several(3))
    process = {"process": house.gateway.handlers["process"]}
    assert Worker(house.gateway.store, handlers=process, effects={}).run_once()

    with house.gateway.store.read() as work:
        refs = work.connection.scalars(text("SELECT ref FROM job WHERE kind = 'interchange' ORDER BY ref"))
        places = [tuple(map(int, ref.split(":")[1:])) for ref in refs]
        parts = [work.transmissions.part(received.id, *place).strip() for place in places]
    assert [
        interchange(order("PO-0", CHAIRS), number=101).strip().encode(),
        interchange(order("PO-1", LAMPS), number=102).strip().encode(),
        interchange(order("PO-2", CHAIRS), number=103).strip().encode(),
    ] == parts


def test_a_finding_stands_where_it_is_in_the_file(house: House) -> None:
    """Although its interchange was read by itself."""
    content = several(2).replace("IEA*1*000000102~", "IEA*7*000000102~")
    received = house.take(content)

    with house.gateway.store.read() as work:
        first, second = work.interchanges.of(received.id)
    (finding,) = (one for one in second.findings if one.code == "x12.iea-count")
    assert ("read", "refused") == (first.state, second.state)
    assert "x12.garbage" in [one.code for one in first.findings]
    assert finding.offset == len(content.rstrip())
