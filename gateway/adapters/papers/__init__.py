"""Papers for people: what is printed, or kept as a file, of what the gateway decided."""
