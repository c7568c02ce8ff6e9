"""The JSON Schema of maps that editors are given: it takes every map there is, and marks what no map may say."""

from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from gateway.mapping.schema import schema

MAPS = Path(__file__).parents[3] / "mappings"
ALL = sorted(one for name in ("acme", "globex", "base") for one in (MAPS / name).rglob("*.yaml"))
EDITOR = jsonschema_rs.Draft202012Validator(schema())


@pytest.mark.parametrize("file", ALL, ids=lambda file: str(file.relative_to(MAPS)))
def test_every_map_is_right_by_the_schema(file: Path) -> None:
    """Read as an editor reads YAML: numbers are numbers there."""
    wrong = [
        f"{one.instance_path}: {one.message}"
        for one in EDITOR.iter_errors(yaml.safe_load(file.read_text("utf-8")))
    ]

    assert [] == wrong


@pytest.mark.parametrize(
    "said",
    [
        "{extends: base/x12/004010/850, chnge: {}}",
        "{extends: base/x12/004010/850, remove: TAX}",
        "{extends: base/x12/004010/850, reshape: {N1: lop}}",
        "{transaction_set: '850', version: '004010', document: order, title: Order, rows: []}",
        "{transaction_set: '850', version: '004010', document: order, title: Order, rows: [{segment: begin}]}",
        "{transaction_set: '850', version: '004010', document: order, title: Order, rows: [{segment: BEG, elements: {BEG01: {feld: a}}}]}",
    ],
)
def test_an_editor_marks_what_no_map_may_say(said: str) -> None:
    """Words nobody knows, and rows that are none."""
    assert not EDITOR.is_valid(yaml.safe_load(said))
