"""What holds for every answer of the API: an ETag for what is read, and the same answer to what is asked twice.

A POST with an Idempotency-Key is done once: its answer is kept for a day and given again to the same caller, with
`Idempotent-Replayed: true`. The same key with another body is refused (422), and so is one still under way (409).
"""

from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus

from fastapi import HTTPException
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.application.ports import Reply
from gateway.bootstrap import Gateway
from gateway.entrypoints.api.access import known
from gateway.entrypoints.api.bodies import read_at_most
from gateway.entrypoints.api.errors import as_json, problem_of
from gateway.errors import GatewayError

API = "/api/v1/"
KEPT_FOR = timedelta(hours=24)
LONGEST_KEY = 255
LARGEST_TAGGED = 1 << 20
SHOWN_ONCE = ("/api/v1/tokens", "/api/v1/webhooks")
"""What is answered there is a secret, which nobody keeps."""
NOT_KEPT = frozenset({401, 403, 429})


@dataclass(slots=True)
class Held:
    """An answer held back until all of it is there; beyond a size it is let go as it comes."""

    send: Send
    most: int
    start: Message | None = None
    body: bytearray = field(default_factory=bytearray)
    gone: bool = False
    whole: bool = False

    async def __call__(self, message: Message) -> None:
        """Take a part of the answer."""
        if message["type"] == "http.response.start":
            self.start = message
            return
        if self.gone or self.start is None:
            await self.send(message)
            return
        self.body += message.get("body", b"")
        self.whole = not message.get("more_body", False)
        if len(self.body) > self.most:
            self.gone = True
            await self.send(self.start)
            await self.send({**message, "body": bytes(self.body)})

    async def let_go(self) -> None:
        """Send what is held."""
        if self.start is not None and not self.gone:
            await self.send(self.start)
            await self.send({"type": "http.response.body", "body": bytes(self.body), "more_body": False})


class Answered:
    """An application whose API answers carry ETags and are given again for Idempotency-Keys."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        if scope["type"] != "http" or not scope["path"].startswith(API):
            await self._app(scope, receive, send)
        elif scope["method"] == "GET":
            await self._tagged(scope, receive, send)
        elif scope["method"] == "POST" and Headers(scope=scope).get("idempotency-key"):
            await self._once(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _tagged(self, scope: Scope, receive: Receive, send: Send) -> None:
        held = Held(send=send, most=LARGEST_TAGGED)
        await self._app(scope, receive, held)
        if held.start is None or held.gone:
            return
        if held.start["status"] == HTTPStatus.OK:
            headers = MutableHeaders(raw=held.start["headers"])
            tag = headers.setdefault("ETag", f'W/"{sha256(held.body).hexdigest()[:32]}"')
            if tag in Headers(scope=scope).get("if-none-match", ""):
                held.start["status"] = HTTPStatus.NOT_MODIFIED.value
                del headers["content-length"]
                held.body.clear()
        await held.let_go()

    async def _once(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        gateway: Gateway = scope["app"].state.gateway
        try:
            asked = await _asked(request, gateway)
            earlier = await run_in_threadpool(_claim, gateway, asked.reply) if asked else None
        except (HTTPException, GatewayError) as error:
            await as_json(problem_of(error), asked=scope["path"])(scope, receive, send)
            return
        if asked is None:
            await self._app(scope, _again(b""), send)
        elif earlier is not None:
            await _repeated(earlier, asked.reply, scope, receive, send)
        else:
            await self._first(asked, scope, send)

    async def _first(self, asked: "Asked", scope: Scope, send: Send) -> None:
        held = Held(send=send, most=LARGEST_TAGGED)
        gateway: Gateway = scope["app"].state.gateway
        try:
            await self._app(scope, _again(asked.body), held)
        except BaseException:
            await run_in_threadpool(_forget, gateway, asked.reply)
            raise
        await run_in_threadpool(_keep, gateway, asked.reply, held)
        await held.let_go()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that is to be done once."""

    reply: Reply
    body: bytes


async def _asked(request: Request, gateway: Gateway) -> Asked | None:
    """Return what is asked for; None for somebody we do not know, whom the door turns away."""
    key = request.headers["idempotency-key"].strip()
    if not key or len(key) > LONGEST_KEY:
        raise HTTPException(400, f"an Idempotency-Key has at most {LONGEST_KEY} characters")
    if request.url.path.startswith(SHOWN_ONCE):
        raise HTTPException(
            400, "what is answered here is shown once and kept nowhere: leave the Idempotency-Key out"
        )
    caller = await run_in_threadpool(known, request)
    if caller is None:
        return None
    body = await read_at_most(request, gateway.settings.max_body_bytes)
    whole = f"{caller.name}\n{request.method}\n{request.url.path}\n{request.url.query}\n{key}"
    reply = Reply(
        key_hash=sha256(whole.encode()).hexdigest(),
        sha256=sha256(body).hexdigest(),
        at=gateway.services.clock.now(),
    )
    return Asked(reply=reply, body=body)


def _claim(gateway: Gateway, reply: Reply) -> Reply | None:
    with gateway.store.begin() as work:
        work.replies.forget_before(reply.at - KEPT_FOR)
        earlier = work.replies.claim(reply)
        work.commit()
    return earlier


def _keep(gateway: Gateway, reply: Reply, held: Held) -> None:
    start = held.start
    if (
        start is None
        or held.gone
        or start["status"] >= HTTPStatus.INTERNAL_SERVER_ERROR
        or start["status"] in NOT_KEPT
    ):
        _forget(gateway, reply)
        return
    headers = Headers(raw=start["headers"])
    kept = Reply(
        key_hash=reply.key_hash,
        sha256=reply.sha256,
        status=start["status"],
        media=headers.get("content-type", ""),
        location=headers.get("location", ""),
        content=bytes(held.body),
        at=reply.at,
    )
    with gateway.store.begin() as work:
        work.replies.put(kept)
        work.commit()


def _forget(gateway: Gateway, reply: Reply) -> None:
    with gateway.store.begin() as work:
        work.replies.forget(reply.key_hash)
        work.commit()


async def _repeated(earlier: Reply, now: Reply, scope: Scope, receive: Receive, send: Send) -> None:
    if earlier.sha256 != now.sha256:
        said = HTTPException(422, "this Idempotency-Key came before with another body; nothing was done")
        await as_json(problem_of(said), asked=scope["path"])(scope, receive, send)
        return
    if not earlier.status:
        said = HTTPException(
            409, "what came with this Idempotency-Key is still under way: ask again in a moment"
        )
        await as_json(problem_of(said), asked=scope["path"])(scope, receive, send)
        return
    named = {
        "content-type": earlier.media,
        "location": earlier.location,
        "idempotent-replayed": "true",
        "content-length": str(len(earlier.content)),
    }
    headers = [(name.encode(), value.encode()) for name, value in named.items() if value]
    await send({"type": "http.response.start", "status": earlier.status, "headers": headers})
    await send({"type": "http.response.body", "body": earlier.content, "more_body": False})


def _again(body: bytes) -> Receive:
    """Return a body that was read already, to be read once more."""
    told: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return told.pop() if told else {"type": "http.disconnect"}

    return receive
