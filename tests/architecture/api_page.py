"""The page of the API, written from the description the API gives of itself and from the table of problems."""

from collections.abc import Iterator, Mapping
from typing import Any

from gateway.application.operating.webhooks import EVENTS
from gateway.entrypoints.api.errors import CODES, FIXES, RULES, STATUSES
from gateway.entrypoints.api.errors import PAGE as HERE
from gateway.entrypoints.api.needs import NEEDS
from tests.architecture.sources import ROOT

PAGE = ROOT / "docs" / "reference" / "api.md"
HEAD = """# API

Everything pages do, under `/api/v1`. `GET /api/v1/openapi.json` describes every operation, shape and limit, with an example of every body and
answer; what each needs stands under [roles](roles.md).

## Coming in

`Authorization: Bearer gwt_…`, with a token of a user's: `gateway token create ann --name export --scope look`, `POST /api/v1/tokens`, or
the page of a user. A token may what its scopes name and its user may, until its day. `gateway --server URL --token-file FILE VERB` does over
this API what the verb does here; the [command line](cli.md) says which verbs can.

## What goes wrong

Every error is `application/problem+json` (RFC 9457):

| field | |
|---|---|
| `status`, `title` | of HTTP |
| `code` | stable, never reused; all of them stand under [problems](#problems) |
| `detail` | a sentence |
| `instance` | the address that was asked for |
| `location` | where: `at` in the request, or `file`, `line` and `column` of the configuration |
| `rule` | where it is written down that this is not done |
| `fix` | what to do about it |
| `errors` | every place that is wrong, each like `location` with its `message` |

503 says with `Retry-After` when to ask again. Findings about documents are not errors: they are part of the document, with `code`,
`segment`, `position`, `element`, `offset`, `message` and `fix` ([findings](findings.md)).

## Lists

Every list answers `items` and `next`. `limit` says how many there may be, 200 at most; `next` is the `cursor` of the page that follows, empty
at the end. What arrives or goes meanwhile moves nothing.

## Reading again

Answers to GET carry an `ETag`; shown again in `If-None-Match` they are answered 304 without a body.

## Writing files

Profiles, maps and other files of the configuration have an address that ends in `/file` (`/partners/{code}/file`, `/maps/{name}/file`) or lies
under `/config/files`. Read one, send its `ETag` in `If-Match` with what it is to say: 428 without, 412 where somebody changed it meanwhile.
`dry_run=true` says what would change, what would be wrong, and the same as a patch; nothing is written then. What is wrong is answered 422
with file, line and column of each fault, and nothing is written either.

## Doing once

Send an `Idempotency-Key` (at most 255 characters) with a POST: asked again within 24 hours, by the same caller, at the same address and
with the same body, the first answer is given again, with `Idempotent-Replayed: true`, and nothing is done. With another body: 422. While
the first is under way: 409. Answers that are shown once (`/tokens`, `/webhooks`) are kept nowhere, so a key is refused there. `PATCH
/supply` always needs a key and keeps it for ever; `/edi` knows its own.

## Webhooks

`POST /api/v1/webhooks`, `gateway webhook add URL --event 'order.*'` or the page Developers. Messages follow
[Standard Webhooks](https://www.standardwebhooks.com/): `webhook-id` (the same at every try), `webhook-timestamp`, `webhook-signature`
(HMAC-SHA256 under the secret shown when the webhook was made). The body:

```json
{"type": "order.held", "timestamp": "2026-03-02T09:00:00+00:00",
 "data": {"id": "…", "partner": "acme", "ref": "…", "order": "…", "actor": "gateway", "detail": {}}}
```

Answer any 2xx within 15 seconds. Anything else is tried again after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, for three
days; 410 ends it at once. The log says what became of each, and each can be sent again. Messages may come twice and out of order:
go by `webhook-id` and `timestamp`.
"""


def render(described: Mapping[str, Any]) -> str:
    """Return the page, by the description of an application."""
    events = ", ".join(f"`{one}`" for one in EVENTS)
    return "\n".join(
        [
            f"{HEAD}Events: {events}.\n",
            "## Problems\n\n| code | status | what to do | where it is written down |\n|---|---|---|---|",
            *_problems(),
            "\n## Operations\n\nWhat each needs is the word behind it ([roles](roles.md)).\n",
            *_operations(described),
            "",
        ]
    )


def _problems() -> Iterator[str]:
    statuses = {code: str(status) for status, code in CODES.items()}
    statuses |= {kind.code: str(status.value) for kind, status in STATUSES.items()}
    statuses |= {"configuration": "422, 500", "request.invalid": "422", "http": "any other"}
    for code in sorted(FIXES):
        rule = RULES.get(code) or RULES.get(code.partition(".")[0]) or HERE
        yield f"| `{code}` | {statuses.get(code, '')} | {FIXES[code]} | `{rule}` |"


def _operations(described: Mapping[str, Any]) -> Iterator[str]:
    tags: dict[str, list[str]] = {}
    for path, methods in described["paths"].items():
        for method, one in methods.items():
            if path.startswith("/api/v1/"):
                tags.setdefault((one.get("tags") or ["other"])[0], []).append(_row(method.upper(), path, one))
    for tag, rows in sorted(tags.items()):
        yield f"### {tag}\n\n| operation | needs | |\n|---|---|---|"
        yield from rows
        yield ""


def _row(method: str, path: str, one: Mapping[str, Any]) -> str:
    routes = {route.replace(":path}", "}"): need for route, need in NEEDS.items()}
    need = routes[f"{method} {path}"]
    said = str(one.get("description") or one.get("summary", "")).split("\n\n", maxsplit=1)[0]
    return f"| `{method} {path}` | {need.may or 'nothing'} | {' '.join(said.split()).replace('|', chr(92) + '|')} |"
