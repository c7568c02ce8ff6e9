"""Promoting: the files of partners that were tested here, carried into the folder of another environment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gateway.application.configuring.editing import edit
from gateway.application.configuring.planning import Change, plan
from gateway.application.configuring.tree import Tree
from gateway.application.partner_tests.evidence import why_untested
from gateway.application.ports import UnitOfWork
from gateway.application.services import Services
from gateway.profiles.profile import Profile
from gateway.profiles.source import read


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """What would be carried over, and why it may not be."""

    changes: tuple[Change, ...]
    refusals: tuple[str, ...]


def promote(
    services: Services, work: UnitOfWork, source: Tree, target: Tree, *, partners: Sequence[str] = ()
) -> Promotion:
    """Return what promoting these partners (all unless named) changes; each must have passed its scenarios as it is.

    Profiles, their own maps and their scenarios are carried; the state a partner has in the target stays its own.
    Raises NotFound.
    """
    chosen = [services.directory.get(code) for code in partners] or list(services.directory.all())
    carried = dict(target.files)
    for profile in chosen:
        carried.update(source.below(*_beginnings(profile)).files)
        path = f"partners/{profile.code}.yaml"
        carried[path] = _in_its_state(carried[path], target.files.get(path, b""))
    changes = plan(target, Tree(files=carried))
    touched = [one for one in chosen if any(change.path.startswith(_beginnings(one)) for change in changes)]
    return Promotion(changes=changes, refusals=tuple(_refusals(services, work, source, touched)))


def _in_its_state(carried: bytes, there: bytes) -> bytes:
    """Return a profile with state and usage as the target has them; one that is new there begins as a draft in test."""
    known = read(there.decode("utf-8")).data if there else {}
    envelopes = known.get("x12")
    usage = envelopes.get("usage") if isinstance(envelopes, dict) else None
    changes: dict[tuple[str | int, ...], object] = {("state",): known.get("state", "draft")}
    if "x12" in read(carried.decode("utf-8")).data:
        changes["x12", "usage"] = usage or "T"
    return edit(carried.decode("utf-8"), changes).encode()


def _beginnings(profile: Profile) -> tuple[str, ...]:
    own = {one.map.rpartition("/")[0] for one in profile.documents if not one.map.startswith("base/")}
    return (
        f"partners/{profile.code}.yaml",
        f"tests/scenarios/{profile.code}/",
        *(f"mappings/{name}/" for name in sorted(own)),
    )


def _refusals(
    services: Services, work: UnitOfWork, source: Tree, profiles: Sequence[Profile]
) -> Iterator[str]:
    for profile in profiles:
        why = why_untested(services, work, source, profile)
        if why:
            yield f"{profile.code}: {why}"
