"""What every route needs of whoever asks it, in one place; a route that is not written down here is an admin's only."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gateway.domain.users import May


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a route needs: `may`, or nothing that is checked at the door.

    Routes with `own` are there for partners' people too, who see their own partner's records in them. Without `may` a
    route is open to anybody, or (`why` says so) looks at credentials of its own kind itself.
    """

    may: May | None = None
    own: bool = False
    why: str = ""


UNDECLARED = Need(may=May.PEOPLE, why="not written down in needs.py")

OPEN = """
GET /healthz                                        says that the process lives
GET /readyz                                         says whether it can work, and nothing else
GET /api/v1/openapi.json                            describes the API
GET /login                                          the form
POST /login                                         looks at name and password
POST /language                                      a choice of this browser, kept for whoever is signed in
POST /scheme                                        a choice of this browser: light, dark, or as its system is
GET /pictures/{name}                                pictures of items, by the digest of each
GET /login/sso                                      sends people to where they sign in
GET /login/sso/back                                 looks at the answer they come back with
POST /edi                                           partners' accounts, by their profile
POST /as2                                           partners' signatures
GET /shop/start/{token}                             the token, once
GET /shop/oci                                       a user and a password of the partner's
POST /shop/oci                                      a user and a password of the partner's
GET /p/{sid}                                        the visit's address and its cookie
GET /p/{sid}/search                                 the visit's address and its cookie
GET /p/{sid}/items/{sku:path}                       the visit's address and its cookie
GET /p/{sid}/cart                                   the visit's address and its cookie
POST /p/{sid}/cart                                  the visit's address and its cookie
POST /p/{sid}/cart/change                           the visit's address and its cookie
POST /p/{sid}/return                                the visit's address and its cookie
POST /p/{sid}/cancel                                the visit's address and its cookie
POST /p/{sid}/quote                                 the visit's address and its cookie
POST /p/{sid}/language                              the visit's address and its cookie
GET /p/{sid}/window                                 the visit's address and its cookie
POST /p/{sid}/window                                the visit's address and its cookie
POST /cxml                                          partners' shared secrets
POST /cxml/setup                                    partners' shared secrets
POST /cxml/orders                                   partners' shared secrets
POST /cxml/quotes                                   partners' shared secrets
POST /cxml/status                                   partners' shared secrets
"""
"""Open to anybody, or with credentials of their own kind; the text behind says why."""

LOOK = """
GET /                                               own
GET /orders                                         own
GET /orders/{order_id}                              own
GET /documents                                      own
GET /documents/{document_id}                        own
GET /documents/{document_id}/canonical              own
GET /transmissions                                  own
GET /search                                         own
POST /logout                                        own
GET /me                                             own
POST /me/password                                   own
POST /me/sessions/end                               own
GET /alerts
GET /deliveries
GET /accounts
GET /accounts/{partner}
GET /rules
GET /measures
GET /stock
GET /requests                                       own
GET /requests/{request_id}                          own
GET /quotes                                         own
GET /quotes/{quote_id}                              own
GET /quotes/{quote_id}/quote.pdf                    own
GET /quotes/{quote_id}/workbook
GET /api/v1/requests                                own
GET /api/v1/requests/{request_id}                   own
GET /api/v1/requests/{request_id}/lines
GET /api/v1/quotes                                  own
GET /api/v1/quotes/{quote_id}                       own
GET /api/v1/quotes/{quote_id}/quote.pdf             own
GET /api/v1/quotes/{quote_id}/workbook
GET /visits
GET /punchout
GET /punchout/{partner}
GET /punchout/{partner}/report.html
GET /visits/{session_id}
GET /acknowledgements
GET /maps
GET /maps/{name:path}
GET /maps/{name:path}/guide
GET /maps/{name:path}/guide.pdf
GET /partners
GET /partners/{code}
GET /partners/{code}/{tab}
GET /visits
GET /visits/{session_id}
GET /api/v1/search                                  own
GET /api/v1/orders                                  own
GET /api/v1/orders/{order_id}                       own
GET /api/v1/orders/{order_id}/revisions             own
GET /api/v1/orders/{order_id}/shipments             own
GET /api/v1/orders/{order_id}/invoices              own
GET /api/v1/orders/{order_id}/credits               own
GET /api/v1/orders/{order_id}/match
GET /api/v1/orders/{order_id}/promise
GET /api/v1/reservations
GET /api/v1/shipments/asked
GET /api/v1/shipments/held
GET /api/v1/accounts
GET /api/v1/accounts/{partner}
GET /api/v1/rules
GET /api/v1/exceptions
GET /api/v1/measures
GET /api/v1/documents                               own
GET /api/v1/documents/{document_id}                 own
GET /api/v1/documents/{document_id}/annotated       own
GET /api/v1/alerts
GET /api/v1/alerts/{alert_id}
GET /api/v1/expected
GET /api/v1/dead-letters
GET /api/v1/circuits
GET /api/v1/catalogue/columns
GET /api/v1/catalogue/items
GET /api/v1/catalogue/items/{sku}
GET /api/v1/catalogue/categories
GET /api/v1/partners
GET /api/v1/partners/{code}
GET /api/v1/partners/{code}/file
GET /api/v1/maps
GET /api/v1/maps/{name:path}
GET /api/v1/maps/{name:path}/file
GET /api/v1/maps/{name:path}/diff
GET /api/v1/punchout/{partner}
"""

PAYLOAD = """
GET /reprocessing
GET /documents/{document_id}/raw                    own
GET /documents/{document_id}/attachments/{attachment}
GET /visits/{session_id}/raw
GET /transmissions/{transmission_id}                own
GET /requests/{request_id}/original                 own
GET /requests/{request_id}/pages/{sheet}.png
GET /api/v1/requests/{request_id}/original
GET /api/v1/documents/{document_id}/raw             own
GET /api/v1/transmissions/{transmission_id}/raw     own
GET /documents/{document_id}/transport
GET /transmissions/{transmission_id}/transport
GET /api/v1/documents/{document_id}/transport
GET /api/v1/transmissions/{transmission_id}/transport
"""

ATTEND = """
POST /alerts/{alert_id}/acknowledge
POST /alerts/{alert_id}/snooze
POST /alerts/test
POST /api/v1/alerts/{alert_id}/acknowledge
POST /api/v1/alerts/{alert_id}/snooze
POST /api/v1/alerts/test
"""

DECIDE = """
POST /requests
POST /requests/{request_id}/lines/{line}
POST /requests/{request_id}/accept
POST /requests/{request_id}/price
POST /requests/{request_id}/read
POST /requests/{request_id}/columns
POST /requests/{request_id}/decline
POST /quotes/{quote_id}/{what}
POST /api/v1/requests
POST /api/v1/requests/{request_id}/lines/{line}
DELETE /api/v1/requests/{request_id}/lines/{line}
POST /api/v1/requests/{request_id}/accept
POST /api/v1/requests/{request_id}/price
POST /api/v1/requests/{request_id}/read
POST /api/v1/requests/{request_id}/columns
POST /api/v1/requests/{request_id}/decline
POST /api/v1/quotes/{quote_id}/approve
POST /api/v1/quotes/{quote_id}/send
POST /api/v1/quotes/{quote_id}/accept
POST /api/v1/quotes/{quote_id}/decline
POST /api/v1/quotes/{quote_id}/revise
POST /orders/{order_id}/accept
POST /orders/{order_id}/reject
POST /orders/{order_id}/except
POST /orders/{order_id}/edit
POST /orders/{order_id}/send
POST /orders/{order_id}/shipments/retry
POST /orders/{order_id}/shipments/discard
POST /orders/{order_id}/invoice
POST /orders/{order_id}/credit
POST /documents/{document_id}/accept
POST /documents/{document_id}/refuse
POST /accounts/{partner}/payments
POST /accounts/{partner}/refunds
POST /rules/exceptions/{exception_id}/withdraw
POST /api/v1/orders/{order_id}/accept
POST /api/v1/orders/{order_id}/reject
POST /api/v1/orders/{order_id}/edit
POST /api/v1/orders/{order_id}/except
POST /api/v1/orders/{order_id}/invoice
POST /api/v1/orders/{order_id}/lines/{line}/peg
DELETE /api/v1/orders/{order_id}/lines/{line}/peg
POST /api/v1/documents/{document_id}/accept
POST /api/v1/documents/{document_id}/refuse
POST /api/v1/shipments/{shipment_id}/retry
POST /api/v1/shipments/{shipment_id}/discard
POST /api/v1/invoices/{number}/credit
POST /api/v1/invoices/{number}/correct
POST /api/v1/accounts/{partner}/payments
POST /api/v1/accounts/{partner}/refunds
POST /api/v1/exceptions
POST /api/v1/exceptions/{exception_id}/withdraw
"""

ANSWER = """
POST /own/quotes/{quote_id}/{what}                  own
POST /api/v1/own/quotes/{quote_id}/accept           own
POST /api/v1/own/quotes/{quote_id}/decline          own
"""

SUPPLY = """
GET /api/v1/supply
PUT /api/v1/supply
PATCH /api/v1/supply
POST /api/v1/transfers
GET /api/v1/replenishment
POST /api/v1/catalogue/imports
PUT /api/v1/catalogue/pictures
POST /api/v1/reservations
DELETE /api/v1/reservations/{partner}/{reference}
"""

OPERATE = """
POST /documents/{document_id}/resend
POST /transmissions/{transmission_id}/reprocess
POST /deliveries/dead/{letter_id}/resend
POST /deliveries/circuits/{partner}/close
POST /deliveries/expected/{expectation_id}/withdraw
POST /api/v1/documents/{document_id}/resend
POST /api/v1/documents/{document_id}/reissue
POST /api/v1/transmissions/{transmission_id}/reprocess
POST /reprocessing
POST /api/v1/dead-letters/{letter_id}/resend
POST /api/v1/circuits/{partner}/close
POST /api/v1/expected/{expectation_id}/withdraw
POST /api/v1/partners/{partner}/stock-advice
GET /api/v1/replays
POST /api/v1/replays
"""

CONFIGURE = """
GET /config
POST /punchout/{partner}
GET /config/file
GET /config/revisions/{revision}
POST /maps/{name:path}/preview
POST /maps/{name:path}/compare
POST /maps/{name:path}/save
POST /config/apply
POST /config/patch
POST /config/preview
POST /config/revisions/{revision}/restore
POST /config/save
GET /partners/new
GET /partners/new/{code}/{step}
POST /partners/new
POST /partners/new/{code}/{step}
POST /partners/{code}/channels/try
POST /partners/{code}/set
POST /partners/{code}/state
POST /partners/{code}/test
POST /api/v1/partners
PUT /api/v1/partners/{code}/file
PATCH /api/v1/partners/{code}/file
POST /api/v1/partners/{code}/test
POST /api/v1/partners/{code}/state
POST /api/v1/partners/{code}/go-live
DELETE /api/v1/partners/{code}
POST /api/v1/partners/{code}/channel/try
PUT /api/v1/maps/{name:path}/file
POST /api/v1/maps/{name:path}/preview
POST /api/v1/maps/{name:path}/coverage
POST /api/v1/maps/{name:path}/regress
POST /api/v1/punchout/{partner}
GET /api/v1/config
GET /api/v1/config/files
GET /api/v1/config/files/{path:path}
PUT /api/v1/config/files/{path:path}
DELETE /api/v1/config/files/{path:path}
POST /api/v1/config/plan
POST /api/v1/config/save
POST /api/v1/config/apply
POST /api/v1/config/promote
GET /api/v1/config/revisions
GET /api/v1/config/revisions/{revision}
POST /api/v1/config/revisions/{revision}/restore
"""

DEVELOP = """
GET /developers
POST /developers/webhooks
POST /developers/webhooks/{endpoint_id}/test
POST /developers/webhooks/{endpoint_id}/rotate
POST /developers/webhooks/{endpoint_id}/state
POST /developers/webhooks/{endpoint_id}/remove
POST /developers/deliveries/{delivery_id}/redeliver
GET /api/v1/webhooks
POST /api/v1/webhooks
DELETE /api/v1/webhooks/{endpoint_id}
POST /api/v1/webhooks/{endpoint_id}/rotate
POST /api/v1/webhooks/{endpoint_id}/test
POST /api/v1/webhooks/{endpoint_id}/state
GET /api/v1/webhooks/deliveries
POST /api/v1/webhooks/deliveries/{delivery_id}/redeliver
"""

AUDIT = """
GET /audit
GET /audit.csv
GET /api/v1/audit
"""

SYSTEM = """
GET /metrics
GET /system
GET /system/support-bundle
GET /api/v1/system
GET /api/v1/system/support-bundle
"""

PEOPLE = """
GET /users
POST /users
GET /users/{name}
POST /users/{name}/roles
POST /users/{name}/password
POST /users/{name}/state
POST /users/{name}/sessions/end
POST /users/{name}/tokens
POST /tokens/{token_id}/revoke
GET /api/v1/users
POST /api/v1/users
GET /api/v1/users/{name}
POST /api/v1/users/{name}/roles
POST /api/v1/users/{name}/password
POST /api/v1/users/{name}/state
POST /api/v1/users/{name}/sessions/end
POST /api/v1/users/{name}/disable
GET /api/v1/tokens
POST /api/v1/tokens
POST /api/v1/tokens/{token_id}/revoke
"""


def _read(table: str, may: May | None) -> Mapping[str, Need]:
    needs = {}
    for line in table.strip().splitlines():
        method, path, word = (*line.split(maxsplit=2), "")[:3]
        own = may is not None and word == "own"
        needs[f"{method} {path}"] = Need(may=may, own=own, why="" if own else word)
    return needs


NEEDS: Mapping[str, Need] = MappingProxyType(
    {
        **_read(OPEN, None),
        **_read(LOOK, May.LOOK),
        **_read(PAYLOAD, May.PAYLOAD),
        **_read(ATTEND, May.ATTEND),
        **_read(DECIDE, May.DECIDE),
        **_read(ANSWER, May.ANSWER),
        **_read(SUPPLY, May.SUPPLY),
        **_read(OPERATE, May.OPERATE),
        **_read(CONFIGURE, May.CONFIGURE),
        **_read(DEVELOP, May.DEVELOP),
        **_read(AUDIT, May.AUDIT),
        **_read(SYSTEM, May.SYSTEM),
        **_read(PEOPLE, May.PEOPLE),
    }
)
"""What each route needs, by method and path."""


def need_of(method: str, path: str) -> Need:
    """Return what a route needs; HEAD needs what GET does."""
    return NEEDS.get(f"{'GET' if method == 'HEAD' else method} {path}", UNDECLARED)
