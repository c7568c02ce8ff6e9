"""What the use cases of cXML are handed beside the services: the store, the secrets, the dice, and where we stand."""

from collections.abc import Callable
from dataclasses import dataclass, field

from gateway.application.ports import Secrets, Store
from gateway.application.services import Services
from gateway.errors import ConfigurationFault
from gateway.profiles.cxml import Cxml as Agreed
from gateway.profiles.profile import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Cxml:
    """Everything cXML needs to work; `in_earnest` says whether this gateway is in production."""

    services: Services
    store: Store
    secrets: Secrets
    chance: Callable[[int], bytes] = field(repr=False)
    in_earnest: bool = False


def agreed_with(profile: Profile) -> Agreed:
    """Return what a profile says of cXML; raises ConfigurationFault where it says nothing."""
    if profile.cxml is None:
        raise ConfigurationFault(f"{profile.code}.yaml says nothing of cXML: it needs a part `cxml`")
    return profile.cxml
