"""The names of secrets, as profiles write them: `secret:partner-token`."""

import re

from gateway.errors import ConfigurationFault

_NAME = re.compile(r"secret:([a-z0-9][a-z0-9._-]{0,99})")


def bare(name: str) -> str:
    """Return the name without its mark; raises ConfigurationFault for what is no name, without repeating it."""
    match = _NAME.fullmatch(name)
    if match is None:
        raise ConfigurationFault("a secret is asked for by something that is not the name of one")
    return match[1]
