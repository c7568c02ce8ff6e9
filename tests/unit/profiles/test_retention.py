"""For how long bytes and consumers are kept: what fits together, and what does not."""

import pytest
from pydantic import ValidationError

from gateway.profiles.retention import Retention


@pytest.mark.parametrize("personal", [None, 1, 60])
def test_consumers_are_forgotten_no_later_than_bytes_are_archived(personal: int | None) -> None:
    """Or never, where nothing is agreed on them."""
    assert personal == Retention(payload_days=60, personal_days=personal).personal_days


def test_bytes_that_name_consumers_are_never_to_be_archived() -> None:
    """Who is forgotten in the database would be remembered by an archive."""
    with pytest.raises(ValidationError, match="at most payload_days"):
        Retention(payload_days=60, personal_days=61)
