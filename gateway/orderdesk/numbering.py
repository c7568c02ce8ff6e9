"""Numbering: some lines of an order decided by themselves, and the decision in the numbers of the order."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from gateway.domain.orders import PurchaseOrder
from gateway.orderdesk.decisions import Decision, Result


@dataclass(frozen=True, slots=True)
class Numbering:
    """The numbers, in the order, of the lines that are decided by themselves."""

    numbers: tuple[int, ...]

    def place(self, number: int) -> int:
        """Return the place of a line of the order among those that are decided."""
        return self.numbers.index(number) + 1

    def part_of(self, order: PurchaseOrder) -> PurchaseOrder:
        """Return the order with these lines only."""
        return replace(order, lines=tuple(order.lines[number - 1] for number in self.numbers))

    def inward(self, waivers: Iterable[str]) -> tuple[str, ...]:
        """Return waivers as the part knows its lines; those of other lines are left out."""
        return tuple(_inward(self.numbers, waivers))

    def outward(self, decision: Decision) -> Decision:
        """Return the decision as the order knows its lines."""
        return replace(
            decision,
            lines=tuple(
                replace(
                    one,
                    line=self.numbers[one.line - 1],
                    outcome=replace(one.outcome, line=self.numbers[one.line - 1]),
                )
                for one in decision.lines
            ),
            results=tuple(self._result(one) for one in decision.results),
            commitments=tuple(replace(one, line=self.numbers[one.line - 1]) for one in decision.commitments),
        )

    def _result(self, result: Result) -> Result:
        if result.line is None:
            return result
        number = self.numbers[result.line - 1]
        inside, outside = f"lines[{result.line - 1}]", f"lines[{number - 1}]"
        return replace(
            result,
            line=number,
            finding=replace(result.finding, path=result.finding.path.replace(inside, outside)),
            fix=replace(result.fix, path=result.fix.path.replace(inside, outside)),
        )


def _inward(numbers: tuple[int, ...], waivers: Iterable[str]) -> Iterable[str]:
    places = {str(number): place for place, number in enumerate(numbers, 1)}
    for waiver in waivers:
        rule, _, line = waiver.partition("/")
        if not line:
            yield waiver
        elif line in places:
            yield f"{rule}/{places[line]}"
