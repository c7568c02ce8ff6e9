"""The kill campaign: real processes over real transports, killed at random and at every failpoint, then reckoned.

    python -m tests.e2e.chaos [--kills 200] [--orders 120] [--database sqlite|postgresql] [--seed 1]

Partners send orders over HTTPS, over AS2, through folders and, where there is an OpenSSH server, over SFTP; some twice,
some under a second name, some half written first. Web, worker and scheduler processes are killed with -9 meanwhile, and
PostgreSQL is restarted. In the end what partners hold is compared with what was sent. The last line is one JSON object.
"""

import argparse
import json
import os
import random
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any

import yaml
from sqlalchemy import text

from gateway.adapters.db.engine import make_engine
from gateway.bootstrap import build
from gateway.errors import GatewayError
from gateway.settings import Settings, shipped
from tests import databases
from tests.as2_house import MASTER
from tests.e2e import as2_partner
from tests.e2e.as2_partner import As2Feeder
from tests.e2e.killable import FAILPOINTS, OF_ROLE, Failpoint, start
from tests.e2e.ledger import Feeder, Ledger
from tests.e2e.processes import END_S, environment, free_port, stocked
from tests.e2e.reckoning import Seen, faults, look
from tests.house import ITEMS, PRICES, interchange, order

TODAY = datetime.now(UTC).date()
SUPPLY = (
    "sku,location,quantity,available_on,kind",
    f"LAMP,MAIN,50000,{TODAY},on-hand",
    f"CHAIR,MAIN,60,{TODAY},on-hand",
)
LAMPS, CHAIRS = "12*EA*9.25**IN*445566", "5*EA*54**IN*445567"
ROLES = ("web", "worker", "worker", "scheduler")
LEASE_S = 3
ARMED = 0.7  # of the processes get a failpoint
LIVES_S = 1.0  # what is killed at random had up to so long since it was ready
PATIENCE_S = 3.0
SETTLED_S = 150
LOOK_S = 0.05
RESTART_EVERY = 100  # looks
PEOPLE = {"acme": "5555551234", "bayside": "5555552345", "canal": "5555553456", "delta": "5555554567"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a campaign came to: `wrong` says each thing that should not be, in words."""

    kills: int
    at_failpoints: tuple[str, ...]
    restarts: int
    orders: int
    again: int
    wrong: tuple[str, ...]
    database: str

    @property
    def line(self) -> dict[str, object]:
        """Return the last line of the report."""
        mismatch = [one for one in self.wrong if one.startswith("the bucket")]
        lost = [one for one in self.wrong if any(word in one for word in LOST)]
        return {
            "kills": self.kills,
            "orders": self.orders,
            "lost": len(lost),
            "repeated": len(self.wrong) - len(lost) - len(mismatch),
            "ledger_mismatch": len(mismatch),
            "database": self.database,
        }


LOST = (" is lost", "never reached", "not sent", " has 0 ", "left 0", "given up")


@dataclass
class FolderFeeder:
    """A partner who drops files: every fourth half written first, every fifth a second time under another name."""

    folder: Path
    orders: Mapping[str, bytes]
    may: Callable[[int], bool]
    confirmed: list[str] = field(default_factory=list)
    done: bool = False

    def feed(self, over: Event) -> None:
        """Drop all files."""
        for at, (number, content) in enumerate(self.orders.items()):
            while not self.may(at) and not over.wait(LOOK_S):
                pass
            if at % 4 == 0:
                self._write(f"{number}.part", content[: len(content) // 2])
                over.wait(LOOK_S)
            self._write(f"{number}.part", content)
            (self.folder / f"{number}.part").replace(self.folder / f"{number}.edi")
            self.confirmed.append(number)
            if at % 5 == 0:
                self._write(f"again-{number}.tmp", content)
                (self.folder / f"again-{number}.tmp").replace(self.folder / f"again-{number}.edi")
            over.wait(LOOK_S)
        self.done = True

    def _write(self, name: str, content: bytes) -> None:
        (self.folder / name).write_bytes(content)


def orders_of(partner: str, count: int) -> dict[str, bytes]:
    """Return the orders of a partner: each of an item there is plenty of, and one that runs out."""
    return {
        f"{partner.upper()}-{at}": interchange(
            order(f"{partner.upper()}-{at}", LAMPS, CHAIRS), number=at, sender=PEOPLE[partner]
        )
        .replace("20260302", f"{TODAY:%Y%m%d}")
        .encode()
        for at in range(1, count + 1)
    }


def write_partner(folder: Path, code: str, transport: Mapping[str, object], **more: object) -> None:
    """Write the profile of a partner who acknowledges nothing, so that a chain is complete when all has left."""
    text_of = shipped("partners").joinpath("acme.yaml").read_text(encoding="utf-8")
    profile = yaml.load(text_of, Loader=yaml.BaseLoader)  # noqa: S506 - the loader that makes nothing but text
    for document in profile["documents"]:
        document.pop("acknowledgement_due", None)
    profile["x12"]["them"]["id"] = PEOPLE[code]
    profile["transport"] = dict(transport)
    profile["delivery"] = {"retry": ["1s"], "jitter_percent": "0", "open_after": "5"}
    folder.mkdir(parents=True, exist_ok=True)
    profile |= more
    (folder / f"{code}.yaml").write_text(yaml.safe_dump(profile), encoding="utf-8")


@dataclass
class Life:
    """A process, where it is to die, and how long it may live from when it said that it is ready."""

    process: ForkServerProcess
    point: Failpoint | None
    log: Path
    span: float
    killed: bool = False
    ready_at: float = 0.0

    @property
    def age(self) -> float:
        """Return for how long it has been ready."""
        if not self.ready_at and self.log.exists() and self.log.stat().st_size:
            self.ready_at = monotonic()
        return monotonic() - self.ready_at if self.ready_at else 0.0


@dataclass
class Campaign:
    """A world of partners around a gateway whose processes do not live long."""

    folder: Path
    database: str
    url: str
    orders: int
    wanted: int
    seed: int
    kills: int = 0
    restarts: int = 0
    died_at: list[str] = field(default_factory=list)
    born: int = 0
    lives: dict[int, Life] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.port = free_port()
        self.points = {role: cycle(points) for role, points in OF_ROLE.items()}

    def settings(self, inbox: str, as2: str, sftp: Mapping[str, object] | None) -> dict[str, object]:
        """Write the partners and return the gateway's settings."""
        partners = self.folder / "config" / "partners"
        write_partner(partners, "acme", {"kind": "https", "url": inbox})
        write_partner(
            partners,
            "bayside",
            {
                "kind": "folder",
                "inbox": "bayside/in",
                "outbox": "bayside/out",
                "create": "true",
                "settle": "0s",
            },
        )
        write_partner(partners, as2_partner.CODE, **as2_partner.ours(as2))
        if sftp:
            write_partner(partners, "canal", sftp)
        return {
            "config_dir": self.folder / "config",
            "data_dir": self.folder / "data",
            "database_url": self.url,
            "open_edi": True,
            "poll_s": 1,
            "lease_s": LEASE_S,
            "master_key": MASTER,
            "gs1_company_prefix": "0614141",
            "warehouse_settings": {"ship_at_once": "true"},
        }

    def keep_alive(self, env: Mapping[str, str], *, armed: bool) -> None:
        """Start what is not running, most of it with a failpoint; count those that were killed."""
        for place, role in enumerate(ROLES):
            life = self.lives.get(place)
            if life is not None and life.process.is_alive():
                continue
            if life is not None:
                self._count(life)
            self.born += 1
            point = None
            if armed and self.chance.random() < ARMED:
                point = Failpoint(next(self.points[role]), self.chance.randint(1, 2))
            log = self.folder / f"{role}-{self.born}.log"
            process = start(role, env, point=point, port=self.port, log=log)
            self.lives[place] = Life(
                process=process, point=point, log=log, span=self.chance.uniform(0, LIVES_S)
            )

    def _count(self, life: "Life") -> None:
        life.process.join()
        if life.process.exitcode != -signal.SIGKILL:
            said = life.log.read_text(encoding="utf-8", errors="replace")
            if self.restarts and "StorageUnavailable" in said:
                return  # it was to start while there was no database; whoever supervises it starts it again
            raise AssertionError(f"a process ended by itself: {said}")
        self.kills += 1
        if life.point is not None and not life.killed:
            self.died_at.append(life.point.name)

    def kill(self) -> None:
        """Kill whatever has lived its span, as a power cut would; what has a failpoint gets longer to come by there."""
        for life in self.lives.values():
            if life.process.is_alive() and life.age > life.span + (PATIENCE_S if life.point else 0):
                life.killed = True
                life.process.kill()

    def end(self) -> None:
        """Stop all gently; kill what does not stop."""
        for life in self.lives.values():
            life.process.terminate()
        for life in self.lives.values():
            life.process.join(END_S)
            if life.process.is_alive():
                life.process.kill()
                life.process.join()

    def is_settled(self, store: Any, wanted: int) -> bool:
        """Return whether every order is there and its chain complete."""
        with store.read() as work:
            orders = work.orders.recent(wanted + 1)
            return len(orders) >= wanted and all(one.chain_complete_at for one in orders)


def run(
    *,
    kills: int,
    orders: int,
    database: str,
    folder: Path,
    seed: int,
    restart: Callable[["Campaign"], None] | None = None,
    sftp: bool = True,
) -> Outcome:
    """Run a campaign and reckon."""
    campaign = Campaign(
        folder=folder,
        database=database,
        url=databases.fresh(database, folder),
        orders=orders,
        wanted=kills,
        seed=seed,
    )
    with ExitStack() as stack:
        ledger = stack.enter_context(Ledger(unsure_every=15).open())
        peer = stack.enter_context(as2_partner.listening())
        server = stack.enter_context(_sftp(folder)) if sftp else None
        settings = campaign.settings(ledger.address, peer.settings.url, server.settings if server else None)
        secrets = {"GATEWAY_SECRET_SFTP_KEY": server.private_key} if server else {}
        stocked(settings, {"items": ITEMS.splitlines(), "prices": PRICES.splitlines(), "supply": SUPPLY})
        as2_partner.keep_key(settings)
        env = environment(**settings) | secrets
        feeders = _feeders(campaign, server)
        _kill_while_fed(campaign, env, feeders, kills=kills, restart=restart)
        arrivals = [*ledger.arrivals, *peer.arrivals]
        confirmed = [number for one in feeders for number in one.confirmed]
        boxes = [folder / "data" / "bayside" / "out", *([server.outbox] if server else [])]
        files = {file.name: file.read_bytes() for box in boxes for file in box.glob("*.edi")}
        seen = look(settings, confirmed=tuple(confirmed), arrivals=tuple(arrivals), files=files)
    return Outcome(
        kills=campaign.kills,
        at_failpoints=tuple(campaign.died_at),
        restarts=campaign.restarts,
        orders=len(seen.confirmed),
        again=len(seen.arrivals) - len({one for one, _ in seen.arrivals}),
        wrong=(*faults(seen), *_incomplete(seen, feeders)),
        database=database,
    )


def _incomplete(seen: Seen, feeders: list[Any]) -> Iterator[str]:
    wanted = sum(len(one.orders) for one in feeders)
    if not wanted == len(seen.confirmed) == len(seen.orders):
        yield f"{wanted} orders were to come, {len(seen.confirmed)} were taken, {len(seen.orders)} are there: some is lost"


def _feeders(campaign: Campaign, server: Any) -> list[Any]:
    each = campaign.orders // (4 if server else 3)
    inbox = campaign.folder / "data" / "bayside" / "in"
    inbox.mkdir(parents=True)

    def may(at: int) -> bool:
        return campaign.kills * each >= at * campaign.wanted

    address = f"http://127.0.0.1:{campaign.port}"
    feeders: list[Any] = [
        Feeder(orders_of("acme", each), address=address, may=may),
        FolderFeeder(inbox, orders_of("bayside", each), may),
        As2Feeder(orders_of(as2_partner.CODE, each), f"{address}/as2", may),
    ]
    if server:
        feeders.append(FolderFeeder(server.inbox, orders_of("canal", each), may))
    return feeders


def _kill_while_fed(
    campaign: Campaign,
    env: Mapping[str, str],
    feeders: list[Any],
    *,
    kills: int,
    restart: Callable[[Campaign], None] | None,
) -> None:
    """Feed and kill until there were enough kills; then let everything come to rest."""
    over = Event()
    threads = [Thread(target=one.feed, args=(over,), daemon=True) for one in feeders[1:]]
    gateway = build(Settings(**_of(env)))
    try:
        with feeders[0].feeding():
            for thread in threads:
                thread.start()
            step = 0
            begun = monotonic()
            while campaign.kills < kills:
                campaign.keep_alive(env, armed=campaign.kills < kills)
                over.wait(LOOK_S)
                step += 1
                campaign.kill()
                if step % RESTART_EVERY == RESTART_EVERY // 2:
                    (restart or hang_up)(campaign)
            said = f"{campaign.kills} kills in {monotonic() - begun:.1f} s"
            say(said)
            resting = monotonic()
            _come_to_rest(campaign, env, feeders, gateway.store)
            say(f"at rest after {monotonic() - resting:.1f} s")
    finally:
        over.set()
        campaign.end()
        gateway.engine.dispose()


def _come_to_rest(campaign: Campaign, env: Mapping[str, str], feeders: list[Any], store: Any) -> None:
    """Disarm, and wait until all was taken and answered."""
    for place, life in list(campaign.lives.items()):
        if life.point is not None:
            life.process.terminate()
            life.process.join(END_S)
            assert not life.process.is_alive(), f"told to end, it goes on: {life.log.read_text()}"
            del campaign.lives[place]
    wanted = sum(len(one.orders) for one in feeders)
    end = monotonic() + SETTLED_S
    state = ""
    while monotonic() < end:
        campaign.keep_alive(env, armed=False)
        try:
            state = f"fed: {[one.done for one in feeders]}, settled: {campaign.is_settled(store, wanted)}"
            if all(one.done for one in feeders) and campaign.is_settled(store, wanted):
                return
        except GatewayError as error:
            state = repr(error)
        Event().wait(4 * LOOK_S)
    say(state)


def _of(env: Mapping[str, str]) -> dict[str, Any]:
    named = {
        name.removeprefix("GATEWAY_").lower(): value
        for name, value in env.items()
        if name.startswith("GATEWAY_") and not name.startswith("GATEWAY_SECRET_")
    }
    return named | {"warehouse_settings": json.loads(named["warehouse_settings"])}


@dataclass(frozen=True, slots=True, kw_only=True)
class Harbour:
    """A partner's OpenSSH server."""

    inbox: Path
    outbox: Path
    private_key: str
    settings: Mapping[str, object]


@contextmanager
def _sftp(folder: Path) -> Iterator[Harbour]:
    from tests.fakes.openssh import openssh  # noqa: PLC0415 - skips where there is no server

    (folder / "sshd").mkdir()
    with openssh(folder / "sshd") as server:
        settings = {
            "kind": "sftp",
            "host": "127.0.0.1",
            "port": str(server.port),
            "user": server.user,
            "host_keys": [server.host_key.rpartition(" ")[0]],
            "private_key": "secret:sftp-key",
            "inbox": "inbox",
            "outbox": "outbox",
            "settle": "0s",
        }
        yield Harbour(
            inbox=server.data / "inbox",
            outbox=server.data / "outbox",
            private_key=server.private_key,
            settings=settings,
        )


def hang_up(campaign: Campaign) -> None:
    """Break every connection to PostgreSQL; SQLite has none to break."""
    if campaign.database == "postgresql":
        databases.hang_up(campaign.url)
        campaign.restarts += 1


def crash_the_server(campaign: Campaign) -> None:
    """Crash PostgreSQL and start it again, where it is the server we carry; else break every connection."""
    server = databases.carried_server()
    if server is None or campaign.database != "postgresql":
        hang_up(campaign)
        return
    with suppress(ProcessLookupError):
        os.kill(server.get_pid(), signal.SIGQUIT)  # PostgreSQL's own word for: at once, recover later
    campaign.restarts += 1
    end = monotonic() + SETTLED_S
    while monotonic() < end:
        with suppress(Exception):
            server.ensure_postgres_running()
            engine = make_engine(campaign.url)
            with engine.connect() as connection:
                connection.execute(text("SELECT 1"))
            engine.dispose()
            return
        Event().wait(LOOK_S)
    raise AssertionError("PostgreSQL did not come back")


def say(text: str) -> None:
    """Tell whoever watches."""
    sys.stderr.write(text + "\n")


def main() -> int:
    """Run the campaign a command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--orders", type=int, default=120)
    parser.add_argument("--database", choices=databases.KINDS, default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-sftp", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gateway-chaos-") as folder:
        outcome = run(
            kills=asked.kills,
            orders=asked.orders,
            database=asked.database,
            folder=Path(folder),
            seed=asked.seed,
            restart=crash_the_server,
            sftp=not asked.no_sftp,
        )
    kinds = f"{len(set(outcome.at_failpoints))} of {len(FAILPOINTS)} kinds"
    say(f"{len(outcome.at_failpoints)} of {outcome.kills} kills at failpoints, {kinds}")
    say(f"PostgreSQL was crashed or left us {outcome.restarts} times")
    say(f"{outcome.again} deliveries came twice, the same bytes under the same number")
    for one in outcome.wrong:
        say(f"wrong: {one}")
    sys.stdout.write(json.dumps(outcome.line) + "\n")
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
