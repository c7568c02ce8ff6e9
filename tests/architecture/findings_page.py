"""The reference page of findings, written from the tables that decide: kinds, acknowledgement codes, rules."""

from collections.abc import Iterator
from inspect import getsource

from gateway.domain.findings import KINDS, FindingKind
from gateway.orderdesk.rules import RULES
from gateway.x12.acknowledgement_codes import ISA_NOTES, SAID, SAID_OF_ELEMENT, WORDS, Said

HEAD = """# Findings

What is wrong with a document is a finding: a value with a public code and an exact place. The same finding is a line of
`gateway validate`, a mark in an annotated document, an entry of the API, a hold on the order desk and, where the standard
has a word for it, a part of the 997 or TA1 that answers the sender. A code never changes its meaning and is never given to
anything else; new ones are added.

An **error** rejects what it is about, a **warning** is accepted and said, an **info** only explains. Partners differ: a
profile changes the severity of what reading finds (`x12: {severities: {map.count-mismatch: error}}`) and what a rule of the
order desk does (`orders: {rules: {V31: change}}`). A place may follow the code: `x12.code-unlisted 355: error` refuses every
unknown unit of measure, `x12.code-unlisted PO103: warning` only remarks on those of PO103, `x12.segment-unexpected N9: info`
lets a segment pass. The nearest agreement holds: element, data element, segment, code.

The last column says where a finding shows besides: `AK304` of a segment, `AK403` of an element, `AK502` of a transaction
set, `AK905` of a functional group, `TA105` of an interchange; or the rule of the order desk and what it does unless agreed
otherwise. Where it is empty an acknowledgement has no word for it, though an error still rejects the set.
"""

SECTIONS = (
    (
        "x12",
        "The standard",
        "Envelopes, structure and elements: what holds whoever sends it. `gateway validate` finds it offline, in any file.",
    ),
    (
        "map",
        "What was agreed on a document",
        "A map is narrower than the standard. Its guide page says what it asks for; these say where a document differs.",
    ),
    ("partner", "Who sent it, and whether it came before", "Held for a person where nobody can be answered."),
    (
        "order",
        "The order desk",
        "What a person at the desk would ask about. Each comes with a proposed fix; a hold can be accepted once.",
    ),
    (
        "cxml",
        "cXML",
        "What is said of a cXML document, coming in or going out. The place is a line and the path of an element.",
    ),
    (
        "cart",
        "Orders out of our shop",
        "Where an order is not the cart it comes from. The desk's rules decide; what was agreed holds.",
    ),
    (
        "supply",
        "Stock",
        "What is said of a list of supply, or of a partner's report of stock. An error in a list changes nothing.",
    ),
    (
        "catalogue",
        "Lists of items",
        "What is said of a list that is brought into the catalogue; the place is row and column. An error changes nothing.",
    ),
    (
        "sheet",
        "Buyers' sheets",
        "What is said of a workbook, CSV, PDF, DOCX or e-mail somebody asks for prices with; the place is sheet and cell.",
    ),
    (
        "request",
        "What a request asks for",
        "Where what a buyer says of its packs is not what we sell: the line waits for a person.",
    ),
    (
        "change",
        "Changes of orders",
        "Why a change, or a line of it, was not taken as it came. The answer says it in words; a doubt is held for a person.",
    ),
)
COLUMNS = ("Code", "Severity", "What it means", "What to do", "Shows as")
DOES = {"reject": "rejects", "hold": "holds", "change": "changes", "warn": "remarks", "off": "is off"}


def render() -> str:
    """Return the whole page."""
    return "\n".join([HEAD, *(_section(*section) for section in SECTIONS)])


def _section(prefix: str, title: str, words: str) -> str:
    kinds = [kind for code, kind in KINDS.items() if code.startswith(f"{prefix}.")]
    rows = [COLUMNS, ("---",) * len(COLUMNS), *map(_row, kinds)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"## {title}\n\n{words}\n\n{table}\n"


def _row(kind: FindingKind) -> tuple[str, ...]:
    return (f"`{kind.code}`", kind.severity.value, kind.message, kind.fix, "; ".join(_shows(kind.code)))


def _shows(code: str) -> Iterator[str]:
    if code in SAID:
        yield from _words(SAID[code])
    if code == "x12.isa-invalid":
        first, last = min(ISA_NOTES.values()), max(ISA_NOTES.values())
        yield f"or the note of the element, {first} to {last}"
    for (of, element), said in SAID_OF_ELEMENT.items():
        if of == code:
            yield f"for {element} {', '.join(_words(said))}"
    for rule in RULES:
        if rule.code == code:
            yield f"rule {rule.id} {DOES[rule.action]}"
        elif f'"{code}"' in getsource(rule.check):
            yield f"rule {rule.id}"


def _words(said: Said) -> Iterator[str]:
    for place, word in (
        ("AK304", said.segment),
        ("AK403", said.element),
        ("AK502", said.set),
        ("AK905", said.group),
    ):
        if word:
            (code,) = [one for one, meaning in WORDS[place].items() if meaning == word]
            yield f"{place} {code}"
    if said.note:
        yield f"TA105 {said.note}"
