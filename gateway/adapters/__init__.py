"""What stands between the use cases and the world."""
