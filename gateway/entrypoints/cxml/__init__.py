"""The address partners post cXML to."""
