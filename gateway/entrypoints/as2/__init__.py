"""The address partners post AS2 messages and receipts to: in the web application, or as a server of its own."""
