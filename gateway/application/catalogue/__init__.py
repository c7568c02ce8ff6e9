"""The catalogue as buyers see it: content, assortment, searching, browsing and importing."""
