"""Changing a YAML file without losing a comment, a quote or the order somebody gave it.

Every scalar stays the text it is: `00` and `no` are codes here, as they are where files are read.
"""

from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scalarstring import DoubleQuotedScalarString
from ruamel.yaml.tag import Tag

from gateway.errors import ConfigurationFault

Path = Sequence[str | int]
TEXT_TAG = Tag(suffix="tag:yaml.org,2002:str")
WIDE = 10_000
PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./")
OTHER_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", ""})


class _TextOnly(VersionedResolver):
    """Takes every scalar for text, so that each is written as it was read."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:  # noqa: ANN401 - the base class's signature
        """Return the tag of a node."""
        return TEXT_TAG if kind is ScalarNode else super().resolve(kind, value, implicit)


def edit(text: str, changes: Mapping[tuple[str | int, ...], object]) -> str:
    """Return the text with values set at these places, or removed where they are None; all else stays as it is.

    Raises ConfigurationFault where the text is not YAML or a place is not one of a mapping or list.
    """
    yaml = _yaml(text)
    try:
        data = yaml.load(text) if text.strip() else CommentedMap()
    except YAMLError as wrong:
        raise ConfigurationFault(f"the file is not YAML: {wrong}") from wrong
    for path, value in changes.items():
        if value is None:
            _remove(data, path)
        else:
            _set(data, path, _written(value))
    out = StringIO()
    yaml.dump(data, out)
    return out.getvalue()


def written(value: Mapping[str, object]) -> str:
    """Return a new file that says so."""
    return edit("", {(key,): one for key, one in value.items()})


def _yaml(text: str) -> YAML:
    yaml = YAML(typ="rt")
    yaml.Resolver = _TextOnly
    yaml.preserve_quotes = True
    yaml.width = WIDE
    inner = _offset(text)
    yaml.indent(mapping=2, sequence=2 + inner, offset=inner)
    return yaml


def _offset(text: str) -> int:
    """Return by how much items of lists stand in, as the file has it."""
    for line, following in zip(text.splitlines(), text.splitlines()[1:], strict=False):
        if line.rstrip().endswith(":") and following.lstrip().startswith("- "):
            return max(0, len(following) - len(following.lstrip()) - len(line) + len(line.lstrip()))
    return 2


def _written(value: object) -> object:
    """Return a value as it is put into a file; a text that other readers might take for a number is quoted."""
    if isinstance(value, Mapping):
        made = CommentedMap((str(key), _written(one)) for key, one in value.items())
        if all(isinstance(one, str) for one in made.values()):
            made.fa.set_flow_style()
        return made
    if isinstance(value, list | tuple):
        items = CommentedSeq([_written(one) for one in value])
        if all(isinstance(one, str) for one in items):
            items.fa.set_flow_style()
        return items
    text = str(value)
    plain = set(text) <= PLAIN and text[:1].isalpha() and text.lower() not in OTHER_WORDS
    spoken = (
        text[:1].isalpha()
        and text.isprintable()
        and text == text.strip()
        and not set(text) & set(":#{}[],&*?|<>=!%@`'\"\\")
    )
    return text if plain or (spoken and text.lower() not in OTHER_WORDS) else DoubleQuotedScalarString(text)


def _set(data: Any, path: Path, value: object) -> None:  # noqa: ANN401 - what ruamel reads has no type
    *above, last = path
    for step in above:
        data = _step(data, step)
    if isinstance(data, list) and isinstance(last, int):
        data[last : last + 1] = [value]
    elif isinstance(data, dict):
        data[last] = value
    else:
        raise ConfigurationFault(f"{last} cannot be set within a text")


def _step(data: Any, step: str | int) -> Any:  # noqa: ANN401 - what ruamel reads has no type
    if isinstance(data, dict) and step not in data:
        data[step] = CommentedMap()
    try:
        return data[step]
    except (KeyError, IndexError, TypeError) as wrong:
        raise ConfigurationFault(f"there is no {step} here") from wrong


def _remove(data: Any, path: Path) -> None:  # noqa: ANN401 - what ruamel reads has no type
    *above, last = path
    for step in above:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(data, dict):
        data.pop(last, None)
    elif isinstance(data, list) and isinstance(last, int) and last < len(data):
        del data[last]
