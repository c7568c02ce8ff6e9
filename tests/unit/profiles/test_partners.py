"""The profiles we ship."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from gateway.adapters.transports import KINDS, SETTINGS
from gateway.profiles.cxml import ROLES, message_of
from gateway.profiles.directory import Directory
from gateway.profiles.loading import load
from gateway.profiles.profile import Profile
from gateway.profiles.source import read

PARTNERS = Path(__file__).parents[3] / "partners"
FILES = sorted(PARTNERS.glob("*.yaml"))
YAML = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SECRET_WORDS = ("password", "token", "secret", "passphrase", "private_key")


def texts(node: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text with the key it stands under."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield from texts(value, name)
    elif isinstance(node, list):
        for value in node:
            yield from texts(value, key)
    else:
        yield key, str(node)


def examples() -> list[str]:
    """Return the parts of profiles that the how-to pages show."""
    pages = sorted((PARTNERS.parent / "docs" / "how-to").glob("*.md"))
    blocks = (block for page in pages for block in YAML.findall(page.read_text(encoding="utf-8")))
    return [block for block in blocks if block.startswith(("transport:", "sftp:"))]


def example(block: str, folder: Path) -> Profile:
    """Return a profile we ship with a part of it replaced as a page shows."""
    whole = read((PARTNERS / FILES[0].name).read_text(encoding="utf-8")).data
    file = folder / "shown.yaml"
    file.write_text(yaml.safe_dump({**whole, **read(block).data}), encoding="utf-8")
    return load(file, SETTINGS)


def test_every_profile_is_right_and_every_kind_of_transport_is_shown(tmp_path: Path) -> None:
    """What we ship, and what the pages show, is also what others begin from."""
    directory = Directory([PARTNERS], SETTINGS)
    shown = {example(block, tmp_path).transport.kind for block in examples() if "transport:" in block}

    assert [one.code for one in directory.all()] == [file.stem for file in FILES]
    assert {one.transport.kind for one in directory.all()} | shown == set(KINDS)


def test_every_partner_is_found_by_what_it_sends() -> None:
    """And orders come in and are answered, noticed and billed through a map of the partner's own."""
    directory = Directory([PARTNERS], SETTINGS)

    for partner in (one for one in directory.all() if one.x12_side):
        assert directory.find(*partner.x12.identity) is partner
        order = partner.receives("850")
        assert order is not None
        assert order.map == f"{partner.code}/850"
        sent = [partner.sends(set_id) for set_id in ("855", "856", "810")]
        assert [f"{partner.code}/{set_id}" for set_id in ("855", "856", "810")] == [
            one.map for one in sent if one
        ]


def test_every_partner_who_speaks_cxml_is_found_by_who_it_says_it_is() -> None:
    """And a document of it is never taken for one of X12."""
    directory = Directory([PARTNERS], SETTINGS)
    speaking = [one for one in directory.all() if one.cxml and not one.x12_side]

    assert speaking
    for partner in speaking:
        found = [directory.find_cxml([name]) for name in sorted(partner.cxml.names)]
        assert {partner.code} == {one.code for one in found if one}
        assert {message_of(one.map) for one in partner.documents} <= ROLES.keys()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_profile_holds_a_secret(file: Path) -> None:
    """Names only, and hosts that exist nowhere."""
    found = list(texts(read(file.read_text(encoding="utf-8")).data))

    typed = [key for key, text in found if key in SECRET_WORDS and not text.startswith("secret:")]
    hosts = [text for _, text in found if "://" in text or "@" in text]
    assert typed == []
    assert [text for text in hosts if ".example.test" not in text] == []


def test_the_search_for_secrets_finds_some() -> None:
    """The promise above is about something."""
    found = [key for file in FILES for key, _ in texts(read(file.read_text(encoding="utf-8")).data)]

    assert "token" in found
