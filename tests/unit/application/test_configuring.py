"""Files of a configuration: changed without losing a word, told from one another, begun from a template."""

from pathlib import Path

import pytest

from gateway.adapters.commits import commit_of
from gateway.application.configuring.beginning import Beginning, Identity, begin, identity_of, templates
from gateway.application.configuring.editing import edit, written
from gateway.application.configuring.planning import patch, plan
from gateway.application.configuring.tree import Tree, read, safe, writable, write
from gateway.errors import ConfigurationFault, NotFound
from gateway.settings import shipped
from tests.maps import library

ROOT = Path(__file__).parents[3]
OURS = [*(ROOT / "partners").rglob("*.yaml"), *(ROOT / "mappings" / "acme").glob("*.yaml")]
TEXT = """\
# Who they are.
name: Corner Shop   # as they say
codes: ["00", NO, 012]
documents:
- {receive: "850", map: corner/850}
- {send: "855", map: corner/855}
x12:
  them: {id: "012"}
"""
GIVEN = Beginning(
    code="corner",
    name='Corner "C" Shop',
    template="retail-4010",
    them=Identity(qualifier="08", id="925411006", group="CORNER"),
    us=Identity(qualifier="ZZ", id="OURCO"),
)


@pytest.mark.parametrize("file", OURS, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_file_nothing_is_changed_in_stays_as_it_is(file: Path) -> None:
    """Every quote, comment, list and line of every file we ship."""
    text = file.read_text(encoding="utf-8")

    assert text == edit(text, {})


def test_one_word_changes_and_all_around_it_stays() -> None:
    """Comments, codes that look like numbers, the way lists stand in."""
    changed = edit(
        TEXT,
        {
            ("name",): "Shop: the second",
            ("x12", "them", "qualifier"): "08",
            ("documents", 1): None,
            ("documents", 7): {"send": "810", "map": "corner/810"},
            ("orders", "kinds"): ["new-order"],
            ("x12", "none", "there"): None,
            ("codes", 9): None,
        },
    )

    assert changed == (
        '# Who they are.\nname: "Shop: the second" # as they say\ncodes: ["00", NO, 012]\ndocuments:\n'
        '- {receive: "850", map: corner/850}\n- {send: "810", map: corner/810}\nx12:\n  them: {id: "012", qualifier: "08"}\n'
        "orders:\n  kinds: [new-order]\n"
    )


@pytest.mark.parametrize(
    ("text", "path"),
    [
        pytest.param("name: [", ("name",), id="no YAML"),
        pytest.param(TEXT, ("name", "first"), id="within a text"),
        pytest.param(TEXT, ("documents", 9, "map"), id="an item there is not"),
        pytest.param(TEXT, ("name", "first", "letter"), id="below a text"),
    ],
)
def test_what_cannot_be_set_is_said(text: str, path: tuple[str | int, ...]) -> None:
    with pytest.raises(ConfigurationFault):
        edit(text, {path: "x"})


def test_a_new_file_quotes_what_others_might_take_for_numbers() -> None:
    assert 'a: "00"\nb: yes it is\nc: "no"\nd:\n  e: [x]\nf:\n  - {g: "1"}\n' == written(
        {"a": "00", "b": "yes it is", "c": "no", "d": {"e": ["x"]}, "f": [{"g": "1"}]}
    )


def test_states_differ_file_by_file_and_key_by_key() -> None:
    """Added, changed, removed; of YAML the keys, of everything a patch."""
    before = Tree(files={"partners/a.yaml": b"name: A\nx: {y: 1}\n", "partners/b.yaml": b"name: B\n"})
    after = Tree(files={"partners/a.yaml": b"name: A\nx: {y: 2, z: [3]}\n", "partners/c.edi": b"\xff"})

    changes = plan(before, after)

    assert [("changed", "partners/a.yaml"), ("removed", "partners/b.yaml"), ("added", "partners/c.edi")] == [
        (one.kind, one.path) for one in changes
    ]
    assert [("x.y", "1", "2"), ("x.z[0]", "", "3")] == [
        (one.key, one.before, one.after) for one in changes[0].keys
    ]
    assert () == changes[2].keys
    assert patch(changes[:1]).startswith("--- a/partners/a.yaml\n+++ b/partners/a.yaml\n@@")
    assert "+++ /dev/null\n" in patch(changes[1:2])
    assert () == plan(before, before)
    assert before.digest != after.digest


def test_a_folder_is_read_and_written_and_nothing_beside_it(tmp_path: Path) -> None:
    """Hidden files, drafts of writers and strange kinds are no part of it."""
    assert Tree() == read(None)
    write(
        tmp_path,
        {
            "partners/a.yaml": b"1",
            "tests/scenarios/a/b.edi": b"2",
            "gateway.yaml": b"3",
            "mappings/a/8.yaml": b"4",
        },
    )
    (tmp_path / "partners" / ".hidden.yaml").write_bytes(b"")
    (tmp_path / "partners" / "a.exe").write_bytes(b"")
    write(tmp_path, {"mappings/a/8.yaml": None})

    assert ["gateway.yaml", "partners/a.yaml", "tests/scenarios/a/b.edi"] == list(read(tmp_path).files)
    assert writable(tmp_path)
    assert not writable(None)
    assert not commit_of(None)


@pytest.mark.parametrize(
    "path",
    [
        "../a.yaml",
        "partners/../../a.yaml",
        "/partners/a.yaml",
        "partners/a.sh",
        "other/a.yaml",
        "partners\\a.yaml",
    ],
)
def test_no_path_leaves_the_folder(tmp_path: Path, path: str) -> None:
    with pytest.raises(ConfigurationFault):
        write(tmp_path, {path: b""})
    with pytest.raises(ConfigurationFault):
        safe(path)


def test_a_partner_begins_with_a_profile_a_map_for_each_document_and_a_scenario() -> None:
    """What is written loads: that is proved where it is written; here it names what was answered."""
    files = begin(library(), GIVEN, templates(shipped("partners")))

    assert [
        "mappings/corner/810.yaml",
        "mappings/corner/850.yaml",
        "mappings/corner/855.yaml",
        "mappings/corner/856.yaml",
        "partners/corner.yaml",
        "tests/scenarios/corner/order.edi",
        "tests/scenarios/corner/read.yaml",
    ] == sorted(files)
    profile = files["partners/corner.yaml"].decode()
    assert profile.startswith('# Corner "C" Shop, begun from the template retail-4010.\nname: "Corner')
    assert 'them: {qualifier: "08", id: "925411006", group_id: CORNER}' in profile
    assert "inbox: corner/in" in profile
    assert files["tests/scenarios/corner/order.edi"].startswith(
        b"ISA*00*          *00*          *08*925411006 "
    )


def test_samples_of_theirs_propose_the_map_and_become_the_scenario() -> None:
    sample = (ROOT / "tests/scenarios/acme/order.edi").read_bytes()
    given = Beginning(
        **{
            **{name: getattr(GIVEN, name) for name in ("name", "them", "us")},
            "code": "corner",
            "template": "orders-only",
            "documents": ("850",),
            "samples": {"theirs.edi": sample},
        }
    )
    files = begin(library(), given, templates(shipped("partners")))

    assert b"Proposed from 1 set of 850" in files["mappings/corner/850.yaml"]
    assert sample == files["tests/scenarios/corner/theirs.edi"]
    assert "mappings/corner/855.yaml" not in files


def test_who_somebody_is_has_two_parts_or_three() -> None:
    assert Identity(qualifier="08", id="9", group="G") == identity_of("08:9:G")
    for wrong in ("", "08", ":9", "08:", "1:2:3:4"):
        with pytest.raises(ConfigurationFault, match="should be QUALIFIER:ID"):
            identity_of(wrong)


def test_a_code_or_template_there_is_not_is_said() -> None:
    known = templates(shipped("partners"))
    with pytest.raises(ConfigurationFault, match="is no code"):
        begin(
            library(),
            Beginning(code="A b", name="x", template="retail-4010", them=GIVEN.them, us=GIVEN.us),
            known,
        )
    with pytest.raises(NotFound, match="there are orders-only"):
        begin(library(), Beginning(code="a", name="x", template="zzz", them=GIVEN.them, us=GIVEN.us), known)
