"""Values built quickly equal values built the usual way."""

from dataclasses import dataclass

import pytest

from gateway.mapping.makers import blank, compiled, settled, twin
from gateway.mapping.taking import Cell, Group, Take, Taking, by_hand, by_text
from tests.unit.mapping.tiny import Line, Name, Pair, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Farther(Place):
    """A place that is far away."""

    distance: int = 0


@pytest.mark.parametrize(
    ("kind", "values"),
    [(Pair, {"kind": "a", "value": "b"}), (Line, {"number": "1"}), (Farther, {"role": "x", "distance": 3})],
)
def test_a_twin_becomes_the_real_thing(kind: type, values: dict[str, object]) -> None:
    """Defaults, inheritance and frozenness included."""
    item = blank(kind)()
    for name, value in values.items():
        setattr(item, name, value)

    real = settled(item, kind, tuple(values))
    assert kind(**values) == real
    assert hash(kind(**values)) == hash(real)
    assert type(real) is kind
    with pytest.raises((AttributeError, TypeError)):
        setattr(real, next(iter(values)), "changed")


def test_a_twin_without_what_it_needs_never_becomes_real() -> None:
    """The sentinel of an unset field does not get out."""
    assert settled(blank(Pair)(), Pair, ("kind", "value")) is None
    assert type(blank(Pair)()) is twin(Pair)


def test_functions_are_compiled_from_lines() -> None:
    """They see the names they are given."""
    assert 42 == compiled(("one",), ["two = one + three", "return two"], {"three": 2})(40)


def cell(index: int, field: str, **more: object) -> Cell:
    return Cell(index=index, field=field, **more)  # type: ignore[arg-type] # shorter to read


KNOWN = {"DP": "department"}
OWN = Taking(
    kind=Name,
    cells=(cell(1, "kind", known=KNOWN, decode=str.lower), cell(2, "value"), cell(3, "text", component=2)),
    groups=(),
    loose=(cell(4, "", known={"A": "A"}),),
    needs=(),
    spills=False,
    separator=">",
)
NEEDY = Taking(
    kind=Pair,
    cells=(cell(1, "kind"), cell(2, "value", component=1, known={"V": "v"})),
    groups=(),
    loose=(),
    needs=("value",),
    spills=False,
    separator="",
)
AROUND = Taking(
    kind=None,
    cells=(cell(1, "number"),),
    groups=(
        Group(field="names", kind=Pair, items=((cell(2, "kind", decode=str.lower), cell(3, "value")),)),
        Group(field="measures", kind=Name, items=((cell(2, "kind"),), (cell(4, "kind"),))),
    ),
    loose=(),
    needs=(),
    spills=False,
    separator=">",
)
SPILLING = Taking(
    kind=None,
    cells=(),
    groups=(
        Group(
            field="street", kind=None, items=((cell(1, "street"),), (cell(2, "street", decode=str.upper),))
        ),
    ),
    loose=(),
    needs=(),
    spills=True,
    separator=">",
)


@pytest.mark.parametrize("make", [by_hand, by_text])
class TestTaking:
    """By hand and by text, the same is taken."""

    def taken(
        self, take: Take, elements: list[str]
    ) -> tuple[object, Line, dict[str, list[object]], list[tuple[int, str]]]:
        around, lists, odd = blank(Line)(), dict[str, list[object]](), list[tuple[int, str]]()

        def strange(index: int, text: str, decode: object) -> object:
            odd.append((index, text))
            assert callable(decode)
            return decode(text)

        item = take(elements, around, lists, strange)
        settled(around, Line, ())
        return item, around, lists, odd

    def test_a_segments_own_object(self, make: type) -> None:
        item, _, _, odd = self.taken(make(OWN), ["REF", "DP", "7", "a>b", "A"])

        assert (Name(kind="department", value="7", text="b"), []) == (item, odd)

    def test_codes_no_list_has(self, make: type) -> None:
        item, _, _, odd = self.taken(make(OWN), ["REF", "ZZ", "7", "a", "B"])

        assert (Name(kind="zz", value="7"), [(1, "ZZ"), (4, "B")]) == (item, odd)

    @pytest.mark.parametrize(("text", "expected"), [("V", Pair(kind="k", value="v")), ("", None)])
    def test_what_hangs_on_a_component(self, make: type, text: str, expected: Pair | None) -> None:
        assert expected == self.taken(make(NEEDY), ["XX", "k", text])[0]

    def test_the_object_around(self, make: type) -> None:
        item, around, lists, _ = self.taken(make(AROUND), ["PO1", "1", "UP", "2", "VN"])

        names, measures = (Pair(kind="up", value="2"),), (Name(kind="UP"), Name(kind="VN"))
        assert (None, {}) == (item, lists)
        assert Line(number="1", names=names, measures=measures) == around

    def test_what_spills_into_a_list(self, make: type) -> None:
        take = make(SPILLING)
        around, lists = blank(Line)(), dict[str, list[object]]()
        for _ in range(2):
            take(["N3", "a", "b"], around, lists, None)

        assert {"street": ["a", "B", "a", "B"]} == lists
