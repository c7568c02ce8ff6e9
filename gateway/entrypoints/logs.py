"""Logs: JSON lines on standard error for machines, readable lines for a person at a terminal; never a document."""

import logging
import os
import sys

import structlog


def configure(*, level: int | None = None) -> None:
    """Send what our code and our libraries have to say to standard error, from a level up: GATEWAY_LOG_LEVEL's."""
    if level is None:
        level = logging.getLevelNamesMapping().get(
            os.environ.get("GATEWAY_LOG_LEVEL", "").upper(), logging.INFO
        )
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    shown: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[*shared, shown],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=_to_standard_error,
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processor=shown)
    handler = _Stderr()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(level, logging.WARNING))


def _to_standard_error(*_: object) -> structlog.PrintLogger:
    """Return a logger on what standard error is now: it may have been another, closed since, when we began."""
    return structlog.PrintLogger(sys.stderr)


class _Stderr(logging.Handler):
    """Writes to what standard error is now."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line."""
        sys.stderr.write(f"{self.format(record)}\n")
