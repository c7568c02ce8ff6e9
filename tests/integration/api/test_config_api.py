"""Partners, maps, configuration and replays over the API: what the pages do, for programs."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from gateway.application.configuring.tree import write
from tests.house import LAMPS, House, interchange, order
from tests.integration.api.conftest import caller

SCENARIOS = Path(__file__).parents[3] / "tests" / "scenarios"
NEW = {
    "code": "corner",
    "name": "Corner Shop",
    "template": "orders-only",
    "them": {"qualifier": "08", "id": "925411"},
    "us": {"qualifier": "ZZ", "id": "OURCO"},
    "documents": ["850"],
}


def problem(answer: Any) -> tuple[int, str]:
    """Return the status and code of a problem that says all a problem says."""
    said = answer.json()
    assert "application/problem+json" == answer.headers["content-type"]
    assert all(said[key] for key in ("title", "detail", "code", "location", "rule", "fix", "instance"))
    return answer.status_code, said["code"]


def play_acme(house: House) -> None:
    """Put the scenarios of a shipped partner beside its profile."""
    for file in (SCENARIOS / "acme").glob("*"):
        if file.suffix != ".yaml" or file.stem == "cannot-be-read":
            write(house.folder / "config", {f"tests/scenarios/acme/{file.name}": file.read_bytes()})


def test_partners_are_listed_page_by_page_and_shown(client: TestClient) -> None:
    """`next` of one page is the cursor of the following; the last has none."""
    first = client.get("/api/v1/partners", params={"limit": 1}).json()
    second = client.get("/api/v1/partners", params={"limit": 1, "cursor": first["next"]}).json()
    one = client.get("/api/v1/partners/acme").json()

    assert (["acme"], "acme") == ([item["partner"] for item in first["items"]], first["next"])
    assert (["globex"], "") == ([item["partner"] for item in second["items"]], second["next"])
    assert ("acme", 1) == (one["partner"], one["control_numbers"]["interchange"])
    assert (404, "not-found") == problem(client.get("/api/v1/partners/nobody"))


def test_a_file_is_written_by_who_saw_it_as_it_is(client: TestClient, house: House) -> None:
    """Without its ETag 428, with an older one 412; a dry run writes nothing, and the comment stays."""
    path = "/api/v1/partners/acme/file"
    seen = client.get(path)
    tag = {"If-Match": seen.headers["etag"]}
    keys = {"set": {"x12.them.group_id": "ACME2"}, "reason": "they said so"}

    assert (428, "http.precondition-required") == problem(client.patch(path, json=keys))
    assert (412, "http.changed-meanwhile") == problem(
        client.patch(path, json=keys, headers={"If-Match": '"other"'})
    )
    dry = client.patch(path, json=keys, headers=tag, params={"dry_run": True}).json()
    assert (False, "x12.them.group_id") == (dry["written"], dry["changes"][0]["keys"][0]["key"])
    assert seen.headers["etag"] == client.get(path).headers["etag"]
    done = client.patch(path, json=keys, headers=tag).json()
    assert (True, "ACME2") == (done["written"], house.gateway.services.directory.get("acme").x12.them.group)
    assert 304 == client.get(path, headers={"If-None-Match": client.get(path).headers["etag"]}).status_code
    back = client.put(path, json={"text": seen.json()["text"]}, headers={"If-Match": "*"}).json()
    assert (True, "ACME") == (back["written"], house.gateway.services.directory.get("acme").x12.them.group)
    same = client.put(path, json={"text": seen.json()["text"]}, headers={"If-Match": "*"}).json()
    assert (False, []) == (same["written"], same["changes"])
    assert (409, "conflict") == problem(
        client.patch(path, json={"set": {"name.x": "y"}}, headers={"If-Match": "*"})
    )


def test_what_is_wrong_with_a_file_is_told_by_place(client: TestClient) -> None:
    """Nothing is written; each fault has file, line, column and the nearest name."""
    path = "/api/v1/partners/acme/file"
    answer = client.patch(path, json={"set": {"stat": "live"}}, headers={"If-Match": "*"})
    (fault,) = answer.json()["errors"]

    assert (422, "configuration") == problem(answer)
    assert "partners/acme.yaml" == fault["file"]
    assert fault["line"] > 1
    assert fault["column"] == 1
    assert "did you mean state?" in fault["message"]
    assert fault["at"] == answer.json()["location"]["at"]


def test_a_partner_is_begun_tested_live_paused_and_retired(client: TestClient, house: House) -> None:
    """From a template to trading, and to the end: state by state."""
    (house.folder / "config" / "mappings").mkdir()
    dry = client.post("/api/v1/partners", json=NEW, params={"dry_run": True}).json()
    begun = client.post("/api/v1/partners", json=NEW)
    assert (201, False, True) == (begun.status_code, dry["written"], begun.json()["written"])
    assert (409, "conflict") == problem(client.post("/api/v1/partners", json=NEW))
    assert (404, "not-found") == problem(
        client.post("/api/v1/partners", json=NEW | {"code": "other", "template": "none"})
    )
    assert (422, "request.invalid") == problem(client.post("/api/v1/partners", json=NEW | {"code": "No!"}))

    base = "/api/v1/partners/corner"
    assert (409, "conflict") == problem(client.post(f"{base}/go-live"))
    assert client.post(f"{base}/state", json={"state": "testing"}).json()["written"]
    played = client.post(f"{base}/test").json()
    assert (True, ["read"]) == (played["passed"], [one["scenario"] for one in played["results"]])
    assert (409, "conflict") == problem(client.post(f"{base}/test", json={"scenario": "none"}))
    assert client.post(f"{base}/go-live", json={"reason": "they said yes"}).json()["written"]
    assert "live" == house.gateway.services.directory.get("corner").state
    assert {"reached", "said"} == set(client.post(f"{base}/channel/try").json())
    retired = client.request("DELETE", base, params={"reason": "they closed"}).json()
    assert (True, "retired") == (retired["written"], client.get(base).json()["state"])
    assert not house.gateway.services.directory.get("corner").trades


def test_an_answer_that_is_no_template_s_is_a_conflict(client: TestClient) -> None:
    """What cannot be begun says why."""
    strange = NEW | {"samples": {"x.edi": "ISA"}, "documents": ["999"]}

    assert client.post("/api/v1/partners", json=strange, params={"dry_run": True}).status_code < 500


def test_maps_are_listed_shown_tried_and_compared(client: TestClient) -> None:
    """A sample under the map as it is, and under a draft; the way back; what it leaves out; its base."""
    listed = client.get("/api/v1/maps", params={"limit": 3}).json()["items"]
    every = client.get("/api/v1/maps", params={"limit": 1, "every": True, "cursor": "base/"}).json()
    shown = client.get("/api/v1/maps/acme/850").json()
    tried = client.post("/api/v1/maps/acme/850/preview", json={}).json()
    draft = client.post("/api/v1/maps/acme/850/preview", json={"text": "extends: none\n"}).json()
    sample = {"samples": {"a.edi": interchange(order("PO-1", LAMPS))}}
    coverage = client.post("/api/v1/maps/acme/850/coverage", json=sample).json()
    diff = client.get("/api/v1/maps/acme/850/diff").json()

    assert "acme/850" in [one["name"] for one in listed]
    assert every["items"][0]["name"] == every["next"]
    assert every["next"].startswith("base/")
    assert ("850", ["acme"], True) == (
        shown["transaction_set"],
        shown["partners"],
        "extends:" in shown["text"],
    )
    assert tried["sets"][0]["same"]
    assert draft["faults"]
    assert 1 == coverage["transaction_sets"]
    assert ("base/x12/004010/850", True) == (diff["base"], bool(diff["differences"]))
    near = client.get("/api/v1/maps/acme/85")
    assert (404, "not-found") == problem(near)
    assert "did you mean" in near.json()["detail"]


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("GET /base/x12/004010/850/diff", None, (409, "conflict")),
        ("GET /acme/850/diff?base=acme/855", None, (409, "conflict")),
        ("POST /acme/850/coverage", {"samples": {"a": ""}, "text": "extends: ["}, (422, "configuration")),
        ("POST /acme/850/regress", {"since": "yesterday"}, (409, "conflict")),
        ("POST /acme/850/regress", {}, (404, "not-found")),
        ("POST /acme/none/preview", {}, (404, "not-found")),
    ],
)
def test_what_cannot_be_compared_says_why(
    client: TestClient, path: str, body: dict[str, Any] | None, said: tuple[int, str]
) -> None:
    """Each with status and code."""
    method, at = path.split()

    assert said == problem(client.request(method, f"/api/v1/maps{at}", json=body))


def test_a_map_is_written_and_run_over_past_traffic(client: TestClient, house: House) -> None:
    """Shipped maps are shadowed by a file of yours; what a draft would read otherwise is told document by document."""
    house.take(interchange(order("PO-1", LAMPS)))
    path = "/api/v1/maps/acme/850/file"
    seen = client.get(path)
    assert not seen.json()["own"]
    text = seen.json()["text"] + "# ours now\n"
    done = client.put(path, json={"text": text}, headers={"If-Match": seen.headers["etag"]}).json()
    assert (True, ["mappings/acme/850.yaml"]) == (done["written"], [one["path"] for one in done["changes"]])
    assert client.get(path).json()["own"]
    same = client.post("/api/v1/maps/acme/850/regress", json={"since": "365d"}).json()
    draft = client.post("/api/v1/maps/acme/850/regress", json={"since": "365d", "text": text}).json()
    assert (1, [], 1) == (same["tried"], same["differing"], draft["tried"])


def test_a_map_that_does_not_load_is_listed_with_what_is_wrong(client: TestClient, house: House) -> None:
    """And shown, so that it can be mended."""
    write(house.folder / "config", {"mappings/acme/850.yaml": b"extends: nothing\n"})
    client.post("/api/v1/config/apply")
    applied = client.post("/api/v1/config/apply")

    assert (422, "configuration") == problem(applied)
    stands = client.get("/api/v1/config").json()
    assert any("there is no map nothing" in one for one in stands["faults"])


def test_files_are_planned_saved_together_and_taken_back(client: TestClient, house: House) -> None:
    """What would change first; then written together, or not at all; each revision can be gone back to."""
    assert client.post("/api/v1/config/apply", json={"reason": "begin"}).json()["changed"]
    assert not client.post("/api/v1/config/apply").json()["changed"]
    files = {one["path"]: one for one in client.get("/api/v1/config/files").json()["items"]}
    acme = client.get("/api/v1/config/files/partners/acme.yaml")
    text = acme.json()["text"].replace("ACME Stores", "ACME Shops")
    one = {"path": "partners/acme.yaml", "text": text, "digest": files["partners/acme.yaml"]["digest"]}
    planned = client.post("/api/v1/config/plan", json={"files": [one]}).json()
    assert ("changed", []) == (planned["changes"][0]["kind"], planned["faults"])
    assert "+name: ACME Shops" in planned["patch"]
    assert client.post("/api/v1/config/save", json={"files": [one], "reason": "renamed"}).json()["written"]
    assert (409, "conflict") == problem(client.post("/api/v1/config/save", json={"files": [one]}))
    assert (404, "not-found") == problem(
        client.post("/api/v1/config/plan", json={"files": [one | {"path": "../x"}]})
    )
    stands = client.get("/api/v1/config").json()
    assert (False, "renamed", True) == (stands["drifted"], stands["revision"]["reason"], stands["writable"])

    page = client.get("/api/v1/config/revisions", params={"limit": 1}).json()
    first = client.get("/api/v1/config/revisions", params={"cursor": page["next"]}).json()["items"][0]
    shown = client.get(f"/api/v1/config/revisions/{first['id']}").json()
    assert ["partners/acme.yaml"] == [change["path"] for change in shown["changes"]]
    assert client.post(f"/api/v1/config/revisions/{first['id']}/restore").json()["written"]
    assert "ACME Stores" == house.gateway.services.directory.get("acme").name


def test_single_files_come_and_go(client: TestClient) -> None:
    """A new one needs no ETag; one that is there does, also to be taken away."""
    path = "/api/v1/config/files/tests/scenarios/acme/note.txt"
    made = client.put(path, json={"text": "a note"}).json()
    assert ("added", True) == (made["changes"][0]["kind"], made["written"])
    assert (428, "http.precondition-required") == problem(client.put(path, json={"text": "other"}))
    tag = {"If-Match": client.get(path).headers["etag"]}
    assert client.delete(path, headers=tag).json()["written"]
    assert (404, "not-found") == problem(client.get(path))
    assert (404, "not-found") == problem(client.get("/api/v1/config/files/etc/passwd"))


def test_a_folder_nobody_can_write_to_gives_a_patch(house: House) -> None:
    """What a repository writes to is not written here."""
    with caller(house, config_dir=None) as client:
        keys = {"set": {"name": "Other"}}
        path = "/api/v1/partners/acme/file"
        dry = client.patch(path, json=keys, headers={"If-Match": "*"}, params={"dry_run": True})
        refused = client.patch(path, json=keys, headers={"If-Match": "*"})

    assert "+name: Other" in dry.json()["patch"]
    assert (409, "conflict") == problem(refused)


def test_tested_partners_are_promoted_and_no_others(house: House, tmp_path: Path) -> None:
    """To an environment the settings name; what is not tested is refused, and nothing is written by a dry run."""
    target = tmp_path / "production"
    target.mkdir()
    play_acme(house)
    with caller(house, promote_to={"production": target}) as client:
        asked = {"to": "production", "partners": ["acme"]}
        refused = client.post("/api/v1/config/promote", json=asked).json()
        client.post("/api/v1/partners/acme/test")
        dry = client.post("/api/v1/config/promote", json=asked, params={"dry_run": True}).json()
        written = (target / "partners").exists()
        done = client.post("/api/v1/config/promote", json=asked).json()
        nowhere = client.post("/api/v1/config/promote", json={"to": "moon"})
        target.chmod(0o500)

    assert (True, False) == (bool(refused["refusals"]), refused["written"])
    assert (False, False, True) == (dry["written"], written, done["written"])
    assert "state: draft" in (target / "partners" / "acme.yaml").read_text(encoding="utf-8")
    assert (404, "not-found") == problem(nowhere)
    assert ["production"] == house.events("config.promoted")


def test_stored_bytes_are_read_again_on_request(client: TestClient, house: House) -> None:
    """First what would differ, then the asking; both are kept, and a partner's order is not doubled."""
    transmission = house.take(interchange(order("PO-1", LAMPS)))
    asked = {"refs": [transmission.id]}
    dry = client.post("/api/v1/replays", json=asked | {"dry_run": True})
    none = client.get("/api/v1/replays").json()["items"]
    done = client.post("/api/v1/replays", json=asked).json()
    house.work()
    listed = client.get("/api/v1/replays").json()["items"]

    assert (202, False, []) == (dry.status_code, dry.json()[0]["asked"], none)
    assert ("acme/850", []) == (
        dry.json()[0]["documents"][0]["map_now"],
        dry.json()[0]["documents"][0]["turns"],
    )
    assert (True, transmission.id) == (done[0]["asked"], listed[0]["ref"])
    assert 1 == len(house.documents("850"))
    assert (404, "not-found") == problem(client.post("/api/v1/replays", json={"refs": ["none"]}))


def test_users_are_changed_as_on_their_pages(house: House) -> None:
    """Roles, password, state, sessions."""
    with caller(house, operator_password=SecretStr("open sesame please")) as client:
        client.auth = ("root", "open sesame please")
        client.post("/api/v1/users", json={"name": "ann", "roles": ["viewer"]})
        base = "/api/v1/users/ann"
        roles = client.post(f"{base}/roles", json={"roles": ["operator"]}).json()["roles"]
        states = [
            client.post(f"{base}/state", json={"state": one}).json()["state"]
            for one in ("disabled", "active")
        ]
        ended = client.post(f"{base}/sessions/end").json()
        short = client.post(f"{base}/password", json={"password": "short"})
        shown = client.get(base).json()

    assert (["operator"], ["disabled", "active"], {"count": 0}) == (roles, states, ended)
    assert (409, "conflict") == problem(short)
    assert "ann" == shown["name"]


def test_no_one_has_played_a_buyer_yet(client: TestClient) -> None:
    """There is no report, and a partner without a way to shop has none to play."""
    assert (404, "not-found") == problem(client.get("/api/v1/punchout/acme"))
    assert client.post("/api/v1/punchout/acme").status_code in {404, 409}
