"""Scenarios as files, what is looked at in a document, and how it is reported."""

from xml.etree import ElementTree as ET

import pytest

from gateway.application.configuring.tree import Tree
from gateway.application.partner_tests.checks import Answer, checked
from gateway.application.partner_tests.reports import as_html, as_junit
from gateway.application.partner_tests.running import Outcome, Result, plain, title_of
from gateway.application.partner_tests.scenarios import STARTS_AT, scenarios_of
from gateway.errors import ConfigurationFault
from tests.maps import library

RESPONSE = b"""ISA*00*          *00*          *ZZ*OURCO          *12*5555551234     *260302*0900*U*00401*000000001*0*T*>~
GS*PR*OURCO*ACME*20260302*0900*1*X*004010~
ST*855*0001~
BAK*00*AC*4500012345*20260302~
PO1*001*24*EA*9.25**IN*445566~
ACK*IA*24*EA~
PO1*002*60*EA*54**IN*445567~
ACK*IA*40*EA~
ACK*DR*20*EA~
SE*8*0001~
GE*1*1~
IEA*1*000000001~
"""
ANSWER = Answer(
    id="1",
    set_id="855",
    name="acme-855-1.edi",
    map_name="acme/855",
    delivery="sent",
    reason="",
    canonical='{"total": "12.50"}',
    content=RESPONSE,
)
STORY = """\
name: it works
about: All of it.
at: 2026-03-02T09:00+01:00
steps:
  - receive: order.edi
  - wait: 2d
  - ship: {lines: all_allocated}
  - expect: {"855": {BAK02: AC}, "997": none, order: {state: closed}, within: 5s}
  - receive_ack: {for: ["855"], code: A}
"""


def tree(text: str, **files: bytes) -> Tree:
    """Return a configuration with one scenario of ACME's."""
    beside = {f"tests/scenarios/acme/{name.replace('_', '.')}": content for name, content in files.items()}
    return Tree(files={"tests/scenarios/acme/one.yaml": text.encode(), **beside})


def test_a_scenario_is_read_with_what_lies_beside_it() -> None:
    (one,) = scenarios_of(tree(STORY, order_edi=b"ISA"), "acme")

    assert ("one", "it works", "All of it.") == (one.id, one.name, one.about)
    assert [5, 6, 7, 8, 9] == [step.line for step in one.steps]
    assert [
        "they send order.edi",
        "2d pass",
        "the warehouse ships what it was asked to",
        "we expect 855, no 997, order",
        "they acknowledge 855 with A",
    ] == [title_of(step) for step in one.steps]
    assert () == scenarios_of(Tree(), "acme")


def test_what_is_not_said_has_a_usual_value() -> None:
    (one,) = scenarios_of(tree("steps:\n  - wait: 1h\n"), "acme")

    assert (STARTS_AT, "one.yaml", "") == (one.at, one.name, one.about)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("steps: [", "one.yaml:1:"),
        ("stepz: []", "one.yaml:1:1: stepz: is no key of a scenario; did you mean steps?"),
        ("at: noon\nsteps:\n  - wait: 1h", "one.yaml:1:1: at: should be an instant"),
        ("name: x", "steps: is a list of what happens"),
        (
            "steps:\n  - recieve: order.edi",
            "one.yaml:2:5: a step is one of receive, expect, ship, receive_ack, wait; did you mean receive?",
        ),
        ("steps:\n  - just a text", "a step is one of"),
        (
            "steps:\n  - receive: ordr.edi",
            "there is no file ordr.edi beside this scenario; did you mean order.edi?",
        ),
        ("steps:\n  - receive: [a]", "receive: is not written like this"),
        ("steps:\n  - wait: soon", "wait: should be a duration"),
        ("steps:\n  - receive_ack: {code: A}", "says for which documents"),
        ("steps:\n  - expect: {85: {}}", "85 is no set"),
        ("steps:\n  - expect: {'855': yes}", "is a mapping of checks, or none"),
        ("steps:\n  - expect: {'855': {linez: x}}", "linez is no check; did you mean lines?"),
        ("steps:\n  - expect: {order: {BAK02: x}}", "BAK02 is no check"),
        ("steps:\n  - expect: {'855': {equals: a.edi}}", "there is no file a.edi"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, said: str) -> None:
    with pytest.raises(ConfigurationFault) as wrong:
        scenarios_of(tree(text, order_edi=b""), "acme")

    assert said in str(wrong.value)


def test_bytes_that_are_no_text_are_no_scenario() -> None:
    with pytest.raises(ConfigurationFault, match="is not UTF-8"):
        scenarios_of(Tree(files={"tests/scenarios/acme/one.yaml": b"\xff"}), "acme")


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"BAK02": "AC", "BAK": "00", "count": "1", "within": "5s"}, []),
        ({"BAK02": "AD"}, ["BAK02 is AC, not AD"]),
        ({"REF": "x"}, ["REF is not there, not x"]),
        ({"ACK": ["IA", "IA", "DR"]}, []),
        ({"ACK": ["IA"]}, ["ACK is IA, IA, DR, not IA"]),
        ({"lines": {"1": "IA", "002": ["IA", "DR"]}}, []),
        ({"lines": {"001": "IB", "9": "IA"}}, ["line 001 is IA, not IB", "line 9 is not there, not IA"]),
        ({"total": "12.5"}, []),
        ({"total": "13"}, ["the total is 12.50, not 13"]),
        ({"total": "much"}, ["much is no amount"]),
        ({"matches_map": "acme/855"}, []),
        (
            {"matches_map": "acme/none"},
            ["acme-855-1.edi was written by acme/855, not acme/none", "there is no map acme/none"],
        ),
        ({"equals": "same.edi"}, []),
        ({"equals": "other.edi"}, ["differs from byte 1: …ISA*00*          *00… instead of …XSA…"]),
    ],
)
def test_a_document_is_looked_at(wanted: dict[str, object], said: list[str]) -> None:
    files = {"same.edi": RESPONSE.replace(b"\n", b"\r\n"), "other.edi": b"XSA"}

    assert said == list(checked(ANSWER, wanted, files, library()))


def test_a_document_that_was_held_or_does_not_read_says_so() -> None:
    held = Answer(
        **{
            **{name: getattr(ANSWER, name) for name in ("id", "set_id", "name", "map_name", "canonical")},
            "delivery": "held",
            "reason": "too long",
            "content": RESPONSE.replace(b"ACK*IA*24*EA~", b"ACK*ZZZ*24*EA~"),
        }
    )
    said = list(checked(held, {"matches_map": "acme/855"}, {}, library()))

    assert "acme-855-1.edi was held: too long" == said[0]
    assert said[1].startswith("read by acme/855: ACK01 ")


def result(*, passed: bool) -> Result:
    """Return how a scenario came out whose second step did or did not hold."""
    (scenario,) = scenarios_of(tree(STORY, order_edi=b""), "acme")
    first = Outcome(kind="receive", title="they send <order>", line=5, passed=True)
    second = Outcome(
        kind="wait", title="2d pass", line=6, passed=passed, said=() if passed else ('no "855" & more',)
    )
    return Result(scenario=scenario, outcomes=(first, second), documents=(ANSWER,))


def test_what_was_not_played_did_not_pass() -> None:
    assert not result(passed=True).passed
    assert ["passed", "failed", "skipped", "skipped", "skipped"] == [
        one["outcome"] for one in plain(result(passed=False))
    ]


def test_build_servers_and_people_get_a_report() -> None:
    """JUnit counts cases and quotes what failed; the page stands by itself and escapes everything."""
    suites = ET.fromstring(as_junit([result(passed=False)]))  # noqa: S314 - written a line above
    page = as_html([result(passed=False)])

    assert {"tests": "1", "failures": "1"} == suites.attrib
    assert {"tests": "5", "failures": "1", "skipped": "3"}.items() <= suites[0].attrib.items()
    assert 'no "855" & more' == suites[0][1][0].attrib["message"]
    assert "they send &lt;order&gt;" in page
    assert "0 of 1 passed" in page
    assert "<summary>855 acme-855-1.edi</summary>" in page
