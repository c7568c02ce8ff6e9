"""Partners over the API: who they are, begun, changed in their files, tested, live, paused, retired."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from gateway.adapters.transports.knocking import knock
from gateway.application.channels import try_channel
from gateway.application.configuring.beginning import Beginning, Identity, begin, templates
from gateway.application.configuring.editing import edit
from gateway.application.configuring.states import file_of, gone_live, in_state
from gateway.application.partner_tests.evidence import WHY
from gateway.application.partner_tests.overview import counters, overview, plain_overview
from gateway.application.partner_tests.running import plain
from gateway.bootstrap import Gateway
from gateway.entrypoints.api.access import Here, Operator, operator
from gateway.entrypoints.api.filing import (
    DryRun,
    FileShape,
    IfMatch,
    Reason,
    Saved,
    Text,
    ended,
    must_match,
    put,
    tag,
)
from gateway.entrypoints.api.paging import Cursor, Limit, cut
from gateway.entrypoints.api.schemas import Page, Shape
from gateway.entrypoints.rehearsing import config_tree, rehearse
from gateway.errors import ConfigurationFault, Conflict
from gateway.settings import shipped

if TYPE_CHECKING:
    from gateway.application.delivering import Delivering
    from gateway.application.partner_tests.overview import PartnerOverview

router = APIRouter(prefix="/api/v1/partners", tags=["partners"], dependencies=[Depends(operator)])
MOST_SAMPLES, MOST_KEYS = 20, 200
Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]


class PartnerShape(Shape):
    """A partner as lists show it: `tests` is `passed`, `failed`, `changed` since, or none; `scenarios` how each came out."""

    partner: str
    name: str
    state: str
    channel: str
    documents: list[str]
    tests: str
    scenarios: dict[str, bool]
    last_at: datetime | None


class PartnerDetail(PartnerShape):
    """The same with the control numbers that come next, what its tests still lack, and its file."""

    control_numbers: dict[str, int]
    why: str
    tested_at: dict[str, datetime]
    profile: str


class IdentityBody(BaseModel):
    """Who somebody is in ISA and GS."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"qualifier": "08", "id": "925411", "group": "CORNER"}]},
    )

    qualifier: str = Field(min_length=2, max_length=2)
    id: str = Field(min_length=1, max_length=15)
    group: str = Field(default="", max_length=15)


class NewPartner(BaseModel):
    """A partner to begin: `transport` are settings of the way to them, `samples` files of theirs by name."""

    model_config = ConfigDict(extra="forbid")

    code: Code
    name: str = Field(min_length=1, max_length=80)
    template: str
    them: IdentityBody
    us: IdentityBody
    transport: dict[str, str] = Field(default_factory=dict, max_length=50)
    documents: list[str] = Field(default_factory=list, max_length=50)
    samples: dict[str, str] = Field(default_factory=dict, max_length=MOST_SAMPLES)


class Keys(BaseModel):
    """Keys of a profile that are to say something else, dotted: `x12.them.group_id`; null takes one away."""

    model_config = ConfigDict(extra="forbid")

    set: dict[str, str | None] = Field(min_length=1, max_length=MOST_KEYS)
    reason: str = Field(default="", max_length=500)


class NewState(Reason):
    """Which state a partner is to be in; `go-live` is an address of its own, for what is tested only."""

    state: Literal["draft", "testing", "paused"]


class Played(BaseModel):
    """Which scenario to play, all unless one is named, and whether to remember how it came out."""

    model_config = ConfigDict(extra="forbid")

    scenario: str = Field(default="", max_length=80)
    record: bool = True


class StepOutcome(Shape):
    """One step of a scenario: `passed`, `failed` or `skipped`, and what was seen where it did not hold."""

    title: str
    line: str
    outcome: str
    said: list[str]


class TestResult(Shape):
    """How a scenario came out."""

    partner: str
    scenario: str
    name: str
    path: str
    passed: bool
    steps: list[StepOutcome]


class TestResults(Shape):
    """How scenarios came out, and whether all of them passed."""

    passed: bool
    results: list[TestResult]


class Tried(Shape):
    """Whether the way to a partner was reached, and what was found."""

    reached: bool
    said: str


@router.get("")
def list_partners(gateway: Here, *, cursor: Cursor = "", limit: Limit = 50) -> Page[PartnerShape]:
    """Return partners by code."""
    with gateway.store.read() as work:
        found = overview(gateway.services, work, config_tree(gateway.settings))
    return cut(
        PartnerShape, found, cursor=cursor, limit=limit, key=lambda one: one.profile.code, shape=_shape
    )


@router.post("", status_code=201)
def add_partner(gateway: Here, actor: Operator, wanted: NewPartner, *, dry_run: DryRun = False) -> Saved:
    """Begin a partner from a template: its profile, a map for each document, a first scenario."""
    if any(one.code == wanted.code for one in gateway.services.directory.all()):
        raise Conflict(f"there is a partner {wanted.code} already")
    given = Beginning(
        code=wanted.code,
        name=wanted.name,
        template=wanted.template,
        them=Identity(**wanted.them.model_dump()),
        us=Identity(**wanted.us.model_dump()),
        transport=wanted.transport,
        documents=tuple(wanted.documents),
        samples={name: text.encode() for name, text in wanted.samples.items()},
    )
    try:
        files = begin(gateway.services.library, given, templates(shipped("partners")))
    except ConfigurationFault as wrong:
        raise Conflict(str(wrong)) from wrong
    return put(gateway, dict(files), actor=actor, reason=f"partner {wanted.code} begun", dry_run=dry_run)


@router.get("/{code}")
def get_partner(gateway: Here, code: str) -> PartnerDetail:
    """Return how a partner stands, and its file."""
    profile = gateway.services.directory.get(code)
    with gateway.store.read() as work:
        found = overview(gateway.services, work, config_tree(gateway.settings), only=code)[0]
        numbers = counters(work, profile)
    return PartnerDetail(
        **_shape(found).model_dump(),
        control_numbers=numbers,
        why=WHY[found.mark],
        tested_at={one.scenario: one.at for one in found.trials},
        profile=gateway.services.directory.text(code),
    )


@router.get("/{code}/file")
def get_file(gateway: Here, response: Response, code: str) -> FileShape:
    """Return a partner's file; its ETag is what writing it asks for."""
    found = _file(gateway, code)
    response.headers["ETag"] = tag(found.digest)
    return found


@router.put("/{code}/file")
def put_file(
    gateway: Here, actor: Operator, code: str, body: Text, *, if_match: IfMatch = "", dry_run: DryRun = False
) -> Saved:
    """Let a partner's file say something else."""
    found = _file(gateway, code)
    must_match(if_match, found.digest)
    return put(gateway, {found.path: ended(body.text)}, actor=actor, reason=body.reason, dry_run=dry_run)


@router.patch("/{code}/file")
def patch_file(
    gateway: Here, actor: Operator, code: str, body: Keys, *, if_match: IfMatch = "", dry_run: DryRun = False
) -> Saved:
    """Change keys of a partner's file; comments and all else stay as they are."""
    found = _file(gateway, code)
    must_match(if_match, found.digest)
    try:
        text = edit(found.text, _steps(body.set))
    except ConfigurationFault as wrong:
        raise Conflict(str(wrong)) from wrong
    return put(gateway, {found.path: text.encode()}, actor=actor, reason=body.reason, dry_run=dry_run)


@router.post("/{code}/test")
def post_test(gateway: Here, actor: Operator, code: str, body: Played | None = None) -> TestResults:
    """Play a partner's scenarios, each on a gateway of its own with a clock that stands still; nothing is sent."""
    asked = body or Played()
    try:
        found = rehearse(gateway, code, scenario=asked.scenario, actor=actor, keep=asked.record)
    except ConfigurationFault as wrong:
        raise Conflict(str(wrong)) from wrong
    results = [
        TestResult(
            partner=code,
            scenario=one.scenario.id,
            name=one.scenario.name,
            path=one.scenario.path,
            passed=one.passed,
            steps=[StepOutcome(**step) for step in plain(one)],
        )
        for one in found
    ]
    return TestResults(passed=all(one.passed for one in results), results=results)


@router.post("/{code}/state")
def post_state(
    gateway: Here, actor: Operator, code: str, body: NewState, *, dry_run: DryRun = False
) -> Saved:
    """Let a partner trade in test, pause, or go back to a draft."""
    reason = body.reason or f"partner {code} {body.state}"
    return _to(gateway, code, body.state, actor=actor, reason=reason, dry_run=dry_run)


@router.post("/{code}/go-live")
def go_live(
    gateway: Here, actor: Operator, code: str, body: Reason | None = None, *, dry_run: DryRun = False
) -> Saved:
    """Let a partner trade in earnest; refused until its scenarios passed with these very files."""
    with gateway.store.read() as work:
        files = gone_live(gateway.services, work, config_tree(gateway.settings), code)
    said = body.reason if body else ""
    return put(gateway, files, actor=actor, reason=said or f"partner {code} goes live", dry_run=dry_run)


@router.delete("/{code}")
def retire(gateway: Here, actor: Operator, code: str, *, reason: str = "", dry_run: DryRun = False) -> Saved:
    """Trade with a partner no more: its file and its records stay, nothing new is taken or sent."""
    said = reason or f"partner {code} retired"
    return _to(gateway, code, "retired", actor=actor, reason=said, dry_run=dry_run)


@router.post("/{code}/channel/try")
def post_try(gateway: Here, actor: Operator, code: str) -> Tried:
    """Try the way to a partner; nothing is sent or taken."""
    delivering = cast("Delivering", gateway.effects["deliver"])
    tried = try_channel(
        gateway.services,
        gateway.store,
        delivering.transport_for,
        lambda profile, transport: knock(profile.transport.settings, transport),
        partner=code,
        actor=actor,
    )
    return Tried.model_validate(tried)


def _to(gateway: Gateway, code: str, state: str, *, actor: str, reason: str, dry_run: bool) -> Saved:
    gateway.services.directory.get(code)
    files = in_state(config_tree(gateway.settings), code, state)
    return put(gateway, files, actor=actor, reason=reason, dry_run=dry_run)


def _file(gateway: Gateway, code: str) -> FileShape:
    text = gateway.services.directory.text(code)
    tree = config_tree(gateway.settings)
    path = file_of(tree, code)
    content = tree.files[path]
    del text
    return FileShape(path=path, text=content.decode("utf-8"), digest=sha256(content).hexdigest(), own=True)


def _shape(one: "PartnerOverview") -> PartnerShape:
    return PartnerShape.model_validate(plain_overview(one))


def _steps(said: Mapping[str, str | None]) -> dict[tuple[str | int, ...], Any]:
    """Return dotted keys as paths; a step of digits is a place of a list."""
    return {
        tuple(int(step) if step.isdecimal() else step for step in key.split(".")): value
        for key, value in said.items()
    }
