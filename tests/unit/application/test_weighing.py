"""Weighing: what a profile says of a finding holds where it says so, the nearest first."""

from pathlib import Path

import pytest

from gateway.application.weighing import weigh
from gateway.domain.findings import Severity, find
from gateway.x12.dictionary import load

DICTIONARY = load(Path(__file__).resolve().parents[3] / "mappings/standards/x12/004010")
UNIT = find("x12.code-unlisted", segment="PO1", position=3, element="PO103", value_seen="QQ")


def severity(*agreed: str, element: str = "PO103") -> str:
    severities = {one.rpartition("=")[0]: Severity(one.rpartition("=")[2]) for one in agreed}
    found = find("x12.code-unlisted", segment=element[:3].rstrip("0"), element=element)
    return str(weigh([found], severities, DICTIONARY)[0].severity)


@pytest.mark.parametrize(
    ("agreed", "expected"),
    [
        ((), "info"),
        (("x12.code-unlisted=warning",), "warning"),
        (("x12.code-unlisted 355=error",), "error"),
        (("x12.code-unlisted PO1=error",), "error"),
        (("x12.code-unlisted PO103=error",), "error"),
        (("x12.code-unlisted 353=error",), "info"),
        (("x12.code-unlisted PO104=error",), "info"),
        (("x12.element-missing PO103=error",), "info"),
        (("x12.code-unlisted=error", "x12.code-unlisted 355=warning"), "warning"),
        (("x12.code-unlisted PO1=error", "x12.code-unlisted 355=warning"), "warning"),
        (("x12.code-unlisted PO103=error", "x12.code-unlisted 355=warning"), "error"),
    ],
)
def test_the_nearest_agreement_holds(agreed: tuple[str, ...], expected: str) -> None:
    """An element before its data element, that before the segment, that before the code alone."""
    assert expected == severity(*agreed)


def test_a_component_has_a_data_element_of_its_own() -> None:
    """The place of a component is named as it is in findings."""
    assert "error" == severity("x12.code-unlisted 355=error", element="PO403")
    assert "error" == severity("x12.code-unlisted 355=error", element="SLN05-1")
    assert "error" == severity("x12.code-unlisted SLN05-1=error", element="SLN05-1")


def test_a_place_nobody_knows_is_weighed_by_its_code() -> None:
    """Without a dictionary, or of an element it does not have, the code alone counts."""
    agreed = {"x12.code-unlisted 355": Severity.ERROR, "x12.code-unlisted": Severity.WARNING}
    whole = find("x12.code-unlisted")

    assert [Severity.WARNING] == [one.severity for one in weigh([UNIT], agreed)]
    assert [Severity.WARNING] == [one.severity for one in weigh([whole], agreed, DICTIONARY)]
    assert "warning" == severity("x12.code-unlisted=warning", element="PO199")
    assert "warning" == severity("x12.code-unlisted=warning", element="SLN05")
