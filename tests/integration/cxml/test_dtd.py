"""The official DTDs where an operator put them: advice on what comes in, a gate for what leaves."""

from pathlib import Path

from fastapi.testclient import TestClient

from gateway.domain.findings import Severity
from gateway.entrypoints.api.app import create_app
from tests.cxml_house import HERE, LAMP, Office, code_of, office, order, request
from tests.fakes.clocks import FixedClock
from tests.house import rebuilt

BARE_ANSWERS = """
<!ELEMENT cXML (Response)>
<!ATTLIST cXML payloadID CDATA #REQUIRED timestamp CDATA #REQUIRED version CDATA #IMPLIED xml:lang CDATA #IMPLIED>
<!ELEMENT Response (Status)>
<!ELEMENT Status (#PCDATA)>
<!ATTLIST Status code CDATA #REQUIRED text CDATA #REQUIRED xml:lang CDATA #IMPLIED>
"""
NOTHING = "<!ELEMENT cXML EMPTY>"


def test_a_dtd_advises_on_what_comes_in_and_holds_what_may_not_leave(
    tmp_path: Path, database_url: str, clock: FixedClock
) -> None:
    """An order is taken all the same; its confirmation waits for a person, and an answer with more in it never leaves."""
    folder = tmp_path / "dtds"
    folder.mkdir()
    (folder / "cXML.dtd").write_text(BARE_ANSWERS)
    (folder / "Fulfill.dtd").write_text(NOTHING)
    profile = request("<ProfileRequest/>")
    with office(tmp_path / "house", database_url, clock) as opened:
        house = rebuilt(opened.house, cxml_dtd_dir=folder)
        with TestClient(create_app(house.gateway), base_url=HERE, client=("127.0.0.1", 5)) as client:
            strict = Office(house=house, client=client, peer=opened.peer)
            code, refused = strict.take(order("V1", LAMP)), strict.post(profile)
            (ordered,), (confirmed,) = strict.documents("850"), strict.documents("855")
        house.gateway.engine.dispose()
        again = opened.post(profile)

    assert "200" == code
    assert {"cxml.dtd": Severity.INFO} == {one.code: one.severity for one in ordered.findings}
    assert ("held", "cxml.dtd") == (confirmed.delivery, confirmed.reason)
    assert [] == opened.peer.requests
    assert (500, "500") == (refused.status_code, code_of(refused.content))
    assert (200, "200") == (again.status_code, code_of(again.content))
