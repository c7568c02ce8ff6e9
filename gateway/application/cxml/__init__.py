"""Partners who speak cXML: who may in, what is taken from them, what is written for them."""
