"""Settings: what the environment says, read once, as one frozen value."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from pydantic import DirectoryPath, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from gateway.errors import ConfigurationFault


class Settings(BaseSettings):
    """Everything an operator can set; each name is an environment variable after `GATEWAY_`."""

    model_config = SettingsConfigDict(env_prefix="GATEWAY_", env_ignore_empty=True, frozen=True)

    config_dir: DirectoryPath | None = Field(
        default=None,
        description="A folder with your own `partners`, and `mappings` that shadow ours by name.",
    )

    database_url: str = Field(
        default="",
        description="`postgresql://user@host/name` or `sqlite:///path`; empty is an embedded database in the data folder.",
    )
    database_password_file: Path | None = Field(
        default=None,
        description="A file that holds the database's password, as container platforms mount it.",
    )
    database_wait_s: int = Field(
        default=60,
        ge=0,
        le=3600,
        description="How many seconds a process that serves or works waits for a database that is away when it starts.",
    )
    data_dir: Path = Field(
        default=Path("var"),
        description="Where the embedded database, folders and the warehouse keep their files.",
    )
    fonts_dir: DirectoryPath | None = Field(
        default=None,
        description="A folder with fonts that quotes are printed in; empty are those where the system keeps them.",
    )
    secrets: Literal["env", "file", "sealed"] = Field(
        default="env",
        description="Where secrets are looked up: in the environment, in files, or sealed in the database.",
    )
    secrets_dir: Path = Field(
        default=Path("/run/secrets"), description="The folder of secrets kept in files."
    )
    master_key: SecretStr = Field(
        default=SecretStr(""),
        description=(
            "What private keys and sealed secrets are locked with: 32 bytes in base64. The first of several (commas "
            "between them) seals, every one opens."
        ),
    )
    master_key_file: Path | None = Field(
        default=None, description="A file that holds the master key instead, as container platforms mount it."
    )
    config_watch_s: float = Field(
        default=2,
        ge=0,
        le=3600,
        description="How often a process looks whether another one applied a configuration, in seconds; 0: never.",
    )
    workers: int = Field(default=2, ge=0, le=32, description="How many threads of this process do the work.")
    lease_s: int = Field(
        default=60,
        ge=3,
        description="After how many seconds without a sign of life another worker takes a delivery over.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info",
        description="What is logged: `debug` has a line for each step of a document's way, never what is in it.",
    )
    poll_s: int = Field(
        default=30, ge=1, description="How often partners' folders are looked into, in seconds."
    )
    warehouse: str = Field(default="simulated", description="Which kind of warehouse orders go to.")
    warehouse_settings: dict[str, str] = Field(
        default_factory=dict, description="What that kind of warehouse wants to know, as JSON."
    )
    gs1_company_prefix: str = Field(
        default="",
        pattern=r"^([0-9]{7,10})?$",
        description="Your GS1 company prefix, from which the numbers of pallets and cartons are made.",
    )
    environment: Literal["sandbox", "test", "production"] = Field(
        default="sandbox",
        description="What every page says it is about, so that nobody mistakes one for another.",
    )
    operator_password: SecretStr = Field(
        default=SecretStr(""),
        description="What opens the console and the API; while empty they are open to this machine only.",
    )
    session_h: int = Field(
        default=12, ge=1, le=720, description="After how many hours somebody who came in signs in again."
    )
    session_idle_min: int = Field(
        default=60,
        ge=1,
        description="After how many minutes without a page being asked for they do so too.",
    )
    oidc_issuer: str = Field(
        default="",
        description="Who signs people in (OpenID Connect), as its own description names it; empty: nobody.",
    )
    oidc_client_id: str = Field(default="", description="What the gateway is called there.")
    oidc_client_secret: SecretStr = Field(
        default=SecretStr(""),
        description="What the gateway proves itself with there; empty for a public client.",
    )
    oidc_name: str = Field(default="your company", description="What the page of signing in calls it.")
    oidc_groups_claim: str = Field(default="groups", description="Which claim holds people's groups.")
    oidc_name_claim: str = Field(
        default="preferred_username", description="Which claim holds people's names."
    )
    oidc_groups: dict[str, str] = Field(
        default_factory=dict,
        description='Roles by group, as JSON: `{"order-desk-team": "order-desk", "buyers": "partner:their-code"}`.',
    )
    supply_token: SecretStr = Field(
        default=SecretStr(""),
        description="A token for programs that tell and ask what is in stock, and may do nothing else; empty: operators only.",
    )
    open_edi: bool = Field(
        default=False, description="Take in what anybody posts to /edi, for trials on one machine."
    )
    public_url: str = Field(
        default="",
        pattern=r"^(https?://(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?)?$",
        description=(
            "Where partners and their buyers reach the gateway, such as `https://orders.example.com`: every address we "
            "tell them begins so. Empty: as a request calls us, on this machine or by one of the trusted hosts."
        ),
    )
    trusted_hosts: tuple[str, ...] = Field(
        default=(),
        description=(
            "Hosts whose name in a request we believe while there is no public address, as JSON: "
            '`["orders.example.com"]`. Behind a proxy name the public address instead.'
        ),
    )
    client_certificate_header: str = Field(
        default="",
        pattern=r"^[A-Za-z0-9-]*$",
        description=(
            "The header in which your proxy tells the certificate a client showed, such as `X-Client-Cert`. The proxy "
            "must take the header off whatever comes from outside. Empty: certificates of clients prove nothing."
        ),
    )
    cxml_dtd_dir: DirectoryPath | None = Field(
        default=None,
        description=(
            "A folder with the official DTDs of cXML, unpacked from the zip on cxml.org: what we send must be valid by "
            "them, and of what comes in we say where it is not. Without it our own checks run alone."
        ),
    )
    promote_to: dict[str, DirectoryPath] = Field(
        default_factory=dict,
        description=(
            "Folders of other environments' configurations by name, as JSON, that the API may promote partners to: "
            '`{"production": "/srv/production"}`.'
        ),
    )
    max_body_bytes: int = Field(
        default=50 * 1024 * 1024, gt=0, description="The most bytes one request may carry."
    )

    def database(self) -> str:
        """Return where the database is, its password (if kept in a file) included."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir / 'gateway.sqlite3'}"
        if self.database_password_file is None:
            return self.database_url
        scheme, _, rest = self.database_url.partition("://")
        user, at, place = rest.partition("@")
        password = quote(self.database_password_file.read_text(encoding="utf-8").strip(), safe="")
        return f"{scheme}://{user}:{password}{at}{place}"

    def master_keys(self) -> str:
        """Return the master keys as they were written: from the file if there is one, else from the environment."""
        if self.master_key_file is None:
            return self.master_key.get_secret_value()
        return self.master_key_file.read_text(encoding="utf-8")

    def maps(self) -> tuple[Traversable, ...]:
        """Return the folders of maps: ours first, then the operator's, which shadows by name."""
        own = self._own("mappings")
        return (shipped("mappings"), *([own] if own else []))

    def partners(self) -> tuple[Traversable, ...]:
        """Return the folder of partners: the operator's, or our fictional ones while there is none."""
        return (self._own("partners") or shipped("partners"),)

    def house(self) -> Path | None:
        """Return the file in which the operator says what holds for the whole house, None without a folder for it."""
        return self.config_dir / "gateway.yaml" if self.config_dir else None

    def _own(self, name: str) -> Path | None:
        folder = self.config_dir / name if self.config_dir else None
        return folder if folder is not None and folder.is_dir() else None


def load() -> Settings:
    """Return the settings of this environment; raises ConfigurationFault with a line for each that is wrong."""
    try:
        return Settings()
    except ValidationError as invalid:
        said = (f"GATEWAY_{'_'.join(map(str, one['loc'])).upper()}: {one['msg']}" for one in invalid.errors())
        raise ConfigurationFault("\n".join(said)) from invalid


def shipped(name: str) -> Traversable:
    """Return a folder we ship: inside the installed package, or at the root of a checkout."""
    packaged = files("gateway").joinpath("_data", name)
    return packaged if packaged.is_dir() else Path(__file__).resolve().parent.parent / name
