"""Trade documents in the order desk's words; the standard library only."""
