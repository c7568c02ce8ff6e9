"""Where a partner takes AS2 messages, and what we show there; what is agreed beyond that stands under `as2`."""

from datetime import timedelta

from gateway.adapters.transports.https import HttpsSettings
from gateway.profiles.values import Duration, SecretName


class As2Settings(HttpsSettings):
    """Where to post. `client_key` names a secret that holds a key and its certificate (PEM), shown to partners who ask for one."""

    client_key: SecretName | None = None
    read_timeout: Duration = timedelta(minutes=3)
    deadline: Duration = timedelta(minutes=10)
