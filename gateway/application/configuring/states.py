"""Letting a partner trade or not: one word in its file, and what must hold before it may go live."""

from gateway.application.configuring.editing import edit
from gateway.application.configuring.tree import Tree
from gateway.application.partner_tests.evidence import why_untested
from gateway.application.ports import UnitOfWork
from gateway.application.services import Services
from gateway.errors import Conflict, NotFound
from gateway.profiles.source import read


def file_of(tree: Tree, partner: str) -> str:
    """Return where a partner's profile lies; raises NotFound where it is not in the configuration's folder."""
    path = f"partners/{partner}.yaml"
    if path not in tree.files:
        raise NotFound(f"there is no file {path} in the folder of your configuration")
    return path


def in_state(tree: Tree, partner: str, state: str, *, usage: str = "") -> dict[str, bytes | None]:
    """Return a partner's file with another state, and another usage where one is given."""
    path = file_of(tree, partner)
    changes: dict[tuple[str | int, ...], object] = {("state",): state}
    text = tree.files[path].decode("utf-8")
    parts = read(text).data if usage else {}
    if "x12" in parts:
        changes["x12", "usage"] = usage
    if "cxml" in parts:
        changes["cxml", "deployment"] = "production" if usage == "P" else "test"
    return {path: edit(text, changes).encode()}


def gone_live(services: Services, work: UnitOfWork, tree: Tree, partner: str) -> dict[str, bytes | None]:
    """Return a partner's file as it is when it trades in earnest; raises Conflict while something is not tested."""
    profile = services.directory.get(partner)
    why = why_untested(services, work, tree, profile)
    if why:
        raise Conflict(f"{partner} does not go live: {why}")
    return in_state(tree, partner, "live", usage="P")
