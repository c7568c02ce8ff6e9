"""Laws of cXML messages: what is written reads back, and is what the official DTDs ask for."""

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

from gateway.cxml.dtd import Validator
from gateway.cxml.masking import masked
from gateway.cxml.messages import Received, read, write
from gateway.domain.canonical import dumps
from gateway.domain.punch_outs import PunchOutStart
from tests.unit.cxml.documents import DOCUMENTS, ENVELOPE

DTDS = Path(__file__).parents[3] / "shared" / "cxml-dtd"
VALIDATOR = Validator(DTDS if DTDS.is_dir() else None)
SENSE = re.compile(
    r"cxml\.(total-differs|split-differs|line-repeated|attachment-missing|tax-differs|code-unknown|part-missing)"
)
"""Findings about the sense of what was made at random, and about words that are kept for others."""
QUICK = settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
"""Documents are large: made smaller one by one they would take minutes to fail."""


@pytest.mark.parametrize("kind", DOCUMENTS)
@QUICK
@given(data=st.data())
def test_what_is_written_reads_back_and_is_valid(kind: str, data: st.DataObject) -> None:
    """Every message: write, then read, gives the document and its envelope, nothing is left over, and no DTD objects."""
    document: Any = data.draw(DOCUMENTS[kind])

    written = write(ENVELOPE, document)
    received = read(written.content)

    assert document == received.document
    assert [one for one in received.findings if not SENSE.match(one.code)] == []
    assert _envelope(received) == ENVELOPE
    if VALIDATOR.is_there and _has_a_place(document):
        assert [(one.path, one.value_seen) for one in VALIDATOR.judge(written.content)] == []


def _envelope(received: Received) -> object:
    """Return the envelope that was read; a Response names nobody."""
    return received.envelope if received.envelope.senders else ENVELOPE


def _has_a_place(document: Any) -> bool:
    """Tell whether the DTD has room for it: an order has lines, and words of other people are not the DTD's."""
    if (
        hasattr(document, "ordered_on")
        and not hasattr(document, "responded_on")
        and not hasattr(document, "total")
    ):
        return bool(document.lines) and document.kind != "cxml:odd"
    return True


def test_the_dtds_are_at_hand() -> None:
    """Without them half of the law above is not tried: say so."""
    if not VALIDATOR.is_there:
        pytest.skip(f"the DTDs are not at hand: {DTDS}")
    start = PunchOutStart(start_page="https://us.example.test/")
    assert VALIDATOR.advise(read(write(ENVELOPE, start).content).root) == ()


JUNK = st.binary(max_size=200).map(lambda junk: b"<cXML>" + junk + b"</cXML>")


@settings(max_examples=60, deadline=None)
@given(JUNK | st.binary(max_size=100) | st.text(max_size=80).map(str.encode))
def test_any_bytes_give_findings_and_no_traceback(raw: bytes) -> None:
    """Reading never raises, and what is no cXML says so; masking never raises either."""
    received = read(raw)

    assert received.is_cxml or received.findings
    assert isinstance(masked(raw), bytes)


ODD = ("", "-1", "999999999999", "1e99", "x", "2026-99-99", "0001-01-01T00:00:00+14:00", "yes", "٣")


@pytest.mark.parametrize("kind", DOCUMENTS)
@settings(QUICK, max_examples=3)
@given(data=st.data())
def test_a_damaged_message_is_read_and_never_raises(kind: str, data: st.DataObject) -> None:
    """Elements gone, twice or odd, attributes gone or odd: what is left can be read, kept, and written again."""
    root = etree.fromstring(write(ENVELOPE, data.draw(DOCUMENTS[kind])).content)
    for _ in range(data.draw(st.integers(1, 8))):
        _damage(data.draw(st.sampled_from(list(root.iter()))), data)

    received = read(etree.tostring(root))

    if received.document is not None:
        assert dumps(received.document)
        assert read(write(ENVELOPE, received.document).content).name == received.name


def _damage(element: etree._Element, data: st.DataObject) -> None:
    parent, odd = element.getparent(), data.draw(st.sampled_from(ODD))
    how = data.draw(st.sampled_from(("gone", "twice", "text", "attribute")))
    if how == "gone" and parent is not None:
        parent.remove(element)
    elif how == "twice" and parent is not None:
        parent.append(deepcopy(element))
    elif how == "attribute" and element.attrib:
        element.set(data.draw(st.sampled_from(sorted(element.attrib))), odd)
    else:
        element.text = odd
