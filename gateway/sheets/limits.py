"""How much of a file is read before it is called too much."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a file may hold; what is more is said in a finding, and the rest is left unread.

    `max_bytes` of the file as sent, `max_unpacked` of everything in an archive together, and no part of one
    of more than `ratio_from` bytes may have shrunk by more than `max_ratio`. `max_depth` counts files in files.
    """

    max_bytes: int = 25_000_000
    max_unpacked: int = 400_000_000
    max_ratio: int = 250
    ratio_from: int = 1_000_000
    max_parts: int = 4_000
    max_tables: int = 100
    max_rows: int = 200_000
    max_columns: int = 256
    max_cells: int = 4_000_000
    max_text: int = 4_000
    max_pages: int = 200
    max_attachments: int = 50
    max_depth: int = 3
