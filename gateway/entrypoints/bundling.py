"""The support bundle: what somebody who helps has to know, without documents, secrets or names of people's machines."""

import json
import platform
import re
import zipfile
from importlib.metadata import distributions
from io import BytesIO
from typing import Any

from pydantic import SecretStr

import gateway as product
from gateway.application.ports import Queue
from gateway.bootstrap import Gateway
from gateway.entrypoints.machine import examined

EVENTS = 500
REMOVED = "(removed)"
_CREDENTIALS = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*://)[^/\s:@]*(:[^/\s@]*)?@", re.IGNORECASE)
_WORDS = re.compile(
    r"(?P<name>[\w-]*(password|passwd|secret|token|api[-_]?key|authorization|credential)[\w-]*[\"']?\s*[:=]\s*)[^\s,;\"']+",
    re.IGNORECASE,
)
_MARKED = re.compile(
    r"\b(gwt_|whsec_)[A-Za-z0-9+/=_-]+|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----",
    re.DOTALL,
)


def bundle(gateway: Gateway) -> bytes:
    """Return a zip of what was found; every text in it went through `redacted` with the secrets we know."""
    known = secrets_known(gateway)
    with gateway.store.read() as work:
        events = [
            {"at": one.at.isoformat(), "what": one.what, "partner": one.partner, "ref": one.ref}
            for one in work.events.recent(EVENTS)
        ]
        queues = [_queue(one) for one in work.operations.queues()]
        dead = [
            {"kind": one.kind, "attempts": one.attempts, "error": one.error, "at": one.died_at.isoformat()}
            for one in work.jobs.dead(EVENTS)
        ]
    parts: dict[str, Any] = {
        "about.json": {
            "version": product.__version__,
            "python": platform.python_version(),
            "system": platform.platform(),
            "packages": sorted(f"{one.name} {one.version}" for one in distributions()),
        },
        "doctor.json": [
            {"name": one.name, "state": one.state, "what": one.what, "fix": one.fix}
            for one in examined(gateway)
        ],
        "settings.json": settings_of(gateway),
        "partners.json": [
            {"code": one.code, "state": one.state, "transport": one.transport.kind, "digest": one.digest}
            for one in gateway.services.directory.all()
        ],
        "queue.json": {"waiting": queues, "dead": dead},
        "events.json": events,
    }
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name, redacted(json.dumps(part, indent=2, default=str), known))
    return packed.getvalue()


def settings_of(gateway: Gateway) -> dict[str, Any]:
    """Return every setting by name; of secret ones whether they are set."""
    said = {}
    for name in type(gateway.settings).model_fields:
        value = getattr(gateway.settings, name)
        if isinstance(value, SecretStr):
            value = "(set)" if value.get_secret_value() else "(not set)"
        said[name] = value if isinstance(value, str | int | bool) else str(value)
    return said


def secrets_known(gateway: Gateway) -> tuple[str, ...]:
    """Return the secrets this process was given, the longest first."""
    values = [getattr(gateway.settings, name) for name in type(gateway.settings).model_fields]
    found = {one.get_secret_value() for one in values if isinstance(one, SecretStr)}
    found.add(gateway.engine.url.password or "")
    found |= set(gateway.settings.warehouse_settings.values())
    return tuple(sorted((one for one in found if len(one) > 3), key=len, reverse=True))  # noqa: PLR2004 - shorter ones are words


def redacted(text: str, known: tuple[str, ...] = ()) -> str:
    """Return a text without anything that is a secret, looks like one or stands where one would."""
    for one in known:
        text = text.replace(one, REMOVED)
    text = _MARKED.sub(REMOVED, text)
    text = _CREDENTIALS.sub(rf"\g<scheme>{REMOVED}@", text)
    return _WORDS.sub(rf"\g<name>{REMOVED}", text)


def _queue(one: Queue) -> dict[str, Any]:
    return {"kind": one.kind, "waiting": one.waiting, "oldest_at": one.oldest_at.isoformat()}
