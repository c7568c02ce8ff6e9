"""What is found wrong with a map while it is bound, each with the path to its words."""

from dataclasses import dataclass, field

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Complaints:
    """All that is wrong, in the order it was found."""

    said: list[tuple[Path, str]] = field(default_factory=list)

    def say(self, path: Path, text: str) -> None:
        """Add one."""
        self.said.append((path, text))
