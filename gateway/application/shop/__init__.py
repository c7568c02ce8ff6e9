"""The shop: a buyer's people come in out of their purchasing system, fill a cart and take it home."""
