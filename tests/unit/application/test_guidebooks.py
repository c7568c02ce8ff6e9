"""A guide book says what was agreed: who we are to each other, how we write, how we answer."""

from datetime import timedelta
from pathlib import Path

import pytest

from gateway.adapters import transports
from gateway.application.guidebooks import LONGEST_SAMPLE, GuideBook, compose
from gateway.mapping.library import Library
from gateway.profiles.directory import Directory
from gateway.profiles.profile import Profile
from tests import maps

PROJECT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def library() -> Library:
    """Return our own maps."""
    return maps.library()


@pytest.fixture
def acme() -> Profile:
    """Return a partner's agreement."""
    return Directory((PROJECT / "partners",), transports.SETTINGS).get("acme")


def agreed(acme: Profile, **words: object) -> Profile:
    """Return the agreement with another word on acknowledging."""
    said = acme.x12.acknowledge.model_copy(update=words)
    return acme.model_copy(update={"x12_side": acme.x12.model_copy(update={"acknowledge": said})})


def answers(library: Library, profile: Profile) -> str:
    """Return what a guide says of answering."""
    return " ".join(compose(library, "acme/850", [profile]).acknowledgement)


def test_a_partners_guide_tells_the_partner(library: Library, acme: Profile) -> None:
    """Name, direction, identifiers and delimiters as agreed."""
    book = compose(library, "acme/850", [acme])

    assert ("ACME Stores", "to us", "Purchase order") == (book.partner, book.direction, book.document)
    assert ("You", "ISA qualifier 12, ISA identifier 5555551234, GS identifier ACME") == book.identities[0]
    assert (("element", "*"), ("component", ">"), ("segment", "~")) == book.delimiters
    assert book.differences


def test_a_base_map_belongs_to_nobody(library: Library, acme: Profile) -> None:
    """Then either may send it, with the usual delimiters, and what differs from the base is nothing."""
    book: GuideBook = compose(library, "base/x12/004010/850", [acme])

    assert ("", "either way", (), ()) == (book.partner, book.direction, book.identities, book.differences)
    assert any("997 or 999" in one for one in book.acknowledgement)
    assert any(one.startswith("Each functional group") for one in book.acknowledgement)


def test_the_sample_is_of_a_bearable_length(library: Library) -> None:
    """It shows many rows and can still be read by a person."""
    book = compose(library, "base/x12/004010/997")

    assert book.sample[0].startswith("ISA*")
    assert len(book.sample) <= LONGEST_SAMPLE


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({}, "Each functional group is answered by one 997"),
        ({"by": "999"}, "answered by one 997, in the version of the group"),
        ({"functional": "per_set"}, "A set with errors is rejected by itself"),
        ({"functional": "per_group"}, "One set with errors rejects its whole group."),
        ({"functional": "none"}, "By agreement we send no functional acknowledgement."),
        ({"interchange": "on_error"}, "A TA1 is sent where the interchange itself is at fault"),
        ({"interchange": "always"}, "A TA1 is sent for every interchange."),
        ({"interchange": "never"}, "No TA1 is sent."),
        ({}, "The acknowledgement leaves within 1 day."),
    ],
)
def test_answers_are_as_agreed(library: Library, acme: Profile, words: dict[str, str], said: str) -> None:
    """In sentences; before 005010 there is no 999, whatever was agreed."""
    assert said in answers(library, agreed(acme, **words))


def test_what_we_send_is_to_be_acknowledged(library: Library, acme: Profile) -> None:
    """Within the time agreed; an acknowledgement is never answered."""
    sent = compose(library, "acme/855", [acme])
    ack = compose(library, "base/x12/004010/997")

    assert "from us" == sent.direction
    assert "acknowledged by 997 or 999 within 1 day" in sent.acknowledgement[0]
    assert ("An acknowledgement is never answered by another.",) == ack.acknowledgement


@pytest.mark.parametrize(
    ("seconds", "said"), [(172_800, "2 days"), (3_600, "1 hour"), (5_400, "90 minutes"), (90, "90 seconds")]
)
def test_times_are_said_in_the_largest_unit(library: Library, acme: Profile, seconds: int, said: str) -> None:
    """Nobody has to divide."""
    documents = tuple(
        one.model_copy(update={"acknowledge_within": timedelta(seconds=seconds)})
        if one.map == "acme/850"
        else one
        for one in acme.documents
    )

    assert f"within {said}." in answers(library, acme.model_copy(update={"documents": documents}))


def test_repetitions_have_a_delimiter_where_the_version_has_them(library: Library, acme: Profile) -> None:
    """It is named where it is agreed."""
    characters = acme.x12.delimiters.model_copy(update={"repetition": "^"})
    other = acme.model_copy(update={"x12_side": acme.x12.model_copy(update={"delimiters": characters})})
    before, after = (
        compose(library, f"base/x12/{version}/997", [_with_map(other, f"base/x12/{version}/997")])
        for version in ("004010", "005010")
    )

    assert "repetition" not in dict(before.delimiters)
    assert "^" == dict(after.delimiters)["repetition"]


def _with_map(profile: Profile, name: str) -> Profile:
    """Return the agreement with a map for its first document."""
    first, *others = profile.documents
    return profile.model_copy(update={"documents": (first.model_copy(update={"map": name}), *others)})
