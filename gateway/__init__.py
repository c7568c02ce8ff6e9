"""A B2B gateway: every partner's orders in, one order desk, every partner's answers out."""

__version__ = "0.1.0"
