"""The steps by which a partner is begun at the console: what was answered so far, kept as a draft until it is written."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from gateway.application.configuring.beginning import CODE, Beginning, Files, Identity, begin
from gateway.application.ports import Draft, Store, UnitOfWork
from gateway.application.services import Services
from gateway.errors import Conflict, NotFound

STEPS = ("template", "identities", "channel", "documents", "samples", "review")
FOLDER = "wizard/"
CHANNEL_KEYS: Mapping[str, tuple[str, ...]] = {
    "folder": ("inbox", "outbox"),
    "sftp": ("host", "user", "inbox", "outbox"),
    "https": ("url",),
    "hosted": (),
}
"""What is asked of each kind of channel; everything else of it is set in the file."""
MOST_SAMPLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was answered so far, by the name of the field, and the samples that were given."""

    code: str
    said: Mapping[str, str]

    @property
    def beginning(self) -> Beginning:
        """Return what is known of the partner; what was not answered yet has a name one recognises."""
        said = self.said
        kind = said.get("kind", "folder")
        transport = {"kind": kind} | {
            key: said[f"channel.{key}"] for key in CHANNEL_KEYS.get(kind, ()) if said.get(f"channel.{key}")
        }
        if kind == "folder":
            transport = {
                "inbox": f"{self.code}/in",
                "outbox": f"{self.code}/out",
                "create": "true",
            } | transport
        return Beginning(
            code=self.code,
            name=said.get("name", self.code),
            template=said.get("template", "retail-4010"),
            them=_identity(said, "them", "THEIR-ID"),
            us=_identity(said, "us", "OUR-ID"),
            transport={"kind": kind} | transport,
            documents=tuple(said["documents"].split()) if said.get("documents") else (),
            samples={
                f"sample-{at}.edi": said[f"sample{at}"].encode()
                for at in range(1, MOST_SAMPLES + 1)
                if said.get(f"sample{at}", "").strip()
            },
        )


def _identity(said: Mapping[str, str], who: str, unless: str) -> Identity:
    return Identity(
        qualifier=said.get(f"{who}.qualifier", "ZZ") or "ZZ",
        id=said.get(f"{who}.id", "") or unless,
        group=said.get(f"{who}.group", ""),
    )


def open_wizards(work: UnitOfWork) -> tuple[Answers, ...]:
    """Return the partners that are being begun."""
    return tuple(_answers(one) for one in work.configurations.drafts(FOLDER))


def resume(work: UnitOfWork, code: str) -> Answers:
    """Return what was answered about a partner; raises NotFound."""
    found = [
        one
        for one in work.configurations.drafts(f"{FOLDER}{code}.json")
        if one.path == f"{FOLDER}{code}.json"
    ]
    if not found:
        raise NotFound(f"nobody is beginning a partner {code}")
    return _answers(found[0])


def answer(services: Services, store: Store, code: str, said: Mapping[str, str], *, actor: str) -> Answers:
    """Keep more answers about a partner; raises Conflict for a code that is none or is taken."""
    if not CODE.fullmatch(code):
        raise Conflict("a code has small letters, digits, - and _ only, and begins with a letter or digit")
    if any(one.code == code for one in services.directory.all()):
        raise Conflict(f"there is a partner {code} already")
    with store.begin() as work:
        known = {one.code: one.said for one in open_wizards(work)}.get(code, {})
        answers = Answers(code=code, said={**known, **said})
        content = json.dumps(answers.said, ensure_ascii=False).encode()
        work.configurations.draft(
            Draft(path=f"{FOLDER}{code}.json", content=content, at=services.clock.now(), actor=actor)
        )
        work.commit()
    return answers


def forget(store: Store, code: str) -> None:
    """Forget what was answered: the partner is written, or not wanted."""
    with store.begin() as work:
        work.configurations.drop_drafts([f"{FOLDER}{code}.json"])
        work.commit()


def files_of(services: Services, answers: Answers, templates: Mapping[str, str]) -> Files:
    """Return the files as they would be written now."""
    return begin(services.library, answers.beginning, templates)


def _answers(draft: Draft) -> Answers:
    code = draft.path.removeprefix(FOLDER).removesuffix(".json")
    return Answers(code=code, said=json.loads(draft.content))
