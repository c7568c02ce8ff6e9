"""The conformance report: each check with what was tried, what came, what a buyer's system makes of it, and how to mend it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Literal

Outcome = Literal["passed", "advised", "failed", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """What a check is about: what a buyer's system makes of a failure, and how it is mended."""

    name: str
    means: str
    fix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check as it came out."""

    scenario: str
    code: str
    name: str
    outcome: Outcome
    tried: str
    came: str
    means: str = ""
    fix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All checks of a run; it is passed while none failed."""

    partner: str
    partner_name: str
    address: str
    at: datetime
    checks: tuple[Check, ...]
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Return whether nothing failed."""
        return self.count("failed") == 0 and bool(self.checks)

    def count(self, outcome: Outcome) -> int:
        """Return how many checks came out so."""
        return sum(one.outcome == outcome for one in self.checks)


class Broken(Exception):
    """A scenario that cannot go on; the text says why."""


class Checks:
    """The checks of a run as they come in."""

    def __init__(self) -> None:
        self.done: list[Check] = []
        self._scenario = ""

    def begin(self, scenario: str) -> None:
        """Let what follows belong to a scenario."""
        self._scenario = scenario

    def that(self, code: str, *, right: bool, tried: str, came: str, advice: bool = False) -> bool:
        """Write a check down and return whether it was right; `advice`: a failure is no more than a remark."""
        outcome: Outcome = "passed" if right else "advised" if advice else "failed"
        self._add(code, outcome, tried=tried, came=came)
        return right

    def must(self, code: str, *, right: bool, tried: str, came: str) -> None:
        """Write a check down; raises Broken where it is wrong, for nothing after it could be right."""
        if not self.that(code, right=right, tried=tried, came=came):
            raise Broken(EXPLAINED[code].name)

    def skip(self, code: str, why: str) -> None:
        """Write down that something could not be tried; the same reason is said once a run."""
        if not any(one.code == code and one.came == why and one.outcome == "skipped" for one in self.done):
            self._add(code, "skipped", tried="", came=why)

    def _add(self, code: str, outcome: Outcome, *, tried: str, came: str) -> None:
        explained = EXPLAINED[code]
        wrong = outcome in ("failed", "advised")
        self.done.append(
            Check(
                scenario=self._scenario,
                code=code,
                name=explained.name,
                outcome=outcome,
                tried=tried,
                came=came,
                means=explained.means if wrong else "",
                fix=explained.fix if wrong else "",
            )
        )


def _explained(rows: Iterable[tuple[str, str, str, str]]) -> Mapping[str, Explained]:
    return MappingProxyType(
        {code: Explained(name=name, means=means, fix=fix) for code, name, means, fix in rows}
    )


EXPLAINED: Mapping[str, Explained] = _explained(
    (
        ("reached", "the gateway answers", "the buyer's people see an error page", "start it, and look at the way to it"),
        ("http", "HTTP 200 with cXML in it", "a transport error: tried again for hours", "look at the log, and at what stands in front"),
        ("status", "the status is the right one", "the request counts as refused, or a refusal as taken", "the status' own words say why"),
        ("dtd", "the document is valid by the DTD", "strict systems refuse it unread", "report it: this is ours to mend"),
        ("readable", "the document reads without errors", "what cannot be read is left out or refused", "report it: this is ours to mend"),
        ("in-time", "the answer comes in time", "the buyer's system gives up; people see an error", "look at the machine's load"),
        ("endpoints", "the profile names our endpoints", "networks do not know where to send what", "agree on documents in the profile"),
        ("start-page", "the start page is an address people's browsers can open", "nothing opens", "serve over https under a name buyers reach"),
        ("shop", "the start page leads into the shop", "people see an error instead of a shop", "look at what the page says"),
        ("once", "a start page opens once", "a link that leaks lets strangers shop", ""),
        ("assortment", "the shop has something to sell", "people find an empty shop", "give the partner a price list with prices that hold"),
        ("search", "search finds in spite of a typing error", "people order elsewhere", "fill in names in the catalogue"),
        ("add", "an item goes into the cart", "nothing can be bought", "look at what the page says"),
        ("read-only", "on inspect nothing can be changed", "a requisition that was approved changes unseen", ""),
        ("form-target", "the cart goes to the address the buyer gave", "the cart never arrives", "add the buyer's origin to punchout: return_to"),
        ("form-csp", "the page lets its form go there", "the browser keeps the cart back", "add the buyer's origin to punchout: return_to"),
        ("not-kept", "no cache keeps the page with the cart", "a shared machine shows one buyer's cart to another", ""),
        ("no-secret", "no shared secret is in the page", "whoever uses the browser can read it", "take it out of the profile's extrinsics"),
        ("cookie", "the buyer's cookie comes back as it was", "the cart is thrown away", ""),
        ("lines", "the lines are those of the cart", "people get what they did not choose", ""),
        ("total", "the total is the sum of its lines", "the requisition shows another sum, or is refused", ""),
        ("currency", "one currency, the agreed one", "the sum is taken for another currency's", "set orders: currency"),
        ("units", "units are codes the buyer knows", "unknown units turn into each: twelve for a dozen", "add the unit to punchout: units"),
        ("unspsc", "every line has a commodity code of eight digits", "the requisition is routed to nobody or refused", "fill in category in the catalogue"),
        ("auxiliary", "our second number of a line is short and plain", "lines cannot be matched when they come back", ""),
        ("auxiliary-stable", "lines keep that number when the cart is edited", "the buyer takes them for new lines", ""),
        ("description", "descriptions are as short as agreed", "they are cut, or the line is refused", "shorten names in the catalogue"),
        ("maker", "maker and maker's number are told", "the item cannot be compared", "fill in maker and maker_number in the catalogue"),
        ("allowed", "the cart says what it may come back for", "edit is offered where it fails, or is not where it works", "set punchout: cart: allowed"),
        ("refilled", "edit brings the cart back", "people shop anew", ""),
        ("empty-asked", "an empty cart is asked about before it goes back on edit", "the buyer's lines are deleted by a click", ""),
        ("cancelled", "leaving without a cart is the status 204", "the buyer's lines are deleted, or people are stuck", ""),
        ("landed", "a deep link opens what was asked for", "people search again for what they clicked on", "compare the item numbers both sides keep"),
        ("stranger", "a wrong secret gets the status 401 and no reason", "anybody may order, or learn who your customers are", ""),
        ("other-host", "a cart does not go to a host nobody agreed on", "carts with your prices go to anybody", ""),
        ("taken", "the order is taken", "the order never arrives", "the status' own words say why"),
        ("again", "the same bytes are answered the same, and make no second order", "goods come twice", ""),
        ("conflict", "other bytes under the same payloadID are refused", "one order is taken for another", ""),
        ("changed", "a change is taken", "people telephone", "the status' own words say why; agree on the 860 in the profile"),
        ("withdrawn", "a cancellation is taken", "goods come that nobody wants", "the status' own words say why; agree on the 860 in the profile"),
        ("differs", "what is ordered is what was in the cart", "the order is held, or billed otherwise", "see which lines differ"),
        ("hook", "the cart goes back to HOOK_URL, its query split into fields", "the cart never arrives", "add the buyer's origin to punchout: return_to"),
        ("oci-fields", "each line has what the interface demands", "lines are dropped without a word", "fill in the catalogue; see punchout: oci: fields"),
        ("oci-lengths", "no field is longer than it may be", "text is cut without a word", "see punchout: oci: lengths"),
        ("oci-numbers", "numbers have a point and no thousands sign", "quantities and prices are misread", ""),
        ("validate", "VALIDATE tells today's price of an item", "old prices stay in templates", ""),
        ("background", "BACKGROUND_SEARCH finds", "the buyer's own search shows nothing of ours", ""),
        ("went-on", "the scenario could be played to its end", "what follows was not tried", "see the check before"),
    )
)  # fmt: skip
"""What each check means to a buyer's system, in words."""
