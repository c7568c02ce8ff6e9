"""What every store promises of cXML that partners posted, on every database."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gateway.adapters.db.work import DbStore
from gateway.application.ports import CxmlAttachment, CxmlExchange, CxmlSecret
from gateway.domain.findings import find
from gateway.errors import NotFound

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIRST = CxmlExchange(
    id="x1",
    partner="hooli",
    payload_id="p1",
    message="OrderRequest",
    headers=(("Content-Type", "text/xml"),),
    sha256="aa",
    size=9,
    at=AT,
)
FILE = CxmlAttachment(
    id="a1",
    partner="hooli",
    exchange="x1",
    document="d1",
    content_id="c1",
    size=3,
    sha256="bb",
    content=b"abc",
)
SECRET = CxmlSecret(partner="hooli", digest="dd", salt="s", made_by="ann", made_at=AT)


def test_a_payload_id_is_claimed_once(store: DbStore) -> None:
    """By each partner; whoever comes second gets the first."""
    with store.begin() as work:
        assert work.cxml_inbox.claim(FIRST) is None
        assert work.cxml_inbox.claim(replace(FIRST, id="x2", partner="globex")) is None
        work.commit()
    with store.begin() as work:
        assert work.cxml_inbox.claim(replace(FIRST, id="x3", sha256="cc")) == FIRST


def test_what_became_of_a_request_is_kept_with_its_reply(store: DbStore) -> None:
    """Found by id, by payload id and by its document; a request that was never answered has no reply."""
    done = replace(FIRST, status=200, document="d1", findings=(find("cxml.dtd"),), transmission="t1")
    with store.begin() as work:
        work.cxml_inbox.claim(FIRST)
        work.cxml_inbox.finish(done, b"<cXML/>")
        work.commit()

    with store.read() as work:
        inbox = work.cxml_inbox
        assert [done] * 3 == [inbox.get("x1"), inbox.find("hooli", "p1"), inbox.of_document("d1")]
        assert (None, None) == (inbox.find("hooli", "p2"), inbox.of_document(""))
        assert inbox.reply("x1") == b"<cXML/>"
        with pytest.raises(NotFound):
            inbox.reply("x2")
        with pytest.raises(NotFound):
            inbox.get("x2")


def test_the_newest_come_first(store: DbStore) -> None:
    """Of everybody or of one partner, and those before one that is named."""
    with store.begin() as work:
        for number in range(4):
            work.cxml_inbox.claim(
                replace(
                    FIRST,
                    id=f"x{number}",
                    payload_id=f"p{number}",
                    partner="hooli" if number % 2 else "globex",
                    at=AT.replace(hour=9 + number),
                )
            )
        work.commit()

    with store.read() as work:
        assert ["x3", "x2"] == [one.id for one in work.cxml_inbox.recent(2)]
        assert ["x3", "x1"] == [one.id for one in work.cxml_inbox.recent(9, partner="hooli")]
        assert ["x1", "x0"] == [one.id for one in work.cxml_inbox.recent(9, before="x2")]


def test_attachments_are_listed_without_their_bytes(store: DbStore) -> None:
    """Who wants the bytes asks for one of them."""
    with store.begin() as work:
        work.cxml_inbox.attach([replace(FILE, id="a2", position=1), FILE])
        work.commit()

    with store.read() as work:
        listed = work.cxml_inbox.attachments("d1")
        assert [("a1", b""), ("a2", b"")] == [(one.id, one.content) for one in listed]
        assert work.cxml_inbox.attachment("a1") == FILE
        with pytest.raises(NotFound):
            work.cxml_inbox.attachment("a3")


def test_a_retired_secret_counts_no_longer(store: DbStore) -> None:
    """Those of others neither."""
    other = replace(SECRET, digest="ee", made_at=AT.replace(hour=8))
    with store.begin() as work:
        for one in (SECRET, other, replace(SECRET, partner="globex")):
            work.cxml_inbox.keep_secret(one)
        work.commit()
    with store.begin() as work:
        assert [other, SECRET] == list(work.cxml_inbox.secrets("hooli"))
        work.cxml_inbox.keep_secret(replace(other, retired_at=AT))
        assert [SECRET] == list(work.cxml_inbox.secrets("hooli"))
