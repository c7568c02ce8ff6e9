"""The pages people read: sound, escaped, linked, and saying what was decided."""

import re
from base64 import b64encode
from collections import Counter, deque
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from gateway.application.records import NewJob
from gateway.entrypoints.console.document_view import SEGMENTS_A_PAGE, SEGMENTS_A_STRETCH
from tests import databases
from tests.house import CHAIRS, DESKS, LAMPS, House, interchange, later, order
from tests.integration.api.reading import Seen, read

database_url = databases.database_url
ALIKE, FEW = 20, 3
"""So many pages of a kind are walked through: maps are many, and a guide to print takes a second or two."""
BELOW_PRICE = "24*EA*1.00**IN*445566"
CHEAP_CHAIR = "6*EA*1.00**IN*445567"
NASTY = "<img src=x onerror=alert(1)>&\"'"


def style_of(text: str) -> str:
    """Return what stands between the tags of the first style."""
    return text.partition("<style>")[2].partition("</style>")[0]


def named_by(policy: str, style: str) -> bool:
    """Return whether a policy allows a style by its digest, as that of a guide made to be saved does."""
    return bool(style) and b64encode(sha256(style.encode()).digest()).decode() in policy


def opened(client: TestClient, path: str) -> Seen:
    """Return a page that is there and has nothing wrong with it."""
    return looked_at(client.get(path, follow_redirects=True), path)


def looked_at(answer: Response, path: str) -> Seen:
    """Return what an answer shows, which has nothing wrong with it."""
    seen = read(answer.text)
    if named_by(answer.headers["Content-Security-Policy"], style_of(answer.text)):
        seen.faults.remove("<style> is more than the policy allows")

    assert (200, []) == (answer.status_code, seen.faults), path
    seen.text = re.sub(r"\s+", " ", seen.text)
    return seen


def test_every_link_of_every_page_leads_to_a_sound_page(house: House, client: TestClient) -> None:
    """Walk from the overview through everything that happened: complete, held, rejected, unknown, nonsense."""
    _eventful(house)
    waiting, walked, alike = deque(["/"]), set(), Counter[str]()
    while waiting:
        path = waiting.popleft().partition("#")[0]
        kind = re.sub(r"[0-9a-f-]{36}|(?<=segment=)\d+", "ID", path)
        kind = re.sub(r"(?<=/maps/).*?(?=/guide|$)", "NAME", kind)
        most = FEW if kind.endswith(("segment=ID", "/transport")) or kind.startswith("/maps/") else ALIKE
        if not path or path in walked or alike[kind] == most:
            continue
        walked.add(path)
        alike[kind] += 1
        answer = client.get(path, follow_redirects=True)
        if answer.headers["Content-Type"].startswith("text/html"):
            waiting.extend(looked_at(answer, path).links)
        else:
            assert 200 == answer.status_code, path

    assert {"/", "/orders", "/documents", "/transmissions"} <= walked
    kinds = {re.sub(r"[0-9a-f-]{36}", "ID", path.partition("?")[0]) for path in walked}
    assert {"/orders/ID", "/documents/ID/canonical", "/documents/ID/raw", "/transmissions/ID"} <= kinds


def test_the_overview_says_what_waits_for_a_person(house: House, client: TestClient) -> None:
    """Held orders and interchanges, deliveries and jobs that failed, acknowledgements overdue."""
    calm = opened(client, "/").text
    _eventful(house)
    text = opened(client, "/").text

    assert "Nothing waits for a person." in calm
    for said in (
        "Orders held 1",
        "Order PO-HELD",
        "The price is below ours",
        "Interchanges held 2",
        "Nobody we know sends under these identifiers.",
        "Acknowledgements overdue",
        "Work that failed 1",
    ):
        assert said in text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"delivery": "failed", "reason": "not reachable"}, "Deliveries failed 1 855 Order response PO-1"),
        ({"delivery": "abandoned"}, "Deliveries given up 1"),
        ({"delivery": "held", "reason": "map.written-differs"}, "Documents of ours held 1"),
        ({"acknowledgement": "rejected"}, "Rejected by the partner 1"),
    ],
)
def test_the_overview_says_what_went_wrong_with_a_document(
    house: House, client: TestClient, changed: dict[str, str], said: str
) -> None:
    """With the reason, and a way to the document."""
    house.take(interchange(order("PO-1", LAMPS)))
    (response,) = house.documents("855")
    with house.gateway.store.begin() as work:
        work.documents.update(replace(response, **changed))
        work.commit()
    page = opened(client, "/")

    assert said in page.text
    assert changed.get("reason", "interchange 000000002") in page.text
    assert f"/documents/{response.id}" in page.links


def test_of_many_things_that_wait_some_are_shown_and_all_are_reached(
    house: House, client: TestClient
) -> None:
    """Eight, and a link to the rest."""
    for number in range(9):
        house.receive(interchange(order(f"PO-{number}", BELOW_PRICE), number=101 + number))
    house.work()
    page = opened(client, "/")

    assert "Orders held 8+" in page.text
    assert 2 == page.links.count("/orders?state=held")


def test_nothing_a_partner_sends_is_taken_for_a_page(house: House, client: TestClient) -> None:
    """Markup in numbers, items, names and bytes arrives as text."""
    house.take(interchange(order(NASTY, f"24*EA*9.25**IN*{NASTY}")), key=NASTY)
    house.take(f"{NASTY} is no EDI at all", partner="")
    pages = ["/", "/orders", "/documents", "/transmissions", f"/search?q={NASTY}"]
    with house.gateway.store.read() as work:
        pages += [f"/orders/{one.id}" for one in work.orders.recent(9)]
        pages += [f"/transmissions/{one.id}" for one in work.transmissions.recent(9)]
        for one in work.documents.recent(9):
            pages += [f"/documents/{one.id}{view}" for view in ("", "/raw", "/canonical")]
    assert len(pages) > 10
    for path in pages:
        assert "<img src=x" not in client.get(path, follow_redirects=True).text, path
        opened(client, path)


def test_an_order_shows_its_chain_and_its_lines_in_the_buyers_units(house: House, client: TestClient) -> None:
    """Cases are counted as cases; days and places of promises stand beside the quantities."""
    house.take(interchange(order("PO-1", "2*CA*111**IN*445566", CHAIRS, DESKS)))
    text = opened(client, f"/orders/{house.order('PO-1').id}").text

    for said in (
        "Order PO-1",
        "confirmed",
        "CA of 12 EA 2",
        "40 on 2026-03-02 from MAIN",
        "20 on 2026-03-09 from MAIN",
        "10 expected 2026-05-04",
        "Not done yet: a shipment of what was promised",
        "856 → out Shipment notice · not yet",
        "855 → out Order response … awaited",
    ):
        assert said in text


def test_a_finished_order_says_that_it_is(house: House, client: TestClient) -> None:
    """Every step of the chain has its word."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.ship()
    house.acknowledge()
    text = opened(client, f"/orders/{house.order('PO-1').id}").text

    assert "The chain is complete since 2026-03-02" in text
    assert "not yet" not in text


def test_a_held_order_is_accepted_on_its_page(house: House, client: TestClient) -> None:
    """One hold, then all; each time the page comes back, and the holds that are left stand on it."""
    house.take(interchange(order("PO-1", BELOW_PRICE, CHEAP_CHAIR)))
    path = f"/orders/{house.order('PO-1').id}"
    before = opened(client, path)
    one = client.post(f"{path}/accept", data={"waiver": "V31/1"})
    house.work()
    between = opened(client, path)
    client.post(f"{path}/accept")
    house.work()
    after = opened(client, path)

    assert (303, path) == (one.status_code, one.headers["location"])
    assert [3, 1, 0] == [page.forms.count(("post", f"{path}/accept")) for page in (before, between, after)]
    assert "Accepted once V31/1, V31/2" in after.text
    assert house.order("PO-1").state == "confirmed"


def test_a_held_order_is_rejected_with_a_reason(house: House, client: TestClient) -> None:
    """Without a reason nothing happens; with one it stands in the trail."""
    house.take(interchange(order("PO-1", BELOW_PRICE)))
    path = f"/orders/{house.order('PO-1').id}"
    refused = [client.post(f"{path}/reject", data={"reason": one}) for one in ("  ", "x" * 501)]
    client.post(f"{path}/reject", data={"reason": "not at this price"})
    text = opened(client, path).text

    assert [422, 422] == [one.status_code for one in refused]
    assert "not at this price" in text
    assert "The order goes no further." in text
    assert "856 → out Shipment notice · not due" in text


def test_a_form_that_is_none_is_refused(house: House, client: TestClient) -> None:
    """Too many fields, or too long a body."""
    house.take(interchange(order("PO-1", BELOW_PRICE)))
    path = f"/orders/{house.order('PO-1').id}/reject"
    many = "&".join(f"a{number}=1" for number in range(101))

    assert client.post(path, content=many).status_code == 400
    assert client.post(path, content=b"\xff=\xff").status_code == 400
    assert client.post(path, content=b"reason=" + b"x" * 65536).status_code == 413


def test_an_agreement_that_stands_in_the_way_cannot_be_accepted(house: House, client: TestClient) -> None:
    """Another currency is for the agreement to change: the page says so, and offers no button for it."""
    house.take(interchange(order("PO-1", LAMPS).replace("CUR*BY*USD", "CUR*BY*CAD")))
    path = f"/orders/{house.order('PO-1').id}"

    assert "change what was agreed with the partner, or reject the order" in opened(client, path).text


def test_findings_stand_where_they_belong_and_lead_there(house: House, client: TestClient) -> None:
    """The list names the place; the place carries the finding."""
    house.take(interchange(order("PO-1", "X*EA*9.25**IN*445566", total=0)))
    (document,) = house.documents("850")
    page = opened(client, f"/documents/{document.id}")

    assert f"/documents/{document.id}#s6" in page.links
    assert 2 == page.text.count("The element has characters that its type does not allow.")
    assert "PO102" in page.text


def test_long_documents_come_in_pages(house: House, client: TestClient) -> None:
    """Each segment is on one page only, and loops that run on are named again."""
    lines = [f"1*EA*9.25**IN*{number}" for number in range(200)]
    house.take(interchange(order("PO-1", *lines)))
    (document,) = house.documents("850")
    pages = [client.get(f"/documents/{document.id}", params={"at": at}).text for at in (1, 2)]
    shown = [re.findall(r'id="s(\d+)"', page) for page in pages]
    past, before = (client.get(f"/documents/{document.id}", params={"at": at}).text for at in (99, -1))

    assert [str(number) for number in range(1, 208)] == [*shown[0], *shown[1]]
    assert len(shown[0]) == SEGMENTS_A_PAGE
    assert SEGMENTS_A_PAGE // SEGMENTS_A_STRETCH == pages[0].count('<div class="stretch">')
    laid = [re.findall(r'id="s(\d+)"', one) for one in pages[0].split('<div class="stretch">')[1:]]
    assert {SEGMENTS_A_STRETCH} == set(map(len, laid))
    assert "Page 2 of 2, from segment 151 of 207" in pages[1]
    assert ('rel="next"' in pages[0], 'rel="next"' in pages[1]) == (True, False)
    assert 0 < pages[1].count("PO107") == past.count("PO107")
    assert (shown[1], shown[0]) == (re.findall(r'id="s(\d+)"', past), re.findall(r'id="s(\d+)"', before))


def test_one_steps_from_segment_to_segment_and_from_finding_to_finding(
    house: House, client: TestClient
) -> None:
    """By links, so without a script: each leads to the page that has the segment, and to its place there."""
    lines = [f"1*EA*9.25**IN*{number}" for number in range(200)]
    house.take(interchange(order("PO-1", *lines, "X*EA*9.25**IN*445566", total=200)))
    (document,) = house.documents("850")
    (faulty,) = {one.position for one in document.findings if one.position}
    here = f"/documents/{document.id}"

    def steps(path: str) -> list[str]:
        return [one for one in opened(client, path).links if "segment=" in one]

    def to(*segments: int) -> list[str]:
        return [f"{here}?segment={one}#s{one}" for one in segments]

    assert to(1, faulty) == steps(here)
    assert to(149, 151, faulty) == steps(f"{here}?segment=150")
    assert to(faulty - 1, faulty + 1) == steps(f"{here}?segment={faulty}")
    assert to(207, faulty) == steps(f"{here}?segment=999")
    assert 'class="segment d1 here" id="s151"' in client.get(f"{here}?segment=151").text
    assert "Segment 208 of 208" in opened(client, f"{here}?segment=208").text


def test_canonical_is_what_the_desk_reads(house: House, client: TestClient) -> None:
    """Our words, not the partner's codes; nothing where nothing could be read."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.take(interchange(order("PO-2", LAMPS).replace("BEG*00*NE*PO-2", "BEG*00*NE*"), number=102))
    read_one, unread = house.documents("850")

    assert '"kind": "new-order"' in opened(client, f"/documents/{read_one.id}/canonical").text
    assert (unread.canonical == "") == (
        "No document could be read" in opened(client, f"/documents/{unread.id}/canonical").text
    )


def test_what_is_no_set_is_shown_raw(house: House, client: TestClient) -> None:
    """A TA1 has no tree: its page shows the bytes."""
    house.take(interchange(order("PO-1", LAMPS), count=2))
    (ta1,) = house.documents("TA1")
    text = opened(client, f"/documents/{ta1.id}").text

    assert "TA1*000000101" in text
    assert "shown a line a segment" in text


def test_documents_and_bytes_are_worked_on_again_from_their_pages(house: House, client: TestClient) -> None:
    """Deliver again, read again; what cannot be is said."""
    transmission = house.take(interchange(order("PO-1", LAMPS)))
    (response,) = house.documents("855")
    (received,) = house.documents("850")
    resent = client.post(f"/documents/{response.id}/resend")
    again = client.post(f"/transmissions/{transmission.id}/reprocess")
    refused = client.post(f"/documents/{received.id}/resend")

    assert (303, f"/documents/{response.id}") == (resent.status_code, resent.headers["location"])
    assert (303, f"/transmissions/{transmission.id}") == (again.status_code, again.headers["location"])
    assert (409, ["h1"]) == (refused.status_code, read(refused.text).headings)
    assert "Asked to deliver the same bytes again" in opened(client, f"/documents/{response.id}").text
    assert "Asked to read the stored bytes again" in opened(client, f"/transmissions/{transmission.id}").text


@pytest.mark.parametrize(
    ("path", "there", "gone"),
    [
        ("/orders?state=held", "PO-HELD", "PO-DONE"),
        ("/orders?partner=globex", "There is no such order.", "PO-DONE"),
        ("/documents?set_id=856", "856 Shipment notice", "855 Order response"),
        ("/documents?validation=rejected", "rejected", "855 Order response"),
        ("/documents?delivery=abandoned", "There is no such document.", "997"),
        ("/transmissions?state=failed", "not readable", "processed"),
        ("/transmissions?state=sent", "There is no such transmission.", "test"),
    ],
)
def test_lists_show_what_was_asked_for(
    house: House, client: TestClient, path: str, there: str, gone: str
) -> None:
    """The filter is in the address; what it leaves out is not on the page."""
    _eventful(house)
    page = client.get(path).text
    body = re.sub(r"<form.*?</form>", "", page, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", body))

    assert there in text
    assert gone not in text


def test_long_lists_come_in_pages(house: House, client: TestClient) -> None:
    """Older leads on, Newest leads back."""
    for number in range(27):
        house.receive(interchange(order(f"PO-{number:02}", LAMPS), number=101 + number))
        later(house, seconds=1)
    house.work()
    first = opened(client, "/orders")
    (older,) = [one for one in first.links if "before=" in one]
    second = opened(client, older)

    assert "PO-26" in first.text
    assert "PO-01" not in first.text
    assert "PO-01" in second.text
    assert not [one for one in second.links if "before=" in one]


def test_search_leads_straight_to_what_was_meant(house: House, client: TestClient) -> None:
    """By number, identifier, file or digest; several things that go by it are listed, and nothing is said to be nothing."""
    transmission = house.take(interchange(order("PO-1", LAMPS)))
    house.take(interchange(order("PO-2", LAMPS), number=102))
    house.take(interchange(order("PO-2", CHAIRS), number=103))
    found = house.order("PO-1")
    (document,) = [one for one in house.documents("850") if one.order == found.id]
    (response,) = [one for one in house.documents("855") if one.order == found.id]

    for wanted, place in (
        ("PO-1", f"/orders/{found.id}"),
        (found.id, f"/orders/{found.id}"),
        (document.id, f"/documents/{document.id}"),
        (transmission.id, f"/transmissions/{transmission.id}"),
        (document.interchange, f"/transmissions/{transmission.id}"),
        (transmission.sha256.upper(), f"/transmissions/{transmission.id}"),
        (response.file_name, f"/documents/{response.id}"),
    ):
        assert client.get("/search", params={"q": f" {wanted} "}).headers["location"] == place
    assert opened(client, "/search?q=PO-2").text.count("Order PO-2") == 2
    numbered = opened(client, f"/search?q={int(document.interchange_control_number)}").links
    assert {f"/transmissions/{transmission.id}", f"/documents/{document.id}"} <= set(numbered)
    assert "/stock?sku=LAMP" in opened(client, "/search?q=LAMP").links
    assert "Nothing is known under nonsense" in opened(client, "/search?q=nonsense").text
    assert "Enter the number" in opened(client, "/search").text


def _eventful(house: House) -> None:
    """Let one order go all the way, one be held, one rejected; let strangers write, and a clock run out."""
    house.take(interchange(order("PO-DONE", LAMPS), number=101))
    house.ship()
    house.acknowledge()
    house.take(interchange(order("PO-HELD", BELOW_PRICE, CHEAP_CHAIR), number=102))
    house.take(interchange(order("PO-BAD", "X*EA*9.25**IN*445566", total=0), number=103))
    house.take(interchange(order("PO-LATE", CHAIRS, DESKS), number=104))
    house.take(interchange(order("PO-X", LAMPS), number=105, sender="7777777777"), partner="")
    house.take(interchange(order("PO-TA1", LAMPS), number=106, count=2))
    house.take("<b>this is no EDI</b>", partner="")
    later(house, days=3)
    house.ask("watch")
    with house.gateway.store.begin() as work:
        work.jobs.add(NewJob(kind="ship", ref="nothing", dedupe="ship:nothing"))
        work.commit()
    for _ in range(12):
        house.work()
        house.clock.advance(timedelta(hours=6))
