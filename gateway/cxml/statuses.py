"""Status codes of cXML: which there are, what they say, and what their class means."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "200": "OK",
        "201": "Accepted",
        "204": "No Content",
        "211": "OK with Information",
        "280": "Forwarded",
        "281": "Delivered to another queue",
        "400": "Bad Request",
        "401": "Unauthorized",
        "402": "Payment Required",
        "403": "Forbidden",
        "406": "Not Acceptable",
        "409": "Conflict",
        "412": "Precondition Failed",
        "417": "Expectation Failed",
        "450": "Not Implemented",
        "461": "Bad Commodity Code",
        "462": "Notification Error",
        "463": "Bad catalog format",
        "464": "Bad Catalog",
        "465": "Duplicate Catalog Name",
        "466": "No Catalog to Update",
        "467": "Publish Not Allowed",
        "468": "Catalog Too Large",
        "469": "No File",
        "470": "Catalog Exists",
        "475": "Signature Required",
        "476": "Signature Verification Failed",
        "477": "Signature Unacceptable",
        "499": "Document Error",
        "500": "Internal Server Error",
        "550": "Unable to reach cXML server",
        "551": "Unable to forward request",
        "560": "Temporary server error",
        "561": "Catalog not ready",
        "562": "Catalog busy",
        "563": "Catalog failed",
    }
)
"""What each code says in a word or two."""

OK, ACCEPTED, NO_CONTENT = "200", "201", "204"
BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NOT_ACCEPTABLE = "400", "401", "403", "406"
CONFLICT, PRECONDITION_FAILED, EXPECTATION_FAILED, NOT_IMPLEMENTED = "409", "412", "417", "450"
INTERNAL, TEMPORARY = "500", "560"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How it went: a code, a word or two for it, and a sentence for people."""

    code: str
    text: str = ""
    message: str = ""

    @property
    def outcome(self) -> str:
        """Return `success`, `refused` (trying again will not help), `retry`, or `unknown` for what is no code."""
        return {"2": "success", "4": "refused", "5": "retry"}.get(self.code[:1], "unknown")

    @property
    def is_success(self) -> bool:
        """Return whether it went well."""
        return self.outcome == "success"


def status(code: str, message: str = "") -> Status:
    """Return a status of ours: one of the codes above, with its words."""
    return Status(code=code, text=TEXTS[code], message=message)
