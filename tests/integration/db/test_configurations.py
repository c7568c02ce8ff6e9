"""Revisions, drafts, how scenarios came out, on each database."""

from datetime import timedelta

import pytest

from gateway.adapters.db.work import DbStore
from gateway.application.ports import Draft, Revision, TrialRecord
from gateway.errors import NotFound
from tests.fakes.clocks import START


def revision(number: int, **files: str) -> Revision:
    """Return a revision of so many files."""
    return Revision(
        id=f"0{number}",
        at=START + timedelta(hours=number),
        actor="me",
        reason=f"reason {number}",
        git_sha="abc",
        digest=f"digest {number}",
        files=files,
    )


def test_revisions_are_kept_with_their_contents_each_content_once(store: DbStore) -> None:
    """The newest is the last; contents come back by their digest."""
    with store.begin() as work:
        assert work.configurations.last() is None
        work.configurations.keep(revision(1, a="s1"), {"s1": b"one"})
        work.configurations.keep(revision(2, a="s1", b="s2"), {"s1": b"one", "s2": b"two"})
        work.commit()
    with store.read() as work:
        assert revision(2, a="s1", b="s2") == work.configurations.last()
        assert revision(1, a="s1") == work.configurations.get("01")
        assert ["02", "01"] == [one.id for one in work.configurations.recent(5)]
        assert ["01"] == [one.id for one in work.configurations.recent(5, before="02")]
        assert {"s1": b"one", "s2": b"two"} == dict(work.configurations.contents(["s1", "s2", "s3"]))
        with pytest.raises(NotFound):
            work.configurations.get("09")


def test_a_draft_takes_the_place_of_one_of_its_path(store: DbStore) -> None:
    with store.begin() as work:
        for path, content in (("wizard/b", b"1"), ("wizard/a", b"2"), ("wizard_a", b"3"), ("wizard/b", b"4")):
            work.configurations.draft(Draft(path=path, content=content, at=START, actor="me"))
        work.configurations.drop_drafts(["wizard/none"])
        assert [("wizard/a", b"2"), ("wizard/b", b"4")] == [
            (one.path, one.content) for one in work.configurations.drafts("wizard/")
        ]
        work.configurations.drop_drafts(["wizard/a", "wizard/b"])
        assert ["wizard_a"] == [one.path for one in work.configurations.drafts()]


def test_of_a_scenario_the_last_outcome_is_kept(store: DbStore) -> None:
    def trial(partner: str, scenario: str, *, passed: bool) -> TrialRecord:
        steps = [{"title": "they send", "outcome": "passed"}]
        return TrialRecord(
            partner=partner, scenario=scenario, at=START, actor="me", digest="d", passed=passed, steps=steps
        )

    with store.begin() as work:
        for one in (
            trial("b", "1", passed=True),
            trial("a", "2", passed=False),
            trial("a", "2", passed=True),
        ):
            work.partner_tests.put(one)
        assert [trial("a", "2", passed=True)] == list(work.partner_tests.of("a"))
        assert ["a", "b"] == [one.partner for one in work.partner_tests.all()]
