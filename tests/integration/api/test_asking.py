"""What programs may ask for and do under /api/v1."""

from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import databases
from tests.house import CHAIRS, DESKS, LAMPS, House, interchange, later, order

database_url = databases.database_url
BELOW_PRICE = "24*EA*1.00**IN*445566"
CHEAP_CHAIR = "6*EA*1.00**IN*445567"


def test_an_order_comes_with_its_whole_chain(house: House, client: TestClient) -> None:
    """Lines, outcomes, documents, events, and what is missing."""
    house.take(interchange(order("PO-1", LAMPS, CHAIRS, DESKS)))
    found = client.get(f"/api/v1/orders/{house.order('PO-1').id}").json()

    assert ("PO-1", "confirmed", False) == (found["number"], found["state"], found["complete"])
    assert [("LAMP", 24, 24, 0), ("CHAIR", 60, 60, 0), ("DESK", 10, 0, 10)] == [
        (one["sku"], one["ordered"], one["promised"], one["backordered"]) for one in found["lines"]
    ]
    assert [40, 20] == [one["quantity"] for one in found["outcomes"][1]["accepted"]]
    assert ["850", "997", "855"] == [one["set_id"] for one in found["documents"]]
    assert "a shipment of what was promised" in found["missing"]
    assert "order.confirmed" in {one["what"] for one in found["events"]}
    assert found["canonical"]["number"] == "PO-1"


def test_a_finished_order_says_so(house: House, client: TestClient) -> None:
    """Shipped, invoiced, acknowledged: nothing is missing."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.ship()
    house.acknowledge()
    found = client.get(f"/api/v1/orders/{house.order('PO-1').id}").json()

    assert (True, []) == (found["complete"], found["missing"])
    assert found["chain_complete_at"] is not None


def test_lists_are_narrowed_and_paged(house: House, client: TestClient) -> None:
    """Newest first; `next` leads on until nothing is left."""
    for number in range(1, 6):
        house.take(interchange(order(f"PO-{number}", LAMPS), number=100 + number))
        later(house, minutes=1)
    seen, before = [], ""
    while True:
        page = client.get("/api/v1/orders", params={"limit": 2, "cursor": before}).json()
        seen.append([one["number"] for one in page["items"]])
        before = page["next"]
        if not before:
            break

    assert [["PO-5", "PO-4"], ["PO-3", "PO-2"], ["PO-1"]] == seen
    assert not client.get("/api/v1/orders", params={"state": "held"}).json()["items"]
    assert not client.get("/api/v1/orders", params={"partner": "globex"}).json()["items"]


@pytest.mark.parametrize(
    ("narrowed", "sets"),
    [
        ({}, ["855", "997", "850"]),
        ({"direction": "in"}, ["850"]),
        ({"set_id": "997"}, ["997"]),
        ({"acknowledgement": "awaited"}, ["855"]),
        ({"delivery": "sent"}, ["855", "997"]),
        ({"validation": "rejected"}, []),
        ({"partner": "globex"}, []),
    ],
)
def test_documents_are_found_by_any_axis(
    house: House, client: TestClient, narrowed: dict[str, str], sets: list[str]
) -> None:
    """Each filter narrows the list."""
    house.take(interchange(order("PO-1", LAMPS)))
    found = client.get("/api/v1/documents", params=narrowed).json()

    assert sets == [one["set_id"] for one in found["items"]]


def test_raw_bytes_are_the_bytes(house: House, client: TestClient) -> None:
    """In: what arrived. Out: what was left with the partner. Both as files, not as pages."""
    content = interchange(order("PO-1", LAMPS)).encode()
    house.take(content)
    ids = {one.set_id: one.id for one in house.documents()}
    received = client.get(f"/api/v1/documents/{ids['850']}/raw")
    sent = client.get(f"/api/v1/documents/{ids['855']}/raw")
    transmission = client.get(f"/api/v1/documents/{ids['850']}").json()["transmission"]

    assert content == received.content == client.get(f"/api/v1/transmissions/{transmission}/raw").content
    assert sent.content in house.outbox().values()
    assert received.headers["content-type"] == "application/edi-x12"
    assert sent.headers["content-disposition"].startswith('attachment; filename="acme-855-')


def test_a_document_is_annotated(house: House, client: TestClient) -> None:
    """Names, meanings and findings stand where the bytes do; of several sets the right one."""
    bad = order("PO-2", "X*EA*9.25**IN*445566", control="0002", total=0)
    house.take(interchange(order("PO-1", LAMPS), bad))
    ids = {one.reference: one.id for one in house.documents("850")}
    tree = client.get(f"/api/v1/documents/{ids['PO-2']}/annotated").json()

    assert ("850", "0002", "004010") == (tree["id"], tree["control_number"], tree["version"])
    flat = str(tree)
    assert "x12.element-characters" in flat
    assert "PO-2" in flat
    assert "PO-1" not in flat


def test_each_set_of_a_full_transmission_is_found(house: House, client: TestClient) -> None:
    """Several interchanges, several sets: each document shows its own."""
    first = interchange(order("PO-1", LAMPS), order("PO-2", LAMPS, control="0002"), number=101)
    house.take(first + interchange(order("PO-3", LAMPS), number=102))
    shown = {
        one.reference: client.get(f"/api/v1/documents/{one.id}/annotated").text
        for one in house.documents("850")
    }

    assert {"PO-1", "PO-2", "PO-3"} == set(shown)
    for number, tree in shown.items():
        assert [number] == [one for one in shown if f'"{one}"' in tree]


@pytest.mark.parametrize(
    "changed", [{"group_control_number": "999"}, {"position": 7}, {"control_number": "9"}]
)
def test_a_document_that_is_not_in_its_bytes_is_not_made_up(
    house: House, client: TestClient, changed: dict[str, Any]
) -> None:
    """Should a record ever disagree with what arrived, nothing is shown rather than something else."""
    house.take(interchange(order("PO-1", LAMPS)))
    (document,) = house.documents("850")
    with house.gateway.store.begin() as work:
        work.documents.update(replace(document, **changed))
        work.commit()

    assert client.get(f"/api/v1/documents/{document.id}/annotated").status_code == 404


def test_an_interchange_that_is_not_in_its_bytes_is_not_made_up(house: House, client: TestClient) -> None:
    """The same of the interchange around the document."""
    house.take(interchange(order("PO-1", LAMPS)))
    (document,) = house.documents("850")
    with house.gateway.store.begin() as work:
        work.interchanges.add(replace(work.interchanges.get(document.interchange), position=3))
        work.commit()

    assert client.get(f"/api/v1/documents/{document.id}/annotated").status_code == 404


def test_what_is_no_set_has_no_annotation(house: House, client: TestClient) -> None:
    """A TA1 is an answer to an envelope, and has no tree."""
    house.take(interchange(order("PO-1", LAMPS), count=2))
    (ta1,) = house.documents("TA1")

    assert client.get(f"/api/v1/documents/{ta1.id}/annotated").status_code == 404
    assert b"TA1*" in client.get(f"/api/v1/documents/{ta1.id}/raw").content
    assert client.get(f"/api/v1/documents/{ta1.id}").json()["canonical"] is not None


def test_all_holds_are_accepted_at_once(house: House, client: TestClient) -> None:
    """The order is decided again and goes its way."""
    house.take(interchange(order("PO-1", BELOW_PRICE, CHEAP_CHAIR)))
    held = client.get(f"/api/v1/orders/{house.order('PO-1').id}").json()
    answer = client.post(f"/api/v1/orders/{held['id']}/accept")
    house.work()

    assert ["V31/1", "V31/2"] == [one["waiver"] for one in held["results"] if one["action"] == "hold"]
    assert answer.status_code == 200
    assert house.order("PO-1").state == "confirmed"


def test_one_hold_is_accepted_by_name(house: House, client: TestClient) -> None:
    """The other still holds the order."""
    house.take(interchange(order("PO-1", BELOW_PRICE, CHEAP_CHAIR)))
    client.post(f"/api/v1/orders/{house.order('PO-1').id}/accept", json={"waivers": ["V31/1"]})
    house.work()

    after = house.order("PO-1")
    assert ("held", ["V31/2"]) == (after.state, [one.waiver for one in after.holds])


def test_a_rejected_order_is_answered_and_stays_rejected(house: House, client: TestClient) -> None:
    """The buyer gets an 855; a second decision is a conflict."""
    house.take(interchange(order("PO-1", BELOW_PRICE)))
    path = f"/api/v1/orders/{house.order('PO-1').id}"
    first = client.post(f"{path}/reject", json={"reason": "not at this price"})
    house.work()
    second = client.post(f"{path}/accept")

    assert (200, "rejected") == (first.status_code, first.json()["state"])
    assert (409, "conflict") == (second.status_code, second.json()["code"])
    assert len(house.sent("855")) == 1


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("reject", {}),
        ("reject", {"reason": ""}),
        ("reject", {"reason": "r", "more": "x"}),
        ("accept", {"waivers": "V31"}),
    ],
)
def test_what_was_not_understood_is_said_by_place(
    house: House, client: TestClient, path: str, content: dict[str, str]
) -> None:
    """422 with the place of each fault, and nothing was done."""
    house.take(interchange(order("PO-1", BELOW_PRICE)))
    answer = client.post(f"/api/v1/orders/{house.order('PO-1').id}/{path}", json=content)

    assert (422, "request.invalid") == (answer.status_code, answer.json()["code"])
    assert answer.json()["errors"][0]["at"].startswith("body.")
    assert house.order("PO-1").state == "held"


def test_a_document_is_sent_again_with_the_same_bytes(house: House, client: TestClient) -> None:
    """Taken by the partner and asked for again, it lies there as before."""
    house.take(interchange(order("PO-1", LAMPS)))
    (response,) = house.documents("855")
    before = house.outbox()[response.file_name]
    (house.folder / "data" / "acme" / "out" / response.file_name).unlink()
    answer = client.post(f"/api/v1/documents/{response.id}/resend")
    house.work()

    assert (202, response.file_name) == (answer.status_code, answer.json()["ref"])
    assert before == house.outbox()[response.file_name]


def test_what_came_in_is_not_sent_again(house: House, client: TestClient) -> None:
    """Only what we send can be."""
    house.take(interchange(order("PO-1", LAMPS)))
    (received,) = house.documents("850")

    assert client.post(f"/api/v1/documents/{received.id}/resend").status_code == 409


def test_stored_bytes_are_read_again(house: House, client: TestClient) -> None:
    """The same documents, under the same identifiers."""
    transmission = house.take(interchange(order("PO-1", LAMPS)))
    before = [one.id for one in house.documents()]
    answer = client.post(f"/api/v1/transmissions/{transmission.id}/reprocess")
    house.work()

    assert (202, transmission.id) == (answer.status_code, answer.json()["ref"])
    assert before == [one.id for one in house.documents()]


def test_the_description_of_the_api_names_every_door(client: TestClient) -> None:
    """OpenAPI lists what programs may use, and none of the pages."""
    paths = client.get("/api/v1/openapi.json").json()["paths"]

    assert {
        "/edi",
        "/healthz",
        "/readyz",
        "/api/v1/orders",
        "/api/v1/documents/{document_id}/annotated",
    } <= set(paths)
    assert "/orders" not in paths
