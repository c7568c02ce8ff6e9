"""Files of the configuration changed at the console: the text, then the difference and what is wrong, then the file."""

from collections.abc import Mapping

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from gateway.application.configuring.editing import edit
from gateway.application.configuring.planning import patch
from gateway.application.configuring.revising import as_it_was, must_be_unchanged, standing
from gateway.application.configuring.tree import safe, writable
from gateway.bootstrap import Gateway
from gateway.entrypoints.api.access import Here, Operator, operator
from gateway.entrypoints.configuring import Files, apply_now, planned, proved, save
from gateway.entrypoints.console.large_forms import LargeForm
from gateway.entrypoints.console.rendering import page
from gateway.entrypoints.rehearsing import config_tree
from gateway.errors import ConfigurationFault, Conflict, NotFound

router = APIRouter(prefix="/config", include_in_schema=False, dependencies=[Depends(operator)])
A_PAGE = 30
BACK = ("/partners", "/maps", "/config")


@router.get("")
def config(request: Request, gateway: Here, before: str = "") -> HTMLResponse:
    """Show which revision works, what differs from it on disk, and every revision there was."""
    tree = config_tree(gateway.settings)
    with gateway.store.read() as work:
        now = standing(work, tree)
        found = work.configurations.recent(A_PAGE + 1, before=before)
    folder = gateway.settings.config_dir
    return page(
        request,
        "config.html",
        folder=folder,
        writable=writable(folder),
        stands=now,
        files=sorted(tree.files),
        faults=proved(gateway.settings, {}, gateway.services.library).faults,
        revisions=found[:A_PAGE],
        before=before,
        next=found[A_PAGE - 1].id if len(found) > A_PAGE else "",
    )


@router.post("/apply")
def post_apply(gateway: Here, actor: Operator, form: LargeForm) -> RedirectResponse:
    """Let the files on disk work, and keep them as a revision."""
    try:
        apply_now(gateway, actor=actor, reason=form.get("reason", ""))
    except ConfigurationFault as wrong:
        raise Conflict(str(wrong)) from wrong
    return RedirectResponse("/config", status_code=303)


@router.get("/revisions/{revision}")
def revision(request: Request, gateway: Here, revision: str) -> HTMLResponse:
    """Show what would change if the files were those of a revision again."""
    tree = config_tree(gateway.settings)
    with gateway.store.read() as work:
        record = work.configurations.get(revision)
        changes = as_it_was(work, revision, tree)
    return page(
        request,
        "config_revision.html",
        revision=record,
        changes=changes,
        writable=writable(gateway.settings.config_dir),
    )


@router.post("/revisions/{revision}/restore")
def post_restore(gateway: Here, actor: Operator, revision: str) -> RedirectResponse:
    """Write the files of a revision back and let them work."""
    with gateway.store.read() as work:
        changes = as_it_was(work, revision, config_tree(gateway.settings))
    files = {one.path: None if one.kind == "removed" else one.after for one in changes}
    saved(gateway, files, actor=actor, reason=f"back to {revision}")
    return RedirectResponse("/config", status_code=303)


@router.get("/file")
def file(request: Request, gateway: Here, path: str, back: str = "/config") -> HTMLResponse:
    """Show a file to be edited; one that is not there yet is empty."""
    tree = config_tree(gateway.settings)
    text = tree.files.get(within(path), b"").decode("utf-8", "replace")
    return page(
        request,
        "config_file.html",
        path_of_file=path,
        text=text,
        digest=tree.digests.get(path, ""),
        back=_home(back),
    )


@router.post("/preview")
def post_preview(request: Request, gateway: Here, form: LargeForm) -> HTMLResponse:
    """Show what an edited file changes, and what would be wrong."""
    path = within(form.get("path", ""))
    return preview(
        request,
        gateway,
        {path: _content(form)},
        back=_home(form.get("back", "")),
        digest=form.get("digest", ""),
    )


@router.post("/save")
def post_save(gateway: Here, actor: Operator, form: LargeForm) -> RedirectResponse:
    """Write files that were looked at, and let them work."""
    tree = config_tree(gateway.settings)
    files: dict[str, bytes | None] = {}
    for at in range(int(form.get("count", "0") or 0)):
        path = within(form[f"path{at}"])
        must_be_unchanged(tree, path, form.get(f"digest{at}", ""))
        files[path] = form[f"content{at}"].encode()
    saved(gateway, files, actor=actor, reason=form.get("reason", ""))
    return RedirectResponse(_home(form.get("back", "")), status_code=303)


@router.post("/patch")
def post_patch(gateway: Here, form: LargeForm) -> Response:
    """Return what was looked at as a patch, for folders that only a repository writes to."""
    files = {
        within(form[f"path{at}"]): form[f"content{at}"].encode()
        for at in range(int(form.get("count", "0") or 0))
    }
    said = patch(planned(gateway.settings, files))
    return PlainTextResponse(said, headers={"Content-Disposition": 'attachment; filename="config.patch"'})


def within(path: str) -> str:
    """Return a path of a configuration's file; raises NotFound for any other."""
    try:
        return safe(path)
    except ConfigurationFault as strange:
        raise NotFound(str(strange)) from strange


def saved(gateway: Gateway, files: Files, *, actor: str, reason: str) -> None:
    """Write files and let them work; what is wrong with them is told to whoever asked, as a Conflict."""
    try:
        save(gateway, files, actor=actor, reason=reason)
    except ConfigurationFault as wrong:
        raise Conflict(str(wrong)) from wrong


def preview(
    request: Request, gateway: Gateway, files: Files, *, back: str, digest: str | None = None
) -> HTMLResponse:
    """Return the page that shows what files change and what would be wrong, and lets them be written."""
    tree = config_tree(gateway.settings)
    if digest is not None:
        for path in files:
            must_be_unchanged(tree, path, digest)
    return page(
        request,
        "config_preview.html",
        changes=planned(gateway.settings, files),
        faults=proved(gateway.settings, files, gateway.services.library).faults,
        files=[
            (path, (content or b"").decode("utf-8", "replace"), tree.digests.get(path, ""))
            for path, content in files.items()
        ],
        writable=writable(gateway.settings.config_dir),
        back=back,
    )


def with_keys(gateway: Gateway, path: str, form: Mapping[str, str]) -> dict[str, bytes | None]:
    """Return a YAML file with the keys a form names (`set:a.b.c`) set where they were changed; emptied ones go."""
    tree = config_tree(gateway.settings)
    if path not in tree.files:
        raise NotFound(f"there is no file {path}")
    changes: dict[tuple[str | int, ...], object] = {}
    for name, value in form.items():
        if name.startswith("set:") and value.strip() != form.get(f"was:{name[4:]}", ""):
            steps = tuple(int(step) if step.isdigit() else step for step in name[4:].split("."))
            changes[steps] = value.strip() or None
    return {path: edit(tree.files[path].decode("utf-8"), changes).encode()}


def _content(form: Mapping[str, str]) -> bytes:
    text = form.get("content", "")
    return (text if text.endswith("\n") or not text else f"{text}\n").encode()


def _home(path: str) -> str:
    """Return where to go back to: one of our own pages."""
    return path if path.startswith(BACK) and "//" not in path else "/config"
