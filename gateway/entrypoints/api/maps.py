"""Maps over the API: listed, shown, tried on a sample, compared with their base and over past traffic, written."""

from datetime import timedelta
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from gateway.application.configuring.revising import tree_of
from gateway.application.regressing.previewing import drawn, plain_preview, preview
from gateway.application.regressing.regressing import plain_regression, regress
from gateway.application.studying import plain_coverage, plain_difference, sets_of
from gateway.bootstrap import Gateway
from gateway.entrypoints.api.access import Here, Operator, operator
from gateway.entrypoints.api.errors import FaultyFiles
from gateway.entrypoints.api.filing import (
    DryRun,
    FileShape,
    IfMatch,
    Saved,
    Text,
    ended,
    must_match,
    put,
    tag,
)
from gateway.entrypoints.api.paging import Cursor, Limit, cut
from gateway.entrypoints.api.schemas import Page, Shape
from gateway.entrypoints.rehearsing import config_tree
from gateway.errors import ConfigurationFault, Conflict, NotFound
from gateway.mapping.comparing import compare
from gateway.mapping.coverage import cover
from gateway.mapping.editions import parts_of
from gateway.mapping.library import Library
from gateway.mapping.plan import Plan
from gateway.profiles.values import duration

router = APIRouter(prefix="/api/v1/maps", tags=["maps"], dependencies=[Depends(operator)])
LONGEST_MAP, LONGEST_SAMPLE, MOST_SAMPLES = 1 << 20, 4 << 20, 50
Draft = Annotated[str, Field(max_length=LONGEST_MAP)]
Sample = Annotated[str, Field(max_length=LONGEST_SAMPLE)]


class MapShape(Shape):
    """A map: what it reads or writes, what it differs from, who uses it; `faults` where it does not load."""

    name: str
    transaction_set: str
    version: str
    document: str
    title: str
    extends: str
    partners: list[str]
    faults: list[str]


class MapDetail(MapShape):
    """The same with its file and what tells this state of it, and of what it extends, from any other."""

    text: str
    digest: str


class Body(BaseModel):
    """What is asked for; nothing else may be in it. `text` is a draft to be tried instead of the file."""

    model_config = ConfigDict(extra="forbid")

    text: Draft | None = None


class Trial(Body):
    """A sample, and a draft where it is not the file that is tried; without a sample one is drawn from the map."""

    sample: Sample = ""


class Samples(Body):
    """Files of a partner by name."""

    samples: dict[str, Sample] = Field(min_length=1, max_length=MOST_SAMPLES)


class PastTraffic(Body):
    """How far back (`12h`, `30d`), over how many at most, and against which revision; the last, unless named."""

    since: str = Field(default="30d", max_length=20)
    against: str = Field(default="", max_length=80)
    most: int = Field(default=1000, ge=1, le=10_000)


class Differences(Shape):
    """What a map says otherwise than another, address by address."""

    base: str
    map: str
    differences: list[dict[str, Any]]


@router.get("")
def list_maps(
    gateway: Here, *, every: bool = False, cursor: Cursor = "", limit: Limit = 50
) -> Page[MapShape]:
    """Return the maps of partners by name, with `every` those that came with the gateway too."""
    library = gateway.services.library
    names = [one for one in library.names(editions=every) if every or parts_of(one) is None]
    return cut(
        MapShape,
        names,
        cursor=cursor,
        limit=limit,
        key=lambda one: one,
        shape=lambda one: _shape(gateway, one),
    )


@router.get("/{name:path}/file")
def get_file(gateway: Here, response: Response, name: str) -> FileShape:
    """Return a map's file; its ETag is what writing it asks for."""
    found = _file(gateway, name)
    response.headers["ETag"] = tag(found.digest)
    return found


@router.put("/{name:path}/file")
def put_file(
    gateway: Here, actor: Operator, name: str, body: Text, *, if_match: IfMatch = "", dry_run: DryRun = False
) -> Saved:
    """Let a map say something else; one that came with the gateway is then shadowed by a file of yours."""
    found = _file(gateway, name)
    must_match(if_match, found.digest)
    return put(gateway, {found.path: ended(body.text)}, actor=actor, reason=body.reason, dry_run=dry_run)


@router.get("/{name:path}/diff")
def get_diff(gateway: Here, name: str, *, base: str = "") -> Differences:
    """Return what a map says otherwise than its base, or than another map of the same set."""
    library = gateway.services.library
    plan = _plan(library, name)
    if not (base or plan.base):
        raise Conflict(f"{name} differs from no other map: name one as base")
    other = _plan(library, base or plan.base)
    if other.set_id != plan.set_id:
        raise Conflict(f"{other.name} is for {other.set_id} and {name} for {plan.set_id}")
    differences = [dict(plain_difference(one)) for one in compare(other, plan)]
    return Differences(base=other.name, map=name, differences=differences)


@router.post("/{name:path}/preview")
def post_preview(gateway: Here, name: str, trial: Trial) -> dict[str, Any]:
    """Return what a map, or a draft of it, makes of a sample: document, findings, the way back, what is left out."""
    library = gateway.services.library
    _plan(library, name)
    sample = trial.sample.encode() if trial.sample else drawn(library, name)
    return dict(plain_preview(preview(library, name, sample, text=trial.text)))


@router.post("/{name:path}/coverage")
def post_coverage(gateway: Here, name: str, body: Samples) -> dict[str, Any]:
    """Return what no row of a map, or of a draft of it, reads in files."""
    plan = _tried(gateway.services.library, name, body.text)
    received = sets_of((file, text.encode()) for file, text in body.samples.items())
    return dict(plain_coverage(cover(plan, received)))


@router.post("/{name:path}/regress")
def post_regress(gateway: Here, name: str, body: PastTraffic | None = None) -> dict[str, Any]:
    """Return what a map as it is now, or a draft, makes otherwise of past traffic than as it was applied."""
    asked = body or PastTraffic()
    try:
        back = max(duration(asked.since), timedelta())
    except ValueError as wrong:
        raise Conflict(f"since: {wrong}") from wrong
    library = gateway.services.library
    after = _tried(library, name, asked.text)
    with gateway.store.read() as work:
        before = _plan(library, name)
        if asked.text is None or asked.against:
            last = work.configurations.get(asked.against) if asked.against else work.configurations.last()
            text = tree_of(work, last).files.get(f"mappings/{name}.yaml") if last else None
            if text is None:
                raise NotFound(f"{name} is in no revision that was applied: nothing to compare with")
            before = _tried(library, name, text.decode("utf-8"))
        since = gateway.services.clock.now() - back
        return dict(plain_regression(regress(work, before, after, since=since, most=asked.most)))


@router.get("/{name:path}")
def get_map(gateway: Here, name: str) -> MapDetail:
    """Return a map and its file."""
    _must_be_there(gateway.services.library, name)
    shape = _shape(gateway, name)
    library = gateway.services.library
    digest = "" if shape.faults else library.digest(name)
    return MapDetail(**shape.model_dump(), text=library.text(name), digest=digest)


def _plan(library: Library, name: str) -> Plan:
    _must_be_there(library, name)
    try:
        return library.plan(name)
    except ConfigurationFault as wrong:
        raise FaultyFiles(str(wrong).splitlines()) from wrong


def _tried(library: Library, name: str, text: str | None) -> Plan:
    _must_be_there(library, name)
    try:
        return (library if text is None else library.shadowed(name, text)).plan(name)
    except ConfigurationFault as wrong:
        raise FaultyFiles(str(wrong).splitlines()) from wrong


def _must_be_there(library: Library, name: str) -> None:
    if name not in library.names(editions=True):
        near = library.near(name)
        raise NotFound(f"there is no map {name}" + (f"; did you mean {' or '.join(near)}?" if near else ""))


def _file(gateway: Gateway, name: str) -> FileShape:
    _must_be_there(gateway.services.library, name)
    path = f"mappings/{name}.yaml"
    own = config_tree(gateway.settings).files.get(path)
    text = gateway.services.library.text(name) if own is None else own.decode("utf-8")
    return FileShape(path=path, text=text, digest=sha256(text.encode()).hexdigest(), own=own is not None)


def _shape(gateway: Gateway, name: str) -> MapShape:
    users = [
        one.code
        for one in gateway.services.directory.all()
        if any(document.map == name for document in one.documents)
    ]
    try:
        plan = gateway.services.library.plan(name)
    except ConfigurationFault as wrong:
        said = str(wrong).splitlines()
        return MapShape(
            name=name,
            transaction_set="",
            version="",
            document="",
            title="",
            extends="",
            partners=users,
            faults=said,
        )
    return MapShape(
        name=name,
        transaction_set=plan.set_id,
        version=plan.version,
        document=plan.document,
        title=plan.title,
        extends=plan.base,
        partners=users,
        faults=[],
    )
