"""How a partner asks for prices, and by what its quotes are made."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from gateway.profiles.conditions import Money, Percent
from gateway.profiles.values import FolderName, Mailbox, Spec

Share = Annotated[Decimal, Field(ge=0, le=1)]


class AutoAccept(Spec):
    """From which likeness of its description, and how far ahead of the next, an item is taken without asking."""

    score: Share = Decimal("0.90")
    gap: Share = Decimal("0.05")


class Approval(Spec):
    """When a person has to approve a quote: from an amount on, or below a margin in hundredths of the price."""

    amount_from: Money | None = None
    least_margin: Percent | None = None


class QuoteMail(Spec):
    """Quotes leave by e-mail: letters are laid down in `outbox`, where a mail relay of yours picks them up and sends them.

    They carry the quote as PDF, and with `workbook` the buyer's own file filled in; `text` stands before our words. A
    relative folder lies under the gateway's own.
    """

    outbox: FolderName
    us: Mailbox
    them: Annotated[tuple[Mailbox, ...], Field(min_length=1)]
    workbook: bool = True
    text: str = ""
    create: bool = False


class Requests(Spec):
    """Requests for quotation of the partner: taken in from its files and its 840s, and answered.

    Files that are neither X12 nor cXML are requests where `files` says so. A quote holds for `valid_days`; costs are
    those of the price list `cost_list`. With `send_at_once` what nobody has to look at leaves by itself: as the 843 or the
    QuoteMessage the profile's documents name, and by `mail`. A quote reserves nothing, unless `hold_stock` says that what
    it promises is held for the partner until its last day.
    """

    files: bool = True
    valid_days: Annotated[int, Field(ge=1, le=3650)] = 30
    cost_list: str = ""
    approval: Approval = Field(default_factory=Approval)
    auto_accept: AutoAccept = Field(default_factory=AutoAccept)
    send_at_once: bool = False
    mail: QuoteMail | None = None
    hold_stock: bool = False
