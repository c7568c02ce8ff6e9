"""What a partner says after a document could be read: it closes the document, or opens it again."""

from collections.abc import Iterator

import pytest

from gateway.application.keeping import settle
from gateway.application.records import DocumentRecord
from gateway.application.reprocessing import resend
from gateway.entrypoints.console.attention import needs_of
from gateway.errors import Conflict
from tests.house import LAMPS, House, interchange, order, rebuilt, write_profile
from tests.integration.application.test_second_tries import again, refused, response_of

TAKES = [
    {"receive": "850", "map": "acme/850"},
    {"receive": "824", "map": "base/x12/004010/824"},
    {"receive": "846", "map": "base/x12/004010/846"},
    {"send": "855", "map": "acme/855", "acknowledgement_due": "24h"},
    {"send": "856", "map": "acme/856", "acknowledgement_due": "24h"},
    {"send": "810", "map": "acme/810", "acknowledgement_due": "24h"},
]


@pytest.fixture
def advised(house: House) -> Iterator[House]:
    """A gateway whose first partner also sends 824s and 846s."""
    write_profile(house.folder, "acme", documents=TAKES)
    agreed = rebuilt(house)
    yield agreed
    agreed.gateway.engine.dispose()


def framed(set_id: str, group: str, *body: str, number: int = 700) -> str:
    """Return an interchange of ACME's around one set of any kind."""
    segments = [f"ST*{set_id}*0001", *body, f"SE*{len(body) + 2}*0001"]
    whole = interchange("~\n".join(segments) + "~\n", number=number)
    return whole.replace("GS*PO*", f"GS*{group}*")


def advice(*items: str, number: int = 700) -> str:
    """Return an 824 of ACME's."""
    return framed("824", "AG", f"BGN*00*ADV-{number}*20260303", *items, number=number)


def refusing(record: DocumentRecord) -> tuple[str, str]:
    """Return the items of an 824 that refuse a document by its control numbers."""
    numbers = f"{record.group_control_number}*{record.control_number}*{record.set_id}"
    return f"OTI*TR*ZZ*X-1*****{numbers}", "TED*010*DOES NOT ADD UP*CTT*9*1**7"


def test_an_advice_that_refuses_opens_the_document_and_its_order_again(advised: House) -> None:
    """After all was acknowledged and the chain complete: the reason is on the document, in words."""
    advised.take(interchange(order("PO-1", LAMPS)))
    advised.ship()
    advised.acknowledge()
    complete = advised.order("PO-1").chain_complete_at
    (invoice,) = advised.documents("810")
    advised.take(advice(*refusing(invoice)))

    (invoice,) = advised.documents("810")
    assert complete is not None
    assert None is advised.order("PO-1").chain_complete_at
    assert (
        "rejected",
        'application advice ADV-700: X-1 rejected: CTT01 (segment 9) "7" the totals do not agree, DOES NOT ADD UP',
    ) == (
        invoice.acknowledgement,
        invoice.reason,
    )
    assert 1 == len(advised.events("order.chain-reopened"))
    with advised.gateway.store.read() as work:
        assert "Rejected by the partner" in [one.title for one in needs_of(work, advised.clock.now())]


@pytest.mark.parametrize("kind", ["IV", "ZZ"])
def test_an_advice_finds_a_document_by_its_own_number(advised: House, kind: str) -> None:
    """The number of an invoice is enough, whatever the sender calls it."""
    advised.take(interchange(order("PO-1", LAMPS)))
    advised.ship()
    (invoice,) = advised.documents("810")
    advised.take(advice(f"OTI*TR*{kind}*{invoice.reference}", "TED*006"))

    assert ["rejected"] == [one.acknowledgement for one in advised.documents("810")]
    assert {"awaited"} == {one.acknowledgement for one in advised.documents("855")}


def test_the_number_of_an_order_means_the_answer_to_it(advised: House) -> None:
    """An order has many documents; which one is meant, the kind of the number or the set says."""
    advised.take(interchange(order("PO-1", LAMPS)))
    advised.ship()
    advised.take(advice("OTI*TR*PO*PO-1", number=700))
    advised.take(advice("OTI*TR*ZZ*PO-1*******856", number=701))

    assert {"855": "rejected", "856": "rejected", "810": "awaited"} == {
        one.set_id: one.acknowledgement for one in advised.documents(direction="out") if one.set_id != "997"
    }


def test_an_advice_that_could_mean_several_documents_changes_nothing(advised: House) -> None:
    """It waits for a person."""
    advised.take(interchange(order("PO-1", LAMPS)))
    advised.ship()
    advised.take(advice("OTI*TR*ZZ*PO-1"))

    assert {"awaited"} == {
        one.acknowledgement for one in advised.documents(direction="out") if one.set_id != "997"
    }
    assert ["held"] == [one.validation for one in advised.documents("824")]
    assert 1 == len(advised.events("advice.unmatched"))


def test_an_advice_of_good_news_about_nothing_of_ours_waits_for_nobody(advised: House) -> None:
    """It is noted."""
    advised.take(advice("OTI*TA*IV*INV-9"))

    assert ["accepted"] == [one.validation for one in advised.documents("824")]


def test_what_was_taken_with_changes_is_said_on_the_document(advised: House) -> None:
    """It counts as accepted; the remark is there to be read."""
    advised.take(interchange(order("PO-1", LAMPS)))
    advised.acknowledge()
    advised.take(
        advice(
            "OTI*IC*PO*PO-1", "TED*009**DTM*5*2**20260302*20260304", "NTE*GEN*WE MOVED IT", "LM*VI", "LQ*1*D9"
        )
    )

    response = response_of(advised)
    assert "accepted-with-errors" == response.acknowledgement
    assert (
        "application advice ADV-700: PO-1 item accepted with changes: "
        'DTM02 (segment 5) "20260302" the date is wrong, taken as "20260304", WE MOVED IT, VI 1 D9'
    ) == response.reason


def test_the_gravest_item_about_a_document_counts(advised: House) -> None:
    """One line refused among lines taken is a document to look at."""
    advised.take(interchange(order("PO-1", LAMPS)))
    advised.take(advice("OTI*IR*PO*PO-1", "TED*011", "OTI*IA*PO*PO-1"))

    assert "rejected" == response_of(advised).acknowledgement


def test_a_997_does_not_undo_what_was_refused_for_its_content(advised: House) -> None:
    """That it could be read was never the question; sent again, it is waited for, and can be accepted."""
    advised.take(interchange(order("PO-1", LAMPS)))
    advised.take(advice("OTI*TR*PO*PO-1", "TED*024"))
    advised.acknowledge()
    refused_still = response_of(advised).acknowledgement
    outweighed = advised.events("acknowledgement.outweighed")
    resend(advised.gateway.services, advised.gateway.store, response_of(advised).id, actor="kim")
    advised.work()
    again(advised, response_of(advised).file_name)
    advised.acknowledge()

    assert ("rejected", 1) == (refused_still, len(outweighed))
    assert "accepted" == response_of(advised).acknowledgement


def test_a_later_refusal_opens_what_was_accepted(advised: House) -> None:
    """Bad news counts whenever it comes; good news after it closes the document again."""
    advised.take(interchange(order("PO-1", LAMPS)))
    seen = []
    for change in (None, refused, None):
        advised.acknowledge(change=change)
        seen.append(response_of(advised).acknowledgement)
        again(advised, response_of(advised).file_name)

    assert ["accepted", "rejected", "accepted"] == seen


STOCK = ("BIA*00*SI*ST-1*20260302", "LIN**VN*SKU-1", "QTY*33*40*EA")


def test_what_nothing_here_handles_waits_for_a_person(advised: House) -> None:
    """An 846 is read, acknowledged and kept; somebody can see it until somebody says it was dealt with."""
    advised.take(framed("846", "IB", *STOCK))

    (kept,) = advised.documents("846")
    (told,) = advised.documents("997", "out")
    with advised.gateway.store.read() as work:
        waiting = {one.title: one for one in needs_of(work, advised.clock.now())}
    assert ("held", "nothing here handles this by itself: inventory advice") == (kept.validation, kept.reason)
    assert "sent" == told.delivery
    assert [kept.id] == advised.events("document.kept")
    assert [f"/documents/{kept.id}"] == [one.href for one in waiting["Kept for a person"].items]

    assert "846 ST-1" == settle(advised.gateway.services, advised.gateway.store, kept.id, actor="kim")
    assert ["accepted"] == [one.validation for one in advised.documents("846")]
    with pytest.raises(Conflict):
        settle(advised.gateway.services, advised.gateway.store, kept.id, actor="kim")
