"""A gateway that runs elsewhere: `--server` chooses it, and verbs that can speak to it do so over its API.

The token comes from a file or the environment, never from the command line, where other people's `ps` would show it.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from urllib.parse import quote, urlsplit

import typer
from typer.models import CommandInfo

from gateway.entrypoints.cli.terminal import shown
from gateway.errors import ConfigurationFault, Conflict, GatewayError, NotFound, Refused

P = ParamSpec("P")
T = TypeVar("T")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
TIMEOUT_S = 60
A_PAGE = 200
FAILED, MISSING, REFUSED = 500, 404, (401, 403)
VARIABLES = ("GATEWAY_TOKEN_FILE", "GATEWAY_TOKEN")
ZULU = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
SPEAKING: dict[str, str] = {}
"""The verbs that speak to a server, and what each asks for there."""


class RemoteFault(GatewayError):
    """The gateway that was asked could not be reached, or failed itself."""

    code = "remote"


@dataclass(frozen=True, slots=True)
class Server:
    """Where a gateway is served, and what lets us in."""

    url: str
    token: str

    def get(self, path: str, **asked: Any) -> Any:  # noqa: ANN401 - JSON
        """Return what is there."""
        return self._ask("GET", path, asked=asked)

    def post(self, path: str, body: Mapping[str, Any] | None = None, **asked: Any) -> Any:  # noqa: ANN401 - JSON
        """Return what came of asking for something to be done."""
        return self._ask("POST", path, body=body, asked=asked)

    def all(self, path: str, **asked: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - parameters of a list
        """Yield a list page by page."""
        cursor = ""
        while True:
            page = self.get(path, limit=A_PAGE, cursor=cursor, **asked)
            yield from page["items"]
            cursor = page["next"]
            if not cursor:
                return

    def _ask(
        self, method: str, path: str, *, asked: Mapping[str, Any], body: Mapping[str, Any] | None = None
    ) -> Any:  # noqa: ANN401 - JSON
        import httpx2

        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        params = {key: value for key, value in asked.items() if value not in ("", None)}
        try:
            answer = httpx2.request(
                method,
                f"{self.url}/api/v1/{path}",
                headers=headers,
                params=params,
                json=body,
                timeout=TIMEOUT_S,
            )
        except httpx2.HTTPError as error:
            raise RemoteFault(f"{self.url} cannot be reached: {error}") from error
        if not answer.is_success:
            raise _fault(self.url, answer.status_code, answer.text)
        return _in_our_words(answer.json())


def _fault(url: str, status: int, text: str) -> GatewayError:
    """Return what the server says is wrong as the error this machine would have raised."""
    import json

    try:
        problem = json.loads(text)
        said, faults = str(problem["detail"]), [str(one["message"]) for one in problem.get("errors", ())]
    except (ValueError, KeyError, TypeError):
        return RemoteFault(f"{url} answered {status}, and not as a gateway does")
    if status >= FAILED:
        return RemoteFault(f"{url} failed: {said}")
    if status in REFUSED:
        return Refused(
            f"{url} does not let us: {said}; name a token by {' or '.join(VARIABLES)} or --token-file"
        )
    if status == MISSING:
        return NotFound(said)
    return ConfigurationFault("\n".join(said.split("; "))) if faults else Conflict(said)


def _in_our_words(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Return JSON with instants as this machine writes them."""
    if isinstance(value, dict):
        return {key: _in_our_words(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_in_our_words(one) for one in value]
    return f"{value[:-1]}+00:00" if isinstance(value, str) and ZULU.fullmatch(value) else value


@dataclass(slots=True)
class _Choice:
    server: Server | None = None


_chosen = _Choice()


def choose(url: str, token_file: Path | None) -> None:
    """Let verbs speak to a server from now on, or to none."""
    _chosen.server = None
    if not url:
        return
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise typer.BadParameter("should be https://host", param_hint="--server")
    token = _token(token_file)
    if token and parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise typer.BadParameter("a token is sent by https only", param_hint="--server")
    _chosen.server = Server(url.rstrip("/"), token)


def _token(file: Path | None) -> str:
    named = file or (Path(os.environ[VARIABLES[0]]) if os.environ.get(VARIABLES[0]) else None)
    if named is None:
        return os.environ.get(VARIABLES[1], "").strip()
    try:
        return named.read_text(encoding="utf-8").strip()
    except OSError as refused:
        raise ConfigurationFault(f"{shown(str(named))} cannot be read: {refused.strerror}") from refused


def remotely(verb: str, local: Callable[P, T]) -> Callable[P, T | None]:
    """Return a verb that does its work on this machine, or over the API of the server that was chosen."""
    SPEAKING[verb] = local.__name__

    @wraps(local)
    def either(*given: P.args, **said: P.kwargs) -> T | None:
        if _chosen.server is None:
            return local(*given, **said)
        from gateway.entrypoints.cli.remote_verbs import VERBS

        VERBS[verb](_chosen.server, **said)
        return None

    return either


def keep_here(app: typer.Typer) -> None:
    """Let every verb that cannot speak to a server say so where one was chosen."""
    for command in app.registered_commands:
        _keep(command, str(command.name))
    for group in app.registered_groups:
        for command in group.typer_instance.registered_commands if group.typer_instance else ():
            _keep(command, f"{group.name} {command.name}")


def _keep(command: CommandInfo, verb: str) -> None:
    if command.callback is not None and verb not in SPEAKING:
        command.callback = _here_only(verb, command.callback)


def _here_only(verb: str, local: Callable[P, T]) -> Callable[P, T]:
    @wraps(local)
    def kept(*given: P.args, **said: P.kwargs) -> T:
        if _chosen.server is not None:
            raise typer.BadParameter(
                f"`gateway {verb}` works on this machine only: leave it out. These speak to a server: "
                f"{', '.join(sorted(SPEAKING))}",
                param_hint="--server",
            )
        return local(*given, **said)

    return kept


def quoted(part: str) -> str:
    """Return a name as it stands in an address; the steps of a map's name stay steps."""
    return quote(part, safe="/")
