"""The databases these tests run on."""

from tests.databases import clock, database_url, engine, store

__all__ = ["clock", "database_url", "engine", "store"]
