"""Words and part numbers as search compares them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.application.catalogue.postings import Postings, gathered, places_in
from gateway.application.catalogue.wording import asked, code, folded, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Desk lamp, LED", ("desk", "lamp", "led")),
        ("Đèn bàn điều chỉnh", ("den", "ban", "dieu", "chinh")),
        ("Bolt M8 x 40", ("bolt", "m8x40", "m8", "40")),
        ("Bolt M8×40", ("bolt", "m8x40", "m8", "40")),  # noqa: RUF001 - the sign for times
        ("Washer 8,4 mm", ("washer", "8.4", "mm")),
        ("LED檯燈 2公尺", ("led", "檯", "燈", "檯燈", "2", "公", "尺", "公尺")),
        ("燈", ("燈",)),
        ("ＦＵＬＬ　ｗｉｄｔｈ", ("full", "width")),  # noqa: RUF001 - as East Asian keyboards write it
        ("", ()),
    ],
)
def test_words_of_a_text(text: str, found: tuple[str, ...]) -> None:
    assert found == words(text)


def test_a_size_that_is_looked_for_is_meant_as_a_whole() -> None:
    assert ("bolt", "m8x40", "檯燈") == asked("bolt M8 x 40 檯燈")


@pytest.mark.parametrize("text", ["HX-8-40", "hx 8.40", "HX_8/40", " hx840 "])
def test_part_numbers_are_compared_without_signs(text: str) -> None:
    assert code(text) == "hx840"


@settings(max_examples=30)
@given(st.text(max_size=40))
def test_what_is_folded_once_stays_as_it_is(text: str) -> None:
    assert folded(folded(text)) == folded(text) or not text.isascii()


@settings(max_examples=30)
@given(st.sets(st.integers(min_value=0, max_value=5000), max_size=60))
def test_a_set_of_places_is_what_went_into_it(places: set[int]) -> None:
    """Law: gathered and places_in are inverse."""
    assert sorted(places) == list(places_in(gathered(places)))


def test_a_word_with_many_items_is_kept_ready_and_grows() -> None:
    postings = Postings()
    for place in range(600):
        postings.add(["bolt"], place)

    assert postings.of("bolt").bit_count() == 600
    postings.add(["bolt"], 700)
    assert postings.of("bolt") >> 700 & 1
    assert postings.of_all(["bolt"]).bit_count() == 601
    assert len(postings) == 1
    assert ["bolt"] == list(postings)


def test_beginnings_know_words_that_came_later() -> None:
    postings = Postings()
    postings.add(["bolt", "bold"], 0)
    assert ["bold", "bolt"] == postings.beginning("bol")

    postings.add(["bole"], 1)

    assert ["bold", "bole", "bolt"] == postings.beginning("bol")
    assert postings.of("nothing") == 0


def test_near_words_are_words_of_letters_and_near_numbers_begin_alike() -> None:
    spoken, numbers = Postings(), Postings(surely=2)
    spoken.add(["washer", "m8x40", "stainless"], 0)
    numbers.add(["hx840", "gx840"], 0)

    assert ["washer"] == spoken.near("wahser")
    assert ["stainless"] == spoken.near("stianles")
    assert [] == spoken.near("m8x41")
    assert [] == spoken.near("xyzzyx")
    assert ["hx840"] == numbers.near("hx841")
