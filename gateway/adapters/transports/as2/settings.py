"""Where a partner takes AS2 messages, and what we show there; what is agreed beyond that stands under `as2`."""

from datetime import timedelta

from pydantic import model_validator

from gateway.adapters.transports.https import HttpsSettings
from gateway.profiles.values import Duration, SecretName


class As2Settings(HttpsSettings):
    """Where to post. `client_key` names a secret that holds a key and its certificate (PEM), shown to partners who ask for one."""

    client_key: SecretName | None = None
    read_timeout: Duration = timedelta(minutes=3)
    deadline: Duration = timedelta(minutes=10)

    @model_validator(mode="after")
    def _must_be_seen(self) -> "As2Settings":
        if self.client_key is not None and not self.url.lower().startswith("https:"):
            raise ValueError("a `client_key` is shown over https:// only")
        return self
