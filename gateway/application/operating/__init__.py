"""What keeps the gateway running: telling programs of events, looking after data, and finding out what is wrong."""
