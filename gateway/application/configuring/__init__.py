"""The configuration as files: what differs, who let it work, and how it is changed without losing a comment."""
