"""Playing a buyer against a gateway: the one in this process, served for that on a port of its own, or a running one."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from gateway.adapters.browsing import HttpWire
from gateway.application.buyer.conformance import Report
from gateway.application.buyer.conversing import Dtd
from gateway.application.buyer.remembering import keep
from gateway.application.buyer.simulator import Run, run, scenarios_for
from gateway.bootstrap import Gateway
from gateway.errors import ConfigurationFault
from gateway.profiles.profile import Profile

LOOPBACK = "127.0.0.1"
SECRET_VARIABLE = "GATEWAY_SECRET_SIMULATED_BUYER"  # noqa: S105 - the name of a variable, no secret


def simulate(
    gateway: Gateway,
    partner: str,
    names: Sequence[str] = (),
    *,
    address: str = "",
    actor: str,
    verify: bool = True,
) -> Report:
    """Play scenarios as a partner and return the report; without an address against this gateway itself.

    What is ordered is marked as a test, so that it never ships. Raises NotFound and ConfigurationFault.
    """
    profile = gateway.services.directory.get(partner)
    scenarios_for(profile, names)
    wire = HttpWire(verify=verify)
    try:
        with _served(gateway, address) as at:
            surroundings = Run(
                address=at,
                wire=wire,
                secret=secret_of(gateway, profile),
                oci_password=_oci_password(gateway, profile),
                dtd=_dtd(gateway),
            )
            report = run(gateway.services, profile, surroundings, names)
    finally:
        wire.close()
    _keep(gateway, profile, report, actor=actor)
    return report


def secret_of(gateway: Gateway, profile: Profile) -> str:
    """Return the shared secret the partner shows: the first the profile names, or what the environment says.

    Of secrets made by `gateway cxml secret` only digests are kept: then the environment has to say it.
    """
    given = os.environ.get(SECRET_VARIABLE, "")
    if given or profile.cxml is None:
        return given
    if not profile.cxml.accept.secrets:
        raise ConfigurationFault(
            f"say the partner's shared secret in {SECRET_VARIABLE}: only its digest is kept"
        )
    return gateway.secrets.get(profile.cxml.accept.secrets[0])


@contextmanager
def _served(gateway: Gateway, address: str) -> Iterator[str]:
    if address:
        yield address
        return
    # the web application has pages that start a run: it is there by now, but was not when this module was read
    from gateway.entrypoints.serving import Web  # noqa: PLC0415 - see above

    web = Web(gateway, LOOPBACK, 0)
    with web.running():
        yield web.address


def _dtd(gateway: Gateway) -> Dtd | None:
    """Return what says where a document differs from its DTD, None where the DTDs are not here."""
    dtds = gateway.services.dtds
    if not dtds.is_there:
        return None
    return lambda content: [f"{one.value_seen} ({one.path})" for one in dtds.judge(content)]


def _oci_password(gateway: Gateway, profile: Profile) -> str:
    oci = profile.punchout.oci if profile.punchout else None
    return gateway.secrets.get(oci.password) if oci else ""


def _keep(gateway: Gateway, profile: Profile, report: Report, *, actor: str) -> None:
    with gateway.store.begin() as work:
        keep(work, report, profile, actor=actor)
        gateway.services.note(
            work,
            "punchout.simulated",
            report.partner,
            partner=report.partner,
            actor=actor,
            passed=report.count("passed"),
            advised=report.count("advised"),
            failed=report.count("failed"),
        )
        work.commit()
