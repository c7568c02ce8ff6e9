"""A gateway for one scenario: a folder of its own that goes when it is over, one partner, and a clock that stands still."""

import csv
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources.abc import Traversable
from io import StringIO
from pathlib import Path

from gateway.application.configuring.editing import edit
from gateway.application.configuring.tree import Tree, read
from gateway.application.partner_tests.evidence import digest_of
from gateway.application.partner_tests.running import Result, play, record_of
from gateway.application.partner_tests.scenarios import Scenario, scenarios_of
from gateway.application.ports import Store
from gateway.application.services import Services
from gateway.application.stocking import TABLES, load
from gateway.bootstrap import Gateway, build, prepare
from gateway.entrypoints.demo.world import Alone
from gateway.errors import ConfigurationFault
from gateway.profiles.source import read as read_yaml
from gateway.settings import Settings, shipped

MOST_STEPS = 5_000
CHANNELS = ("as2", "sftp", "account", "cxml")
STOCK = ("items", "prices", "supply")


class StandingClock:
    """Implements the port Clock: stands still until it is wound."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        """Return the instant it shows."""
        return self._at

    def wind(self, by: timedelta) -> None:
        """Let it go on by so long."""
        self._at += by


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """Implements the port Stage over a gateway in a folder of its own."""

    gateway: Gateway
    clock: StandingClock

    @property
    def services(self) -> Services:
        """Return the services of the gateway."""
        return self.gateway.services

    @property
    def store(self) -> Store:
        """Return its database."""
        return self.gateway.store

    def work(self) -> None:
        """Do everything that is due; raises ConfigurationFault where that never ends."""
        worker = self.gateway.worker()
        for _ in range(MOST_STEPS):
            if not worker.run_once():
                return
        raise ConfigurationFault("the work of this scenario does not end")

    def wind(self, by: timedelta) -> None:
        """Let the clock go on, and give every slot of the timetable that is due."""
        self.clock.wind(by)
        self.gateway.schedules.tick(self.clock.now())


def config_tree(settings: Settings) -> Tree:
    """Return the files of the configuration: the operator's, and our fictional partners while there are none."""
    own = read(settings.config_dir)
    if settings.config_dir is not None and (settings.config_dir / "partners").is_dir():
        return own
    ours = {
        path: content
        for path, content in read(_Shipped()).files.items()
        if not path.startswith(("mappings/base/", "mappings/standards/"))
    }
    return Tree(files=ours | dict(own.files))


class _Shipped:
    """The folders we ship, as one folder."""

    def joinpath(self, *steps: str) -> Traversable:
        """Return what lies below."""
        first, *rest = steps
        return shipped(first).joinpath(*rest)


def rehearse(
    gateway: Gateway, partner: str, *, scenario: str = "", actor: str, keep: bool = True
) -> tuple[Result, ...]:
    """Play a partner's scenarios (one if it is named); remember how they came out unless told otherwise.

    Raises NotFound, and ConfigurationFault where a scenario is written wrongly or there is none.
    """
    services = gateway.services
    profile = services.directory.get(partner)
    tree = config_tree(gateway.settings)
    chosen = [one for one in scenarios_of(tree, partner) if scenario in ("", one.id)]
    if not chosen:
        raise ConfigurationFault(
            f"{partner} has no scenario {scenario}".rstrip() + f": write one under tests/scenarios/{partner}/"
        )
    results = tuple(_played(gateway, one) for one in chosen)
    if keep:
        remember(gateway, results, digest_of(services.library, services.directory, tree, profile), actor)
    return results


def remember(gateway: Gateway, results: Sequence[Result], digest: str, actor: str) -> None:
    """Write down how scenarios came out."""
    with gateway.store.begin() as work:
        for one in results:
            record = record_of(one, digest=digest, at=gateway.services.clock.now(), actor=actor)
            work.partner_tests.put(record)
            gateway.services.note(
                work,
                "partner.tested",
                one.scenario.partner,
                partner=one.scenario.partner,
                actor=actor,
                scenario=one.scenario.id,
                passed=one.passed,
            )
        work.commit()


def _played(gateway: Gateway, scenario: Scenario) -> Result:
    with stage(gateway, scenario) as made:
        return play(scenario, made)


@contextmanager
def stage(gateway: Gateway, scenario: Scenario) -> Iterator[Rehearsal]:
    """Open a gateway of its own for a scenario: the same maps, the same profile with a folder for its channel."""
    with tempfile.TemporaryDirectory(prefix="gateway-rehearsal-") as name:
        folder = Path(name)
        partners = folder / "config" / "partners"
        partners.mkdir(parents=True)
        text = gateway.services.directory.text(scenario.partner)
        (partners / f"{scenario.partner}.yaml").write_text(_alone(text), encoding="utf-8")
        clock = StandingClock(scenario.at)
        made = build(
            Alone(
                config_dir=folder / "config",
                data_dir=folder / "data",
                secrets="file",
                secrets_dir=folder,
                warehouse="simulated",
                warehouse_settings={"ship_at_once": "true"},
                gs1_company_prefix=gateway.settings.gs1_company_prefix or "0614141",
                environment="test",
            ),
            clock=clock,
            maps=gateway.services.library,
        )
        try:
            prepare(made)
            _stock(made, scenario)
            yield Rehearsal(gateway=made, clock=clock)
        finally:
            made.engine.dispose()


def _alone(text: str) -> str:
    """Return a profile whose only way is a folder of its own, in test."""
    said = read_yaml(text).data
    changes: dict[tuple[str | int, ...], object] = {
        ("transport",): {"kind": "folder", "inbox": "in", "outbox": "out", "create": "true"},
        ("state",): "testing",
    }
    if "x12" in said:
        changes["x12", "usage"] = "T"
    for channel in CHANNELS:
        if channel in said:
            changes[channel,] = None
    return edit(text, changes)


def _stock(gateway: Gateway, scenario: Scenario) -> None:
    """Load the tables that lie beside a scenario, each named for what it holds."""
    with gateway.store.begin() as work:
        for table in sorted(
            TABLES, key=lambda one: (one not in STOCK, STOCK.index(one) if one in STOCK else 0)
        ):
            content = scenario.files.get(f"{table}.csv")
            if content is not None:
                load(gateway.services, work, table, csv.DictReader(StringIO(content.decode("utf-8"))))
        work.commit()
