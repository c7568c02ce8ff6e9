"""What the ports People, Webhooks and Replies promise, on each kind of database."""

from datetime import timedelta

import pytest

from gateway.adapters.db.ids import Uuid7
from gateway.adapters.db.work import DbStore
from gateway.application.ports import Endpoint, Reply, SessionRecord, TokenRecord, UserRecord, WebhookDelivery
from gateway.domain.users import Role
from gateway.errors import NotFound
from tests.databases import clock, database_url, engine, store
from tests.fakes.clocks import FixedClock

__all__ = ["clock", "database_url", "engine", "store"]
NEW = Uuid7().new


def user(clock: FixedClock, name: str, **known: object) -> UserRecord:
    """Return somebody."""
    return UserRecord(
        **{"name": name, "roles": (Role.VIEWER,), "made_at": clock.now(), "made_by": "test"} | known  # type: ignore[arg-type] # what a test changes
    )


def test_users_are_known_by_name_and_by_who_they_are_elsewhere(store: DbStore, clock: FixedClock) -> None:
    """Kept in place of what was known; nobody is anybody elsewhere without a subject."""
    with store.begin() as work:
        assert (False, None, None) == (
            work.people.anybody(),
            work.people.find("ann"),
            work.people.by_subject(""),
        )
        work.people.put(user(clock, "bob"))
        work.people.put(user(clock, "ann", subject="i#1", roles=(Role.ADMIN, Role.VIEWER)))
        work.people.put(user(clock, "bob", state="disabled"))
        work.commit()
    with store.read() as work:
        bob = work.people.find("bob")
        assert bob is not None
        assert (True, "disabled", "") == (work.people.anybody(), bob.state, bob.subject)
        assert ["ann", "bob"] == [one.name for one in work.people.all()]
        ann = work.people.by_subject("i#1")
        assert ann is not None
        assert ("ann", (Role.ADMIN, Role.VIEWER)) == (ann.name, ann.roles)
        assert None is work.people.by_subject("i#2")


def test_sessions_end_one_by_one_all_of_a_user_and_with_time(store: DbStore, clock: FixedClock) -> None:
    """By digest they are found, and by nothing else."""
    now = clock.now()
    made = [
        SessionRecord(
            id=NEW(),
            digest=f"d{number}",
            user=name,
            begun_at=now,
            seen_at=now,
            ends_at=now + timedelta(hours=number),
            address="",
            agent="",
        )
        for number, name in enumerate(("ann", "ann", "ann", "bob"))
    ]
    with store.begin() as work:
        for one in made:
            work.people.open_session(one)
        work.people.seen(made[1].id, now + timedelta(minutes=5))
        work.commit()
    with store.begin() as work:
        found = work.people.session("d1")
        assert found is not None
        assert now + timedelta(minutes=5) == found.seen_at
        assert [made[2].id, made[1].id, made[0].id] == [one.id for one in work.people.sessions("ann")]
        assert 1 == work.people.forget_ended(now + timedelta(minutes=1))
        work.people.close_session(made[1].id)
        assert 1 == work.people.close_sessions("ann")
        assert (None, []) == (work.people.session("d1"), work.people.sessions("ann"))
        assert 1 == len(work.people.sessions("bob"))


def test_tokens_are_found_by_digest_and_by_id(store: DbStore, clock: FixedClock) -> None:
    """Newest first, of one user or of all."""
    tokens = [
        TokenRecord(
            id=NEW(),
            digest=f"d{name}",
            user=name,
            name="export",
            scopes=("look", "supply"),
            made_at=clock.now(),
            made_by="test",
            ends_at=clock.now(),
        )
        for name in ("ann", "bob")
    ]
    with store.begin() as work:
        for one in tokens:
            work.people.add_token(one)
        assert (tokens[0], None) == (work.people.token("dann"), work.people.token("other"))
        assert tokens[1] == work.people.token_by_id(tokens[1].id)
        assert [tokens[1], tokens[0]] == work.people.tokens()
        assert [tokens[0]] == work.people.tokens("ann")
        with pytest.raises(NotFound, match="there is no token"):
            work.people.token_by_id("none")


def test_endpoints_and_what_was_sent_to_them(store: DbStore, clock: FixedClock) -> None:
    """The log outlives the endpoint; it is listed newest first, narrowed and page by page."""
    endpoint = Endpoint(
        id=NEW(),
        url="https://x.example/",
        events=("order.*",),
        sealed=b"\0\1",
        made_at=clock.now(),
        made_by="test",
    )
    sent = [
        WebhookDelivery(
            id=NEW(),
            partner="acme",
            endpoint=endpoint.id,
            event=f"e{number}",
            what="order.held",
            body="{}",
            state=state,
            made_at=clock.now(),
        )
        for number, state in enumerate(("waiting", "delivered", "failed"))
    ]
    with store.begin() as work:
        work.webhooks.put(endpoint)
        work.webhooks.add(sent)
        assert endpoint == work.webhooks.get(endpoint.id)
        assert [endpoint] == work.webhooks.all()
        work.webhooks.remove(endpoint.id)
        assert [] == work.webhooks.all()
        assert sent[::-1] == work.webhooks.recent(9)
        assert [sent[1]] == work.webhooks.recent(9, endpoint=endpoint.id, state="delivered")
        assert [sent[0]] == work.webhooks.recent(9, before=sent[1].id)
        for missing in (work.webhooks.get, work.webhooks.delivery):
            with pytest.raises(NotFound):
                missing("none")


def test_a_key_is_claimed_once_until_it_is_forgotten(store: DbStore, clock: FixedClock) -> None:
    """Whoever comes second is told what the first was answered."""
    claim = Reply(key_hash="k", sha256="s", at=clock.now())
    answer = Reply(
        key_hash="k", sha256="s", status=200, media="application/json", content=b"{}", at=clock.now()
    )
    with store.begin() as work:
        assert (None, claim) == (work.replies.claim(claim), work.replies.claim(claim))
        work.replies.put(answer)
        assert answer == work.replies.claim(claim)
        work.replies.forget("k")
        assert None is work.replies.claim(claim)
        assert (0, 1) == (
            work.replies.forget_before(clock.now()),
            work.replies.forget_before(clock.now() + timedelta(seconds=1)),
        )
