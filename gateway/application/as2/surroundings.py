"""What the use cases of AS2 are handed beside the services: the store, the vault, the dice and the limits."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from gateway.application.as2.keys import held_by, pinned_by
from gateway.application.ports import Store, UnitOfWork, Vault
from gateway.application.services import Services
from gateway.as2.agreements import Agreement
from gateway.as2.limits import STANDARD, Limits
from gateway.errors import ConfigurationFault
from gateway.profiles.as2 import As2 as Agreed
from gateway.profiles.profile import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class As2:
    """Everything AS2 needs to work.

    `lease` is for how long whoever works on a message has it to itself; then it died, and the next who brings it takes over.
    """

    services: Services
    store: Store
    vault: Vault
    chance: Callable[[int], bytes] = field(repr=False)
    limits: Limits = STANDARD
    lease: timedelta = timedelta(seconds=60)

    def agreement(self, work: UnitOfWork, profile: Profile) -> Agreement:
        """Return what is agreed with a partner, with our keys opened; raises ConfigurationFault."""
        agreed = agreed_with(profile)
        keys = tuple(held for own in work.keyring.own(agreed.identity) for held in held_by(self.vault, own))
        if not keys:
            raise ConfigurationFault(
                f"there is no key of ours called {agreed.identity}: `gateway cert new --identity {agreed.identity}`"
            )
        imported = tuple(pinned_by(one) for one in work.keyring.imported(profile.code))
        return agreed.agreement(keys, imported)

    def new_message_id(self, profile: Profile) -> str:
        """Return a Message-ID nobody has used."""
        return f"<{self.services.ids.new()}@{profile.x12.us.id.strip().lower()}.gateway>"


def agreed_with(profile: Profile) -> Agreed:
    """Return what a profile says of AS2; raises ConfigurationFault where it says nothing."""
    if profile.as2 is None:
        raise ConfigurationFault(f"{profile.code}.yaml says nothing of AS2: it needs a part `as2`")
    return profile.as2
