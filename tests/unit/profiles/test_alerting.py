"""What the house and a partner say of alerts."""

from datetime import timedelta
from pathlib import Path

import pytest

from gateway.profiles.alerting import HouseFile
from gateway.profiles.directory import Directory
from gateway.profiles.loading import ProfileFault, load_house
from tests.unit.profiles.examples import KINDS


def test_what_the_house_does_not_say_is_as_we_have_it(tmp_path: Path) -> None:
    """No file at all, and one that says a single thing."""
    file = tmp_path / "gateway.yaml"
    assert HouseFile() == Directory([], KINDS).house == Directory([], KINDS, file).house
    file.write_text("alerts:\n  waiting_after: 30m\n  off: [machine]\n", encoding="utf-8")

    alerts = Directory([], KINDS, file).house.alerts
    assert (timedelta(minutes=30), ("machine",), timedelta(minutes=15), None) == (
        alerts.waiting_after,
        alerts.off,
        alerts.quiet_for,
        alerts.mail,
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "alerts:\n  of: [machine]\n",
            "gateway.yaml:2:3: alerts.of: is no key of this place; did you mean off?",
        ),
        ("alerts:\n  off: [disk]\n", "gateway.yaml:2:9: alerts.off.0: Input should be 'deadline-at-risk'"),
        ("alerts:\n  waiting_after: soon\n", "should be a duration such as 30m, 24h or 2d"),
    ],
)
def test_what_is_wrong_is_named_by_its_place(tmp_path: Path, text: str, said: str) -> None:
    """By file, line and column, together with what is wrong in partners' files."""
    file = tmp_path / "gateway.yaml"
    file.write_text(text, encoding="utf-8")
    for wrong in (lambda: load_house(file), lambda: Directory([], KINDS, file)):
        with pytest.raises(ProfileFault) as fault:
            wrong()
        assert said in str(fault.value)
