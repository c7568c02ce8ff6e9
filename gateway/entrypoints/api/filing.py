"""What routes that change files of the configuration share: what would differ, what is wrong, and the files written."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import Header, HTTPException, Query
from pydantic import BaseModel, ConfigDict, Field

from gateway.application.configuring.planning import Change, patch
from gateway.application.configuring.revising import must_be_unchanged
from gateway.application.configuring.tree import safe, writable
from gateway.bootstrap import Gateway
from gateway.entrypoints.api.errors import FaultyFiles
from gateway.entrypoints.api.schemas import Shape
from gateway.entrypoints.configuring import Files, planned, proved, save
from gateway.entrypoints.rehearsing import config_tree
from gateway.errors import ConfigurationFault, Conflict, NotFound

LONGEST_TEXT = 4 * 1024 * 1024
PRECONDITION_REQUIRED, PRECONDITION_FAILED = 428, 412
IfMatch = Annotated[
    str, Header(alias="If-Match", description="The ETag the file had when it was looked at; * for any.")
]
DryRun = Annotated[
    bool, Query(description="Say what it would change and what would be wrong; write nothing.")
]


class KeyShape(Shape):
    """One key of a YAML file that says something else; empty is not there."""

    key: str
    before: str
    after: str


class ChangeShape(Shape):
    """One file that differs: `added`, `changed` or `removed`, its keys, and the lines of a patch."""

    path: str
    kind: str
    keys: list[KeyShape]
    diff: list[str]


class Planned(Shape):
    """What files change, all that would be wrong with them, and the same as a patch for a repository."""

    changes: list[ChangeShape]
    faults: list[str]
    patch: str


class Saved(Planned):
    """What files changed; no `revision` where nothing was written."""

    written: bool
    revision: str


class FileShape(Shape):
    """A file of the configuration; `own` is false for one that came with the gateway."""

    path: str
    text: str
    digest: str
    own: bool


class Text(BaseModel):
    """What a file is to say, and why."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=LONGEST_TEXT)
    reason: str = Field(default="", max_length=500)


class Reason(BaseModel):
    """Why, for the record."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(default="", max_length=500)


def put(gateway: Gateway, files: Files, *, actor: str, reason: str, dry_run: bool) -> Saved:
    """Write files and let them work, or say what that would do; what is wrong with them is raised where they are meant."""
    plan = would(gateway, files)
    if dry_run or not plan.changes:
        return Saved(**plan.model_dump(), written=False, revision="")
    if plan.faults:
        raise FaultyFiles(plan.faults)
    if not writable(gateway.settings.config_dir):
        raise Conflict(
            "the folder of the configuration cannot be written to here: take the patch of a dry run"
        )
    try:
        revision = save(gateway, files, actor=actor, reason=reason)
    except ConfigurationFault as wrong:
        raise FaultyFiles(str(wrong).splitlines()) from wrong
    return Saved(**plan.model_dump(), written=True, revision=revision.id if revision else "")


def would(gateway: Gateway, files: Files) -> Planned:
    """Return what writing files would change, and what would be wrong then."""
    changes = planned(gateway.settings, files)
    faults = proved(gateway.settings, files, gateway.services.library).faults
    return Planned(changes=shaped(changes), faults=list(faults), patch=patch(changes))


def shaped(changes: Sequence[Change]) -> list[ChangeShape]:
    """Return changes as they are told."""
    return [ChangeShape.model_validate(one) for one in changes]


def within(path: str) -> str:
    """Return a path of a configuration's file; raises NotFound for any other."""
    try:
        return safe(path)
    except ConfigurationFault as strange:
        raise NotFound(str(strange)) from strange


def ended(text: str) -> bytes:
    """Return a text as a file holds it: with an end to its last line."""
    return (text if text.endswith("\n") or not text else f"{text}\n").encode()


def tag(digest: str) -> str:
    """Return the ETag of a file."""
    return f'"{digest}"'


def must_match(asked: str, digest: str) -> None:
    """Raise what HTTP says where somebody writes over a file they have not seen as it is."""
    if not asked:
        raise HTTPException(PRECONDITION_REQUIRED, "send If-Match with the ETag of the file you looked at")
    if asked.strip() != "*" and tag(digest) not in [one.strip() for one in asked.split(",")]:
        raise HTTPException(PRECONDITION_FAILED, "the file was changed meanwhile: look at it again")


def must_be_as_seen(gateway: Gateway, digests: Mapping[str, str]) -> None:
    """Raise Conflict where one of some files is no longer what somebody looked at."""
    tree = config_tree(gateway.settings)
    for path, digest in digests.items():
        must_be_unchanged(tree, path, digest)
