"""Whatever a person does on a page, a program does over the API: each action of a page has its counterpart there."""

from types import MappingProxyType

from fastapi import FastAPI

from gateway.entrypoints.api.app import create_app
from tests.house import House
from tests.integration.api.test_roles import routes_of

COUNTERPARTS = MappingProxyType(
    {
        "POST /accounts/{partner}/payments": "POST /api/v1/accounts/{partner}/payments",
        "POST /accounts/{partner}/refunds": "POST /api/v1/accounts/{partner}/refunds",
        "POST /alerts/{alert_id}/acknowledge": "POST /api/v1/alerts/{alert_id}/acknowledge",
        "POST /alerts/{alert_id}/snooze": "POST /api/v1/alerts/{alert_id}/snooze",
        "POST /alerts/test": "POST /api/v1/alerts/test",
        "POST /config/apply": "POST /api/v1/config/apply",
        "POST /config/patch": "POST /api/v1/config/plan",
        "POST /config/preview": "POST /api/v1/config/plan",
        "POST /config/revisions/{revision}/restore": "POST /api/v1/config/revisions/{revision}/restore",
        "POST /config/save": "POST /api/v1/config/save",
        "POST /deliveries/circuits/{partner}/close": "POST /api/v1/circuits/{partner}/close",
        "POST /deliveries/dead/{letter_id}/resend": "POST /api/v1/dead-letters/{letter_id}/resend",
        "POST /deliveries/expected/{expectation_id}/withdraw": "POST /api/v1/expected/{expectation_id}/withdraw",
        "POST /developers/deliveries/{delivery_id}/redeliver": "POST /api/v1/webhooks/deliveries/{delivery_id}/redeliver",
        "POST /developers/webhooks": "POST /api/v1/webhooks",
        "POST /developers/webhooks/{endpoint_id}/remove": "DELETE /api/v1/webhooks/{endpoint_id}",
        "POST /developers/webhooks/{endpoint_id}/rotate": "POST /api/v1/webhooks/{endpoint_id}/rotate",
        "POST /developers/webhooks/{endpoint_id}/state": "POST /api/v1/webhooks/{endpoint_id}/state",
        "POST /developers/webhooks/{endpoint_id}/test": "POST /api/v1/webhooks/{endpoint_id}/test",
        "POST /documents/{document_id}/accept": "POST /api/v1/documents/{document_id}/accept",
        "POST /documents/{document_id}/refuse": "POST /api/v1/documents/{document_id}/refuse",
        "POST /documents/{document_id}/resend": "POST /api/v1/documents/{document_id}/resend",
        "POST /maps/{name:path}/compare": "POST /api/v1/maps/{name:path}/regress",
        "POST /maps/{name:path}/preview": "POST /api/v1/maps/{name:path}/preview",
        "POST /maps/{name:path}/save": "PUT /api/v1/maps/{name:path}/file",
        "POST /orders/{order_id}/accept": "POST /api/v1/orders/{order_id}/accept",
        "POST /orders/{order_id}/credit": "POST /api/v1/invoices/{number}/credit",
        "POST /orders/{order_id}/edit": "POST /api/v1/orders/{order_id}/edit",
        "POST /orders/{order_id}/except": "POST /api/v1/orders/{order_id}/except",
        "POST /orders/{order_id}/invoice": "POST /api/v1/orders/{order_id}/invoice",
        "POST /orders/{order_id}/reject": "POST /api/v1/orders/{order_id}/reject",
        "POST /orders/{order_id}/send": "POST /api/v1/transfers",
        "POST /orders/{order_id}/shipments/discard": "POST /api/v1/shipments/{shipment_id}/discard",
        "POST /orders/{order_id}/shipments/retry": "POST /api/v1/shipments/{shipment_id}/retry",
        "POST /own/quotes/{quote_id}/{what}": "POST /api/v1/quotes/{quote_id}/accept",
        "POST /partners/new": "POST /api/v1/partners",
        "POST /partners/new/{code}/{step}": "POST /api/v1/partners",
        "POST /partners/{code}/channels/try": "POST /api/v1/partners/{code}/channel/try",
        "POST /partners/{code}/set": "PATCH /api/v1/partners/{code}/file",
        "POST /partners/{code}/state": "POST /api/v1/partners/{code}/state",
        "POST /partners/{code}/test": "POST /api/v1/partners/{code}/test",
        "POST /punchout/{partner}": "POST /api/v1/punchout/{partner}",
        "POST /quotes/{quote_id}/{what}": "POST /api/v1/quotes/{quote_id}/approve",
        "POST /reprocessing": "POST /api/v1/replays",
        "POST /requests": "POST /api/v1/requests",
        "POST /requests/{request_id}/accept": "POST /api/v1/requests/{request_id}/accept",
        "POST /requests/{request_id}/columns": "POST /api/v1/requests/{request_id}/columns",
        "POST /requests/{request_id}/decline": "POST /api/v1/requests/{request_id}/decline",
        "POST /requests/{request_id}/lines/{line}": "POST /api/v1/requests/{request_id}/lines/{line}",
        "POST /requests/{request_id}/price": "POST /api/v1/requests/{request_id}/price",
        "POST /requests/{request_id}/read": "POST /api/v1/requests/{request_id}/read",
        "POST /rules/exceptions/{exception_id}/withdraw": "POST /api/v1/exceptions/{exception_id}/withdraw",
        "POST /tokens/{token_id}/revoke": "POST /api/v1/tokens/{token_id}/revoke",
        "POST /transmissions/{transmission_id}/reprocess": "POST /api/v1/transmissions/{transmission_id}/reprocess",
        "POST /users": "POST /api/v1/users",
        "POST /users/{name}/password": "POST /api/v1/users/{name}/password",
        "POST /users/{name}/roles": "POST /api/v1/users/{name}/roles",
        "POST /users/{name}/sessions/end": "POST /api/v1/users/{name}/sessions/end",
        "POST /users/{name}/state": "POST /api/v1/users/{name}/state",
        "POST /users/{name}/tokens": "POST /api/v1/tokens",
    }
)
"""What a page asks for, and what a program does."""

OF_BROWSERS = MappingProxyType(
    {
        "POST /login": "a program shows a token with each request",
        "POST /logout": "a program has no session",
        "POST /me/password": "an admin's program does it for anybody: POST /api/v1/users/{name}/password",
        "POST /me/sessions/end": "a program has no session",
        "POST /language": "a program is answered in codes, and in English",
        "POST /scheme": "a program sees no colours",
    }
)
"""What only people with a browser do, and why."""

NOT_OURS = ("/api/v1/", "/as2", "/cxml", "/edi", "/p/", "/portal", "/shop/", "/static")
"""The API itself, and doors of partners and buyers, which have ways of their own."""


def actions_of(app: FastAPI) -> set[str]:
    """Return what pages ask to be done."""
    return {
        route
        for route in routes_of(app)
        if not route.startswith(("GET ", "OPTIONS ", "- ")) and not route.split()[1].startswith(NOT_OURS)
    }


def test_what_a_page_does_the_api_does_too(house: House) -> None:
    """Each action of a page is in the table, each counterpart there is a route of the API, and no line is about nothing."""
    app = create_app(house.gateway)
    routes, actions = set(routes_of(app)), actions_of(app)

    assert set() == actions - set(COUNTERPARTS) - set(OF_BROWSERS)
    assert set() == set(COUNTERPARTS) - actions
    assert set() == set(COUNTERPARTS.values()) - routes
    assert all(OF_BROWSERS.values())
