"""Acknowledgements: whatever was found, the 997 is of one piece, can be written, and reads back as it was meant."""

from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.findings import KINDS, Finding, Severity, find
from gateway.domain.functional_acks import Context, FunctionalAck
from gateway.mapping.library import Library
from gateway.mapping.plan import Plan
from gateway.mapping.writing import read_back, write
from gateway.x12.acknowledgements import Answers, Policy, SetVerdict, acknowledge, interchange_ack
from gateway.x12.delimiters import USUAL
from gateway.x12.envelopes import FunctionalGroup, Interchange, open_interchanges
from gateway.x12.sealing import fitting, ta1
from gateway.x12.segments import join
from tests.laws.test_envelopes import mutated

LIBRARY = Library([Path(__file__).parents[2] / "mappings"], {"functional_ack": FunctionalAck})
PLAN = LIBRARY.plan("base/x12/004010/997")
PLANS: dict[Answers, Plan] = {"997": PLAN, "999": LIBRARY.plan("base/x12/005010/999")}

wild = st.text(max_size=12)
names = st.one_of(st.sampled_from(["PO1", "N1", "BEG", "AK4", "ST", "SE"]), wild)


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    """Draw a finding of any kind at any place, likely or not."""
    segment = draw(names)
    place = draw(st.one_of(st.sampled_from(["", "01", "02", "25", "01-2", "99-1"]), wild))
    return find(
        draw(st.sampled_from(sorted(KINDS))),
        severity=draw(st.sampled_from([None, *Severity])),
        segment=segment,
        position=draw(st.integers(-1, 2_000_000)),
        element=f"{segment}{place}" if place else "",
        loop=draw(st.one_of(st.just("PO1/N1"), wild)),
        value_seen=draw(st.text(max_size=120)),
    )


verdicts = st.builds(
    SetVerdict,
    set_id=st.one_of(st.just("850"), wild),
    control_number=st.one_of(st.just("0001"), wild),
    findings=st.lists(findings(), max_size=8).map(tuple),
    subject=st.none() | st.builds(Context, name=wild, value=st.text(max_size=50)),
)
groups = st.builds(
    FunctionalGroup,
    functional_id=st.one_of(st.just("PO"), wild),
    control_number=st.one_of(st.just("7"), wild),
    stated=st.one_of(st.sampled_from(["", "1", "3", "000002"]), wild),
    findings=st.lists(findings(), max_size=2).map(tuple),
)


@given(groups, st.lists(verdicts, max_size=4), st.sampled_from(Policy))
def test_verdicts_and_counts_agree(group: FunctionalGroup, sets: list[SetVerdict], policy: Policy) -> None:
    """A rejected group accepts nothing, an accepted one everything, a partly accepted one some."""
    ack = acknowledge(group, sets, policy=policy)
    accepted = sum(one.verdict in {"accepted", "accepted-with-errors"} for one in ack.sets)

    assert (len(sets), accepted) == (ack.received, ack.accepted)
    assert {
        "accepted": accepted == len(sets),
        "accepted-with-errors": accepted == len(sets),
        "partly": 0 < accepted < len(sets),
        "rejected": accepted == 0,
    }[ack.verdict]
    if policy is Policy.PER_GROUP:
        assert ack.verdict != "partly"
    for verdict, one in zip(sets, ack.sets, strict=True):
        assert (
            one.verdict == "rejected" or one.verdict[0] == verdict.verdict.lower() or verdict.verdict == "E"
        )
        assert not (one.verdict == "accepted" and one.segments)


@given(groups, st.lists(verdicts, max_size=3), st.sampled_from(sorted(PLANS)))
@settings(max_examples=150, deadline=None)
def test_what_is_acknowledged_can_be_written_and_reads_back(
    group: FunctionalGroup, sets: list[SetVerdict], by: Answers
) -> None:
    """The 997 or 999 of any findings is a sound one; only identifiers that are echoed may be too short."""
    plan = PLANS[by]
    ack = acknowledge(group, sets, dictionary=plan.dictionary, by=by, delimiters=fitting(USUAL, plan.version))

    echoed = replace(
        ack, sets=tuple(replace(one, control_number=one.control_number.rjust(4, "0")) for one in ack.sets)
    )
    assert () == read_back(plan, echoed, write(plan, echoed))


@given(mutated(), st.lists(findings(), max_size=3))
def test_an_answer_to_an_interchange_has_its_widths(content: bytes, more: list[Finding]) -> None:
    """Whatever came, a TA1 is 9, 6, 4, 1 and 3 characters."""
    for one in (*open_interchanges(content).interchanges, Interchange()):
        said = join(ta1(interchange_ack(one, [*one.findings, *more])), USUAL).split("*")

        assert [3, 9, 6, 4, 1, 3] == [len(element) for element in said]
