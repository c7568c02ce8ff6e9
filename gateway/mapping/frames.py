"""The objects under construction while a set is read: one frame a loop turn, innermost last."""

from typing import Any

from gateway.mapping.makers import blank, settled
from gateway.mapping.scopes import Scope

Lists = dict[str, list[Any]]


class Frame:
    """One turn of a loop: the object it fills (its own, or the one around it), and that object's lists."""

    __slots__ = ("around", "counts", "item", "lists", "scope")

    def __init__(self, scope: Scope, around: "Frame | None", item: Any, lists: Lists) -> None:  # noqa: ANN401 - a twin
        self.scope = scope
        self.around = around
        self.item = item
        self.lists = lists
        self.counts: dict[object, int] = {}


class Branch(Frame):
    """One level of HL: kept until the last level has come, because its children may be anywhere behind it."""

    __slots__ = ("slot",)

    def __init__(self, scope: Scope, around: Frame, item: Any, lists: Lists) -> None:  # noqa: ANN401 - a twin
        super().__init__(scope, around, item, lists)
        self.slot = -1


def inside(scope: Scope, around: Frame) -> Frame:
    """Return the frame of a new turn."""
    if scope.own:
        return Frame(scope, around, blank(scope.kind)(), {})
    return Frame(scope, around, around.item, around.lists)


def built(frame: Frame) -> object | None:
    """Return the object of a frame, None where a field it needs could not be read."""
    item, scope = frame.item, frame.scope
    for name, items in frame.lists.items():
        setattr(item, name, tuple(items))
    return settled(item, scope.kind, scope.needs)


def finish(frame: Frame, around: Frame) -> None:
    """Build the object of a frame and put it where it belongs."""
    item = built(frame)
    if item is None:
        return
    name = frame.scope.name
    if not frame.scope.many:
        setattr(around.item, name, item)
    elif name in around.lists:
        around.lists[name].append(item)
    else:
        around.lists[name] = [item]


def path_of(frame: Frame | None) -> str:
    """Return the place in the document of the object a frame fills: `lines[3].parties[0]`."""
    steps: list[str] = []
    while frame is not None and frame.around is not None:
        scope = frame.scope
        if scope.own and scope.many:
            slot = frame.slot if isinstance(frame, Branch) else len(frame.around.lists.get(scope.name, ()))
            steps.append(f"{scope.name}[{slot}]")
        elif scope.own:
            steps.append(scope.name)
        frame = frame.around
    return ".".join(reversed(steps))
