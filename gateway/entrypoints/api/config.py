"""The configuration over the API: how files stand, planned, applied, promoted, and every revision there was."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from gateway.application.configuring import promoting
from gateway.application.configuring.planning import patch
from gateway.application.configuring.revising import as_it_was, standing
from gateway.application.configuring.tree import read, writable, write
from gateway.bootstrap import Gateway
from gateway.entrypoints.api.access import Here, Operator, operator
from gateway.entrypoints.api.errors import FaultyFiles
from gateway.entrypoints.api.filing import (
    LONGEST_TEXT,
    ChangeShape,
    DryRun,
    FileShape,
    IfMatch,
    Planned,
    Reason,
    Saved,
    Text,
    ended,
    must_be_as_seen,
    must_match,
    put,
    shaped,
    tag,
    within,
    would,
)
from gateway.entrypoints.api.paging import Cursor, Limit, cut
from gateway.entrypoints.api.schemas import Page, Shape, page_of
from gateway.entrypoints.configuring import apply_now, proved
from gateway.entrypoints.rehearsing import config_tree
from gateway.errors import ConfigurationFault, Conflict, NotFound

router = APIRouter(prefix="/api/v1/config", tags=["config"], dependencies=[Depends(operator)])
MOST_FILES = 500


class RevisionShape(Shape):
    """Files as they were when somebody let them work: path to SHA-256."""

    id: str
    at: datetime
    actor: str
    reason: str
    git_sha: str
    digest: str
    files: dict[str, str]


class Standing(Shape):
    """Which revision works, what differs from it on disk, whether files can be written here, and what is wrong now."""

    revision: RevisionShape | None
    drifted: bool
    changes: list[ChangeShape]
    writable: bool
    faults: list[str]


class FileSummary(Shape):
    """A file of the configuration, and what tells it from another."""

    path: str
    digest: str
    size: int


class FileBody(BaseModel):
    """A file as it is to be; null takes it away. `digest` is what it was when somebody looked at it."""

    model_config = ConfigDict(extra="forbid")

    path: str = Field(min_length=1, max_length=200)
    text: Annotated[str, Field(max_length=LONGEST_TEXT)] | None
    digest: str | None = None


class FilesBody(BaseModel):
    """Files that are written together or not at all, and why."""

    model_config = ConfigDict(extra="forbid")

    files: Annotated[list[FileBody], Field(min_length=1, max_length=MOST_FILES)]
    reason: str = Field(default="", max_length=500)

    def contents(self) -> Mapping[str, bytes | None]:
        """Return the files by path; raises NotFound for what is no file of a configuration."""
        return {within(one.path): None if one.text is None else ended(one.text) for one in self.files}


class Applied(Shape):
    """The revision that works now; `changed` is false where it did before."""

    changed: bool
    revision: RevisionShape | None


class Return(Shape):
    """A revision, and what would change if files were as they were then."""

    revision: RevisionShape
    changes: list[ChangeShape]


class Promoting(BaseModel):
    """Which partners are carried (all unless named) and where to: an environment that `GATEWAY_PROMOTE_TO` names."""

    model_config = ConfigDict(extra="forbid")

    to: str = Field(min_length=1, max_length=80)
    partners: list[str] = Field(default_factory=list, max_length=MOST_FILES)


class Promoted(Shape):
    """What was carried over, or why nothing was."""

    changes: list[ChangeShape]
    refusals: list[str]
    patch: str
    written: bool


@router.get("")
def get_config(gateway: Here) -> Standing:
    """Return how the configuration stands."""
    tree = config_tree(gateway.settings)
    with gateway.store.read() as work:
        now = standing(work, tree)
    return Standing(
        revision=RevisionShape.model_validate(now.revision) if now.revision else None,
        drifted=now.drifted,
        changes=shaped(now.changes),
        writable=writable(gateway.settings.config_dir),
        faults=list(proved(gateway.settings, {}, gateway.services.library).faults),
    )


@router.get("/files")
def list_files(gateway: Here, *, cursor: Cursor = "", limit: Limit = 50) -> Page[FileSummary]:
    """Return the files of the configuration by path."""
    tree = config_tree(gateway.settings)
    digests = tree.digests
    return cut(
        FileSummary,
        tree.files,
        cursor=cursor,
        limit=limit,
        key=lambda path: path,
        shape=lambda path: FileSummary(path=path, digest=digests[path], size=len(tree.files[path])),
    )


@router.get("/files/{path:path}")
def get_file(gateway: Here, response: Response, path: str) -> FileShape:
    """Return a file of the configuration; its ETag is what writing it asks for."""
    found = _file(gateway, path)
    response.headers["ETag"] = tag(found.digest)
    return found


@router.put("/files/{path:path}")
def put_file(
    gateway: Here, actor: Operator, path: str, body: Text, *, if_match: IfMatch = "", dry_run: DryRun = False
) -> Saved:
    """Write a file and let it work; a new one needs no If-Match."""
    path = within(path)
    there = config_tree(gateway.settings).files.get(path)
    if there is not None:
        must_match(if_match, sha256(there).hexdigest())
    return put(gateway, {path: ended(body.text)}, actor=actor, reason=body.reason, dry_run=dry_run)


@router.delete("/files/{path:path}")
def delete_file(
    gateway: Here,
    actor: Operator,
    path: str,
    *,
    reason: str = "",
    if_match: IfMatch = "",
    dry_run: DryRun = False,
) -> Saved:
    """Take a file away; revisions still hold it."""
    found = _file(gateway, path)
    must_match(if_match, found.digest)
    return put(gateway, {found.path: None}, actor=actor, reason=reason, dry_run=dry_run)


@router.post("/plan")
def post_plan(gateway: Here, body: FilesBody) -> Planned:
    """Return what writing files would change and what would be wrong then, with the same as a patch."""
    return would(gateway, body.contents())


@router.post("/save")
def post_save(gateway: Here, actor: Operator, body: FilesBody) -> Saved:
    """Write files together and let them work; refused where one is no longer what was looked at (`digest`)."""
    files = body.contents()
    must_be_as_seen(gateway, {within(one.path): one.digest for one in body.files if one.digest is not None})
    return put(gateway, files, actor=actor, reason=body.reason, dry_run=False)


@router.post("/apply")
def post_apply(gateway: Here, actor: Operator, body: Reason | None = None) -> Applied:
    """Let the files on disk work, and keep them as a revision. Control numbers stay as they are."""
    try:
        revision = apply_now(gateway, actor=actor, reason=body.reason if body else "")
    except ConfigurationFault as wrong:
        raise FaultyFiles(str(wrong).splitlines()) from wrong
    shape = RevisionShape.model_validate(revision) if revision else None
    return Applied(changed=revision is not None, revision=shape)


@router.post("/promote")
def post_promote(gateway: Here, actor: Operator, body: Promoting, *, dry_run: DryRun = False) -> Promoted:
    """Carry tested partners with maps and scenarios into another environment's folder; there they are applied."""
    folder = gateway.settings.promote_to.get(body.to)
    if folder is None:
        known = ", ".join(sorted(gateway.settings.promote_to)) or "none"
        raise NotFound(f"there is no environment {body.to} to promote to; GATEWAY_PROMOTE_TO names {known}")
    with gateway.store.read() as work:
        source = config_tree(gateway.settings)
        found = promoting.promote(gateway.services, work, source, read(folder), partners=tuple(body.partners))
    write_it = bool(found.changes) and not (found.refusals or dry_run)
    if write_it:
        _carry(gateway, found, body.to, actor=actor)
    return Promoted(
        changes=shaped(found.changes),
        refusals=list(found.refusals),
        patch=patch(found.changes),
        written=write_it,
    )


@router.get("/revisions")
def list_revisions(gateway: Here, *, cursor: Cursor = "", limit: Limit = 50) -> Page[RevisionShape]:
    """Return every revision there was, newest first."""
    with gateway.store.read() as work:
        found = work.configurations.recent(limit + 1, before=cursor)
    return page_of(RevisionShape, found, limit)


@router.get("/revisions/{revision}")
def get_revision(gateway: Here, revision: str) -> Return:
    """Return a revision, and what would change if files were as they were then."""
    with gateway.store.read() as work:
        record = work.configurations.get(revision)
        changes = as_it_was(work, revision, config_tree(gateway.settings))
    return Return(revision=RevisionShape.model_validate(record), changes=shaped(changes))


@router.post("/revisions/{revision}/restore")
def post_restore(
    gateway: Here, actor: Operator, revision: str, body: Reason | None = None, *, dry_run: DryRun = False
) -> Saved:
    """Write the files of a revision back, and let them work again."""
    with gateway.store.read() as work:
        changes = as_it_was(work, revision, config_tree(gateway.settings))
    files = {one.path: None if one.kind == "removed" else one.after for one in changes}
    said = body.reason if body else ""
    return put(gateway, files, actor=actor, reason=said or f"back to {revision}", dry_run=dry_run)


def _carry(gateway: Gateway, found: promoting.Promotion, to: str, *, actor: str) -> None:
    folder = gateway.settings.promote_to[to]
    if not writable(folder):
        raise Conflict(f"the folder of {to} cannot be written to here: take the patch of a dry run")
    write(folder, {one.path: one.after for one in found.changes})
    with gateway.store.begin() as work:
        paths = [one.path for one in found.changes]
        gateway.services.note(work, "config.promoted", to, actor=actor, files=paths)
        work.commit()


def _file(gateway: Gateway, path: str) -> FileShape:
    path = within(path)
    content = config_tree(gateway.settings).files.get(path)
    if content is None:
        raise NotFound(f"there is no file {path}")
    return FileShape(
        path=path,
        text=content.decode("utf-8", "replace"),
        digest=sha256(content).hexdigest(),
        own=True,
    )
