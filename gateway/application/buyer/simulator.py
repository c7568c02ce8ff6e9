"""The simulator: which scenarios there are, and a run of them against one gateway as one partner."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from gateway.application.buyer import oci, ordering, shopping
from gateway.application.buyer.conformance import Broken, Checks, Report
from gateway.application.buyer.conversing import Buyer, Dtd
from gateway.application.buyer.wire import Wire
from gateway.application.services import Services
from gateway.errors import ConfigurationFault, TransportUnavailable
from gateway.profiles.profile import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One thing buyers do; `needs` are the scenarios whose cart or order it goes on with."""

    name: str
    about: str
    play: Callable[[Buyer], None]
    way: str = "cxml"
    needs: tuple[str, ...] = ()


SCENARIOS: tuple[Scenario, ...] = (
    Scenario(name="profile", about="ask what we understand", play=shopping.profile),
    Scenario(name="create", about="shop and take a cart home", play=shopping.create),
    Scenario(name="edit", about="come back and change the cart", play=shopping.edit, needs=("create",)),
    Scenario(name="edit-cancel", about="come back and leave", play=shopping.edit_cancelled, needs=("create",)),
    Scenario(name="edit-empty", about="come back and empty the cart", play=shopping.emptied, needs=("create",)),
    Scenario(name="inspect", about="come back to look", play=shopping.inspect, needs=("create",)),
    Scenario(name="level-2", about="come for one item", play=shopping.deep_link, needs=("create",)),
    Scenario(name="cancel", about="leave without a cart", play=shopping.cancel),
    Scenario(name="strangers", about="come without being let in", play=shopping.strangers),
    Scenario(name="order", about="order the cart", play=ordering.order, needs=("create",)),
    Scenario(name="order-twice", about="send an order again", play=ordering.twice, needs=("create", "order")),
    Scenario(name="change", about="change the order", play=ordering.change, needs=("create", "order")),
    Scenario(name="cancel-order", about="cancel the order", play=ordering.cancel_order, needs=("create", "order")),
    Scenario(name="oci", about="shop by the Open Catalog Interface", play=oci.shop, way="oci"),
    Scenario(name="oci-validate", about="ask for today's price", play=oci.validate, way="oci"),
    Scenario(name="oci-search", about="search from outside", play=oci.background_search, way="oci"),
    Scenario(name="oci-strangers", about="call without being let in", play=oci.strangers, way="oci"),
)  # fmt: skip
BY_NAME: Mapping[str, Scenario] = MappingProxyType({one.name: one for one in SCENARIOS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a run needs beside the profile: where the gateway is, the way there, and what the partner shows."""

    address: str
    wire: Wire
    secret: str = ""
    oci_password: str = ""
    dtd: Dtd | None = None


def scenarios_for(profile: Profile, names: Sequence[str] = ()) -> tuple[Scenario, ...]:
    """Return the scenarios of these names, and those they go on with, or all that was agreed with the partner.

    Raises ConfigurationFault for a name there is none of, and where nothing was agreed that could be played.
    """
    unknown = sorted(set(names) - BY_NAME.keys())
    if unknown:
        raise ConfigurationFault(f"there is no scenario {unknown[0]}; there are {', '.join(BY_NAME)}")
    agreed = agreed_ways(profile)
    wanted = set(names) | {need for name in names for need in BY_NAME[name].needs}
    chosen = tuple(one for one in SCENARIOS if one.way in agreed and (not names or one.name in wanted))
    if not chosen:
        raise ConfigurationFault(
            f"{profile.code} has agreed on nothing a buyer could be played by: see `punchout`"
        )
    return chosen


def run(services: Services, profile: Profile, surroundings: Run, names: Sequence[str] = ()) -> Report:
    """Play scenarios one after the other and return the report; a scenario that breaks off lets the next ones go on."""
    checks, began = Checks(), services.clock.now()
    buyer = Buyer(
        services=services,
        profile=profile,
        address=surroundings.address.rstrip("/"),
        wire=surroundings.wire,
        checks=checks,
        secret=surroundings.secret,
        oci_password=surroundings.oci_password,
        dtd=surroundings.dtd,
    )
    for scenario in scenarios_for(profile, names):
        checks.begin(scenario.name)
        _play(buyer, scenario, checks)
    return Report(
        partner=profile.code,
        partner_name=profile.name,
        address=buyer.address,
        at=began,
        checks=tuple(checks.done),
        seconds=(services.clock.now() - began).total_seconds(),
    )


def _play(buyer: Buyer, scenario: Scenario, checks: Checks) -> None:
    tried = scenario.about
    try:
        scenario.play(buyer)
    except Broken as broken:
        failed = any(one.outcome == "failed" for one in checks.done if one.scenario == scenario.name)
        if failed:
            checks.that("went-on", right=False, tried=tried, came=str(broken))
        else:
            checks.skip("went-on", f"{scenario.name}: {broken}")
    except TransportUnavailable as away:
        checks.that("reached", right=False, tried=tried, came=str(away))


def agreed_ways(profile: Profile) -> frozenset[str]:
    """Return the ways (`cxml`, `oci`) in which the partner's people shop with us."""
    if profile.punchout is None:
        return frozenset()
    ways = {"cxml"} if profile.cxml is not None else set()
    if profile.punchout.oci is not None:
        ways.add("oci")
    return frozenset(ways)
