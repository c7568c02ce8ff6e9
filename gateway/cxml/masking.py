"""Secrets taken out of documents before they are kept, logged or shown; whatever else is wrong with the document."""

import re

from gateway.cxml.charsets import decode

MASK = "********"
_SECRETS = re.compile(
    r"(<(?:\w+:)?(SharedSecret|CredentialMac|DigitalSignature|AccessKey)\b[^>]*?(?<!/)>)(.*?)(</(?:\w+:)?\2\s*>|\Z)",
    re.DOTALL,
)
_CARD = re.compile(r"(<(?:\w+:)?PCard\b[^>]*)", re.DOTALL)
_CARD_PARTS = re.compile(r"(\b(?:number|expiration)\s*=\s*)(\"[^\"]*\"?|'[^']*'?)", re.DOTALL)


def masked_text(text: str) -> str:
    """Return the text of a document without its secrets."""
    text = _SECRETS.sub(lambda found: f"{found[1]}{MASK}{found[4]}", text)
    return _CARD.sub(lambda found: _CARD_PARTS.sub(rf'\1"{MASK}"', found[1]), text)


def masked(raw: bytes, charset: str = "") -> bytes:
    """Return a document without its secrets: the very bytes where there are none, else UTF-8."""
    text, _ = decode(raw, charset)
    if text is None:
        text = raw.decode("latin-1")
    hidden = masked_text(text)
    return raw if hidden == text else hidden.encode("utf-8", "replace")
