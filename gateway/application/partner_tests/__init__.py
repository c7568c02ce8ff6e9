"""Scenarios: what a partner sends and what has to come back, played on a gateway of its own with a clock that stands still."""
