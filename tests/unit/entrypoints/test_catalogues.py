"""The catalogues: everything the console says, in every language, with the same gaps."""

import ast
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from gateway.entrypoints.console import extraction
from gateway.entrypoints.console.extraction import (
    TEMPLATE,
    brought_up,
    catalogues,
    every_text,
    faults,
    gathered,
    read,
    told_in,
)

HELP = "run `make words`, then translate what it added"


@cache
def said() -> Catalog:
    """Return what the console says now."""
    return gathered()


def test_the_template_is_what_the_console_says() -> None:
    """Each sentence that is new, or that nobody says any more, is named."""
    written = {(one.id, one.context) for one in read(TEMPLATE)}
    now = {(one.id, one.context) for one in said()}

    assert [] == sorted(map(str, now - written)), told("said, and not in the template", now - written)
    assert [] == sorted(map(str, written - now)), told("in the template, and said no more", written - now)


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.parent.parent.name)
def test_every_sentence_is_said_in_every_language(path: Path) -> None:
    found = list(faults(read(path), said()))

    assert [] == found, told(path.parent.parent.name, found)


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.parent.parent.name)
def test_markup_within_sentences_is_that_of_the_english_ones(path: Path) -> None:
    """Nothing is opened, linked or run in one language that is not in the other."""
    for one in read(path):
        for text in [one.string] if isinstance(one.string, str) else one.string:
            english = one.id if isinstance(one.id, str) else one.id[-1]
            if one.id:
                assert sorted(tags(english)) == sorted(tags(text)), english


def told(where: str, found: Iterable[object]) -> str:
    """Return what is wrong, one line each, and what mends it."""
    return "\n  ".join([f"{where}: {HELP}", *map(str, found)])


def tags(text: str) -> list[str]:
    """Return what stands in angle brackets."""
    return [part.partition(">")[0] for part in text.split("<")[1:]]


def test_a_catalogue_that_lacks_something_is_told_what() -> None:
    wanted, known = Catalog(), Catalog(locale="vi")
    for sentence in ("Orders", "Partner %(name)s", "Maps", "Stock"):
        wanted.add(sentence)
    wanted.add(("%(count)s job", "%(count)s jobs"), context="queue")
    known.add("Orders", "Đơn hàng")
    known.add("Partner %(name)s", "Đối tác %(ten)s")
    known.add("Stock", "Tồn kho", flags=["fuzzy"])
    known.add("Horses", "Ngựa")

    assert {
        "other gaps than 'Partner %(name)s': 'Đối tác %(ten)s'",
        "not translated: 'Maps'",
        "only guessed: 'Stock'",
        "not translated: '%(count)s job' (queue)",
        "said nowhere any more: 'Horses'",
    } == set(faults(known, wanted))


def test_a_catalogue_is_brought_up_in_the_words_it_had() -> None:
    wanted, known = Catalog(), Catalog(locale="vi")
    wanted.add("Orders")
    wanted.add("Maps")
    known.add("Orders", "Đơn hàng")
    known.add("Horses", "Ngựa")

    made = brought_up(known, wanted)

    assert {"Orders": "Đơn hàng", "Maps": None} == {one.id: one.string for one in made if one.id}


def test_make_words_adds_what_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The template and each catalogue are written; a second run changes nothing."""
    path = tmp_path / "vi" / "LC_MESSAGES" / "console.po"
    path.parent.mkdir(parents=True)
    path.write_text('msgid ""\nmsgstr ""\n\nmsgid "Orders"\nmsgstr "Đơn hàng"\n', encoding="utf-8")
    monkeypatch.setattr(extraction, "LOCALE", tmp_path)
    monkeypatch.setattr(extraction, "TEMPLATE", tmp_path / "console.pot")
    monkeypatch.setattr(extraction, "gathered", said)

    extraction.write()
    once = path.read_bytes()
    extraction.write()

    assert once == path.read_bytes()
    assert 'msgid "Orders"\nmsgstr "Đơn hàng"' in once.decode()
    assert 'msgid "Orders"\nmsgstr ""' in (tmp_path / "console.pot").read_text()


def test_refusals_and_reasons_are_sentences_with_gaps() -> None:
    source = '''
def work(name, two):
    """A docstring is for those who read code."""
    note(reason="it rained", why=f"{two.names} of {two.names}, not {name}" if two else "nobody knows")
    note(reason=name, why="held " + name)
    note(what="order.held", kind="not a sentence here", fix="gateway cert new")
    if name:
        raise Refused(f"there is no user {name!r} at {clock.now():%H}")
    raise Odd
    raise Other(404, name)
'''

    assert [
        "it rained",
        "{names} of {names}, not {name}",
        "nobody knows",
        "there is no user {name} at {now}",
    ] == sorted(told_in(ast.parse(source)), key=lambda one: source.find(one.partition("{")[0] or "{two"))


def test_every_text_of_a_module_of_sentences_is_one() -> None:
    source = '"""Docs of it."""\nWHY = {"a-code": "{quantity} stay here"}\n\ndef of(line):\n    return f"line {line} waits"\n'

    assert ["line {line} waits", "{quantity} stay here"] == sorted(every_text(ast.parse(source)))
