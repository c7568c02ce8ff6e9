"""Every state has a word, and every word a sign."""

import ast
import re
from pathlib import Path

import pytest

import gateway
from gateway.domain.lifecycle import ACKNOWLEDGEMENT, DELIVERY, ORDER
from gateway.entrypoints.console.state_words import MARKS, STATES
from gateway.entrypoints.console.trade_words import DETAILS
from gateway.entrypoints.console.words import EVENTS, event_of, label_of, word_of

PACKAGE = Path(gateway.__file__).parent


@pytest.mark.parametrize(
    ("axis", "table"), [("order", ORDER), ("delivery", DELIVERY), ("acknowledgement", ACKNOWLEDGEMENT)]
)
def test_every_state_there_is_has_a_word(axis: str, table: dict[str, object]) -> None:
    """A state nobody named would be shown in our own slang."""
    assert set(table) <= set(STATES[axis])


def test_no_word_stands_without_a_sign() -> None:
    """Colour alone tells nobody anything who does not see it."""
    words = [word for axis in STATES.values() for word in axis.values()]

    assert all(word.mark for word in words)
    assert {word.tone for word in words} == set(MARKS)


def test_every_event_we_write_down_has_a_sentence() -> None:
    """Read off the code that writes them."""
    written = {
        name
        for file in (PACKAGE / "application").glob("*.py")
        for name in re.findall(r'\.note\(\s*\w+,\s*"([a-z]+\.[a-z-]+)"', file.read_text(encoding="utf-8"))
    }

    assert len(written) > 15
    assert written <= set(EVENTS)


def test_every_detail_of_an_event_has_a_word() -> None:
    """Read off the code that writes them; whose and whichever record's it is has a place of its own."""
    told = {
        one.arg.replace("_", " ")
        for file in (PACKAGE / "application").rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] == "note"
        for one in call.keywords
        if one.arg
    }

    assert len(told) > 100
    assert set() == told - {*DETAILS, "actor", "order", "partner"}


def test_what_has_no_word_is_called_by_its_name() -> None:
    """Nothing breaks for want of a word."""
    assert ("strange", "calm") == (word_of("order", "strange").text, word_of("order", "strange").tone)
    assert word_of("line", "").text == "none"
    assert event_of("stock.items-loaded") == "A list was loaded: items"
    assert event_of("strange.thing-seen") == "Strange thing seen"
    assert ("Invoice", "") == (label_of("810"), label_of("999999"))
