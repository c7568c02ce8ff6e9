"""What shows that a partner works as it is written: its scenarios passed with just these files."""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Literal

from gateway.application.configuring.tree import Tree
from gateway.application.partner_tests.scenarios import FOLDER, scenarios_of
from gateway.application.ports import TrialRecord, UnitOfWork
from gateway.application.services import Services
from gateway.mapping.library import Library
from gateway.profiles.directory import Directory
from gateway.profiles.profile import Profile
from gateway.profiles.source import read

Mark = Literal["tested", "failed", "changed", "untested", "none"]


def digest_of(library: Library, directory: Directory, tree: Tree, profile: Profile) -> str:
    """Return what tells what was tested from anything else: profile (but for state and usage), maps and scenarios."""
    said = dict(read(directory.text(profile.code)).data)
    said.pop("state", None)
    envelopes = said.get("x12")
    if isinstance(envelopes, dict):
        said["x12"] = {key: value for key, value in envelopes.items() if key != "usage"}
    parts = [
        json.dumps(said, sort_keys=True, ensure_ascii=False),
        *(f"{one.map} {library.digest(one.map)}" for one in profile.documents),
        tree.below(f"{FOLDER}/{profile.code}/").digest,
    ]
    return sha256("\n".join(parts).encode()).hexdigest()


def mark_of(services: Services, trials: Sequence[TrialRecord], tree: Tree, profile: Profile) -> Mark:
    """Return how it stands with a partner's tests; `none` where it has no scenario at all."""
    wanted = {one.id for one in scenarios_of(tree, profile.code)}
    if not wanted:
        return "none"
    known = {one.scenario: one for one in trials if one.partner == profile.code and one.scenario in wanted}
    if any(not one.passed for one in known.values()):
        return "failed"
    if set(known) != wanted:
        return "untested"
    now = digest_of(services.library, services.directory, tree, profile)
    return "tested" if all(one.digest == now for one in known.values()) else "changed"


WHY = {
    "none": "has no scenario: write one under tests/scenarios",
    "failed": "a scenario failed: see gateway partner test",
    "untested": "its scenarios were not all run: run gateway partner test",
    "changed": "its profile, maps or scenarios changed since they were tested: run gateway partner test",
    "tested": "",
}


def why_untested(services: Services, work: UnitOfWork, tree: Tree, profile: Profile) -> str:
    """Return why a partner may not go live as it is, nothing where it may."""
    return WHY[mark_of(services, work.partner_tests.of(profile.code), tree, profile)]
