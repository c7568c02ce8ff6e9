"""Builds everything once; the only module that knows every class."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache, partial
from shutil import disk_usage

from sqlalchemy import Engine

from gateway.adapters import secrets, transports, warehouses
from gateway.adapters.db import migrating
from gateway.adapters.db.clock import SystemClock
from gateway.adapters.db.engine import make_engine
from gateway.adapters.db.ids import Uuid7
from gateway.adapters.db.schedules import Schedules
from gateway.adapters.db.work import DbStore
from gateway.adapters.db.worker import Worker
from gateway.adapters.passwords import Argon2Passwords
from gateway.adapters.sheets_process import SheetsProcess
from gateway.adapters.transports.letters import lay_down
from gateway.adapters.webhooks import post_webhook
from gateway.application import (
    asking_back,
    backorders,
    changing,
    deadlines,
    desk,
    examining,
    inbound,
    paying,
    reserving,
    stock_advices,
    stock_reports,
    supplying,
    telling,
    warehousing,
)
from gateway.application.alerting import watching
from gateway.application.alerting.conditions import Surroundings
from gateway.application.alerting.mailing import MailingAlerts
from gateway.application.as2 import awaiting, expiring, giving
from gateway.application.as2.records import Lines
from gateway.application.as2.sealing import Sealing
from gateway.application.as2.surroundings import As2
from gateway.application.catalogue import receiving as catalogues
from gateway.application.cxml import reporting
from gateway.application.cxml.surroundings import Cxml
from gateway.application.delivering import Delivering
from gateway.application.documents import CLASSES
from gateway.application.operating import tallying
from gateway.application.operating.webhooks import KIND as WEBHOOK
from gateway.application.operating.webhooks import Hooking
from gateway.application.people import auditing
from gateway.application.people.signing_on import SignOn
from gateway.application.polling import CollectingShipments, Polling
from gateway.application.ports import (
    As2Desk,
    Clock,
    Effect,
    Handler,
    Ids,
    Passwords,
    Secrets,
    Transport,
    Vault,
    Warehouse,
)
from gateway.application.ports.letters import Letter
from gateway.application.ports.quoting import QuoteRecord
from gateway.application.promising import PromisingLarge
from gateway.application.quoting import answering, concluding, holding, mailing, pricing, taking
from gateway.application.quoting.reading import ReadingRequests
from gateway.application.quoting.surroundings import Quoting
from gateway.application.recalling import Recalling
from gateway.application.releasing import Releasing
from gateway.application.services import Services
from gateway.application.shipping import Ship
from gateway.application.tracing import Told, told
from gateway.cxml.dtd import Validator
from gateway.errors import ConfigurationFault
from gateway.mapping.library import Library
from gateway.profiles.alerting import AlertMail
from gateway.profiles.directory import Directory
from gateway.profiles.requests import QuoteMail
from gateway.settings import Settings
from gateway.sheets.words import Words
from gateway.sheets.words import load as load_words
from gateway.timetable import timetable


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """The whole gateway, built: what entry points start, ask and show."""

    settings: Settings
    services: Services
    engine: Engine
    store: DbStore
    schedules: Schedules
    secrets: Secrets
    as2: As2
    cxml: Cxml
    passwords: Passwords
    sign_on: SignOn | None = None
    warehouse: Warehouse
    quoting: Quoting
    handlers: Mapping[str, Handler]
    effects: Mapping[str, Effect]

    def worker(self) -> Worker:
        """Return a worker for everything there is to do."""
        lease = timedelta(seconds=self.settings.lease_s)
        patience = {kind: one for kind, one in self.effects.items() if isinstance(one, Delivering | Hooking)}
        return Worker(
            self.store,
            handlers={kind: told(one) for kind, one in self.handlers.items()},
            effects={kind: Told(one) for kind, one in self.effects.items()},
            patience=patience,
            lease=lease,
        )


def library(settings: Settings) -> Library:
    """Return the library of maps: ours, shadowed by the operator's."""
    return Library(settings.maps(), CLASSES)


def words(settings: Settings) -> Words:
    """Return what buyers call the columns and units of their sheets: our words, shadowed by the operator's."""
    return load_words(settings.maps())


def sheets() -> SheetsProcess:
    """Return what reads the files of buyers, each in a process of its own."""
    return SheetsProcess()


def directory(settings: Settings) -> Directory:
    """Return the partners: the operator's, or our fictional ones."""
    return Directory(settings.partners(), transports.SETTINGS, settings.house())


def build(
    settings: Settings, *, clock: Clock | None = None, ids: Ids | None = None, maps: Library | None = None
) -> Gateway:
    """Return the gateway on its database, which `prepare` must have brought up to date.

    `maps` is what `library` returned for the same maps, where somebody has it already.
    Raises ConfigurationFault for anything wrong in settings, maps or profiles.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    services = Services(
        library=maps or library(settings),
        directory=directory(settings),
        clock=clock or SystemClock(),
        ids=ids or Uuid7(),
        chance=os.urandom,
        dtds=Validator(settings.cxml_dtd_dir),
    )
    engine = make_engine(settings.database())
    store = DbStore(engine, services.clock, services.ids)
    vault = secrets.MasterKeyVault(secrets.read_master_keys(settings.master_keys()))
    known = _secrets(settings, store, vault)
    lease = timedelta(seconds=settings.lease_s)
    as2 = As2(services=services, store=store, vault=vault, chance=os.urandom, lease=lease)
    transport_for = _transports(settings, services, known, Sealing(as2=as2))
    warehouse = _warehouse(settings, services, known)
    ways = _Ways(to=transport_for, post=_posts(settings, services, known))
    quoting = _quoting(settings, services, store)
    effects = _effects(services, store, known, ways, warehouse)
    effects[taking.READ] = ReadingRequests(quoting=quoting)
    effects[mailing.MAIL] = _mailing(settings, quoting)
    effects[watching.MAIL] = MailingAlerts(
        services=services, leave=_laying_down(settings, services.clock), console=settings.public_url
    )
    effects[WEBHOOK] = Hooking(services=services, vault=vault, post=post_webhook)
    return Gateway(
        settings=settings,
        services=services,
        engine=engine,
        store=store,
        schedules=Schedules(store),
        secrets=known,
        as2=as2,
        cxml=Cxml(
            services=services,
            store=store,
            secrets=known,
            chance=os.urandom,
            in_earnest=settings.environment == "production",
        ),
        passwords=Argon2Passwords(),
        sign_on=_sign_on(settings),
        warehouse=warehouse,
        quoting=quoting,
        handlers=_handlers(settings, services),
        effects=effects,
    )


def _handlers(settings: Settings, services: Services) -> dict[str, Handler]:
    """Return the steps that stay within the database, by the kind of their jobs."""
    watched = Surroundings(services=services, disk_free=lambda: disk_usage(settings.data_dir).free)
    return {
        "process": partial(inbound.process, services),
        "interchange": partial(inbound.process_one, services),
        "order": partial(desk.decide_order, services),
        "change": partial(changing.work_change, services),
        "change-later": partial(changing.try_later, services),
        "ship": Ship(services=services, company_prefix=settings.gs1_company_prefix),
        awaiting.DUE: partial(awaiting.look, services),
        expiring.KIND: partial(expiring.watch, services),
        "watch": partial(deadlines.watch, services),
        watching.KIND: partial(watching.watch, watched),
        "backorders": partial(backorders.due, services),
        "fill": partial(backorders.fill, services),
        supplying.KIND: partial(supplying.take_shorts, services),
        stock_reports.KIND: partial(stock_reports.take_report, services),
        catalogues.KIND: partial(catalogues.take_catalogue, services),
        stock_advices.KIND: partial(stock_advices.advise, services),
        reserving.KIND: partial(reserving.expire, services),
        warehousing.KIND: partial(warehousing.take_shipment, services),
        **paying.handlers(services),
        telling.KIND: partial(telling.tell, services),
        reporting.KIND: partial(reporting.tell, services),
        auditing.KIND: partial(auditing.seal, services),
        tallying.KIND: partial(tallying.tally, services),
        pricing.PRICE: partial(pricing.price_request, services),
        pricing.SEND: partial(answering.send_quote, services),
        holding.HOLD: partial(holding.hold_quote, services),
        concluding.EXPIRE: partial(concluding.expire, services),
    }


def _quoting(settings: Settings, services: Services, store: DbStore) -> Quoting:
    """Return what requests for quotation are read with; the words of buyers are read when the first file comes."""

    @cache
    def words() -> Words:
        return load_words(settings.maps())

    return Quoting(services=services, store=store, words=words, sheets=sheets())


def _mailing(settings: Settings, quoting: Quoting) -> mailing.MailingQuotes:
    """Return what mails quotes: printed in the fonts of this machine, laid down in the folder a profile names."""

    def printed(services: Services, record: QuoteRecord) -> mailing.Paper:
        from gateway.adapters.papers.quotes import quote_pdf, to_print, unshown  # noqa: PLC0415 - slow to load

        paper = to_print(services, record)
        return mailing.Paper(
            content=quote_pdf(paper, settings.fonts_dir), missing=unshown(paper, settings.fonts_dir)
        )

    return mailing.MailingQuotes(
        quoting=quoting, printed=printed, leave=_laying_down(settings, quoting.services.clock)
    )


def _laying_down(settings: Settings, clock: Clock) -> Callable[[QuoteMail | AlertMail, Letter], None]:
    """Return what lays a letter down in the folder its terms name."""
    files = settings.data_dir.resolve()
    return lambda mail, one: lay_down(one, mail.outbox, files=files, clock=clock, create=mail.create)


def _effects(
    services: Services,
    store: DbStore,
    known: Secrets,
    ways: "_Ways",
    warehouse: Warehouse,
) -> dict[str, Effect]:
    """Return the steps that touch the world, by the kind of their jobs."""
    return {
        giving.KIND: giving.Giving(services=services, post=_receipt_post(services, known)),
        awaiting.AGAIN: awaiting.SendingAgain(services=services, transport_for=ways.to),
        "deliver": Delivering(services=services, transport_for=ways.to, post_for=ways.post),
        "release": Releasing(services=services, warehouse=warehouse),
        "recall": Recalling(services=services, warehouse=warehouse),
        asking_back.KIND: asking_back.AskingBack(services=services, warehouse=warehouse),
        "promise": PromisingLarge(services=services, store=store),
        "poll": Polling(services=services, store=store, transport_for=ways.to),
        examining.KIND: examining.Examining(services=services),
        "shipments": CollectingShipments(services=services, store=store, warehouse=warehouse),
    }


def reread(gateway: Gateway) -> None:
    """Read maps and partners anew, and put the timetable in place; raises ConfigurationFault, and all stays as it was."""
    partners = directory(gateway.settings)
    maps = library(gateway.settings).knowing(gateway.services.library)
    gateway.services.directory.become(partners)
    gateway.services.library.become(maps)
    gateway.schedules.become(timetable(gateway.settings.poll_s, gateway.services.directory.all()))


def prepare(gateway: Gateway) -> None:
    """Bring the database up to date and put the timetable in place."""
    migrating.migrate(gateway.engine)
    gateway.schedules.become(timetable(gateway.settings.poll_s, gateway.services.directory.all()))


def _secrets(settings: Settings, store: DbStore, vault: Vault) -> Secrets:
    def sealed(name: str) -> bytes | None:
        with store.read() as work:
            return work.keyring.secret(name)

    surroundings = secrets.Surroundings(
        environment=os.environ, folder=settings.secrets_dir, vault=vault, sealed=sealed
    )
    return secrets.open_secrets(settings.secrets, surroundings)


def _receipt_post(services: Services, known: Secrets) -> giving.Post:
    def post(partner: str, url: str, lines: Lines, body: bytes) -> None:
        channel = services.directory.get(partner).transport.settings
        own = (
            channel
            if isinstance(channel, transports.As2Settings)
            else transports.As2Settings(url=url, insecure=True)
        )
        transports.post_receipt(own, known, url, lines, body)

    return post


def _transports(
    settings: Settings, services: Services, known: Secrets, desk: As2Desk
) -> Callable[[str], Transport]:
    surroundings = transports.Surroundings(
        files=settings.data_dir.resolve(), clock=services.clock, secrets=known, as2=desk
    )

    @cache
    def opened(partner: str, digest: str) -> Transport:
        del digest  # a profile that was read anew is another way
        channel = services.directory.get(partner).transport
        return transports.open_transport(
            channel.kind, channel.settings, replace(surroundings, partner=partner)
        )

    return lambda partner: opened(partner, services.directory.get(partner).digest)


def _posts(settings: Settings, services: Services, known: Secrets) -> Callable[[str], Transport]:
    """Return what finds the way by which cXML leaves for a partner: its transport, or one beside that."""
    surroundings = transports.Surroundings(
        files=settings.data_dir.resolve(), clock=services.clock, secrets=known
    )

    @cache
    def opened(partner: str, digest: str) -> Transport:
        del digest  # a profile that was read anew is another way
        profile = services.directory.get(partner)
        beside = profile.cxml.post if profile.cxml else None
        way = profile.transport.settings if profile.transport.kind == "cxml" else beside
        if way is None:
            raise ConfigurationFault(
                f"{partner}.yaml does not say where cXML is posted to: it needs `cxml: post`"
            )
        return transports.open_transport("cxml", way, replace(surroundings, partner=partner))

    return lambda partner: opened(partner, services.directory.get(partner).digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ways:
    """How documents get to partners: by their transports, and cXML by post."""

    to: Callable[[str], Transport]
    post: Callable[[str], Transport]


def _warehouse(settings: Settings, services: Services, vault: Secrets) -> Warehouse:
    kind = warehouses.KINDS.get(settings.warehouse)
    if kind is None:
        raise ConfigurationFault(f"GATEWAY_WAREHOUSE should be one of {', '.join(warehouses.KINDS)}")
    surroundings = warehouses.Surroundings(
        files=settings.data_dir.resolve() / "warehouse", clock=services.clock, secrets=vault
    )
    return warehouses.open_warehouse(
        settings.warehouse, kind.settings.model_validate(settings.warehouse_settings), surroundings
    )


def _sign_on(settings: Settings) -> SignOn | None:
    if not settings.oidc_issuer:
        return None
    from gateway.adapters.single_sign_on import OidcSignOn  # noqa: PLC0415 - half a second that few need

    return OidcSignOn(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value(),
        groups_claim=settings.oidc_groups_claim,
        name_claim=settings.oidc_name_claim,
    )
