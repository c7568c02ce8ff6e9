"""Our own keys, sealed; partners' certificates that were imported; secrets sealed by name."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from gateway.adapters.db.rows import columns_for, instead, made, values
from gateway.adapters.db.tables import imported_certificate as imported
from gateway.adapters.db.tables import own_key as own
from gateway.adapters.db.tables import sealed_secret as secrets
from gateway.application.as2.records import ImportedCertificate, OwnKey

OWN = select(*columns_for(OwnKey, own)).order_by(own.c.made_at, own.c.fingerprint)
IMPORTED = select(*columns_for(ImportedCertificate, imported)).order_by(
    imported.c.imported_at, imported.c.fingerprint
)
ADD_OWN = instead(own, "fingerprint")
ADD_IMPORTED = instead(imported, "partner", "fingerprint")
PUT_SECRET = instead(secrets, "name")


class DbKeyring:
    """Implements the port Keyring."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._database = connection.dialect.name

    def add_own(self, key: OwnKey) -> None:
        """Keep a key pair, or what is newly said of it."""
        self._connection.execute(ADD_OWN[self._database], values(key))

    def own(self, identity: str = "") -> Sequence[OwnKey]:
        """Return the key pairs of an identity, or all, oldest first."""
        wanted = OWN.where(own.c.identity == identity) if identity else OWN
        return made(OwnKey, self._connection.execute(wanted))

    def add_imported(self, certificate: ImportedCertificate) -> None:
        """Keep a partner's certificate, or what is newly agreed of it."""
        self._connection.execute(ADD_IMPORTED[self._database], values(certificate))

    def imported(self, partner: str = "") -> Sequence[ImportedCertificate]:
        """Return the certificates of a partner, or of all, oldest first."""
        wanted = IMPORTED.where(imported.c.partner == partner) if partner else IMPORTED
        return made(ImportedCertificate, self._connection.execute(wanted))

    def put_secret(self, name: str, sealed: bytes) -> None:
        """Keep a sealed secret, in place of an older one."""
        self._connection.execute(PUT_SECRET[self._database], {"name": name, "sealed": sealed})

    def secret(self, name: str) -> bytes | None:
        """Return a sealed secret."""
        sealed: bytes | None = self._connection.scalar(select(secrets.c.sealed).where(secrets.c.name == name))
        return sealed

    def secret_names(self) -> Sequence[str]:
        """Return the names of sealed secrets in order."""
        return self._connection.scalars(select(secrets.c.name).order_by(secrets.c.name)).all()
