"""What composed functions write on and look up: the page of one set, texts of values met, fixed texts that stand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from gateway.mapping.cells import Form
from gateway.x12.delimiters import UNSEEN

_MOST_TEXTS: Final = 4096
_ELEMENT, _COMPONENT, _SEGMENT = UNSEEN.element, UNSEEN.component, UNSEEN.segment


class Texts(dict[Any, str]):
    """The texts of values seen, each worked out once; what says nothing has none."""

    def __init__(self, encode: Callable[[Any], str]) -> None:
        super().__init__({None: "", "": ""})
        self.encode = encode

    def __missing__(self, value: object) -> str:
        if len(self) >= _MOST_TEXTS:
            self.clear()
            self.update({None: "", "": ""})
        text = self[value] = self.encode(value)
        return text


class Standing(dict[tuple[bool, ...], tuple[str, ...]]):
    """The fixed texts that stand beside each combination of the others, in the order of their slots."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.form = form

    def __missing__(self, present: tuple[bool, ...]) -> tuple[str, ...]:
        standing = dict(self.form.stands(present))
        texts = self[present] = tuple(standing.get(self.form.slot(row.spot), "") for row in self.form.fixed)
        return texts


@dataclass(slots=True)
class Page:
    """What is written so far: segments without their terminators, levels opened, counts to be filled in."""

    segments: list[str] = field(default_factory=list)
    levels: int = 0
    components: int = 0
    counts: list[tuple[int, list[str], Sequence[tuple[int, str]]]] = field(default_factory=list)

    def text(self) -> str:
        """Return the whole, with its counts; raises ValueError where a value holds what ends a segment or a component."""
        segments = self.segments
        text = _SEGMENT.join(("", *segments, ""))
        for at, parts, counted in self.counts:
            for position, name in counted:
                parts[position] = str(
                    sum(text.count(f"{_SEGMENT}{name}{end}") for end in (_ELEMENT, _SEGMENT))
                )
            segments[at] = joined(parts)
        text = _SEGMENT.join((*segments, ""))
        if text.count(_SEGMENT) != len(segments) or text.count(_COMPONENT) != self.components:
            unfit()
        return text


def joined(parts: Sequence[str]) -> str:
    """Return a segment of its parts; raises ValueError where one holds what separates them."""
    text = _ELEMENT.join(parts)
    if text.count(_ELEMENT) != len(parts) - 1:
        unfit()
    return text.rstrip(_ELEMENT)


def composite(parts: Sequence[str], page: Page) -> str:
    """Return an element of its components, and count what separates them."""
    text = _COMPONENT.join(parts)
    if text.count(_COMPONENT) != len(parts) - 1:
        unfit()
    text = text.rstrip(_COMPONENT)
    page.components += text.count(_COMPONENT)
    return text


def unfit() -> NoReturn:
    """Raise ValueError: the check of our own would read a value as more than one."""
    raise ValueError("a value holds what separates or ends parts of a set")
