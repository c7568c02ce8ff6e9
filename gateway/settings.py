"""Settings: what the environment says, read once, as one frozen value."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything an operator can set; each name is an environment variable after `GATEWAY_`."""

    model_config = SettingsConfigDict(env_prefix="GATEWAY_", env_ignore_empty=True, frozen=True)

    config_dir: Path | None = Field(
        default=None,
        description="A folder with your own `mappings` and `partners`; what it has shadows ours by name.",
    )

    environment: Literal["sandbox", "test", "production"] = Field(
        default="sandbox",
        description="What every page says it is about, so that nobody mistakes one for another.",
    )
    operator_password: SecretStr = Field(
        default=SecretStr(""),
        description="What opens the console and the API; while empty they are open to this machine only.",
    )
    open_edi: bool = Field(
        default=False, description="Take in what anybody posts to /edi, for trials on one machine."
    )
    max_body_bytes: int = Field(
        default=50 * 1024 * 1024, gt=0, description="The most bytes one request may carry."
    )

    def folders(self, name: str) -> tuple[Traversable, ...]:
        """Return the folders of a name (`mappings`, `partners`): ours first, then the operator's, which shadows."""
        found = [shipped(name)]
        if self.config_dir is not None and (own := self.config_dir / name).is_dir():
            found.append(own)
        return tuple(found)


def shipped(name: str) -> Traversable:
    """Return a folder we ship: inside the installed package, or at the root of a checkout."""
    packaged = files("gateway").joinpath("_data", name)
    return packaged if packaged.is_dir() else Path(__file__).resolve().parent.parent / name
