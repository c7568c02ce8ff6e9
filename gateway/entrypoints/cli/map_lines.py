"""What the verbs of maps print for a person: differences and coverage as lines."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from textwrap import wrap
from types import MappingProxyType
from typing import TYPE_CHECKING

from gateway.entrypoints.cli.terminal import shown

if TYPE_CHECKING:
    from gateway.mapping.comparing import Difference
    from gateway.mapping.coverage import Coverage, Gap

WIDTH = 110
"""Where long lists break."""
NOT_READ: Mapping[str, str] = MappingProxyType(
    {
        "segment": "no row reads this segment",
        "misplaced": "the standard has no place for it here",
        "element": "no row reads this element",
        "repeated": "repeated; only the first is read",
        "forbidden": "agreed not to be sent",
    }
)
CODES: Mapping[str, str] = MappingProxyType(
    {
        "code": "refused: not agreed",
        "kept-code": "kept as it comes: no word for it",
        "fixed": "refused: another text is agreed",
    }
)


def differences_lines(differences: "Sequence[Difference]", base: str, other: str) -> "Iterator[str]":
    """Yield how a map differs from another, address by address."""
    if not differences:
        yield f"{other} says the same as {base}."
        return
    from gateway.mapping.comparing import gathered

    count = f"{len(differences)} difference{'' if len(differences) == 1 else 's'}"
    yield f"{other} against {base}: {count}"
    for address, group in groupby(gathered(differences), lambda one: one.address):
        yield ""
        yield address or "The map as a whole"
        listed = list(group)
        width = max(len(one.element) for one in listed)
        for one in listed:
            head = f"  {one.element:<{width}}  " if width else "  "
            yield from _wrapped(shown(one.words), head)


def _wrapped(words: str, head: str) -> "Iterator[str]":
    """Yield words in lines that are not too long; a code and its word stay together."""
    for line in wrap(
        words.replace(" (", "\xa0("),
        WIDTH,
        initial_indent=head,
        subsequent_indent=" " * (len(head) + 2),
        break_long_words=False,
        break_on_hyphens=False,
    ):
        yield line.replace("\xa0", " ")


def coverage_lines(coverage: "Coverage") -> "Iterator[str]":
    """Yield what a map does not read of a number of sets, and which of its rows were never met."""
    plan = coverage.plan
    if not coverage.sets:
        yield f"{plan.name}: there is no {plan.set_id} in these files."
        return
    percent = 100 * coverage.values_read / coverage.values if coverage.values else 100
    yield (
        f"{plan.name} on {_count(coverage.sets, 'set')} of {plan.set_id} in {_count(coverage.files, 'file')}: "
        f"{_count(coverage.segments, 'segment')}, {_count(coverage.values, 'value')}, {percent:.1f} % read"
    )
    yield from _table("Not read", [one for one in coverage.gaps if one.kind in NOT_READ])
    yield from _table("Codes and fixed texts", [one for one in coverage.gaps if one.kind in CODES])
    never = coverage.never
    if never:
        yield ""
        yield f"Never met: {_count(len(never), 'row')} of the map"
        yield from wrap(
            ", ".join(one.address for one in never), WIDTH, initial_indent="  ", subsequent_indent="  "
        )


def _table(title: str, gaps: "Sequence[Gap]") -> "Iterator[str]":
    if not gaps:
        return
    rows = [("times", "sets", "where", "what", "first met")]
    rows += [(str(one.met.times), str(one.met.sets), _where(one), _what(one), _first(one)) for one in gaps]
    widths = [max(len(row[at]) for row in rows) for at in range(4)]
    yield ""
    yield title
    for times, sets, where, what, first in rows:
        yield (
            f"  {times:>{widths[0]}}  {sets:>{widths[1]}}  {where:<{widths[2]}}  {what:<{widths[3]}}  {first}"
        ).rstrip()


def _where(gap: "Gap") -> str:
    return shown(f"{gap.address} {gap.element}".rstrip())


def _what(gap: "Gap") -> str:
    name = gap.name or "not in our dictionary"
    if gap.kind in CODES:
        return shown(f"{name} {gap.value}: {CODES[gap.kind]}")
    return shown(f"{name}: {NOT_READ[gap.kind]}")


def _first(gap: "Gap") -> str:
    first = gap.met.example
    return shown(f"{first.file}, set {first.control_number}, segment {first.position}")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
