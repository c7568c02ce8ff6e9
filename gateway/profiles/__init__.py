"""What we have agreed with each partner: typed, checked whole, read from text."""
