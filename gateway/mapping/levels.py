"""Levels of HL while they are read: who stands below whom, by numbers, and at last the objects they become."""

from collections.abc import Callable, Sequence

from gateway.mapping.frames import Branch, Frame, built
from gateway.mapping.makers import blank
from gateway.mapping.scopes import Scope
from gateway.x12.structure import Step


class Levels:
    """All levels of one set, in the order they came."""

    def __init__(self) -> None:
        self.branches: list[Branch] = []
        self.numbers: dict[str, Branch] = {}
        self.flags: list[tuple[Branch, str, Step, int]] = []
        self.last = 0

    def open(
        self,
        around: Frame,
        roots: Sequence[Scope],
        elements: Sequence[str],
        step: Step,
        position: int,
        say: Callable[..., None],
    ) -> Branch | None:
        """Return the frame of a new level, None where no row reads it.

        It goes below the parent it names; where it names none, or none that fits, below the last level that fits.
        """
        _, number, above, kind, flag, *_ = (*elements, "", "", "", "")
        stated = int(number) if number.isdecimal() else self.last + 1
        if number in self.numbers:
            say("map.level-repeated", step, position, element="HL01", value=number)
        elif stated != self.last + 1:
            say("map.level-sequence", step, position, element="HL01", value=number)
        self.last = stated
        parent: Frame | None = self.numbers.get(above) if above else around
        if parent is None:
            say("map.level-parent", step, position, element="HL02", value=above)
        found = _row((parent,), roots, kind) if parent else None
        if found is None:
            found = _row([*reversed(self.branches), around], roots, kind)
            if kind and parent is not None and (above or found is None):
                say("map.level-unexpected", step, position, element="HL03", value=kind)
        if found is None:
            return None
        parent, scope = found
        times = parent.counts[scope] = parent.counts.get(scope, 0) + 1
        if times > 1 and not scope.many:
            say("map.loop-repeated", step, position)
            return None
        branch = _branch(parent, scope)
        self.branches.append(branch)
        self.numbers[number] = branch
        if flag:
            self.flags.append((branch, flag, step, position))
        return branch

    def finish(self, say: Callable[..., None]) -> None:
        """Build every level, the last first, so that children are there before their parents."""
        parents = {id(branch.around) for branch in self.branches}
        for branch, flag, step, position in self.flags:
            if (flag == "1") != (id(branch) in parents):
                say("map.level-children", step, position, element="HL04", value=flag)
        for branch in reversed(self.branches):
            if branch.scope.own and branch.around is not None:
                _settle(branch, branch.around)


def _row(parents: Sequence[Frame], roots: Sequence[Scope], kind: str) -> tuple[Frame, Scope] | None:
    """Return the nearest parent with a row for a kind of level, and the row."""
    for parent in parents:
        scopes = parent.scope.levels if isinstance(parent, Branch) else roots
        for scope in scopes:
            if kind == scope.level_kind:
                return parent, scope
    return None


def _branch(parent: Frame, scope: Scope) -> Branch:
    """Return the frame of a level; an item of a tuple keeps its slot among its siblings."""
    if not scope.own:
        return Branch(scope, parent, parent.item, parent.lists)
    branch = Branch(scope, parent, blank(scope.kind)(), {})
    if scope.many:
        slots = parent.lists.setdefault(scope.name, [])
        branch.slot = len(slots)
        slots.append(None)
    return branch


def _settle(branch: Branch, around: Frame) -> None:
    """Put a finished level in its place; one that could not be built leaves no gap, for the last go first."""
    item, name = built(branch), branch.scope.name
    if branch.scope.many:
        around.lists[name][branch.slot : branch.slot + 1] = [] if item is None else [item]
    elif item is not None:
        setattr(around.item, name, item)
