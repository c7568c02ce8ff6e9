"""Letters: e-mail of ours to people, with what is attached to it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file that goes along with a letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter: the same one is the same bytes, and lies under the same name; `message_id` stands without brackets."""

    name: str
    us: str
    them: tuple[str, ...]
    subject: str
    text: str
    message_id: str
    written_at: datetime
    attached: tuple[Attached, ...] = ()
