"""The world of the demo: a folder with its own configuration, secrets and stock."""

import csv
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from io import StringIO
from pathlib import Path

import yaml
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from gateway.application.catalogue.arranging import name_categories
from gateway.application.catalogue.importing import Given, apply, plan
from gateway.application.catalogue.rows import cells_of_file, rows_of_file
from gateway.application.stocking import load
from gateway.bootstrap import Gateway, build, prepare
from gateway.errors import ConfigurationFault
from gateway.settings import Settings, shipped

POLL_S = 1
COMPANY_PREFIX = "0614141"
MATERIAL = files("gateway.entrypoints.demo").joinpath("material")
TABLES = ("items", "prices", "supply")
CAST = yaml.load(MATERIAL.joinpath("cast.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - the loader that makes nothing but text
HTTP, FOLDER, CXML = str(CAST["by_http"]), str(CAST["by_folder"]), str(CAST["by_cxml"])


class Alone(Settings):
    """Settings that are only what is given: an operator's environment has no say in the demo."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        *others: PydanticBaseSettingsSource,
        **named: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the one source there is."""
        del settings_cls, others, named
        return (init_settings,)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Where everything of the demo lies, and the passwords made for it."""

    folder: Path
    http_password: str
    cxml_secret: str

    @property
    def settings(self) -> Settings:
        """Return the gateway's settings for this world."""
        return Alone(
            config_dir=self.folder / "config",
            data_dir=self.folder / "data",
            secrets="file",
            secrets_dir=self.folder / "secrets",
            poll_s=POLL_S,
            warehouse="simulated",
            warehouse_settings={"ship_at_once": "true", "carrier": "RDWY"},
            gs1_company_prefix=COMPANY_PREFIX,
            environment="sandbox",
        )


def make(folder: Path, *, http_address: str, cxml_origin: str) -> World:
    """Write the demo's configuration and secrets into a folder: our fictional partners, moved to this machine."""
    password, shared = secrets.token_urlsafe(18), secrets.token_urlsafe(18)
    world = World(folder=folder, http_password=password, cxml_secret=shared)
    vault = folder / "secrets"
    vault.mkdir(parents=True, mode=0o700)
    (vault / f"{HTTP}-account").write_text(world.http_password, encoding="utf-8")
    for name in (f"{CXML}-cxml", f"ourco-at-{CXML}"):
        (vault / name).write_text(world.cxml_secret, encoding="utf-8")
    partners = folder / "config" / "partners"
    partners.mkdir(parents=True)
    _move(
        partners,
        HTTP,
        {
            "transport": {"kind": "https", "url": http_address},
            "account": {"user": HTTP, "password": f"secret:{HTTP}-account"},
        },
    )
    _move(
        partners,
        FOLDER,
        {
            "transport": {
                "kind": "folder",
                "inbox": f"{FOLDER}/in",
                "outbox": f"{FOLDER}/out",
                "create": "true",
            }
        },
    )
    _move(
        partners,
        CXML,
        {
            "transport": {
                "kind": "cxml",
                "url": f"{cxml_origin}/cxml",
                "private": "true",
                "secret": f"secret:ourco-at-{CXML}",
            },
            "punchout": {"return_to": [cxml_origin]},
        },
    )
    return world


def open_gateway(world: World) -> Gateway:
    """Return the gateway of this world, its database up to date and its stock loaded."""
    gateway = build(world.settings)
    prepare(gateway)
    with gateway.store.begin() as work:
        for table in TABLES:
            text = material(f"{table}.csv", gateway.services.clock.now(), day="%Y-%m-%d")
            load(gateway.services, work, table, csv.DictReader(StringIO(text)))
        work.commit()
    fill_catalogue(gateway)
    return gateway


def fill_catalogue(gateway: Gateway) -> None:
    """Bring the demo's catalogue in, with its pictures: what people of partners find in the shop."""
    pictures = {one.name: one.read_bytes() for one in MATERIAL.joinpath("pictures").iterdir()}
    rows, findings = rows_of_file("catalogue.csv", MATERIAL.joinpath("catalogue.csv").read_bytes())
    names = cells_of_file("categories.csv", MATERIAL.joinpath("categories.csv").read_bytes())
    with gateway.store.begin() as work:
        planned = plan(gateway.services, work, Given(rows=rows, findings=findings, pictures=pictures))
        if planned.refused:
            raise ConfigurationFault(f"the demo's catalogue is wrong: {planned.findings[0]}")
        apply(gateway.services, work, planned, source="catalogue.csv", actor="demo")
        name_categories(gateway.services, work, names, actor="demo")
        stock = material("shop_supply.csv", gateway.services.clock.now(), day="%Y-%m-%d")
        load(gateway.services, work, "supply", csv.DictReader(StringIO(stock)))
        work.commit()


def material(name: str, now: datetime, *, day: str = "%Y%m%d") -> str:
    """Return a file of the story with its days filled in."""
    days = {f"in_{ahead}_days": (now + timedelta(days=ahead)).strftime(day) for ahead in (7, 14, 45)}
    text = MATERIAL.joinpath(name).read_text(encoding="utf-8")
    return text.format(
        today=now.strftime(day), yymmdd=now.strftime("%y%m%d"), hhmm=now.strftime("%H%M"), **days
    )


def _move(folder: Path, partner: str, changes: Mapping[str, object]) -> None:
    """Write a shipped partner's profile with other ways to it."""
    text = shipped("partners").joinpath(f"{partner}.yaml").read_text(encoding="utf-8")
    profile = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - the loader that makes nothing but text
    (folder / f"{partner}.yaml").write_text(
        yaml.safe_dump({**profile, **changes}, sort_keys=False, allow_unicode=True), encoding="utf-8"
    )
