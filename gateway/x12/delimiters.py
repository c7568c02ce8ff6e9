"""The characters that end elements, components, repetitions and segments."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Delimiters:
    """The delimiters of one interchange; `repetition` and `component` are empty where there is none."""

    element: str = "*"
    component: str = ">"
    repetition: str = ""
    segment: str = "~"

    @property
    def all(self) -> str:
        """Return the delimiters in use, run together."""
        return self.element + self.component + self.repetition + self.segment

    @property
    def sound(self) -> bool:
        """Return whether we would write with them: single marks, all different; only segments end with lines."""
        distinct = len(set(self.all)) == len(self.all)
        single = len(self.element) == len(self.component) == len(self.segment) == 1 >= len(self.repetition)
        marks = not any(one.isalnum() or one == " " for one in self.all)
        within = self.element + self.component + self.repetition
        return distinct and single and marks and not any(one in "\r\n" for one in within)


USUAL = Delimiters()
"""What most partners use."""

UNSEEN = Delimiters(element="\x1d", component="\x1f", repetition="", segment="\x1c")
"""Characters that no value may hold, whoever the partner is: what is on its way to be sealed stands between them."""
