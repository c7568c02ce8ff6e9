"""The demo: the gateway, two simulated partners and a warehouse on this machine, and the story they play."""
