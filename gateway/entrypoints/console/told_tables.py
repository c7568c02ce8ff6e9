"""The tables of sentences, here and in the layers within, that pages say in the reader's language."""

from gateway.application import expecting
from gateway.application.alerting import wording
from gateway.application.partner_tests import evidence
from gateway.domain import findings, users
from gateway.entrypoints.console import (
    measures,
    partners,
    request_view,
    rule_view,
    state_words,
    trade_words,
    words,
    work_words,
)

READ = frozenset({"english", "message", "fix"})
"""Which fields of the values in these tables people read."""
COMPOSED = (
    "855 for order {number}",
    "acknowledgement of {set_id} {reference}",
    "receipt for {name}",
    "general price per {unit}",
    "agreed price per {unit}",
    "contract {contract} per {unit}",
    "quote {quote} per {unit}",
)
"""What inner layers put together where no error is raised and no reason given: titles, and steps of a price."""
TABLES: tuple[tuple[str, object], ...] = (
    ("gateway/entrypoints/console/state_words.py", state_words.STATES),
    ("gateway/entrypoints/console/words.py", words.EVENTS),
    ("gateway/entrypoints/console/words.py", words.SETS),
    ("gateway/entrypoints/console/work_words.py", work_words.WORK),
    ("gateway/entrypoints/console/measures.py", (measures.GROUPS, measures.NAMES, measures.REASONS)),
    ("gateway/entrypoints/console/partners.py", [title for _, title in partners.TABS]),
    ("gateway/entrypoints/console/request_view.py", (request_view.HOW, request_view.NEEDS)),
    ("gateway/entrypoints/console/rule_view.py", (rule_view.DONE, rule_view.DOES)),
    (
        "gateway/entrypoints/console/trade_words.py",
        [
            trade_words.ROLES,
            trade_words.DATES,
            trade_words.REFERENCES,
            trade_words.IDENTIFIERS,
            trade_words.TAXES,
            trade_words.ORDERS,
            trade_words.STATES,
            trade_words.DETAILS,
            trade_words.WAYS,
            trade_words.ASKED,
        ],
    ),
    ("gateway/application/expecting.py", expecting.KINDS),
    ("gateway/entrypoints/console/told_tables.py", COMPOSED),
    ("gateway/application/alerting/wording.py", (wording.WORDS, wording.ABOUT, [wording.ENDS])),
    ("gateway/domain/findings.py", findings.KINDS),
    ("gateway/domain/users.py", users.SENTENCES),
    ("gateway/application/partner_tests/evidence.py", evidence.WHY),
)
"""Where each stands, and what it holds; of dictionaries the values are said."""
