"""A library read anew: what says the same is not made again, what is being written shadows its file, and both change in one step."""

from pathlib import Path

import pytest

from gateway.application.documents import CLASSES
from gateway.errors import NotFound
from gateway.mapping.faults import MapFault
from gateway.mapping.library import Library
from gateway.settings import shipped

OVERLAY = "extends: base/x12/004010/850\ntitle: Theirs\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one map of a partner's."""
    (tmp_path / "corner").mkdir()
    (tmp_path / "corner" / "850.yaml").write_text(OVERLAY, encoding="utf-8")
    return tmp_path


def opened(folder: Path) -> Library:
    """Return our maps, and those of a folder."""
    return Library((shipped("mappings"), folder), CLASSES)


def test_a_plan_is_taken_over_where_file_and_base_say_the_same(folder: Path) -> None:
    """A changed file, one that is gone or no YAML, and one nobody wrote are made anew."""
    first = opened(folder)
    kept, base = first.plan("corner/850"), first.plan("base/x12/004010/850")
    first.plan("base/x12/004030/855")
    assert kept is opened(folder).knowing(first).plan("corner/850")

    (folder / "corner" / "850.yaml").write_text(f"{OVERLAY}note: New.\n", encoding="utf-8")
    second = opened(folder).knowing(first)
    assert base is second.plan("base/x12/004010/850")
    assert "New." == second.plan("corner/850").note

    for text in ("extends: [", "extends: [a]\n", "extends: corner/850\n"):
        (folder / "corner" / "850.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(MapFault):
            opened(folder).knowing(first).plan("corner/850")
    (folder / "corner" / "850.yaml").unlink()
    with pytest.raises(NotFound):
        opened(folder).knowing(first).plan("corner/850")


def test_another_standard_lets_nothing_be_taken_over(folder: Path) -> None:
    first = opened(folder)
    kept = first.plan("corner/850")
    own = folder / "standards" / "x12" / "004010"
    own.mkdir(parents=True)

    assert kept.name not in opened(folder).knowing(first).__dict__["_plans"]


def test_a_map_that_is_being_written_stands_for_its_file(folder: Path) -> None:
    """Only in the library that was asked for; its text is what is said."""
    library = opened(folder)
    other = library.shadowed("corner/850", OVERLAY.replace("Theirs", "Ours"))

    assert ("Theirs", "Ours") == (library.plan("corner/850").title, other.plan("corner/850").title)
    assert (OVERLAY, OVERLAY.replace("Theirs", "Ours")) == (
        library.text("corner/850"),
        other.text("corner/850"),
    )
    with pytest.raises(NotFound):
        library.text("corner/999")


def test_a_library_becomes_another_in_one_step(folder: Path) -> None:
    library = opened(folder)
    library.become(library.shadowed("corner/850", OVERLAY.replace("Theirs", "Ours")))

    assert "Ours" == library.plan("corner/850").title
