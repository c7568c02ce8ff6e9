"""Playing a scenario: each step in turn on a stage of its own, until one of them does not hold."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from gateway.application.partner_tests.checks import Answer, checked
from gateway.application.partner_tests.scenarios import Scenario, Step
from gateway.application.ports import Store, TrialRecord
from gateway.application.receiving import Arrival, receive
from gateway.application.records import DocumentRecord, NewJob, OrderRecord
from gateway.application.services import Services
from gateway.application.validating import Reply, validate
from gateway.errors import GatewayError
from gateway.profiles.values import duration

MOST_DOCUMENTS = 500
FIRST_NUMBER = 9001
Verdict = str


class Stage(Protocol):
    """A whole gateway nobody else uses: its own database, a clock that stands still, and one partner."""

    @property
    def services(self) -> Services:
        """Return the services of the gateway."""
        ...

    @property
    def store(self) -> Store:
        """Return its database."""
        ...

    def work(self) -> None:
        """Do everything that is due."""
        ...

    def wind(self, by: timedelta) -> None:
        """Let the clock go on, and the timetable with it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one step came out; `said` says what was seen where it did not hold."""

    kind: str
    title: str
    line: int
    passed: bool
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How a scenario came out; steps after the first that failed were not played."""

    scenario: Scenario
    outcomes: tuple[Outcome, ...]
    documents: tuple[Answer, ...] = ()

    @property
    def passed(self) -> bool:
        """Return whether every step was played and held."""
        return len(self.outcomes) == len(self.scenario.steps) and all(one.passed for one in self.outcomes)


@dataclass(slots=True, kw_only=True)
class _Play:
    """How far a scenario is played."""

    stage: Stage
    scenario: Scenario
    files: int = 0
    number: int = FIRST_NUMBER
    looked_at: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)
    caused_at: datetime


def play(scenario: Scenario, stage: Stage) -> Result:
    """Return how a scenario comes out on a fresh stage."""
    playing = _Play(stage=stage, scenario=scenario, caused_at=stage.services.clock.now())
    outcomes: list[Outcome] = []
    for step in scenario.steps:
        try:
            wrong = tuple(STEPS[step.kind](playing, step))
        except GatewayError as failed:
            wrong = (str(failed),)
        outcomes.append(
            Outcome(kind=step.kind, title=title_of(step), line=step.line, passed=not wrong, said=wrong)
        )
        if wrong:
            break
    return Result(scenario=scenario, outcomes=tuple(outcomes), documents=tuple(_sent(playing)))


def title_of(step: Step) -> str:
    """Return a step in words."""
    given = step.given
    match step.kind:
        case "receive":
            return f"they send {given}"
        case "wait":
            return f"{given} pass"
        case "ship":
            return "the warehouse ships what it was asked to"
        case "receive_ack":
            return f"they acknowledge {', '.join(given['for'])} with {given.get('code', 'A')}"
        case _:
            wanted = [
                f"no {what}" if checks == "none" else what
                for what, checks in given.items()
                if what != "within"
            ]
            return f"we expect {', '.join(wanted)}"


def record_of(result: Result, *, digest: str, at: datetime, actor: str) -> TrialRecord:
    """Return a result as it is remembered."""
    return TrialRecord(
        partner=result.scenario.partner,
        scenario=result.scenario.id,
        at=at,
        actor=actor,
        digest=digest,
        passed=result.passed,
        steps=plain(result),
    )


def plain(result: Result) -> list[dict[str, Any]]:
    """Return the steps of a result as JSON holds them; those that were not played are `skipped`."""
    played: list[dict[str, Any]] = [
        {
            "title": one.title,
            "line": str(one.line),
            "outcome": "passed" if one.passed else "failed",
            "said": list(one.said),
        }
        for one in result.outcomes
    ]
    rest = result.scenario.steps[len(played) :]
    return [
        *played,
        *({"title": title_of(one), "line": str(one.line), "outcome": "skipped", "said": []} for one in rest),
    ]


def _receive(playing: _Play, step: Step) -> Iterator[str]:
    playing.files += 1
    _arrive(playing, step.given, playing.scenario.files[step.given])
    yield from ()


def _arrive(playing: _Play, name: str, content: bytes) -> None:
    stage = playing.stage
    arrival = Arrival(
        partner=playing.scenario.partner,
        transport="scenario",
        key=f"{playing.files}:{name}:{playing.number}",
        name=name,
        content=content,
    )
    receive(stage.services, stage.store, arrival)
    playing.caused_at = stage.services.clock.now()
    stage.work()


def _ship(playing: _Play, _: Step) -> Iterator[str]:
    before = len(_orders_shipped(playing))
    with playing.stage.store.begin() as work:
        work.jobs.add(NewJob(kind="shipments", ref="", dedupe=f"scenario:{playing.stage.services.ids.new()}"))
        work.commit()
    playing.caused_at = playing.stage.services.clock.now()
    playing.stage.work()
    if len(_orders_shipped(playing)) == before:
        yield "the warehouse had nothing to ship"


def _orders_shipped(playing: _Play) -> list[str]:
    with playing.stage.store.read() as work:
        return [
            shipment.id for order in work.orders.recent(100) for shipment in work.shipments.of_order(order.id)
        ]


def _wait(playing: _Play, step: Step) -> Iterator[str]:
    playing.stage.wind(duration(step.given))
    playing.stage.work()
    yield from ()


def _acknowledge(playing: _Play, step: Step) -> Iterator[str]:
    """Let the partner answer what it got: a 997 for each file, with the verdict the scenario names."""
    wanted = set(step.given["for"])
    waiting = [one for one in _sent(playing) if one.set_id in wanted and one.id not in playing.acknowledged]
    for set_id in sorted(wanted - {one.set_id for one in waiting}):
        yield f"we sent no {set_id} that waits for an answer"
    library = playing.stage.services.library
    for one in waiting:
        playing.acknowledged.add(one.id)
        playing.number += 1
        reply = Reply(control_number=playing.number, prepared_at=playing.stage.services.clock.now())
        for interchange in validate(one.content, library, reply=reply).interchanges:
            if interchange.answer:
                verdict = str(step.given.get("code", "A"))
                _arrive(playing, f"997-{playing.number}.edi", _with_verdict(interchange.answer, verdict))


def _with_verdict(answer: bytes, code: str) -> bytes:
    """Return a 997 whose sets and group have this verdict instead of accepted."""
    if code == "A":
        return answer
    return answer.replace(b"AK5*A", b"AK5*" + code.encode()).replace(b"AK9*A*1*1*1", b"AK9*R*1*1*0")


def _expect(playing: _Play, step: Step) -> Iterator[str]:
    stage = playing.stage
    took = stage.services.clock.now() - playing.caused_at
    for what, wanted in step.given.items():
        if what == "within":
            if took > duration(wanted):
                yield f"it took {took}"
        elif what == "order":
            yield from _about_order(playing, wanted)
        elif wanted == "none":
            yield from (f"there is a {what}: {one.name}" for one in _unseen(playing, what))
        else:
            found = _unseen(playing, what)
            if "count" in wanted and len(found) != int(wanted["count"]):
                yield f"there are {len(found)} of {what}, not {wanted['count']}"
            elif not found:
                yield f"there is no {what}"
            else:
                taken = found if "count" in wanted else found[:1]
                playing.looked_at.update(one.id for one in taken)
                for one in taken:
                    yield from checked(one, wanted, playing.scenario.files, stage.services.library)


def _about_order(playing: _Play, wanted: Mapping[str, str]) -> Iterator[str]:
    with playing.stage.store.read() as work:
        number = wanted.get("number", "")
        orders = work.orders.by_number(number) if number else work.orders.recent(1)
    if not orders:
        yield f"there is no order {number}".rstrip()
        return
    yield from _order_faults(orders[0], wanted)


def _order_faults(order: OrderRecord, wanted: Mapping[str, object]) -> Iterator[str]:
    if "state" in wanted and order.state != wanted["state"]:
        yield f"order {order.number} is {order.state}, not {wanted['state']}"
    if "complete" in wanted:
        complete = "true" if order.chain_complete_at else "false"
        if complete != wanted["complete"]:
            yield f"the chain of order {order.number} is {'complete' if order.chain_complete_at else 'not complete'}"
    if "holds" in wanted:
        held = {one.finding.code for one in order.holds}
        given = wanted["holds"]
        expected = set(given) if isinstance(given, list) else {str(given)} - {"none"}
        if held != expected:
            yield f"order {order.number} is held for {', '.join(sorted(held)) or 'nothing'}"


def _unseen(playing: _Play, set_id: str) -> list[Answer]:
    return [one for one in _sent(playing) if one.set_id == set_id and one.id not in playing.looked_at]


def _sent(playing: _Play) -> list[Answer]:
    with playing.stage.store.read() as work:
        found = work.documents.recent(MOST_DOCUMENTS, direction="out")
        return [_answer(one, work.documents.content(one.id)) for one in reversed(found)]


def _answer(record: DocumentRecord, content: bytes) -> Answer:
    return Answer(
        id=record.id,
        set_id=record.set_id,
        name=record.file_name or f"{record.set_id}-{record.control_number}",
        map_name=record.map_name,
        delivery=record.delivery,
        reason=record.reason,
        canonical=record.canonical,
        content=content,
    )


STEPS: Mapping[str, Callable[[_Play, Step], Iterator[str]]] = {
    "receive": _receive,
    "ship": _ship,
    "wait": _wait,
    "receive_ack": _acknowledge,
    "expect": _expect,
}
