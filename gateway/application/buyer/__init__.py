"""A buyer's purchasing system, played: it shops, orders, changes and cancels as partners do, and says how we did."""
