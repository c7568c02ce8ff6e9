"""Why lines of an order cannot leave in time, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.application.ports import UnitOfWork
from gateway.application.promise_reasons import reasons_of
from gateway.application.reason_words import headline, of_cut, of_holder, of_option
from gateway.bootstrap import Gateway
from gateway.entrypoints.console.languages import told
from gateway.orderdesk.reasons import TRANSFER, Option


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpView:
    """What would help, in words; where goods can be sent by a person from place to place, what is to be sent under which name."""

    text: str
    send: Option | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonView:
    """What is missing of a line, why, and what would help."""

    line: int
    headline: str
    cuts: tuple[str, ...]
    holders: tuple[str, ...]
    options: tuple[HelpView, ...]


def reasons_in_words(gateway: Gateway, work: UnitOfWork, order: str) -> Sequence[ReasonView]:
    """Return the reasons of an order's lines as sentences."""
    return [
        ReasonView(
            line=one.line,
            headline=told(headline(one)),
            cuts=tuple(told(of_cut(cut)) for cut in one.cuts),
            holders=tuple(told(of_holder(holder)) for holder in one.holders),
            options=tuple(_help(gateway, option) for option in one.options),
        )
        for one in reasons_of(gateway.services, work, order)
    ]


def _help(gateway: Gateway, option: Option) -> HelpView:
    text = told(of_option(option))
    if option.kind != TRANSFER:
        return HelpView(text=text)
    return HelpView(text=text, send=option, reference=f"TO-{gateway.services.ids.new()}")
