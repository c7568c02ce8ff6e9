"""Where a page is played: a house with what the page speaks of, and what its words stand for there."""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from gateway.adapters.passwords import Argon2Passwords
from gateway.application.people.tokens import make_token
from gateway.application.people.users import add_user
from gateway.bootstrap import Gateway
from gateway.domain.users import Role, allowed
from gateway.entrypoints.serving import Web
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.fakes.sheets import SheetsHere
from tests.house import House, built

MASTER = b64encode(b"m" * 32).decode()
CHEAP = Argon2Passwords(passes=1, memory=8, lanes=1)
Words = str | Callable[[], str]


@dataclass
class Scene:
    """What somebody who follows a page has: a folder to sit in, files, a gateway, and things the page only names."""

    folder: Path
    house: House | None = None
    words: dict[str, Words] = field(default_factory=dict)
    """What stands for a word of the page, found out when a command with it is typed; the first that is in it counts first."""
    first: dict[str, Callable[[], object]] = field(default_factory=dict)
    """What has happened before a command that begins so is typed."""
    given: dict[str, str] = field(default_factory=dict)
    """What is typed in when a command that begins so asks for it."""
    ends: dict[str, set[int]] = field(default_factory=lambda: {"gateway doctor": {0, 1, 3}})
    """How a command that begins so ends, where it does not end well: findings are what it is to find, say."""
    environment: dict[str, str] = field(default_factory=dict)
    moves: dict[str, Mapping[str, str]] = field(default_factory=dict)
    """The variables that are set before a command that begins so: another house, say."""
    leaving: ExitStack = field(default_factory=ExitStack)

    def build(self, changes: Mapping[str, Mapping[str, object]] | None = None, **settings: Any) -> House:
        """Build the house the page is played in."""
        self.house = built(
            self.folder / "house",
            fresh("sqlite", self.folder),
            FixedClock(),
            changes,
            **{"master_key": MASTER, **settings},
        )
        return self.lives_in(self.house)

    def lives_in(self, house: House) -> House:
        """Let commands work on a house that is built already; files of buyers are read in this process."""
        self.house = house
        self.leaving.callback(house.gateway.engine.dispose)
        object.__setattr__(house.gateway.quoting, "sheets", SheetsHere())
        self.environment |= environment_of(house.gateway)
        return house

    @property
    def gateway(self) -> Gateway:
        """Return the gateway of the house."""
        assert self.house is not None
        return self.house.gateway

    def serve(self, password: str = "") -> str:
        """Serve the house on loopback until the page is read; return the address."""
        secret = type(self.gateway.settings.operator_password)(password)
        settings = self.gateway.settings.model_copy(update={"operator_password": secret})
        web = Web(replace(self.gateway, settings=settings), "127.0.0.1", 0)
        self.leaving.enter_context(web.running())
        return web.address

    def user(self, name: str) -> str:
        """Add somebody who may everything; return a token of theirs."""
        services, store = self.gateway.services, self.gateway.store
        add_user(services, store, name, roles=[Role.ADMIN], passwords=CHEAP, actor="test")
        scopes, lasts = sorted(allowed([Role.ADMIN])), timedelta(days=1)
        _, token = make_token(services, store, name, name="all", scopes=scopes, lasts=lasts, actor="test")
        return token

    def file(self, name: str, content: str | bytes) -> Path:
        """Put a file where somebody sits."""
        made = self.folder / name
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_bytes(content.encode() if isinstance(content, str) else content)
        return made

    def begins(self, table: Mapping[str, Any], text: str) -> Any:
        """Return what a table has for a command."""
        return next((said for begin, said in table.items() if text.startswith(begin)), None)


def environment_of(gateway: Gateway) -> dict[str, str]:
    """Return the settings of a gateway as commands read them."""
    settings = gateway.settings
    return {
        "GATEWAY_CONFIG_DIR": str(settings.config_dir),
        "GATEWAY_DATA_DIR": str(settings.data_dir),
        "GATEWAY_DATABASE_URL": settings.database(),
        "GATEWAY_GS1_COMPANY_PREFIX": settings.gs1_company_prefix,
        "GATEWAY_MASTER_KEY": settings.master_key.get_secret_value(),
        "GATEWAY_SECRETS": settings.secrets,
        "GATEWAY_SECRETS_DIR": str(settings.secrets_dir),
        "GATEWAY_WAREHOUSE": settings.warehouse,
        "GATEWAY_WAREHOUSE_SETTINGS": json.dumps(settings.warehouse_settings),
    }
