"""The window: a text that arrives in pieces, searched as if it were whole."""

from gateway.x12.window import Window


def test_what_is_sought_across_pieces_is_found() -> None:
    """However the pieces fall, empty ones included."""
    window = Window([b"ab", b"", b"c", b"\xe9~", b"end"], block=1)

    assert (4, 3, -1) == (window.find("~", 0, 100), window.find("é~", 0, 100), window.find("?", 0, 100))
    assert "abcé~end" == window.sight(100)


def test_a_limit_is_kept() -> None:
    """What ends beyond the limit is not found, and no more is read than asked for."""
    window = Window([b"0123456789"] * 10, block=10)

    assert (-1, 9) == (window.find("9", 0, 9), window.find("9", 0, 10))
    assert 10 == len(window.text)
    assert (15, 100, "") == (window.reach(15), window.reach(500), Window([]).sight(5))


def test_offsets_count_all_that_was_read() -> None:
    """What was passed is dropped when more is read, and still counts."""
    window = Window([b"0123456789"] * 3, block=1)
    window.sight(10)
    window.at += 8
    window.sight(10)

    assert ("8901234567", 8) == (window.sight(10), window.offset)
    assert len(window.text) < 30
