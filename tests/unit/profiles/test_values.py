"""The words profiles are written in."""

from datetime import timedelta

import pytest
from pydantic import TypeAdapter, ValidationError

from gateway.profiles.values import Duration, PublicKey, SecretName, Text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24h", timedelta(hours=24)),
        ("30m", timedelta(minutes=30)),
        ("2d", timedelta(days=2)),
        ("1d12h", timedelta(days=1, hours=12)),
        ("90s", timedelta(seconds=90)),
        ("0s", timedelta(0)),
    ],
)
def test_durations_are_read(text: str, expected: timedelta) -> None:
    """A number and a letter, the larger first."""
    assert expected == TypeAdapter(Duration).validate_python(text)


@pytest.mark.parametrize("text", ["", "24", "h", "1.5h", "-1h", "1h1d", "24 h", "٣h", "99999d", None])
def test_anything_else_is_no_duration(text: object) -> None:
    """Nothing is guessed, and nothing overflows."""
    with pytest.raises(ValidationError, match="should be a duration"):
        TypeAdapter(Duration).validate_python(text)


def test_a_duration_stays_a_duration() -> None:
    """What was read once is not read again."""
    assert timedelta(hours=1) == TypeAdapter(Duration).validate_python(timedelta(hours=1))


@pytest.mark.parametrize("text", ["secret:acme-token", "secret:0", "secret:a.b_c"])
def test_names_of_secrets_are_taken(text: str) -> None:
    """The mark and a plain name."""
    assert text == TypeAdapter(SecretName).validate_python(text)


@pytest.mark.parametrize(
    "text", ["hunter2", "secret:", "secret:../etc/passwd", "secret:Acme", "secret:a b", "secret:a\n", "", 7]
)
def test_anything_else_is_no_name_of_a_secret(text: object) -> None:
    """A secret typed into a profile is refused."""
    with pytest.raises(ValidationError):
        TypeAdapter(SecretName).validate_python(text)


@pytest.mark.parametrize("text", ["", " x", "x ", "x\n", "a\nb"])
def test_texts_have_something_in_them(text: str) -> None:
    """A text is one line without blanks around it."""
    with pytest.raises(ValidationError):
        TypeAdapter(Text).validate_python(text)


KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKHEGUFJcC5F9VlL/S0PFjlV0vXMWLVVfpFCzYtk2IRu"


@pytest.mark.parametrize("text", [KEY, f"{KEY} edi@partner"])
def test_public_keys_are_taken(text: str) -> None:
    """As a line of `authorized_keys` without options, its comment or none at the end."""
    assert text == TypeAdapter(PublicKey).validate_python(text)


@pytest.mark.parametrize(
    "text",
    ["", "ssh-ed25519", "ssh-ed25519 ????", f"ssh-rsa {KEY.split()[1]}", f'command="sh" {KEY}', "SHA256:abc"],
)
def test_anything_else_is_no_public_key(text: str) -> None:
    """Nor are options: what a key may do here is nothing a key says."""
    with pytest.raises(ValidationError, match="should be a public key"):
        TypeAdapter(PublicKey).validate_python(text)
