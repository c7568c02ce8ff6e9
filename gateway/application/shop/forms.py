"""Forms: what a buyer's browser carries from us into the buyer's own system."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form the browser posts to `url`, by itself unless a person is to look first; `allowed` are the origins it may go to."""

    url: str
    fields: tuple[tuple[str, str], ...]
    target: str
    charset: str = "UTF-8"
    allowed: tuple[str, ...] = ()
    sends_itself: bool = True
