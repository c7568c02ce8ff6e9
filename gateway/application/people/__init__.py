"""People and programs who come in: users, sessions, tokens, and what each of them gets to see."""
