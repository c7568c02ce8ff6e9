"""AS2 as bytes: messages composed and opened, receipts made and checked; no socket, no clock, no database."""
