"""cXML as bytes: safe parsing, credentials, the messages; no socket, no clock; the only place for lxml."""
