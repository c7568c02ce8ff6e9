"""Which words a map can write: those it has a code for that the version lists."""

from gateway.mapping.saying import words_for
from tests.partners_who_read import MAPS


def test_a_version_is_told_only_what_it_lists() -> None:
    """The later codes are no words of an earlier version, nor of a partner's narrower map."""
    early, late = (
        words_for(MAPS.plan(f"base/x12/{one}/855"), "lines.answers.status") for one in ("003040", "004010")
    )
    retailer = words_for(MAPS.plan("retailer/855"), "lines.answers.status")

    assert {"rejected-unit", "rejected-item-unknown", "accepted-elsewhere"} < late - early
    assert early < late
    assert "rejected-item-unknown" in retailer
    assert not retailer & {"rejected-unit", "deleted", "price-changed"}


def test_what_is_no_code_has_no_words() -> None:
    """Texts, whole values and what the map does not carry."""
    plan = MAPS.plan("base/x12/004010/855")

    assert {"original", "change"} < words_for(plan, "purpose")
    for path in (
        "order_number",
        "lines",
        "lines.answers",
        "lines.answers.quantity",
        "nowhere",
        "lines.nowhere",
    ):
        assert frozenset() == words_for(plan, path)
