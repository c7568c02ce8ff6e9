"""The mapping language: one file reads, writes, documents and tests a transaction set."""
