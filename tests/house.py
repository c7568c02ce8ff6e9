"""A whole gateway for tests: its own folder, its own database, a clock the test winds, a partner who reads files."""

import csv
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from io import StringIO
from pathlib import Path

import yaml

from gateway.application.receiving import Arrival, receive
from gateway.application.records import DocumentRecord, NewJob, OrderRecord, Transmission
from gateway.application.stocking import load
from gateway.application.validating import InterchangeValidated, Reply, validate
from gateway.bootstrap import Gateway, build, prepare
from gateway.mapping.library import Library
from gateway.settings import Settings, shipped
from tests.fakes.clocks import FixedClock
from tests.maps import library

MOST_STEPS = 500
ITEMS = """sku,description,base_unit,units,identifiers
LAMP,Desk lamp,EA,CA=12,buyer-item=445566 upc=036000291452
CHAIR,Task chair,EA,,buyer-item=445567
DESK,Writing desk,EA,,buyer-item=445568
"""
PRICES = """price_list,sku,unit,price,currency
standard,LAMP,EA,9.25,USD
standard,CHAIR,EA,54.00,USD
standard,DESK,EA,180.00,USD
"""
SUPPLY = """sku,location,quantity,available_on,kind
LAMP,MAIN,500,2026-03-01,on-hand
CHAIR,MAIN,40,2026-03-01,on-hand
CHAIR,MAIN,200,2026-03-09,purchase
DESK,MAIN,25,2026-05-04,purchase
"""


@dataclass
class House:
    """A gateway at work, and a view from the partner's side of the folder."""

    gateway: Gateway
    folder: Path
    clock: FixedClock
    read: dict[str, bytes] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(9001, 9999)))

    def receive(self, content: bytes | str, *, partner: str = "acme", key: str = "") -> Transmission:
        """Let bytes arrive, without working on them."""
        raw = content.encode() if isinstance(content, str) else content
        arrival = Arrival(
            partner=partner,
            transport="test",
            key=key or self.gateway.services.ids.new(),
            name="in.edi",
            content=raw,
        )
        return receive(self.gateway.services, self.gateway.store, arrival)[0]

    def work(self) -> None:
        """Do everything that is due."""
        worker = self.gateway.worker()
        for _ in range(MOST_STEPS):
            if not worker.run_once():
                return
        raise AssertionError("the work does not end")

    def take(self, content: bytes | str, **arrival: str) -> Transmission:
        """Let bytes arrive and do everything that follows."""
        transmission = self.receive(content, **arrival)
        self.work()
        return transmission

    def ship(self) -> None:
        """Let the warehouse report what it shipped, and do everything that follows."""
        self.ask("shipments")

    def ask(self, kind: str, ref: str = "") -> None:
        """Ask for one job and do everything that follows."""
        with self.gateway.store.begin() as work:
            work.jobs.add(NewJob(kind=kind, ref=ref, dedupe=self.gateway.services.ids.new()))
            work.commit()
        self.work()

    def outbox(self, partner: str = "acme") -> dict[str, bytes]:
        """Return the files the partner can take, by name."""
        return {
            file.name: file.read_bytes()
            for file in sorted((self.folder / "data" / partner / "out").glob("*.edi"))
        }

    def sent(self, set_id: str, partner: str = "acme") -> list[object]:
        """Return the documents of a set the partner has got, as the partner reads them."""
        return [
            judged.document
            for content in self.outbox(partner).values()
            for one in self.validated(content)
            for group in one.groups
            for judged in group.judged
            if judged.transaction_set.id == set_id
        ]

    def validated(self, content: bytes) -> tuple[InterchangeValidated, ...]:
        """Return what bytes say to the partner, with its answer."""
        reply = Reply(control_number=next(self.numbers), prepared_at=self.clock.now())
        return validate(content, self.gateway.services.library, reply=reply).interchanges

    def acknowledge(self, partner: str = "acme", change: Callable[[bytes], bytes] | None = None) -> None:
        """Let the partner send a 997 for every file it has not answered yet."""
        for name, content in self.outbox(partner).items():
            if name in self.read:
                continue
            self.read[name] = content
            for one in self.validated(content):
                if one.answer:
                    self.take(change(one.answer) if change else one.answer, partner=partner)

    def order(self, number: str, partner: str = "acme") -> OrderRecord:
        """Return the latest revision of an order."""
        with self.gateway.store.read() as work:
            found = work.orders.find(partner, number)
        assert found is not None
        return found

    def documents(self, set_id: str = "", direction: str = "") -> list[DocumentRecord]:
        """Return the documents there are, oldest first."""
        with self.gateway.store.read() as work:
            found = work.documents.recent(1000, direction=direction, set_id=set_id)
        return list(reversed(found))

    def events(self, what: str) -> list[str]:
        """Return what events of a kind are about."""
        with self.gateway.store.read() as work:
            return [event.ref for event in work.events.recent(1000) if event.what == what]


def built(
    folder: Path,
    database_url: str,
    clock: FixedClock,
    changes: Mapping[str, Mapping[str, object]] | None = None,
    **settings: object,
) -> House:
    """Return a house with stock, whose partners share folders with us; `changes` are to their profiles, by partner."""
    partners = folder / "config" / "partners"
    partners.mkdir(parents=True)
    for partner in ("acme", "globex"):
        write_profile(folder, partner, **(changes or {}).get(partner, {}))
    gateway = build(
        Settings(
            **{
                "config_dir": folder / "config",
                "data_dir": folder / "data",
                "database_url": database_url,
                "warehouse_settings": {"ship_at_once": "true"},
                "gs1_company_prefix": "0614141",
                **settings,
            }
        ),
        clock=clock,
        maps=_maps(folder),
    )
    prepare(gateway)
    with gateway.store.begin() as work:
        for kind, text in (("items", ITEMS), ("prices", PRICES), ("supply", SUPPLY)):
            load(gateway.services, work, kind, csv.DictReader(StringIO(text)))
        work.commit()
    return House(gateway=gateway, folder=folder, clock=clock)


def _maps(folder: Path) -> Library | None:
    """Return the maps every house has, bound once for all of them, as a copy it may read anew; None where it has its own."""
    return None if (folder / "config" / "mappings").is_dir() else copy(library())


def write_profile(folder: Path, partner: str, **changes: object) -> None:
    """Write a shipped partner's profile into the house, sharing a folder with us, with changes."""
    transport = {
        "kind": "folder",
        "inbox": f"{partner}/in",
        "outbox": f"{partner}/out",
        "create": "true",
    }
    target = folder / "config" / "partners" / f"{partner}.yaml"
    profile = {**_shipped_profile(partner), "transport": transport, **changes}
    target.write_text(yaml.dump(profile, Dumper=yaml.CSafeDumper), encoding="utf-8")


@cache
def _shipped_profile(partner: str) -> Mapping[str, object]:
    text = shipped("partners").joinpath(f"{partner}.yaml").read_text(encoding="utf-8")
    profile: Mapping[str, object] = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - the loader that makes nothing but text
    return profile


def write_map(folder: Path, name: str, overlay: dict[str, object]) -> None:
    """Write a partner's map into the house; it shadows a shipped one of the name."""
    target = folder / "config" / "mappings" / f"{name}.yaml"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(yaml.safe_dump(overlay), encoding="utf-8")


def rebuilt(house: House, **settings: object) -> House:
    """Return the same house after its configuration was read anew."""
    known = house.gateway.settings.model_dump()
    gateway = build(Settings(**{**known, **settings}), clock=house.clock, maps=_maps(house.folder))
    return House(
        gateway=gateway, folder=house.folder, clock=house.clock, read=house.read, numbers=house.numbers
    )


def later(house: House, **by: float) -> None:
    """Wind the clock."""
    house.clock.advance(timedelta(**by))


def interchange(
    *sets: str, number: int = 101, sender: str = "5555551234", usage: str = "T", count: int | None = None
) -> str:
    """Return an interchange of ACME's around transaction sets."""
    groups = [
        f"GS*PO*ACME*OURCO*20260302*0900*{number}*X*004010~\n",
        *sets,
        f"GE*{len(sets)}*{number}~\n",
    ]
    return "".join(
        (
            f"ISA*00*          *00*          *12*{sender:<15}*ZZ*OURCO          *260302*0900*U*00401*{number:09d}*0*{usage}*>~\n",
            *groups,
            f"IEA*{1 if count is None else count}*{number:09d}~\n",
        )
    )


def order(number: str, *lines: str, control: str = "0001", total: int | None = None) -> str:
    """Return an 850 of ACME's with PO1 segments given as `quantity*unit*price**IN*item`."""
    body = [
        f"ST*850*{control}~\n",
        f"BEG*00*NE*{number}**20260302~\n",
        "CUR*BY*USD~\n",
        "DTM*010*20260302~\n",
        "N1*ST**92*0042~\n",
        *(f"PO1*{at:03d}*{line}~\n" for at, line in enumerate(lines, 1)),
    ]
    quantity = sum(int(line.partition("*")[0] or 0) for line in lines) if total is None else total
    body.append(f"CTT*{len(lines)}*{quantity}~\n")
    return "".join((*body, f"SE*{len(body) + 1}*{control}~\n"))


LAMPS = "24*EA*9.25**IN*445566"
CHAIRS = "60*EA*54**IN*445567"
DESKS = "10*EA*180**IN*445568"
