"""A warehouse behind an address: orders are posted to it, shipments fetched from it and confirmed."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from hashlib import sha256
from time import monotonic
from typing import Annotated, Any
from urllib.parse import quote

import httpx2
from pydantic import Field, model_validator

from gateway.adapters.addresses import (
    BROKEN,
    DELIVERED,
    LATER,
    Address,
    in_plain_characters,
    must_be_private,
    trusted,
)
from gateway.adapters.warehouses.kinds import Surroundings
from gateway.adapters.warehouses.reports import shipment_of
from gateway.application.ports import PackedShipment, PickOrder, Secrets
from gateway.domain import canonical
from gateway.errors import ConfigurationFault, TransportRefused, TransportUnavailable
from gateway.profiles.values import Duration, SecretName, Spec, Text

CANNOT = frozenset({404, 405, 501})
LONGEST_CURSOR = 2000


class RestSettings(Spec):
    """Where the warehouse listens and how we show who we are: a `token`, or a `user` with a `password`.

    An answer may be `largest_bytes` long and take until `deadline`; one fetch reads up to `most` shipments.
    """

    url: Address
    token: SecretName | None = None
    user: Text | None = None
    password: SecretName | None = None
    insecure: bool = False
    ca_file: Text | None = None
    connect_timeout: Duration = timedelta(seconds=15)
    read_timeout: Duration = timedelta(seconds=60)
    deadline: Duration = timedelta(minutes=2)
    largest_bytes: Annotated[int, Field(ge=1)] = 16 * 1024 * 1024
    most: Annotated[int, Field(ge=1)] = 1000
    page: Annotated[int, Field(ge=1, le=1000)] = 100

    @model_validator(mode="after")
    def _must_be_private(self) -> "RestSettings":
        must_be_private(self.url, insecure=self.insecure)
        if (self.user is None) != (self.password is None) or (self.token and self.user):
            raise ValueError("should name a token, or a user with a password")
        return self


def open_rest(settings: RestSettings, surroundings: Surroundings) -> "RestWarehouse":
    """Return the warehouse behind the address of the settings."""
    return RestWarehouse(settings, secrets=surroundings.secrets)


class RestWarehouse:
    """Implements the ports `Warehouse` and `Recalls` over HTTP.

    Everything we post carries an `Idempotency-Key`: the same key again is the same thing. Nothing it answers is
    believed before it is bounded and checked, and no redirect is followed.
    """

    def __init__(
        self, settings: RestSettings, *, secrets: Secrets, monotonic: Callable[[], float] = monotonic
    ) -> None:
        self._settings = settings
        self._secrets = secrets
        self._monotonic = monotonic
        self._base = settings.url.rstrip("/")
        self._host = httpx2.URL(settings.url).host
        self._trusted = trusted(settings.url, settings.ca_file)

    def release(self, pick: PickOrder) -> None:
        """Post the pick under its id; the same id again changes nothing."""
        self._post("/picks", key=pick.id, body=canonical.dumps(pick))

    def recall(self, commitments: Sequence[str]) -> Sequence[str]:
        """Ask for promises back; a warehouse that knows no recalls gives nothing back."""
        asked = sorted(set(commitments))
        key = sha256(" ".join(asked).encode()).hexdigest()
        status, answer = self._post(
            "/recalls", key=key, body=json.dumps({"commitments": asked}), or_else=CANNOT
        )
        if status in CANNOT:
            return []
        given = _field(answer, "recalled")
        return [one for one in commitments if one in given]

    def fetch(self) -> Iterator[PackedShipment]:
        """Yield what is not confirmed, page by page; raises TransportRefused at the end if something was no shipment."""
        told: set[str] = set()
        refused: list[str] = []
        for said in self._said():
            try:
                shipment = shipment_of(said)
            except TransportRefused as why:
                refused.append(str(why))
                continue
            if shipment.id not in told:
                told.add(shipment.id)
                yield shipment
        if refused:
            raise TransportRefused(f"{self._host}: {len(refused)} refused, the first: {refused[0]}")

    def confirm(self, shipment: PackedShipment) -> None:
        """Post that we have it; confirming it again changes nothing."""
        path = f"/shipments/{quote(shipment.id, safe='')}/confirmation"
        self._post(path, key=f"confirm:{shipment.id}", body="{}")

    def _said(self) -> Iterator[object]:
        """Yield what the pages hold, until there is no next one, it was there before, or enough was read."""
        cursor, cursors, count = "", {""}, 0
        while True:
            query = {"limit": str(self._settings.page)} | ({"after": cursor} if cursor else {})
            _, answer = self._call("GET", "/shipments", params=query)
            found = _field(answer, "shipments")
            yield from found[: self._settings.most - count]
            count += len(found)
            cursor = _next(answer)
            if not cursor or cursor in cursors or not found or count >= self._settings.most:
                return
            cursors.add(cursor)

    def _post(
        self, path: str, *, key: str, body: str, or_else: frozenset[int] = frozenset()
    ) -> tuple[int, Any]:
        headers = {"Content-Type": "application/json", "Idempotency-Key": quote(key, safe=":-.")}
        return self._call("POST", path, content=body.encode(), headers=headers, or_else=or_else)

    def _call(
        self,
        method: str,
        path: str,
        *,
        headers: dict[str, str] | None = None,
        or_else: frozenset[int] = frozenset(),
        **what: Any,  # noqa: ANN401 - whatever the client sends
    ) -> tuple[int, Any]:
        """Return the status and what the answer says; raises TransportUnavailable or TransportRefused."""
        shown = {"Accept": "application/json", "Accept-Encoding": "identity", **self._credentials()}
        try:
            with (
                self._client() as client,
                client.stream(method, self._base + path, headers=shown | (headers or {}), **what) as answer,
            ):
                content = self._content(answer)
        except httpx2.HTTPError as error:
            raise TransportUnavailable(f"{self._host} broke off: {type(error).__name__}") from error
        status = answer.status_code
        if status in or_else:
            return status, None
        if status not in DELIVERED:
            said = f"{self._host} answered {status}: {in_plain_characters(content)}"
            raise (
                TransportUnavailable(said) if status in LATER or status in BROKEN else TransportRefused(said)
            )
        return status, _read(content)

    def _content(self, answer: httpx2.Response) -> bytes:
        until = self._monotonic() + self._settings.deadline.total_seconds()
        content = bytearray()
        for piece in answer.iter_raw():
            content += piece
            if len(content) > self._settings.largest_bytes:
                raise TransportRefused(
                    f"{self._host} answered more than {self._settings.largest_bytes} bytes"
                )
            if self._monotonic() > until:
                raise TransportUnavailable(f"{self._host} took longer than {self._settings.deadline}")
        return bytes(content)

    def _client(self) -> httpx2.Client:
        read, connect = self._settings.read_timeout, self._settings.connect_timeout
        return httpx2.Client(
            timeout=httpx2.Timeout(read.total_seconds(), connect=connect.total_seconds()),
            verify=self._trusted,
            follow_redirects=False,
            trust_env=False,
        )

    def _credentials(self) -> dict[str, str]:
        settings = self._settings
        if settings.token:
            return {"Authorization": f"Bearer {self._secret(settings.token)}"}
        if settings.user and settings.password:
            pair = f"{settings.user}:{self._secret(settings.password)}".encode()
            return {"Authorization": f"Basic {b64encode(pair).decode()}"}
        return {}

    def _secret(self, name: str) -> str:
        secret = self._secrets.get(name)
        if not secret.isascii() or not secret.isprintable():
            raise ConfigurationFault(f"{name} holds characters that no header can carry")
        return secret


def _read(content: bytes) -> Any:  # noqa: ANN401 - whatever JSON holds
    if not content.strip():
        return {}
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise TransportRefused("the warehouse's answer is no JSON we can read") from error


def _field(answer: object, name: str) -> list[object]:
    found = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(found, list):
        raise TransportRefused(f"the warehouse's answer has no list of {name}")
    return found


def _next(answer: dict[str, object]) -> str:
    cursor = answer.get("next")
    if cursor is None:
        return ""
    if not isinstance(cursor, str) or len(cursor) > LONGEST_CURSOR:
        raise TransportRefused("the warehouse's answer has a `next` that is no short text")
    return cursor
