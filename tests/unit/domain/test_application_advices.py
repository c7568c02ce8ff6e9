"""What became of documents once they could be read."""

import pytest

from gateway.domain.application_advices import AdvisedItem


@pytest.mark.parametrize(
    ("verdict", "outcome"),
    [
        ("accepted", "accepted"),
        ("item-accepted", "accepted"),
        ("accepted-with-changes", "accepted-with-changes"),
        ("group-accepted-with-errors", "accepted-with-errors"),
        ("batch-partly", "partly"),
        ("item-rejected", "rejected"),
        ("x12:TH", "rejected"),
    ],
)
def test_how_far_an_item_was_taken_is_the_end_of_its_verdict(verdict: str, outcome: str) -> None:
    """Whatever is judged; what nobody has a word for is looked at by a person."""
    assert outcome == AdvisedItem(verdict=verdict, reference_kind="invoice", reference="I-1").outcome
