"""AS2 at work: messages taken and given, receipts both ways, evidence kept. The codec is `gateway.as2`."""
