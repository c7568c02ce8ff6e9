"""Keys and certificates: `cert new`, `cert import`, `cert list`, `cert rotate`; and secrets: `secret put`, `secret list`."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from gateway.entrypoints.cli.terminal import say, say_json, write_out

if TYPE_CHECKING:
    from gateway.application.as2.keys import Listed, Making
    from gateway.application.as2.records import OwnKey
    from gateway.bootstrap import Gateway

ACTOR = "command line"
JSON = typer.Option(False, "--json", help="Print one JSON object.")
IDENTITY = typer.Option("default", help="Which of our identities; a profile names it under `as2`.")
SUBJECT = typer.Option("b2b-order-gateway", help="What the certificate is called (its common name).")
KIND = typer.Option("rsa-3072", help="rsa-2048, rsa-3072, rsa-4096, ec-p256 or ec-p384.")
DAYS = typer.Option(1095, min=1, max=7300, help="For how many days the certificate is valid.")
OUT = typer.Option(None, metavar="FILE", help="Write the certificate there, for the partners.")
FILE = typer.Argument(
    metavar="FILE", help="PEM or DER; PKCS #12 for a key pair.", exists=True, dir_okay=False
)
PARTNER = typer.Option("", metavar="CODE", help="Pin it as a certificate of this partner's.")
FROM = typer.Option(None, "--from", help="From when it is agreed (UTC).")
UNTIL = typer.Option(None, "--until", help="Until when it is agreed (UTC).")
USE = typer.Option([], help="signing or encryption; both unless named.")
PASSWORD_FILE = typer.Option(
    None, metavar="FILE", help="A file with the password of the key.", exists=True, dir_okay=False
)


def add_to(app: typer.Typer) -> None:
    """Add the verbs."""
    certificates = typer.Typer(help="Our keys, and the certificates of partners.", no_args_is_help=True)
    certificates.command("new", short_help="Make the first key of an identity of ours.")(new)
    certificates.command("import", short_help="Take over a key pair, or pin a partner's certificate.")(take)
    certificates.command("list", short_help="Print every certificate, the first to end first.")(show)
    certificates.command("rotate", short_help="Put a new key in the place of ours, in good time.")(rotate)
    app.add_typer(certificates, name="cert")
    secrets = typer.Typer(help="Secrets sealed in the database.", no_args_is_help=True)
    secrets.command("put", short_help="Seal a secret, read from standard input.")(put)
    secrets.command("list", short_help="Print the names of sealed secrets.")(names)
    app.add_typer(secrets, name="secret")


def new(
    identity: str = IDENTITY,
    subject: str = SUBJECT,
    kind: str = KIND,
    days: int = DAYS,
    out: Path | None = OUT,
    as_json: bool = JSON,
) -> None:
    """Make a key with a certificate it signs itself; the key is sealed in the database, the certificate is for partners."""
    from gateway.application.as2 import keys

    gateway = _built()
    making = _making(identity, subject, kind, days)
    made = keys.make(gateway.services, gateway.store, gateway.as2.vault, making, actor=ACTOR)
    _tell(gateway, made, out=out, as_json=as_json)


def rotate(
    *,
    identity: str = IDENTITY,
    subject: str = SUBJECT,
    kind: str = KIND,
    days: int = DAYS,
    switch_in: int = typer.Option(30, min=0, help="After how many days we sign with the new key."),
    keep: int = typer.Option(60, min=0, help="How many days after that the old keys still decrypt."),
    out: Path | None = OUT,
    as_json: bool = JSON,
) -> None:
    """Make a key that decrypts at once and signs later, so that partners have time to pin its certificate.

    Until then we sign with the old key; both decrypt until the old one is no longer kept.
    """
    from gateway.application.as2 import keys

    gateway = _built()
    made = keys.rotate(
        gateway.services,
        gateway.store,
        gateway.as2.vault,
        _making(identity, subject, kind, days),
        switch_in=timedelta(days=switch_in),
        keep=timedelta(days=keep),
        actor=ACTOR,
    )
    _tell(gateway, made, out=out, as_json=as_json)


def take(
    file: Path = FILE,
    *,
    partner: str = PARTNER,
    identity: str = IDENTITY,
    password_file: Path | None = PASSWORD_FILE,
    from_on: datetime | None = FROM,
    until_on: datetime | None = UNTIL,
    use: list[str] = USE,
    as_json: bool = JSON,
) -> None:
    """Take over a key pair of ours that was made elsewhere; or, with --partner, pin a certificate of a partner's."""
    from gateway.application.as2 import keys
    from gateway.as2.agreements import BOTH_USES, Use, Window

    gateway = _built()
    data = file.read_bytes()
    if not partner:
        password = password_file.read_bytes().strip() if password_file else None
        made = keys.take_over(
            gateway.services,
            gateway.store,
            gateway.as2.vault,
            data,
            identity=identity,
            password=password,
            actor=ACTOR,
        )
        _tell(gateway, made, out=None, as_json=as_json)
        return
    unknown = sorted(set(use) - set(Use))
    if unknown:
        raise typer.BadParameter("should be signing or encryption", param_hint="--use")
    window = Window(
        from_at=_aware(from_on),
        until_at=_aware(until_on),
        uses=frozenset(Use(one) for one in use) or BOTH_USES,
    )
    imported = keys.pin(gateway.services, gateway.store, data, partner=partner, window=window, actor=ACTOR)
    if as_json:
        say_json({"partner": partner, "fingerprint": imported.fingerprint, "uses": list(imported.uses)})
    else:
        say(f"{partner} is known by {imported.fingerprint} for {' and '.join(imported.uses)}")


def show(as_json: bool = JSON) -> None:
    """Print every certificate there is: ours, those in profiles, those that were imported; the first to end first."""
    from gateway.application.as2 import keys

    gateway = _built()
    now = gateway.services.clock.now()
    with gateway.store.read() as work:
        known = keys.listed(gateway.services, work)
    if as_json:
        say_json([_plain(one, now) for one in known])
        return
    for one in known:
        left = (one.ends_at() - now).days
        ends = f"{one.ends_at():%Y-%m-%d}"
        said = f"ends {ends}, in {left} days" if left >= 0 else f"ended {ends}"
        say(
            f"{one.source:<8} {one.owner:<16} {one.certificate.fingerprint[:16]}  {said}  {one.certificate.subject}"
        )
    if not known:
        say("there is no certificate: `gateway cert new` makes one of ours")


def put(name: str = typer.Argument(metavar="NAME", help="Its name, without `secret:`.")) -> None:
    """Seal a secret under a name; it is read from standard input, to the end, without its last line break."""
    import sys

    from gateway.application.as2.keys import seal_secret

    gateway = _built()
    seal_secret(gateway.store, gateway.as2.vault, name, sys.stdin.buffer.read())
    say(f"secret:{name} is sealed")


def names(as_json: bool = JSON) -> None:
    """Print the names of the secrets that are sealed in the database, never what they are."""
    gateway = _built()
    with gateway.store.read() as work:
        known = list(work.keyring.secret_names())
    if as_json:
        say_json(known)
        return
    for name in known:
        say(f"secret:{name}")


def _making(identity: str, subject: str, kind: str, days: int) -> "Making":
    from gateway.application.as2.keys import Making
    from gateway.as2.certifying import KeyKind

    if kind not in set(KeyKind):
        raise typer.BadParameter(f"should be one of {', '.join(KeyKind)}", param_hint="--kind")
    return Making(identity=identity, subject=subject, kind=KeyKind(kind), lasts=timedelta(days=days))


def _tell(gateway: "Gateway", made: "OwnKey", *, out: Path | None, as_json: bool) -> None:
    gateway.engine.dispose()
    if as_json:
        say_json(
            {
                "identity": made.identity,
                "fingerprint": made.fingerprint,
                "signs_from": made.signs_from_at.isoformat(),
                "certificate": made.certificate,
            }
        )
    else:
        say(f"{made.identity}: {made.fingerprint}, signs from {made.signs_from_at:%Y-%m-%d %H:%M} UTC on")
    if out is not None:
        write_out(out, made.certificate.encode())
    elif not as_json:
        say(made.certificate.strip())


def _plain(one: "Listed", now: datetime) -> dict[str, Any]:
    certificate = one.certificate
    return {
        "source": one.source,
        "owner": one.owner,
        "fingerprint": certificate.fingerprint,
        "subject": certificate.subject,
        "key": certificate.key,
        "uses": list(one.uses),
        "valid_from": certificate.valid_from_at.isoformat(),
        "valid_until": certificate.valid_until_at.isoformat(),
        "agreed_from": one.from_at.isoformat() if one.from_at else None,
        "agreed_until": one.until_at.isoformat() if one.until_at else None,
        "days_left": (one.ends_at() - now).days,
        "certificate": certificate.pem,
    }


def _aware(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at else None


def _built() -> "Gateway":
    from gateway.bootstrap import build, prepare
    from gateway.entrypoints import logs
    from gateway.settings import load

    logs.configure()
    gateway = build(load())
    prepare(gateway)
    return gateway
