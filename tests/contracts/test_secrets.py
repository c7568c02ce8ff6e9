"""What every place of secrets promises, ours for tests included."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.adapters.secrets import KINDS, MasterKeyVault, Surroundings, open_secrets
from gateway.application.ports import Secrets
from gateway.errors import ConfigurationFault
from tests.fakes.secrets import KnownSecrets

Opener = Callable[[Path, str], Secrets]


def _env(folder: Path, secret: str) -> Secrets:
    environment = {"GATEWAY_SECRET_ACME_TOKEN": secret}
    return open_secrets("env", Surroundings(environment=environment, folder=folder))


def _file(folder: Path, secret: str) -> Secrets:
    (folder / "acme-token").write_text(secret, encoding="utf-8")
    return open_secrets("file", Surroundings(environment={}, folder=folder))


def _sealed(folder: Path, secret: str) -> Secrets:
    vault = MasterKeyVault((b"k" * 32,))
    kept = {"acme-token": vault.seal("secret:acme-token", secret.encode())}
    return open_secrets("sealed", Surroundings(environment={}, folder=folder, vault=vault, sealed=kept.get))


def _known(_: Path, secret: str) -> Secrets:
    return KnownSecrets(**{"acme-token": secret})


OPENERS: dict[str, Opener] = {"env": _env, "file": _file, "sealed": _sealed, "known to the tests": _known}


@pytest.fixture(params=sorted(OPENERS))
def opener(request: pytest.FixtureRequest) -> Opener:
    """Run over every kind, and over our fake."""
    return OPENERS[request.param]


def test_every_kind_is_tried() -> None:
    """A new kind is held to the promises as soon as it is named."""
    assert set(KINDS) <= set(OPENERS)


@pytest.mark.parametrize("secret", ["t0ken", " blanks are part of it ", "ключ", "two\nlines"])
def test_a_secret_is_what_was_put_there(opener: Opener, tmp_path: Path, secret: str) -> None:
    """Nothing is trimmed that somebody may have meant."""
    assert opener(tmp_path, secret).get("secret:acme-token") == secret


def test_a_missing_secret_is_said_by_name(opener: Opener, tmp_path: Path) -> None:
    """And it says nothing of those that are there."""
    with pytest.raises(ConfigurationFault, match=r"^secret:globex-token is not there") as fault:
        opener(tmp_path, "t0ken").get("secret:globex-token")

    assert "t0ken" not in str(fault.value)
