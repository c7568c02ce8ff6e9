"""Alerts: what needs a person is seen, told of once, taken by somebody, and over when it is."""
