"""Changes at the console and over the API: what a person wants, sees and decides, and why."""

from fastapi.testclient import TestClient

from tests.house import LAMPS, House, interchange, order
from tests.integration.api.test_pages import opened
from tests.integration.application.test_changes import change

BELOW_OURS = "POC*001*PC*24**EA*5.00**IN*445566"


def held(house: House) -> str:
    """Return a change to a price below ours, which waits for a person."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.take(change("PO-1", BELOW_OURS, number=201))
    (document,) = house.documents("860")
    return document.id


def test_an_order_is_changed_at_the_console_and_its_page_says_how_it_came_to_be(
    house: House, client: TestClient
) -> None:
    """By whom, why, and what is different, in words; then the line is cancelled."""
    house.take(interchange(order("PO-1", LAMPS)))
    path = f"/orders/{house.order('PO-1').id}"
    answer = client.post(
        f"{path}/edit",
        data={"line": "1", "what": "change", "quantity": "10", "on": "2026-03-05", "reason": "<they> rang"},
        follow_redirects=False,
    )
    house.work()
    text = opened(client, path).text

    assert (303, f"{path}#revisions") == (answer.status_code, answer.headers["location"])
    for said in (
        "The order came by ACME Stores",
        "Revision 1 by operator at the desk because <they> rang",
        "Line 001: 10 EA instead of 24 EA",
        "Line 001: wanted on 2026-03-05 instead of 2026-03-02",
    ):
        assert said in text
    (document,) = house.documents("desk")
    for view in ("", "/raw", "/canonical"):
        assert "Change at the desk" in opened(client, f"/documents/{document.id}{view}").text
    client.post(f"{path}/edit", data={"what": "cancel-order", "reason": "no more"})
    house.work()
    assert "cancelled" == house.order("PO-1").state
    assert "Change this order" not in opened(client, path).text


def test_what_a_person_typed_wrongly_is_said(house: House, client: TestClient) -> None:
    """Nothing happens, and nothing is written down."""
    house.take(interchange(order("PO-1", LAMPS)))
    path = f"/orders/{house.order('PO-1').id}/edit"
    for form, code in (
        ({"line": "1", "quantity": "10"}, 422),
        ({"line": "1", "quantity": "ten", "reason": "x"}, 422),
        ({"line": "1", "price": "NaN", "reason": "x"}, 422),
        ({"line": "1", "on": "soon", "reason": "x"}, 422),
        ({"line": "9", "quantity": "1", "reason": "x"}, 409),
        ({"ship_to": "nowhere", "reason": "x"}, 409),
    ):
        assert code == client.post(path, data=form).status_code, form
    strange = client.post(
        path, data={"what": "cancel-order", "reason": "x"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert 403 == strange.status_code
    assert [] == house.documents("desk")


def test_a_change_that_waits_is_decided_at_the_console(house: House, client: TestClient) -> None:
    """The page of the document offers it with a reason, once; the order's page says who decided."""
    document = held(house)
    page = opened(client, f"/documents/{document}").text
    order_page = f"/orders/{house.order('PO-1').id}"
    waits = opened(client, order_page).text
    assert 422 == client.post(f"/documents/{document}/accept", data={}).status_code
    client.post(f"/documents/{document}/accept", data={"reason": "they rang"})
    house.work()
    again = client.post(f"/documents/{document}/refuse", data={"reason": "they rang"})

    assert "Decide on this change" in page
    assert "A change waits for a person by ACME Stores" in waits
    assert (1, 409) == (house.order("PO-1").revision, again.status_code)
    assert (
        "Revision 1 by ACME Stores, accepted by operator because they rang" in opened(client, order_page).text
    )
    assert "Decide on this change" not in opened(client, f"/documents/{document}").text


def test_changes_go_over_the_api(house: House, client: TestClient) -> None:
    """Edit, read the revisions, refuse what waits; what cannot be is said in full."""
    document = held(house)
    path = f"/api/v1/orders/{house.order('PO-1').id}"
    refused = client.post(f"/api/v1/documents/{document}/refuse", json={"reason": "no"})
    house.work()
    asked = client.post(
        f"{path}/edit",
        json={"reason": "they rang", "lines": [{"line": 1, "price": "8.50"}], "ship_to": "0001"},
    )
    house.work()
    found = client.get(f"{path}/revisions").json()["items"]

    assert (202, document, 202) == (refused.status_code, refused.json()["ref"], asked.status_code)
    assert [
        ("opened", 0, "", "", ""),
        ("refused", None, "", "operator", "no"),
        ("taken", 1, "operator", "", "they rang"),
    ] == [(one["outcome"], one["number"], one["by"], one["allowed_by"], one["reason"]) for one in found]
    assert ["Ship to ACME Stores 1 0001 instead of 0042", "Line 001: price 8.5 instead of 9.25"] == found[2][
        "said"
    ]
    assert 422 == client.post(f"{path}/edit", json={"reason": ""}).status_code
    assert 409 == client.post(f"/api/v1/documents/{document}/accept", json={"reason": "yes"}).status_code
    assert 404 == client.get("/api/v1/orders/none/revisions").status_code
