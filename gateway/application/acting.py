"""From where what is being done was asked for: set at the door, written into the audit trail."""

from contextvars import ContextVar

ADDRESS: ContextVar[str] = ContextVar("address", default="")
"""The network address of whoever asked; empty where the gateway acts by itself or a person at its own command line."""
