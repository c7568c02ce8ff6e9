"""The shop that buyers' people come into out of their purchasing systems: pages that need no script."""
