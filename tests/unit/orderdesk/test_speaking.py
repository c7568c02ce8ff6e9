"""What stands for a word that a partner has no code for."""

from dataclasses import replace
from decimal import Decimal

import pytest

from gateway.domain.agreements import Dialect
from gateway.domain.order_responses import LineAnswer
from gateway.domain.references import Note
from gateway.orderdesk.speaking import STATUSES, head, lost, noted, say, spoken, told
from tests.unit.orderdesk.desk import dialect

FEW = dialect(
    statuses=frozenset({"item-accepted", "rejected"}), kinds=frozenset({"with-changes", "accepted"})
)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("item-accepted", "item-accepted"),
        ("date-rescheduled", "item-accepted"),
        ("deleted", "rejected"),
        ("rejected-unit", "rejected"),
        ("item-backordered", "item-backordered"),
        ("no-such-word", "no-such-word"),
    ],
)
def test_what_comes_nearest_is_said(word: str, said: str) -> None:
    """The word itself where nothing can stand for it: then the answer is held, never wrong."""
    assert said == say(word, FEW)


def test_a_partner_that_knows_every_word_is_told_each() -> None:
    """But why a line was rejected only if it reads that."""
    assert [*STATUSES] == [say(word, Dialect(r_codes=True)) for word in STATUSES]
    assert "rejected" == say("rejected-unit", Dialect())


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("with-changes", "with-changes"),
        ("exceptions-only", "with-changes"),
        ("without-detail", "accepted"),
        ("on-hold", "on-hold"),
    ],
)
def test_the_whole_is_said_likewise(word: str, said: str) -> None:
    assert said == head(word, FEW)
    assert word == head(word, Dialect())


def test_a_word_the_partner_knows_is_said_though_others_come_near() -> None:
    assert "accepted" == head("accepted", dialect(kinds=frozenset({"accepted", "without-detail"})))


def test_what_a_stand_in_loses_is_said_in_words() -> None:
    """Once each, and never where quantity, day, price or item tell it."""
    meant = tuple(LineAnswer(status=word) for word in ("date-rescheduled", "deleted", "deleted"))

    assert ("Nothing of this line will be delivered.",) == lost(meant, FEW)
    assert ["item-accepted", "rejected", "rejected"] == [one.status for one in spoken(meant, FEW)]
    counted = LineAnswer(status="deleted", quantity=Decimal(3), unit="EA")
    assert (replace(counted, status="rejected"),) == spoken((counted,), FEW)
    assert () == lost(meant, Dialect())
    assert () == lost((LineAnswer(status="rejected"),), FEW, reject="desk")
    assert ("The currency is not the agreed one.",) == lost(
        (LineAnswer(status="rejected"),), FEW, reject="order.currency-mismatch"
    )
    assert () == lost((LineAnswer(status="item-accepted"),), FEW, reject="order.currency-mismatch")
    assert ((), (Note(kind="mutually-agreed", reference="REASON", texts=("x",)),)) == (
        noted(()),
        noted(["x"]),
    )


def test_lines_are_left_out_where_the_whole_says_it() -> None:
    lines = (("as ordered", True), ("changed", False))

    assert () == told("without-detail", lines)
    assert ("changed",) == told("exceptions-only", lines)
    assert ("as ordered", "changed") == told("with-changes", lines)
