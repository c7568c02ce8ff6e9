"""The page of the mapping language names every word of it, and its examples are maps."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from gateway.application.documents import CLASSES
from gateway.mapping import spec
from gateway.mapping.codecs import CODECS
from gateway.mapping.library import Library
from tests.architecture.sources import ROOT

PAGE = (ROOT / "docs" / "reference" / "mapping-language.md").read_text(encoding="utf-8")
PARTNERS = re.findall(r"```yaml\n(extends: .*?)```", PAGE, flags=re.DOTALL)
WORDS = {word for kind in spec.Words.__subclasses__() for word in kind.model_fields}


@pytest.mark.parametrize(
    "word", sorted({*WORDS, "add_codes", "remove_codes", *CODECS} - {f"implied-{n}" for n in range(10)})
)
def test_every_word_is_told(word: str) -> None:
    """In code, not in passing."""
    code = " ".join(re.findall(r"`[^`\n]+`|```yaml\n.*?```", PAGE, flags=re.DOTALL))

    assert re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", code)


def test_words_are_those_of_the_models() -> None:
    """No model of the language is left out of what is asked above."""
    models = {one for one in vars(spec).values() if isinstance(one, type) and issubclass(one, BaseModel)}

    assert models - {BaseModel, spec.Words} == set(spec.Words.__subclasses__())


@pytest.mark.parametrize(("name", "example"), [("corner/850", PARTNERS[0])])
def test_the_example_of_a_partner_loads(tmp_path: Path, name: str, example: str) -> None:
    """Who copies it has a map."""
    file = tmp_path / f"{name}.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(example, encoding="utf-8")

    assert name == Library((ROOT / "mappings", tmp_path), CLASSES).plan(name).name


@pytest.mark.parametrize(
    "said",
    [
        "BEG/BEG02: {add_codes: {ZX: zx}, remove_codes: [SA]}",
        "PO1/PO106..PO125/kind: {add_codes: {ZX: zx}}",
        "BEG/BEG02: {other: refuse}",
        "BEG/BEG05: {usage: required}",
        "FOB: {usage: not_used}",
        'REF: {max: "3"}',
        'BEG/BEG03: {max_length: "15"}',
        'BEG/BEG01: {fixed: "00"}',
        'REF/REF02: {note: "The store that ordered."}',
    ],
)
def test_what_the_table_of_differences_says_can_be_written(tmp_path: Path, said: str) -> None:
    """Each row of the table, laid over the base map of orders."""
    (tmp_path / "corner").mkdir()
    text = f"extends: base/x12/004010/850\nchange:\n  {said}\n"
    (tmp_path / "corner/850.yaml").write_text(text, encoding="utf-8")

    assert Library((ROOT / "mappings", tmp_path), CLASSES).plan("corner/850")
