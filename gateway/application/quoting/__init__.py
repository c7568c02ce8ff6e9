"""Quoting: what a buyer wants prices for, from any form of it to a quote and to the order that takes it."""
