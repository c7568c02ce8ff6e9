"""Webhooks posted over HTTP, signed by the Standard Webhooks scheme."""

import httpx2
from standardwebhooks import Webhook

from gateway.application.operating.webhooks import Message
from gateway.errors import TransportRefused, TransportUnavailable

PATIENCE_S = 15
GONE = 410


def post_webhook(url: str, secret: str, message: Message, *, client: httpx2.Client | None = None) -> int:
    """Post a message; return the status; a redirect is not followed, and 410 says never to come again."""
    headers = {
        "content-type": "application/json",
        "webhook-id": message.id,
        "webhook-timestamp": str(int(message.at.timestamp())),
        "webhook-signature": Webhook(secret).sign(message.id, message.at, message.body),
    }
    try:
        with client or httpx2.Client(timeout=PATIENCE_S, follow_redirects=False) as asking:
            answer = asking.post(url, content=message.body.encode(), headers=headers)
    except httpx2.HTTPError as error:
        raise TransportUnavailable(f"not reached: {type(error).__name__}") from error
    if answer.status_code == GONE:
        raise TransportRefused(f"answered {GONE}: gone")
    if not answer.is_success:
        raise TransportUnavailable(f"answered {answer.status_code}")
    return answer.status_code
