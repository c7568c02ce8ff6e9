"""A new partner's files, made from a template and a few answers; every one of them is meant to be edited."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.resources.abc import Traversable

from gateway.application.configuring.editing import edit
from gateway.application.partner_tests.scenarios import FOLDER
from gateway.application.sampling import PREPARED_AT
from gateway.application.studying import sets_of
from gateway.errors import ConfigurationFault, NotFound
from gateway.mapping.coverage import cover
from gateway.mapping.library import Library
from gateway.mapping.plan import Plan
from gateway.mapping.starting import start
from gateway.profiles.source import read
from gateway.x12.delimiters import Delimiters
from gateway.x12.envelopes import Envelope, SetToSend, seal
from gateway.x12.segments import SetText, WrittenSegment

CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
TEMPLATES = "templates"
ORDER: tuple[WrittenSegment, ...] = (
    ("BEG", "00", "NE", "PO-1001", "", "20260302"),
    ("N1", "ST", "", "92", "0001"),
    ("PO1", "1", "10", "EA", "9.25", "", "VN", "ITEM-1"),
    ("CTT", "1"),
)
VERSION_OF_ISA: Mapping[str, str] = {"003": "00300", "004": "00401", "005": "00501", "007": "00701"}
Files = dict[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who somebody is in ISA and GS, as a person says it: `08:9254110060:WAYNE`; the last part may be left out."""

    qualifier: str
    id: str
    group: str = ""

    @property
    def given(self) -> dict[str, str]:
        """Return it as a profile writes it."""
        said = {"qualifier": self.qualifier, "id": self.id}
        return said | ({"group_id": self.group} if self.group else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What is known of a new partner; samples are files of theirs by name."""

    code: str
    name: str
    template: str
    them: Identity
    us: Identity
    transport: Mapping[str, str] = field(default_factory=dict)
    documents: tuple[str, ...] = ()
    samples: Mapping[str, bytes] = field(default_factory=dict)


def identity_of(text: str) -> Identity:
    """Return who `QUALIFIER:ID[:GROUP]` is; raises ConfigurationFault."""
    parts = text.split(":")
    if not 2 <= len(parts) <= 3 or not all(parts[:2]):  # noqa: PLR2004 - two parts or three
        raise ConfigurationFault(
            f"{text} should be QUALIFIER:ID or QUALIFIER:ID:GROUP, such as 08:9254110060:WAYNE"
        )
    return Identity(qualifier=parts[0], id=parts[1], group=parts[2] if len(parts) > 2 else "")  # noqa: PLR2004 - the third part


def templates(partners: Traversable) -> dict[str, str]:
    """Return the templates there are, by name; the first line of each says what it is for."""
    folder = partners.joinpath(TEMPLATES)
    files = folder.iterdir() if folder.is_dir() else ()
    return {
        file.name.removesuffix(".yaml"): file.read_text(encoding="utf-8")
        for file in sorted(files, key=lambda one: one.name)
        if file.name.endswith(".yaml")
    }


def begin(library: Library, given: Beginning, known: Mapping[str, str]) -> Files:
    """Return the files of a new partner: profile, a map for each document, a scenario with a sample order.

    Raises ConfigurationFault for a code that is none, and NotFound for a template there is not.
    """
    if not CODE.fullmatch(given.code):
        raise ConfigurationFault(f"{given.code} is no code: small letters, digits, - and _ only")
    if given.template not in known:
        raise NotFound(f"there is no template {given.template}; there are {', '.join(known)}")
    text = _profile(given, known[given.template])
    files: Files = {f"partners/{given.code}.yaml": text.encode()}
    documents = _documents(text)
    for document in documents:
        files |= _overlay(library, given, document)
    orders = next((one for one in documents if one.get("receive") == "850"), None)
    if orders is not None:
        files |= _scenario(library, given, text, orders)
    return files


def _profile(given: Beginning, template: str) -> str:
    transport = dict(given.transport) or {
        "kind": "folder",
        "inbox": f"{given.code}/in",
        "outbox": f"{given.code}/out",
        "create": "true",
    }
    changes: dict[tuple[str | int, ...], object] = {
        ("name",): given.name,
        ("state",): "draft",
        ("x12", "them"): given.them.given,
        ("x12", "us"): given.us.given,
        ("transport",): transport,
    }
    documents = _documents(template)
    for at in reversed(range(len(documents))):
        one = documents[at]
        set_id = one.get("receive") or one["send"]
        if given.documents and set_id not in given.documents:
            changes["documents", at] = None
        else:
            changes["documents", at, "map"] = f"{given.code}/{set_id}"
    head, _, body = edit(template, changes).partition("\n")
    return (
        f"# {given.name}, begun from the template {given.template}.\n{body}"
        if head.startswith("#")
        else f"{head}\n{body}"
    )


def _documents(text: str) -> Sequence[Mapping[str, str]]:
    found = read(text).data.get("documents", [])
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _overlay(library: Library, given: Beginning, document: Mapping[str, str]) -> Files:
    """Return the map of a document: proposed from samples where there are some of it, else its base as it stands."""
    set_id = document.get("receive") or document["send"]
    version = _version(library, given)
    base = library.find(set_id, version)
    if base is None:
        raise NotFound(f"there is no base map for {set_id} of {version}")
    received = tuple(one for one in sets_of(given.samples.items()) if one.set.id == set_id)
    if received:
        text = start(cover(base, received), given.name)
    else:
        text = (
            f"# What {given.name} agreed with us, where it differs from our base map.\n"
            f"extends: {base.name}\n"
            f'title: "{base.title} ({_quoted(given.name)})"\n'
        )
    return {f"mappings/{given.code}/{set_id}.yaml": text.encode()}


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _version(library: Library, given: Beginning) -> str:
    versions = [one.set.version for one in sets_of(given.samples.items()) if one.set.version]
    if versions:
        return versions[0][:6]
    del library
    return "005010" if given.template.endswith("5010") else "004010"


def _scenario(library: Library, given: Beginning, text: str, orders: Mapping[str, str]) -> Files:
    """Return a first scenario: each sample of theirs, or an order drawn from the map, is read without a fault."""
    del orders
    samples = {
        name: content
        for name, content in given.samples.items()
        if any(one.set.id == "850" for one in sets_of([(name, content)]))
    }
    if not samples:
        base = library.find("850", _version(library, given))
        if base is None:
            return {}
        samples = {"order.edi": sample_order(base, text)}
    folder = f"{FOLDER}/{given.code}"
    steps = "".join(f'  - receive: {name}\n  - expect: {{"997": {{AK5: A}}}}\n' for name in sorted(samples))
    if any(one.set.version >= "005010" for one in sets_of(samples.items())) and 'by: "999"' in text:
        steps = steps.replace('"997": {AK5: A}', '"999": {IK5: A}')
    story = (
        "name: what they send is read\n"
        "about: Every order is acknowledged without a fault. Say here what has to come of it, too.\n"
        f"at: {datetime(2026, 3, 2, 9, 0, tzinfo=UTC):%Y-%m-%dT%H:%M}\n"
        f"steps:\n{steps}"
    )
    return {f"{folder}/read.yaml": story.encode()} | {
        f"{folder}/{name}": content for name, content in samples.items()
    }


def sample_order(plan: Plan, profile: str) -> bytes:
    """Return the shortest order there is, as the partner of a profile would send it to us."""
    x12: Mapping[str, Mapping[str, str]] = read(profile).data["x12"]  # type: ignore[assignment] # a profile that was just made
    them, us = x12["them"], x12["us"]
    envelope = Envelope(
        sender_qualifier=them["qualifier"],
        sender=them["id"],
        receiver_qualifier=us["qualifier"],
        receiver=us["id"],
        prepared_at=PREPARED_AT,
        control_number=1,
        version=VERSION_OF_ISA[plan.version[:3]],
        usage="T",
        functional_id=plan.functional_group,
        group_sender=them.get("group_id", them["id"]),
        group_receiver=us.get("group_id", us["id"]),
        group_control_number=1,
        group_version=plan.version,
    )
    sets = [SetToSend(id=plan.set_id, control_number="0001", segments=SetText.of(ORDER))]
    delimiters = Delimiters(repetition="^") if plan.version >= "00402" else Delimiters()
    return seal(envelope, sets, delimiters).replace(b"~", b"~\n")
