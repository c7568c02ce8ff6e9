"""Secrets beyond what every place of them promises: odd names, empty and unreadable places."""

from pathlib import Path

import pytest

from gateway.adapters.secrets.env import EnvSecrets
from gateway.adapters.secrets.file import FileSecrets
from gateway.errors import ConfigurationFault

TRAPS = [
    "hunter2",
    "secret:",
    "secret:../passwd",
    "secret:/etc/passwd",
    "secret:.hidden",
    "SECRET:a",
    "secret:A",
]


@pytest.mark.parametrize("name", TRAPS)
def test_what_is_no_name_is_refused_and_not_repeated(tmp_path: Path, name: str) -> None:
    """It may be a secret typed in the wrong place, or a way out of the folder."""
    for secrets in (EnvSecrets({}), FileSecrets(tmp_path)):
        with pytest.raises(ConfigurationFault) as fault:
            secrets.get(name)

        assert name not in str(fault.value)


def test_a_variable_is_named_after_the_secret() -> None:
    """In capitals, every other sign an underscore; empty is missing."""
    secrets = EnvSecrets({"GATEWAY_SECRET_ACME_V2_TOKEN": "x", "GATEWAY_SECRET_EMPTY": ""})

    assert secrets.get("secret:acme.v2-token") == "x"
    with pytest.raises(ConfigurationFault, match=r"^secret:empty is not there: set GATEWAY_SECRET_EMPTY$"):
        secrets.get("secret:empty")


@pytest.mark.parametrize("content", [b"t0ken", b"t0ken\n", b"t0ken\r\n"])
def test_the_line_end_an_editor_adds_is_no_part_of_it(tmp_path: Path, content: bytes) -> None:
    """One line end, and only at the end."""
    (tmp_path / "token").write_bytes(content)

    assert FileSecrets(tmp_path).get("secret:token") == "t0ken"


@pytest.mark.parametrize(
    ("content", "message"), [(b"", "is empty"), (b"\n", "is empty"), (b"\xff", "cannot be read")]
)
def test_a_file_that_holds_no_text_is_no_secret(tmp_path: Path, content: bytes, message: str) -> None:
    """It names the file to mend."""
    (tmp_path / "token").write_bytes(content)

    with pytest.raises(ConfigurationFault, match=f"{tmp_path / 'token'} {message}"):
        FileSecrets(tmp_path).get("secret:token")
