"""Alerts over a whole gateway: raised once for each condition, told of once, taken, over when the reason is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from gateway.application.alerting.conditions import Surroundings
from gateway.application.alerting.mailing import MailingAlerts
from gateway.application.alerting.taking import LONGEST_SNOOZE, acknowledge, snooze
from gateway.application.alerting.trying import became_of, send_trial
from gateway.application.alerting.watching import watch
from gateway.application.alerting.wording import ABOUT, WORDS, sentence
from gateway.application.circuits import missed
from gateway.application.expecting import ACKNOWLEDGEMENT, ANSWER, RECEIPT, Awaited, Expected, expect, settle
from gateway.application.people import auditing
from gateway.application.ports import AlertRecord
from gateway.application.ports.alerts import ALERT_STATES
from gateway.application.records import Job, NewJob
from gateway.bootstrap import directory, reread
from gateway.errors import Conflict, NotFound, TransportUnavailable
from gateway.profiles.alerting import Condition
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.house import House, built, interchange, later, order, write_profile

HOUR = timedelta(hours=1)
ENOUGH = 100 << 30
UNPRICED = "10*EA*0**IN*445566"


@pytest.fixture
def house(tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """A gateway with nothing left to do, on the embedded database: what differs by database is the store's contract."""
    house = built(tmp_path / "house", fresh("sqlite", tmp_path), clock)
    house.work()
    yield house
    house.gateway.engine.dispose()


def look(house: House, *, free: int = ENOUGH) -> list[NewJob]:
    """Let the watch look once, on a disk with so much room."""
    surroundings = Surroundings(services=house.gateway.services, disk_free=lambda: free)
    job = Job(id="", kind="alerts", ref="", dedupe="", lane="", attempts=0, run_at=house.clock.now())
    with house.gateway.store.begin() as work:
        auditing.seal(house.gateway.services, work, job)
        jobs = list(watch(surroundings, work, job))
        work.commit()
    return jobs


def alerts(house: House, *states: str) -> list[AlertRecord]:
    """Return the alerts there are, the first raised first."""
    with house.gateway.store.read() as work:
        return list(reversed(work.alerts.recent(100, states=states or ALERT_STATES)))


def said(house: House) -> list[tuple[str, str, str, str]]:
    """Return what stands: condition, partner, what about, how grave."""
    standing = alerts(house, "open", "acknowledged", "snoozed")
    return sorted((one.kind, one.partner, one.key, one.severity) for one in standing)


def told(house: House) -> list[str]:
    """Return what was written down of alerts, oldest first."""
    with house.gateway.store.read() as work:
        found = [one.what for one in work.events.recent(1000) if one.what.startswith("alert.")]
    return list(reversed(found))


def owing(house: House, kind: str, *, hours: int = 1, key: str = "d1") -> Awaited:
    """Write down that something is to come within an hour; return what."""
    what = Awaited("acme", kind, key)
    with house.gateway.store.begin() as work:
        expect(
            house.gateway.services,
            work,
            Expected(what=what, within=timedelta(hours=hours), ref="d1", title="855"),
        )
        work.commit()
    return what


def house_says(house: House, text: str) -> None:
    """Write what the house says of itself, and let it work."""
    (house.folder / "config" / "gateway.yaml").write_text(text, encoding="utf-8")
    reread(house.gateway)


def test_a_deadline_is_told_of_before_it_is_missed_and_when_it_is_and_over_when_the_answer_came(
    house: House,
) -> None:
    """Soon late is one alert, late another, of which the first is over; the answer clears it."""
    what = owing(house, ACKNOWLEDGEMENT)
    look(house)
    assert [] == said(house)
    later(house, minutes=50)
    house.ask("watch")
    look(house)
    look(house)
    assert [("deadline-at-risk", "acme", "acknowledgement", "warn")] == said(house)
    later(house, minutes=20)
    with house.gateway.store.begin() as work:
        (known,) = work.expectations.of("d1")
        work.expectations.put(replace(known, state="overdue"))
        work.commit()
    look(house)
    assert [("deadline-missed", "acme", "acknowledgement", "bad")] == said(house)

    with house.gateway.store.begin() as work:
        settle(house.gateway.services, work, what, by="997")
        work.commit()
    look(house)
    assert [] == said(house)
    assert ["alert.raised", "alert.raised", "alert.cleared", "alert.cleared"] == told(house)
    assert all(one.cleared_at and one.over == one.id for one in alerts(house))


def test_ours_are_grave_at_once_and_a_refusal_stands_until_it_is_settled(house: House) -> None:
    """What we owe is grave before it is late; a refused receipt is told of as such."""
    owing(house, ANSWER)
    receipt = owing(house, RECEIPT, key="m1")
    with house.gateway.store.begin() as work:
        settle(house.gateway.services, work, receipt, by="mdn", verdict="refused")
        work.commit()
    later(house, minutes=50)
    house.ask("watch")
    look(house)

    assert [
        ("deadline-at-risk", "acme", "answer", "bad"),
        ("refused-by-partner", "acme", "receipt", "bad"),
    ] == said(house)


def test_a_partner_out_of_reach_is_one_alert_that_ends_when_it_is_reached(house: House) -> None:
    """However often it is tried meanwhile; coming back at once it is the same alert, and nobody is told anew."""
    services, store = house.gateway.services, house.gateway.store

    def shut() -> None:
        with store.begin() as work:
            for _ in range(3):
                missed(services, work, "acme", TransportUnavailable("no route to host"))
            work.commit()

    shut()
    look(house)
    shut()
    look(house)
    (one,) = alerts(house)
    assert ("partner-out-of-reach", 6, "no route to host") == (one.kind, one.count, one.detail)
    acknowledge(services, store, one.id, said="calling them", actor="mai")
    with store.begin() as work:
        work.circuits.clear("acme")
        work.commit()
    look(house)
    assert [] == said(house)
    later(house, minutes=5)
    shut()
    look(house)
    (again,) = alerts(house)
    assert (one.id, "acknowledged", 2, None) == (again.id, again.state, again.times, again.cleared_at)
    assert ["alert.raised", "alert.acknowledged", "alert.cleared"] == told(house)


def test_what_comes_back_after_the_quiet_time_is_told_of_anew(house: House) -> None:
    """A second alert, with a history of its own."""
    look(house, free=1)
    look(house)
    later(house, minutes=16)
    look(house, free=1)

    assert ["cleared", "open"] == [one.state for one in alerts(house)]
    assert ["alert.raised", "alert.cleared", "alert.raised"] == told(house)


def test_a_disk_that_runs_full_gets_graver_once(house: House) -> None:
    """Little is a warning, hardly any is grave: told of again, and whoever took it has to look again."""
    look(house, free=2 << 30)
    (little,) = alerts(house)
    assert ("machine", "disk", "warn", "2.0 GiB free") == (
        little.kind,
        little.key,
        little.severity,
        little.detail,
    )
    acknowledge(house.gateway.services, house.gateway.store, little.id, said="", actor="mai")
    later(house, minutes=1)
    look(house, free=1 << 20)
    look(house, free=1 << 20)
    (full,) = alerts(house)
    assert ("bad", "open", house.clock.now(), little.since) == (
        full.severity,
        full.state,
        full.told_at,
        full.since,
    )
    look(house, free=2 << 30)
    (less,) = alerts(house)
    assert ("warn", "open") == (less.severity, less.state)
    assert ["alert.raised", "alert.acknowledged", "alert.worse"] == told(house)


def test_what_got_graver_while_it_was_over_is_told_of(house: House) -> None:
    """It is no return of the old one."""
    look(house, free=2 << 30)
    look(house)
    look(house, free=1 << 20)

    assert ["alert.raised", "alert.cleared", "alert.raised"] == told(house)


def test_an_alert_put_off_comes_back_if_it_still_stands(house: House) -> None:
    """Not before, and whoever is told hears of it once more; put off and over, it is over."""
    services, store = house.gateway.services, house.gateway.store
    look(house, free=1)
    (one,) = alerts(house)
    put = snooze(services, store, one.id, lasts=HOUR, said="disk is ordered", actor="mai")
    assert ("snoozed", house.clock.now() + HOUR, "mai", "disk is ordered") == (
        put.state,
        put.snoozed_until,
        put.handled_by,
        put.note,
    )
    later(house, minutes=59)
    look(house, free=1)
    assert ["snoozed"] == [one.state for one in alerts(house)]
    later(house, minutes=1)
    look(house, free=1)
    (back,) = alerts(house)
    assert ("open", None, house.clock.now()) == (back.state, back.snoozed_until, back.told_at)
    snooze(services, store, one.id, lasts=HOUR, said="still", actor="mai")
    look(house)
    look(house, free=1)
    assert ["snoozed"] == [one.state for one in alerts(house)]
    assert [
        "alert.raised",
        "alert.snoozed",
        "alert.reminded",
        "alert.snoozed",
        "alert.cleared",
    ] == told(house)


def test_what_is_over_or_put_off_for_too_long_is_not_taken(house: House) -> None:
    """Each says why."""
    services, store = house.gateway.services, house.gateway.store
    look(house, free=1)
    (one,) = alerts(house)
    with pytest.raises(Conflict, match="at most 30 days"):
        snooze(services, store, one.id, lasts=LONGEST_SNOOZE + HOUR, said="", actor="mai")
    with pytest.raises(Conflict, match="at most 500 characters"):
        acknowledge(services, store, one.id, said="x" * 501, actor="mai")
    with pytest.raises(NotFound):
        acknowledge(services, store, "none", said="", actor="mai")
    look(house)
    with pytest.raises(Conflict, match="over already"):
        acknowledge(services, store, one.id, said="", actor="mai")


def test_what_waits_for_a_person_is_told_of_after_the_time_agreed_with_the_partner(house: House) -> None:
    """An order that is held is no alert at once; a partner may have less time than the house, or none of this."""
    write_profile(house.folder, "acme", alerts={"waiting_after": "30m"})
    reread(house.gateway)
    house.take(interchange(order("PO-1", UNPRICED)))
    assert "held" == house.order("PO-1").state
    look(house)
    assert [] == said(house)
    later(house, minutes=31)
    look(house)
    assert ("waiting-too-long", "acme", "order", "warn") in said(house)

    write_profile(house.folder, "acme", alerts={"off": ["waiting-too-long"]})
    reread(house.gateway)
    look(house)
    assert [] == [one for one in said(house) if one[0] == "waiting-too-long"]


def test_documents_and_interchanges_that_are_held_wait_too(house: House) -> None:
    """Of somebody nobody knows as well, by the house's own time."""
    house.take(interchange(order("PO-2", "10*EA*9.25**IN*445566"), sender="0000000000"), partner="?")
    house.take(interchange(order("PO-3", "10*EA*9.25**IN*445566")))
    with house.gateway.store.begin() as work:
        (record, *_) = work.documents.recent(1, direction="in")
        work.documents.update(replace(record, validation="held"))
        work.commit()
    later(house, hours=5)
    look(house)

    waiting = {key for kind, _, key, _ in said(house) if kind == "waiting-too-long"}
    assert {"document", "interchange"} == waiting


def test_a_partner_that_falls_silent_is_told_of_where_that_was_agreed(house: House) -> None:
    """Who never sent anything, or does not trade, is not silent."""
    house_says(house, "alerts:\n  silent_after: 2d\n")
    house.take(interchange(order("PO-4", "10*EA*9.25**IN*445566")))
    later(house, days=1)
    look(house)
    assert [] == [one for one in said(house) if one[0] == "partner-silent"]
    later(house, days=2)
    look(house)
    assert [("partner-silent", "acme", "", "warn")] == [
        one for one in said(house) if one[0] == "partner-silent"
    ]


def test_work_that_waits_too_long_is_told_of(house: House) -> None:
    """Queues by kind; messages to programs wait for days by themselves."""
    with house.gateway.store.begin() as work:
        for kind in ("poll", "webhook"):
            work.jobs.add(NewJob(kind=kind, ref="none", dedupe=kind))
        work.jobs.add(NewJob(kind="order", ref="none", dedupe="order", partner="acme"))
        work.commit()
    later(house, minutes=20)
    look(house)
    assert {"poll", "order"} == {key for kind, _, key, _ in said(house) if kind == "work-too-old"}


def test_work_that_was_given_up_is_told_of_until_it_is_put_back(house: House) -> None:
    """By kind of work and partner, however many there are."""
    with house.gateway.store.begin() as work:
        for ref in ("none", "neither"):
            work.jobs.add(NewJob(kind="order", ref=ref, dedupe=ref, partner="acme"))
        work.commit()
    house.work()
    look(house)
    (one,) = alerts(house)
    assert 2 == one.count
    assert ("work-given-up", "acme", "order", "bad") in said(house)


def test_the_rules_of_the_house_switch_conditions_off(house: House) -> None:
    """What stood is over; a mistake in the file is named with its line, and everything stays as it was."""
    look(house, free=1)
    house_says(house, "alerts:\n  off: [machine]\n")
    look(house, free=1)
    assert [] == said(house)

    (house.folder / "config" / "gateway.yaml").write_text("alerts:\n  of: [machine]\n", encoding="utf-8")
    with pytest.raises(Exception, match=r"gateway\.yaml:2:3: alerts\.of: is no key .* did you mean off\?"):
        directory(house.gateway.settings)


@pytest.fixture
def mailed(house: House) -> Path:
    """The folder in which letters are laid down for the mail relay."""
    house_says(
        house,
        "alerts:\n  mail:\n    outbox: mail/out\n    us: gateway@ourco.example\n"
        "    them: [desk@ourco.example, ops@ourco.example]\n    least: bad\n    create: true\n",
    )
    return house.folder / "data" / "mail" / "out"


def test_people_are_told_by_one_letter_a_look(house: House, mailed: Path) -> None:
    """Of all that is grave enough together, once; the same letter again is the same file."""
    owing(house, ANSWER)
    later(house, minutes=50)
    house.ask("watch")
    (job,) = look(house, free=1)
    assert [] == look(house, free=1)
    for _ in range(2):
        house.ask(job.kind, job.ref)

    (letter,) = mailed.glob("*.eml")
    mail = message_from_bytes(letter.read_bytes(), policy=default)
    assert "desk@ourco.example, ops@ourco.example" == mail["To"]
    assert "A deadline is at risk: answer, acme and 1 more" == mail["Subject"]
    body = mail.get_content()
    assert "The machine needs somebody: disk" in body
    assert "See the page of alerts." in body
    assert ["alert.mailed", "alert.mailed"] == told(house)[-2:]


def test_what_is_not_grave_enough_is_worth_no_letter(house: House, mailed: Path) -> None:
    """A warning stays on the page."""
    (job,) = look(house, free=2 << 30)
    house.ask(job.kind, job.ref)

    assert not mailed.exists()
    assert ["alert.raised"] == told(house)


def test_a_letter_nobody_wants_any_more_is_given_up(house: House, mailed: Path) -> None:
    """And one that can never be laid down says so in the trail."""
    (job,) = look(house, free=1)
    house_says(house, "alerts: {}\n")
    house.ask(job.kind, job.ref)

    assert not mailed.exists()
    assert "alert.not-mailed" in told(house)
    mailing = house.gateway.effects["mail-alerts"]
    assert isinstance(mailing, MailingAlerts)
    with pytest.raises(TypeError):
        mailing.perform(job)


def test_a_trial_arrives_as_a_real_one_does(house: House, mailed: Path) -> None:
    """A letter to everybody who is told, which says that nothing is wrong; the trail has who asked and what became of it."""
    trial = send_trial(house.gateway.services, house.gateway.store, actor="mai")
    house.work()

    (letter,) = mailed.glob("*.eml")
    mail = message_from_bytes(letter.read_bytes(), policy=default)
    assert "desk@ourco.example, ops@ourco.example" == mail["To"]
    assert "Trial: alerts reach you" == mail["Subject"]
    assert "Nothing is wrong" in mail.get_content()
    assert (("desk@ourco.example", "ops@ourco.example"), 0) == (trial.letters_to, trial.webhooks)
    with house.gateway.store.read() as work:
        became = became_of(work, trial.ref)
        assert () == became_of(work, "") == became_of(work, "another")
    assert [("alert.test", "mai"), ("alert.mailed", "gateway")] == [(one.what, one.actor) for one in became]
    assert [] == alerts(house)


def test_a_trial_by_letter_that_cannot_be_laid_down_says_why(house: House, mailed: Path) -> None:
    """As a real one would."""
    trial = send_trial(house.gateway.services, house.gateway.store, actor="mai")
    house_says(house, "alerts: {}\n")
    house.work()

    assert not mailed.exists()
    with house.gateway.store.read() as work:
        assert ["alert.test", "alert.not-mailed"] == [one.what for one in became_of(work, trial.ref)]


def test_a_trial_where_nobody_is_told_reaches_nobody(house: House) -> None:
    """It is written down all the same."""
    trial = send_trial(house.gateway.services, house.gateway.store, actor="mai")

    assert ((), 0, False) == (trial.letters_to, trial.webhooks, trial.reaches_somebody)
    assert [trial.ref] == house.events("alert.test")


def test_each_condition_has_words() -> None:
    """For the page, the letters and the command line."""
    conditions: tuple[str, ...] = Condition.__args__  # type: ignore[attr-defined] # what typing keeps of a Literal
    assert set(conditions) == set(WORDS)
    assert {"order", "acknowledgement", "disk"} <= set(ABOUT)


def test_a_sentence_names_what_whose_and_how_many(house: House) -> None:
    """A certificate by its detail, not by the digest it is known by."""
    at = house.clock.now()
    one = AlertRecord(
        id="a",
        partner="acme",
        kind="work-given-up",
        key="order",
        severity="bad",
        count=3,
        since=at,
        raised_at=at,
        told_at=at,
    )

    assert "Work was given up: order, acme (3)" == sentence(one)
    ending = replace(one, kind="certificate-ending", key="ab" * 32, count=1)
    assert "A certificate ends: acme" == sentence(ending)
