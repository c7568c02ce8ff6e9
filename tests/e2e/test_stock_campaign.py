"""A short stock campaign on each database: whatever is done at once, and whoever is killed at it, the books agree."""

from pathlib import Path

import pytest

from tests import databases
from tests.e2e.stock_campaign import WRONG, campaign

SECONDS, WORKERS, EVERY_S = 3.0, 4, 1.0
AGREES = dict.fromkeys(WRONG, 0)


@pytest.mark.parametrize("kind", databases.KINDS)
def test_books_agree_after_killing_who_trades(kind: str, tmp_path: Path) -> None:
    """Promises of small and of large orders, changes, cancellations, cuts, reservations and runs at once, with kill -9.

    `make stock-campaign` for longer.
    """
    url = databases.fresh(kind, tmp_path)
    found = campaign(tmp_path, url, seconds=SECONDS, workers=WORKERS, every_s=EVERY_S)

    assert AGREES == {name: found[name] for name in AGREES}
    assert found["kills"]
    assert found["promises"]
