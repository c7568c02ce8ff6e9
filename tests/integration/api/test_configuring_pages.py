"""The pages of an integration engineer: partners, the steps that begin one, maps, files, revisions, acknowledgements."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from gateway.application.configuring.tree import write
from gateway.bootstrap import reread
from tests.house import LAMPS, House, interchange, order

SCENARIOS = Path(__file__).parents[3] / "tests" / "scenarios"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
TEXTS = re.compile(r'<textarea name="(content\d+)"[^>]*>\n(.*?)</textarea>', re.DOTALL)


def fields(page: str) -> dict[str, str]:
    """Return the hidden fields and texts a page of a difference holds."""
    return {name: unescape(value) for name, value in (*HIDDEN.findall(page), *TEXTS.findall(page))}


def see(client: TestClient, path: str, /, **asked: str) -> str:
    """Return a page that is there."""
    answer = client.get(path, params=asked)
    assert 200 == answer.status_code, answer.text
    return unescape(answer.text)


def test_every_side_of_a_partner_is_shown(client: TestClient, house: House) -> None:
    """The list, and each tab; a tab or partner there is not is no page."""
    house.take(interchange(order("PO-1", LAMPS)))
    assert "ACME Stores" in see(client, "/partners")
    for tab, said in {
        "": "gateway partner show acme",
        "/envelopes": 'name="set:x12.them.id" value="5555551234"',
        "/channels": "Try the channel",
        "/documents": 'href="/maps/acme/850/guide"',
        "/deadlines": 'name="set:documents.0.acknowledge_within" value="1d"',
        "/codes": "ACME Stores 42",
        "/scenarios": "There is no scenario",
        "/history": "Nothing was applied yet",
    }.items():
        assert said in see(client, f"/partners/acme{tab}")
    assert 404 == client.get("/partners/acme/zzz").status_code
    assert 404 == client.get("/partners/nobody").status_code


def test_a_channel_is_tried_without_sending_anything(client: TestClient, house: House) -> None:
    """A folder is looked into; an address nobody answers at is said to be out of reach."""
    assert "reached; nothing is waiting" in unescape(client.post("/partners/acme/channels/try").text)
    assert ["acme"] == house.events("channel.tested")


def test_a_changed_key_is_shown_as_a_difference_and_then_written(client: TestClient, house: House) -> None:
    """Only what was changed is written; nobody who looked at an older file writes over a newer one."""
    shown = client.post(
        "/partners/acme/set",
        data={
            "set:x12.version": "004010",
            "was:x12.version": "004010",
            "set:x12.them.group_id": "ACME2",
            "was:x12.them.group_id": "ACME",
            "tab": "envelopes",
        },
    ).text
    assert "ACME2" in shown
    form = fields(shown) | {"reason": "they said so"}
    assert "/partners/acme/envelopes" == form["back"]

    written = client.post("/config/save", data=form, follow_redirects=False)
    assert (303, "/partners/acme/envelopes") == (written.status_code, written.headers["location"])
    assert "ACME2" == house.gateway.services.directory.get("acme").x12.them.group
    assert 409 == client.post("/config/save", data=form).status_code
    assert "they said so" in see(client, "/partners/acme/history")
    assert "they said so" in see(client, "/config")


def test_a_partner_goes_live_when_it_is_tested_and_not_before(client: TestClient, house: House) -> None:
    """Played from its page; the state is one word in its file."""
    for file in (SCENARIOS / "acme").glob("*"):
        if file.suffix != ".yaml" or file.stem == "cannot-be-read":
            write(house.folder / "config", {f"tests/scenarios/acme/{file.name}": file.read_bytes()})
    refused = client.post("/partners/acme/state", data={"state": "live"})
    assert (409, True) == (refused.status_code, "its scenarios were not all run" in refused.text)

    played = client.post("/partners/acme/test", follow_redirects=True)
    assert "an order that cannot be read" in played.text
    assert "passed" in played.text
    shown = client.post("/partners/acme/state", data={"state": "live"}).text
    assert 303 == client.post("/config/save", data=fields(shown), follow_redirects=False).status_code
    assert "live" == house.gateway.services.directory.get("acme").state
    assert "paused" in client.post("/partners/acme/state", data={"state": "paused"}).text
    assert 404 == client.post("/partners/acme/state", data={"state": "gone"}).status_code


def test_a_scenario_that_is_wrong_is_said_on_the_page(client: TestClient, house: House) -> None:
    write(house.folder / "config", {"tests/scenarios/acme/x.yaml": b"stepz: 1\n"})

    assert "did you mean steps?" in see(client, "/partners/acme/scenarios")
    assert "✗" in see(client, "/partners")


def test_a_partner_is_begun_step_by_step(client: TestClient, house: House) -> None:
    """Each step shows the files as they would be; at the end they are written, and the scenario is played."""
    (house.folder / "config" / "mappings").mkdir()
    assert "Begin with" in see(client, "/partners/new")
    start = {"code": "corner", "name": "Corner Shop", "template": "orders-only"}
    after = client.post("/partners/new", data=start, follow_redirects=True)
    assert str(after.url).endswith("/partners/new/corner/identities")
    assert "Corner Shop" in see(client, "/partners")
    answers = {
        "identities": {"them.qualifier": "08", "them.id": "925411", "us.qualifier": "ZZ", "us.id": "OURCO"},
        "channel": {"kind": "folder", "channel.inbox": "corner/from", "channel.outbox": "corner/to"},
        "documents": {"documents": "850"},
        "samples": {"sample1": ""},
    }
    for step, said in answers.items():
        see(client, f"/partners/new/corner/{step}")
        assert (
            303 == client.post(f"/partners/new/corner/{step}", data=said, follow_redirects=False).status_code
        )
    review = see(client, "/partners/new/corner/review")
    assert "inbox: corner/from" in review
    written = client.post("/partners/new/corner/review", data={}, follow_redirects=True)
    assert str(written.url).endswith("/partners/corner/scenarios")
    assert "passed" in written.text
    assert "draft" == house.gateway.services.directory.get("corner").state
    assert 404 == client.get("/partners/new/corner/review").status_code
    assert 404 == client.get("/partners/new/corner/zzz").status_code


def test_what_is_begun_is_forgotten_on_request(client: TestClient) -> None:
    client.post("/partners/new", data={"code": "shop", "name": "Shop", "template": "no-such"})
    assert "there is no template no-such" in see(client, "/partners/new/shop/review")
    client.post("/partners/new/shop/forget")

    assert "Being begun" not in see(client, "/partners")
    for code in ("A b", "acme"):
        assert 400 <= client.post("/partners/new", data={"code": code, "name": "x"}).status_code


def test_a_file_is_edited_after_a_look_and_a_revision_brought_back(client: TestClient, house: House) -> None:
    """What is wrong is shown and not written; a patch is there for folders nobody may write to."""
    client.post("/config/apply", data={"reason": "as found"})
    path = "partners/globex.yaml"
    assert "Globex Corporation" in see(client, "/config/file", path=path, back="/partners/globex")
    page = client.get("/config/file", params={"path": path}).text
    digest = fields(page)["digest"]
    text = (house.folder / "config" / path).read_text(encoding="utf-8")
    wrong = client.post("/config/preview", data={"path": path, "digest": digest, "content": "nam: x"})
    assert "did you mean name?" in wrong.text
    good = client.post(
        "/config/preview",
        data={
            "path": path,
            "digest": digest,
            "content": text.replace("Globex Corporation", "Globex"),
            "back": "//evil",
        },
    ).text
    form = fields(good)
    assert "/config" == form["back"]
    patch = client.post("/config/patch", data=form)
    assert patch.text.startswith(f"--- a/{path}\n+++ b/{path}\n")
    client.post("/config/save", data=form)
    assert "Globex" == house.gateway.services.directory.get("globex").name

    (first,) = re.findall(r"/config/revisions/([0-9a-f-]+)", see(client, "/config"))[1:]
    assert "Globex Corporation" in see(client, f"/config/revisions/{first}")
    client.post(f"/config/revisions/{first}/restore")
    assert "Globex Corporation" == house.gateway.services.directory.get("globex").name


@pytest.mark.parametrize("path", ["../secret.yaml", "/etc/passwd", "partners/x.sh"])
def test_no_page_shows_what_is_no_configuration(client: TestClient, path: str) -> None:
    assert 404 == client.get("/config/file", params={"path": path}).status_code


def test_a_form_without_an_end_is_refused(client: TestClient) -> None:
    answer = client.post("/config/preview", content=b"a=1&" * 300, headers={"content-type": "text/plain"})

    assert 400 == answer.status_code


def test_a_map_stands_beside_a_sample_and_what_it_makes_of_it(client: TestClient, house: House) -> None:
    """Try, compare with past traffic, look at the difference; its guide as a page and as PDF."""
    (house.folder / "config" / "mappings").mkdir()
    house.take(interchange(order("PO-1", LAMPS)))
    assert "acme/850" in see(client, "/maps")
    assert "base/x12/004010/850" in see(client, "/maps", every="yes")
    assert "written back, it means the same" in see(client, "/maps/acme/850")
    text = house.gateway.services.library.text("acme/850")
    sample = (SCENARIOS / "acme" / "order.edi").read_text(encoding="ascii")
    demanding = text.replace("change:\n", "change:\n  BEG/BEG07: {usage: required}\n", 1)
    tried = client.post(
        "/maps/acme/850/preview", data={"text": demanding, "sample": sample}, headers={"X-Live": "1"}
    )
    assert "BEG07" in tried.text
    assert "<html" not in tried.text
    broken = client.post("/maps/acme/850/preview", data={"text": "extends: [", "sample": sample})
    assert "is not YAML" in unescape(broken.text)
    compared = client.post("/maps/acme/850/compare", data={"text": demanding, "sample": sample})
    assert "1 documents were tried, 1 come out otherwise" in compared.text
    assert "is not YAML" in unescape(
        client.post("/maps/acme/850/compare", data={"text": "x: [", "sample": ""}).text
    )
    saved = client.post("/maps/acme/850/save", data={"text": demanding.rstrip()})
    assert "BEG/BEG07" in saved.text
    assert "sha256-" in client.get("/maps/acme/850/guide").headers["content-security-policy"]
    assert client.get("/maps/acme/850/guide.pdf").content.startswith(b"%PDF")
    assert "did you mean" in client.get("/maps/acme/851").text


def test_a_map_that_does_not_load_is_listed_with_what_is_wrong(client: TestClient, house: House) -> None:
    write(house.folder / "config", {"mappings/acme/999.yaml": b"extends: base/none\n"})
    reread(house.gateway)

    assert "base/none" in see(client, "/maps")


def test_the_ledger_shows_what_partners_said_of_what_we_sent(client: TestClient, house: House) -> None:
    """Awaited, late, rejected; a state there is not is no page."""
    house.take(interchange(order("PO-1", LAMPS)))
    assert "855" in see(client, "/acknowledgements")
    house.clock.advance(timedelta(days=3))
    assert "late" in see(client, "/acknowledgements", state="overdue")
    assert "There is none" in see(client, "/acknowledgements", state="rejected", partner="globex")
    assert 404 == client.get("/acknowledgements", params={"state": "lost"}).status_code


def test_what_reading_again_would_change_is_shown_first(client: TestClient, house: House) -> None:
    """By document or transmission; then it is asked for."""
    transmission = house.take(interchange(order("PO-1", LAMPS)))
    (received,) = house.documents("850")
    assert "Show what would differ" in see(client, "/reprocessing")
    assert "comes out the same" in see(client, "/reprocessing", ref=received.id)
    (ours,) = house.documents("855")
    assert 404 == client.get("/reprocessing", params={"ref": ours.id}).status_code
    asked = client.post("/reprocessing", data={"ref": transmission.id}, follow_redirects=False)

    assert f"/transmissions/{transmission.id}" == asked.headers["location"]
