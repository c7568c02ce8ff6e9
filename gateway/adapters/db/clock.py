"""The real time."""

from datetime import UTC, datetime


class SystemClock:
    """Implements the port Clock by the computer's own."""

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        return datetime.now(UTC)
