"""Letting files work: proved, kept as a revision with who, when and the commit, and told apart from what is on disk."""

from dataclasses import dataclass

from gateway.application.configuring.planning import Change, plan
from gateway.application.configuring.tree import Tree
from gateway.application.ports import Revision, Store, UnitOfWork
from gateway.application.services import Services
from gateway.errors import Conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the files stand to the revision that was applied last; no revision is where nothing was ever applied."""

    revision: Revision | None
    changes: tuple[Change, ...]

    @property
    def drifted(self) -> bool:
        """Return whether files say something that was not applied."""
        return bool(self.changes)


def standing(work: UnitOfWork, tree: Tree) -> Standing:
    """Return what differs between the files and the last revision."""
    last = work.configurations.last()
    return Standing(revision=last, changes=plan(tree_of(work, last) if last else Tree(), tree))


def tree_of(work: UnitOfWork, revision: Revision) -> Tree:
    """Return the files of a revision as they were."""
    contents = work.configurations.contents(tuple(revision.files.values()))
    return Tree(files={path: contents[sha] for path, sha in revision.files.items()})


def apply(
    services: Services, store: Store, tree: Tree, *, commit: str, actor: str, reason: str = ""
) -> Revision | None:
    """Keep the files as a revision; return it, None where they are the last one already.

    `commit` is where they are in a repository, if they are in one. Control numbers stay as they are.
    """
    with store.begin() as work:
        last = work.configurations.last()
        if last is not None and last.digest == tree.digest:
            return None
        changed = [one.path for one in plan(tree_of(work, last) if last else Tree(), tree)]
        revision = Revision(
            id=services.ids.new(),
            at=services.clock.now(),
            actor=actor,
            reason=reason,
            git_sha=commit,
            digest=tree.digest,
            files=tree.digests,
        )
        contents = {sha: tree.files[path] for path, sha in revision.files.items()}
        work.configurations.keep(revision, contents)
        services.note(
            work,
            "config.applied",
            revision.id,
            actor=actor,
            files=changed,
            git_sha=revision.git_sha,
            reason=reason,
        )
        work.commit()
    return revision


def as_it_was(work: UnitOfWork, revision: str, tree: Tree) -> tuple[Change, ...]:
    """Return what would have to change for the files to be those of a revision again; raises NotFound."""
    return plan(tree, tree_of(work, work.configurations.get(revision)))


def must_be_unchanged(tree: Tree, path: str, digest: str) -> None:
    """Raise Conflict where a file is no longer what somebody began to edit."""
    if tree.digests.get(path, "") != digest:
        raise Conflict(f"{path} was changed meanwhile: look at it again")
