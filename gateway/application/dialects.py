"""Dialects: what was agreed on answering, with the words the partner's map and version have codes for."""

from dataclasses import replace

from gateway.application.services import Services
from gateway.cxml.confirmations import KINDS, STATUSES
from gateway.domain.agreements import Agreement, Dialect
from gateway.mapping.saying import words_for
from gateway.profiles.cxml import CxmlDialect, message_of
from gateway.profiles.profile import Profile

STATUS, KIND = "lines.answers.status", "kind"


def spoken(services: Services, profile: Profile, set_id: str, agreement: Agreement) -> Agreement:
    """Return an agreement whose dialect holds only words that an answer by this set can be written with."""
    sending = profile.sends(set_id)
    if sending is None:
        return agreement
    if message_of(sending.map):
        return replace(agreement, dialect=_of_cxml(profile, agreement.dialect))
    plan = services.library.plan(sending.map)
    dialect = replace(agreement.dialect, statuses=words_for(plan, STATUS), kinds=words_for(plan, KIND))
    return replace(agreement, dialect=dialect)


def _of_cxml(profile: Profile, dialect: Dialect) -> Dialect:
    """Return a dialect with the words that a confirmation to the partner can hold."""
    taken = profile.cxml.dialect if profile.cxml else CxmlDialect()
    return replace(
        dialect,
        statuses=frozenset(STATUSES[name] for name in taken.statuses if name in STATUSES),
        kinds=frozenset(KINDS[name] for name in taken.confirmations if name in KINDS),
    )
