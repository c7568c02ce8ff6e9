"""Scenarios played for real: each on a gateway of its own, with nobody at the other end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.application.configuring.revising import as_it_was, standing
from gateway.application.configuring.tree import Tree, write
from gateway.application.partner_tests.evidence import mark_of, why_untested
from gateway.application.partner_tests.overview import counters, overview, plain_overview
from gateway.application.regressing.previewing import plain_preview, preview, trials
from gateway.application.regressing.regressing import plain_regression, regress
from gateway.application.regressing.replaying import plain_replay, replay
from gateway.entrypoints.configuring import apply_now, planned, proved, save
from gateway.entrypoints.rehearsing import config_tree, rehearse
from gateway.errors import ConfigurationFault, NotFound
from gateway.settings import Settings, shipped
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.house import LAMPS, House, built, interchange, order

SCENARIOS = Path(__file__).parents[3] / "tests" / "scenarios"
STORY = """\
name: what does not hold
steps:
  - receive: order.edi
  - expect: {"855": {count: "2"}}
  - wait: 1h
"""


@pytest.fixture
def house(tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """A gateway whose configuration has the shipped scenarios beside its partners."""
    house = built(tmp_path / "house", fresh("sqlite", tmp_path), clock)
    for file in SCENARIOS.rglob("*.*"):
        path = f"tests/scenarios/{file.relative_to(SCENARIOS).as_posix()}"
        write(house.folder / "config", {path: file.read_bytes()})
    yield house
    house.gateway.engine.dispose()


def marked(house: House, partner: str) -> str:
    """Return how a partner's tests stand."""
    with house.gateway.store.read() as work:
        tree = config_tree(house.gateway.settings)
        services = house.gateway.services
        return mark_of(services, work.partner_tests.all(), tree, services.directory.get(partner))


def wrote(house: House, path: str, text: str) -> None:
    """Write a file of the configuration."""
    write(house.folder / "config", {path: text.encode()})


def test_what_is_shipped_passes_and_is_then_tested_as_it_is(house: House) -> None:
    """Both fictional partners; a word in a scenario, and they are no longer."""
    assert "untested" == marked(house, "globex")
    for partner in ("acme", "globex"):
        results = rehearse(house.gateway, partner, actor="me")
        assert {} == {one.scenario.id: one.outcomes for one in results if not one.passed}
    assert ["tested", "tested"] == [marked(house, one) for one in ("acme", "globex")]
    with house.gateway.store.read() as work:
        found = overview(house.gateway.services, work, config_tree(house.gateway.settings))
        assert "tested" == plain_overview(found[0])["tests"]
        assert {"interchange": 1, "group": 1} == counters(work, found[0].profile)

    wrote(house, "tests/scenarios/globex/items.csv", "sku,description\n")
    assert "changed" == marked(house, "globex")
    assert [] == house.documents()


def test_a_scenario_that_does_not_hold_stops_where_it_does_not(house: House) -> None:
    wrote(house, "tests/scenarios/acme/wrong.yaml", STORY)
    (result,) = rehearse(house.gateway, "acme", scenario="wrong", actor="me")

    assert not result.passed
    assert [(True, ()), (False, ("there are 1 of 855, not 2",))] == [
        (one.passed, one.said) for one in result.outcomes
    ]
    assert "failed" == marked(house, "acme")


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ("  - ship: {}\n", "the warehouse had nothing to ship"),
        ('  - receive_ack: {for: ["855"]}\n', "we sent no 855 that waits for an answer"),
        ("  - expect: {order: {state: closed}}\n", "there is no order"),
        ('  - expect: {"997": {AK5: A}}\n', "there is no 997"),
        ('  - receive: order.edi\n  - wait: 1h\n  - expect: {within: 5s, "997": none}\n', "it took 1:00:00"),
        (
            '  - receive: order.edi\n  - expect: {order: {number: "4500012345", state: closed, complete: "true", holds: x}}\n',
            "order 4500012345 is confirmed, not closed",
        ),
    ],
)
def test_what_is_missing_is_said(house: House, steps: str, said: str) -> None:
    wrote(house, "tests/scenarios/acme/short.yaml", f"steps:\n{steps}")
    (result,) = rehearse(house.gateway, "acme", scenario="short", actor="me", keep=False)

    assert said in result.outcomes[-1].said
    assert "untested" == marked(house, "acme")


def test_a_partner_without_scenarios_is_not_tested_by_leaving_them_out(house: House) -> None:
    with pytest.raises(ConfigurationFault, match="write one under tests/scenarios/acme/"):
        rehearse(house.gateway, "acme", scenario="none", actor="me")
    with pytest.raises(NotFound):
        rehearse(house.gateway, "nobody", actor="me")
    for file in (SCENARIOS / "acme").iterdir():
        write(house.folder / "config", {f"tests/scenarios/acme/{file.name}": None})
    assert "none" == marked(house, "acme")
    with house.gateway.store.read() as work:
        services = house.gateway.services
        why = why_untested(
            services, work, config_tree(house.gateway.settings), services.directory.get("acme")
        )
    assert why.startswith("has no scenario")


def test_files_that_are_right_work_at_once_and_are_remembered(house: House) -> None:
    """Saved, applied, read anew by this process; what is wrong is written nowhere."""
    gateway, path = house.gateway, "partners/acme.yaml"
    first = apply_now(gateway, actor="me", reason="as found")
    text = config_tree(gateway.settings).files[path].decode()
    assert apply_now(gateway, actor="me") is None

    files = {path: text.replace("name: ACME Stores", "name: ACME Shops").encode()}
    assert ["changed"] == [one.kind for one in planned(gateway.settings, files)]
    second = save(gateway, files, actor="me", reason="renamed")
    assert first is not None
    assert second is not None
    assert "ACME Shops" == gateway.services.directory.get("acme").name

    wrong = {path: b"name: 1\nnam: 2\n"}
    assert any("partners/acme.yaml:2:1: nam: " in one for one in proved(gateway.settings, wrong).faults)
    with pytest.raises(ConfigurationFault, match="is no key of this place; did you mean name"):
        save(gateway, wrong, actor="me")
    with gateway.store.read() as work:
        assert not standing(work, config_tree(gateway.settings)).drifted
        assert [path] == [one.path for one in as_it_was(work, first.id, config_tree(gateway.settings))]
        assert [second.id, first.id] == [one.id for one in work.configurations.recent(5)]


def test_where_nothing_can_be_written_nothing_is(house: House) -> None:
    gateway = house.gateway
    there = gateway.settings.model_copy(update={"config_dir": None})
    assert "partners/acme.yaml" in config_tree(there).files
    assert not any(path.startswith("mappings/base") for path in config_tree(there).files)
    from dataclasses import replace  # noqa: PLC0415 - used here alone

    with pytest.raises(ConfigurationFault, match="take the patch instead"):
        save(replace(gateway, settings=there), {}, actor="me")


def test_a_changed_map_over_past_traffic_shows_what_differs_and_changes_nothing(house: House) -> None:
    """In: a field, a verdict, a finding. Out: a segment. The rest is the same."""
    house.take(interchange(order("PO-1", LAMPS)))
    services, library = house.gateway.services, house.gateway.services.library
    before = library.plan("acme/850")
    demanding = library.shadowed(
        "acme/850",
        library.text("acme/850").replace("change:\n", "change:\n  BEG/BEG07: {usage: required}\n", 1),
    ).plan("acme/850")
    spoken = library.text("acme/855").replace("remove:\n", "remove:\n  - BAK/BAK08\n", 1)
    with house.gateway.store.read() as work:
        same = regress(work, before, before)
        found = regress(work, before, demanding, since=house.clock.now())
        none = regress(work, before, demanding, since=house.clock.now().replace(year=2030))
        out = regress(work, library.plan("acme/855"), library.plan("acme/855"))
        (record,) = work.documents.recent(1, set_id="850")
        (again,) = replay(services, work, record.id)
    assert (1, ()) == (same.tried, same.differing)
    assert (1, ()) == (out.tried, out.differing)
    assert (0, ()) == (none.tried, none.differing)
    (differing,) = found.differing
    assert ("verdict", "accepted", "rejected") == (
        differing.turns[0].where,
        differing.turns[0].before,
        differing.turns[0].after,
    )
    assert 1 == len(plain_regression(found)["differing"])
    assert ((), "") == (again.turns, again.why_not)
    assert again.same_config
    assert record.id == plain_replay(again)["document"]
    assert spoken


def test_an_outbound_document_written_otherwise_shows_the_segment(house: House) -> None:
    house.take(interchange(order("PO-1", LAMPS)))
    library = house.gateway.services.library
    text = library.text("acme/855").replace("IA: item-accepted", "AC: item-accepted")
    with house.gateway.store.read() as work:
        found = regress(work, library.plan("acme/855"), library.shadowed("acme/855", text).plan("acme/855"))

    (differing,) = found.differing
    assert any(
        one.before.startswith("ACK*IA*") and one.after.startswith("ACK*AC*") for one in differing.turns
    )


def test_a_sample_is_read_written_back_and_covered(house: House) -> None:
    """A map that is wrong says where; one that is right says what it makes of the sample."""
    library = house.gateway.services.library
    content = (SCENARIOS / "acme" / "order.edi").read_bytes()
    good = preview(library, "acme/850", content)
    wrong = preview(
        library, "acme/850", content, text="extends: base/x12/004010/850\nchange: {BEG: {usage: maybe}}\n"
    )
    other = preview(library, "acme/855", content)

    assert ["accepted"] == [one.verdict for one in good.sets]
    assert good.sets[0].same
    assert '"number": "4500012345"' in good.sets[0].document
    assert good.coverage is not None
    assert () == good.sets[0].differences
    assert wrong.faults[0].startswith("acme/850.yaml:2:")
    assert ((), None) == (other.sets, other.coverage)
    assert [True] == [one["same"] for one in plain_preview(good)["sets"]]


def test_a_map_is_tried_with_what_is_drawn_from_it_and_the_files_beside_it(house: House) -> None:
    library = house.gateway.services.library
    files = [
        ("good", (SCENARIOS / "acme" / "order.edi").read_bytes(), True),
        ("bad", (SCENARIOS / "acme" / "broken.edi").read_bytes(), False),
        ("no fault", (SCENARIOS / "acme" / "order.edi").read_bytes(), False),
    ]
    found = list(trials(library, "acme/850", files))

    assert [0, 0, 0, 1] == [len(one.said) for one in found]


def test_the_shipped_partners_are_the_configuration_while_there_is_none() -> None:
    tree = config_tree(Settings())

    assert tree.files["partners/acme.yaml"] == shipped("partners").joinpath("acme.yaml").read_bytes()
    assert isinstance(tree, Tree)
