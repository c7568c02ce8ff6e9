"""A map that is being changed: what it makes of a sample, and what it would have made of what partners really sent."""
