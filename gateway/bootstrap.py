"""Builds everything once; the only module that knows every class."""

from gateway.application.documents import CLASSES
from gateway.mapping.library import Library
from gateway.settings import Settings


def library(settings: Settings) -> Library:
    """Return the library of maps: ours, shadowed by the operator's."""
    return Library(settings.folders("mappings"), CLASSES)
