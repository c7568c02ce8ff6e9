"""The folder for pyx12: whole, and clear of everything that is known to mislead it."""

from pathlib import Path
from xml.etree.ElementTree import Element, parse

import pytest

from gateway.application.second_opinions import second_reader
from gateway.mapping.library import Library
from gateway.mapping.narrowing import compilable
from gateway.x12.interchanges import TransactionSet
from gateway.x12.pyx12_maps import compile_folder
from tests import maps

MAPPINGS = Path(__file__).parents[3] / "mappings"
SETS = ("810", "850", "855", "856", "860", "997")


@pytest.fixture(scope="module")
def library() -> Library:
    return maps.library()


@pytest.fixture(scope="module")
def folder(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with several maps of one version."""
    into = tmp_path_factory.mktemp("pyx12") / "004010"
    plans = [library.plan(f"base/x12/004010/{one}") for one in SETS]
    compile_folder(plans[0].dictionary, [compilable(one) for one in plans], into, suffixes=["", "VICS"])
    return into


def every(folder: Path, tag: str) -> list[Element]:
    return [one for file in sorted(folder.glob("*.xml")) for one in parse(file).iter(tag)]  # noqa: S314 - written above


def test_the_folder_holds_all_that_pyx12_looks_for(folder: Path) -> None:
    """It never falls back on files of its own."""
    expected = {"maps.xml", "codes.xml", "dataele.xml", "x12.control.00401.xml", "x12.control.00501.xml"}

    assert expected | {f"base-x12-004010-{one}.xml" for one in SETS} == {one.name for one in folder.iterdir()}


def test_every_data_element_used_is_there_and_no_code_set_is_asked_for(folder: Path) -> None:
    """An element or a code set that is not defined stops pyx12 with an exception."""
    defined = {one.get("ele_num") for one in every(folder, "data_ele")}
    used = {one.get("data_ele") for one in every(folder, "element")}

    assert used <= defined
    assert ["ISA12"] * (len(SETS) + 2) == [
        one.get("xid") for one in every(folder, "element") if one.find("valid_codes") is not None
    ]


def test_an_industry_s_version_is_a_row_of_its_own(folder: Path) -> None:
    """pyx12 compares GS08 whole."""
    rows = {(one.get("vriic"), one.get("fic")) for one in every(folder, "map")}

    assert {("004010", "PO"), ("004010VICS", "PO"), ("004010VICS", "FA")} <= rows


def test_no_position_is_used_twice_side_by_side(folder: Path) -> None:
    """A segment and a loop at one position make pyx12 miss what is there."""
    for parent in [*every(folder, "transaction"), *every(folder, "loop")]:
        positions = [one.get("pos") for one in parent if one.tag in {"segment", "loop"}]

        assert len(set(positions)) == len(positions), parent.get("xid")


def test_identifiers_of_any_kind_are_taken(folder: Path) -> None:
    """ISA05 and ISA07 carry telephone numbers and company prefixes too: no list stands in their way."""
    limited = [one.get("xid") for one in every(folder, "element") if one.find("regex") is not None]

    assert {"ISA05", "ISA07", "AK101", "AK201"}.isdisjoint(limited)


def test_a_wrong_code_in_front_is_one_finding(library: Library) -> None:
    """A list of codes would make a qualifier of the first element, and of one wrong code a row of lost segments."""
    plan = library.plan("acme/850")
    segments = (
        "ST*850*0001",
        "BEG*QQ*NE*PO-1**20240102",
        "DTM*010*20240201",
        "N1*ST**92*0007",
        "PO1*1*10*EA*12.5**IN*445566",
        "CTT*1*10",
        "SE*7*0001",
    )
    found = second_reader(plan).examine(TransactionSet(id="850", control_number="0001", segments=segments))

    assert [("map.code-unexpected", "BEG01")] == [(one.code, one.element) for one in found]


@pytest.mark.parametrize(("version", "said"), [("004010", ["x12.element-characters"]), ("005010", [])])
def test_a_caret_is_a_character_where_repetitions_are_known(
    library: Library, version: str, said: list[str]
) -> None:
    """Which of them a text may hold pyx12 tells by the first value its map lists for ISA12."""
    order = "ST*850*0001~BEG*00*SA*45^7**20260102~PO1*1*1*EA**VN*A~SE*4*0001"
    one = TransactionSet(id="850", control_number="0001", segments=tuple(order.split("~")))

    found = second_reader(library.plan(f"base/x12/{version}/850")).examine(one)
    assert said == [finding.code for finding in found if finding.element == "BEG03"]
