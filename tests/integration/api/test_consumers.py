"""Who the goods of a drop-ship order go to is shown to whoever decides about it, and to nobody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.domain.users import Role
from tests.fakes.clocks import FixedClock
from tests.house import House
from tests.integration.api.conftest import caller
from tests.integration.api.test_roles import let_in
from tests.integration.application.test_forgetting import SECRETS, dropped, with_consumers


@pytest.fixture
def house(tmp_path: Path, database_url: str, clock: FixedClock) -> Iterator[House]:
    """A gateway with an order whose goods go to a consumer."""
    house = with_consumers(tmp_path, database_url, clock)
    house.take(dropped("PO-1"))
    yield house
    house.gateway.engine.dispose()


def test_a_viewer_sees_the_order_and_not_the_consumer(house: House) -> None:
    """On pages and over the API, in whatever way a document is shown; the order desk sees all of it."""
    order = house.order("PO-1")
    shown = {
        role: "".join(
            client.get(path, headers=headers).text
            for path in (
                f"/orders/{order.id}",
                f"/documents/{order.document}",
                f"/documents/{order.document}/canonical",
                f"/api/v1/orders/{order.id}",
                f"/api/v1/documents/{order.document}",
                f"/api/v1/documents/{order.document}/annotated",
            )
        )
        for role in (Role.VIEWER, Role.ORDER_DESK)
        for headers in (let_in(house, role),)
        for client in (caller(house),)
    }

    assert [] == [secret for secret in SECRETS if secret in shown[Role.VIEWER]]
    assert list(SECRETS) == [secret for secret in SECRETS if secret in shown[Role.ORDER_DESK]]
    assert "PO-1" in shown[Role.VIEWER]
    assert "Springfield" in shown[Role.VIEWER]
