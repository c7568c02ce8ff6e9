"""Pure decisions of an order desk over domain values: no input, no output, no clock."""
