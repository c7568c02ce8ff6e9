"""Descriptions taken apart, and what of the catalogue they may mean."""

from decimal import Decimal

import pytest

from benchmarks.rfp_matching import measure
from gateway.application.ports.quoting import MATCHED, OPEN, CatalogueEntry, RequestLineRecord
from gateway.application.quoting import likeness
from gateway.application.quoting.likeness import Found, Index
from gateway.application.quoting.matching import Known, Thresholds, match, names_to_learn
from gateway.application.quoting.reviewing import queue_of
from gateway.application.quoting.words import Wording, compact
from gateway.domain.items import Description, ItemIdentifier
from gateway.domain.quotes import RequestedLine

WORDING = Wording(
    {"hex": "hexagon", "ss": "stainless steel", "w/": "with", "hd": "head", "a/f": "across flats"}
)
NOTHING = Known(learned={}, crossed={})
BOLTS = (
    CatalogueEntry(
        sku="B-20",
        description="Hexagon head bolt M8x20 stainless steel",
        names=(("gtin", "10036000291459"), ("manufacturer-part", "DIN933-8-20")),
        list_price=Decimal("0.50"),
    ),
    CatalogueEntry(sku="B-25", description="Hexagon head bolt M8x25 stainless steel"),
    CatalogueEntry(sku="B-25-BR", description="Hexagon head bolt M8x25 brass"),
    CatalogueEntry(sku="VALVE", description='Ball valve 1/2" brass'),
    CatalogueEntry(sku="GLOVES", description="Leather working gloves", names=(("style", "--"),)),
)


@pytest.fixture(scope="module")
def index() -> Index:
    """The index of a handful of goods."""
    return Index(BOLTS, WORDING)


def asked(
    words: str = "", *codes: tuple[str, str], quantity: str | None = "10", **said: object
) -> RequestLineRecord:
    line = RequestedLine(
        quantity=None if quantity is None else Decimal(quantity),
        identifiers=tuple(ItemIdentifier(kind=kind, value=value) for kind, value in codes),
        descriptions=(Description(text=words),) if words else (),
        **said,  # type: ignore[arg-type] # what a test says of a line
    )
    return RequestLineRecord(request="R", line=1, partner="acme", said=line)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hex Hd Bolts, M8 x 20 SS", "20 bolt head hexagon m8 stainless steel"),
        ("M8X20 hexagon-head bolt (stainless steel)", "20 bolt head hexagon m8 stainless steel"),
        ("Nut w/ washer", "nut washer with"),
        ('Pipe 1/2" x 3,50 mm', "1/2 3.5 in mm pipe"),
        ("1,000 pcs of 007", "1000 7 of pcs"),
        ("0.50 V class", "0.5 class v"),
        ("\u516d\u89d2\u87ba\u6813 M8", "m8 \u516d\u89d2 \u87ba\u6813 \u89d2\u87ba"),
        ("\u9418", "\u9418"),
        ("Bu l\u00f4ng \u0111\u1ea7u l\u1ee5c gi\u00e1c", "bu dau giac long luc"),
        ("\u00d812 \u00bd", "1/2 12 dia"),
    ],
)
def test_descriptions_of_one_thing_are_taken_apart_alike(text: str, words: str) -> None:
    assert " ".join(sorted(words.split())) == WORDING.worded(text).text


def test_part_numbers_are_compared_without_their_punctuation() -> None:
    assert "AB12C" == compact(" ab-12/c ")


def test_a_description_leads_to_its_item_and_says_whether_that_is_safe(index: Index) -> None:
    sure = index.find("bolt, hex hd, M8x20 ss")
    misspelt = index.find("Hexagn hd blt M8X20 stainless steel")
    sizes = index.find("Hexagon head bolt M8x30 stainless steel")
    which = index.find("Hexagon head bolt M8x25")
    word = index.find("Hexagon head bolt M8x20 brass")
    plain = index.find("gloves of leather for working")

    assert ("B-20", 1000, True) == (sure.candidates[0].sku, sure.score, sure.safe)
    assert ("B-20", True) == (misspelt.candidates[0].sku, misspelt.safe)
    assert (False, False, False) == (sizes.safe, which.safe, word.safe)
    assert ("GLOVES", True) == (plain.candidates[0].sku, plain.candidates[0].score > 700)
    assert Found() == index.find("")
    assert Found() == index.find("xylophone")
    assert 0 == Found().score


def test_numbers_that_lead_nowhere_together_lead_by_all_but_one(index: Index) -> None:
    assert {"B-20", "B-25", "B-25-BR"} <= {one.sku for one in index.find("bolt M8x20x25").candidates}
    assert 5 == len(index)


def test_of_many_items_with_the_same_numbers_those_with_most_words_are_measured() -> None:
    """A hundred and fifty bolts of a size: the words decide which are looked at."""
    many = [
        CatalogueEntry(
            sku=f"S{at:03}", description=f"Bolt M8x20 colour{chr(97 + at % 26)}{chr(97 + at // 26)}"
        )
        for at in range(150)
    ]
    found = Index([*many, CatalogueEntry(sku="S-BRASS", description="Bolt M8x20 brass")], WORDING).find(
        "brass bolt M8x20"
    )

    assert ("S-BRASS", True) == (found.candidates[0].sku, found.safe)


def test_words_that_everything_has_lead_nowhere(monkeypatch: pytest.MonkeyPatch, index: Index) -> None:
    monkeypatch.setattr(likeness, "COMMON", 0)

    assert Found() == index.find("bolt")


def test_names_come_before_words(index: Index) -> None:
    by = [
        match(asked("", ("vendor-item", "b 20")), index, NOTHING, Thresholds()),
        match(asked("", ("gtin", "10036000291459")), index, NOTHING, Thresholds()),
        match(asked("", ("manufacturer-part", "DIN 933/8-20")), index, NOTHING, Thresholds()),
        match(asked("", ("part", "10036000291459")), index, NOTHING, Thresholds()),
        match(
            asked("", ("buyer-item", "X1"), ("part", " ")),
            index,
            Known(learned={}, crossed={"X1": ("B-25",)}),
            Thresholds(),
        ),
        match(
            asked("", ("buyer-item", "X-1")),
            index,
            Known(learned={("part", "X1"): "VALVE"}, crossed={"X-1": ("B-25",)}),
            Thresholds(),
        ),
        match(
            asked("Some thing"),
            index,
            Known(learned={("text", "some thing"): "VALVE"}, crossed={}),
            Thresholds(),
        ),
        match(asked("hex hd bolt M8x20 ss"), index, NOTHING, Thresholds()),
    ]

    assert [
        ("B-20", "our-number"),
        ("B-20", "gtin"),
        ("B-20", "maker-number"),
        ("B-20", "gtin"),
        ("B-25", "cross-reference"),
        ("VALVE", "learned"),
        ("VALVE", "learned"),
        ("B-20", "description"),
    ] == [(one.sku, one.how) for one in by]
    assert {MATCHED} == {one.state for one in by}


def test_names_that_disagree_or_contradict_the_words_wait_for_a_person(index: Index) -> None:
    two = match(asked("", ("vendor-item", "B-20"), ("vendor-part", "B-25")), index, NOTHING, Thresholds())
    odd = match(asked("Cable 3 x 1.5", ("vendor-item", "b20")), index, NOTHING, Thresholds())
    gone = match(asked("", ("vendor-item", "OLD")), index, NOTHING, Thresholds())

    assert (OPEN, {"B-20", "B-25"}) == (two.state, {one.sku for one in two.candidates})
    assert (OPEN, "") == (odd.state, odd.sku)
    assert (OPEN, ()) == (gone.state, gone.candidates)


def test_another_size_is_never_taken_by_itself(index: Index) -> None:
    """However low the thresholds are set: a number more, less or other is for a person."""
    loose = Thresholds(score=0, gap=0)
    said = (
        "Hexagon head bolt M8x30 stainless steel",
        "bolt hexagon head M8 stainless steel",
        "M8x20x3 hexagon head bolt ss",
    )
    found = [match(asked(one), index, NOTHING, loose) for one in said]

    assert [(OPEN, "")] * 3 == [(one.state, one.sku) for one in found]
    assert all(one.candidates for one in found)


def test_what_is_worth_most_and_known_least_waits_first(index: Index) -> None:
    cheap = match(asked("Hexagon head bolt M8x25", quantity=None), index, NOTHING, Thresholds())
    dear = match(asked("Xylophone", price=Decimal(500)), index, NOTHING, Thresholds())
    listed = match(asked("bolt hexagon M8x20 steel brass", quantity="100"), index, NOTHING, Thresholds())

    assert [dear, listed, cheap] == queue_of([cheap, listed, dear])
    assert Decimal(5005) == dear.weight


def test_part_numbers_are_learned_and_words_only_without_them() -> None:
    assert (("part", "AB1"),) == names_to_learn(asked("A bolt", ("part", "AB-1"), ("gtin", "--")).said)
    assert (("text", "a bolt"),) == names_to_learn(asked("A  Bolt").said)
    assert () == names_to_learn(asked().said)


def test_a_made_catalogue_is_matched_well_and_never_wrongly_by_itself() -> None:
    found = measure(items=3000, lines=150)

    assert (1.0, True, True) == (
        found.auto_accept_precision,
        found.top1 >= 0.95,
        found.auto_accept_share >= 0.75,
    )
    assert found.raw_top1 < found.top1
