"""Dialects: what was agreed on answering, with the words the partner's map and version have codes for."""

from dataclasses import replace

from gateway.application.services import Services
from gateway.domain.agreements import Agreement
from gateway.mapping.saying import words_for
from gateway.profiles.cxml import message_of
from gateway.profiles.profile import Profile

STATUS, KIND = "lines.answers.status", "kind"


def spoken(services: Services, profile: Profile, set_id: str, agreement: Agreement) -> Agreement:
    """Return an agreement whose dialect holds only words that an answer by this set can be written with."""
    sending = profile.sends(set_id)
    if sending is None or message_of(sending.map):
        return agreement
    plan = services.library.plan(sending.map)
    dialect = replace(agreement.dialect, statuses=words_for(plan, STATUS), kinds=words_for(plan, KIND))
    return replace(agreement, dialect=dialect)
