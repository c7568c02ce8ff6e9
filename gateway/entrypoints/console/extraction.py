"""Everything the console says, gathered from where it stands, and the catalogues brought up to it.

`make words` writes `locale/console.pot` and adds what is new to every catalogue, untranslated; what nobody says any
more leaves them. Run by whoever writes a sentence, and by the tests to see whether all of it is said in every language.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

import gateway
from gateway.entrypoints.console import told_tables

CONSOLE = Path(__file__).parent
PACKAGE = Path(gateway.__file__).parent
LOCALE = CONSOLE / "locale"
TEMPLATE = LOCALE / "console.pot"
IN_TEMPLATES = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
IN_PYTHON = {"say": None, "say_many": (1, 2), "mark": None}
JINJA = {
    "newstyle_gettext": "true",
    "trimmed": "true",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "silent": "false",
}
TELLING = ("application", "orderdesk", "domain/quantities.py", "entrypoints/api", "entrypoints/console")
"""Whose refusals and reasons a person meets on a page."""
TELLING_FIELDS = frozenset({"message", "fix", "reason", "why", "what", "said", "label", "headline"})
"""What inner layers call the sentences they tell."""
WHOLE = (
    "application/chains.py",
    "application/reason_words.py",
    "application/operating/doctoring.py",
    "application/buyer/carting.py",
    "application/buyer/conformance.py",
    "application/buyer/conversing.py",
    "application/buyer/oci.py",
    "application/buyer/ordering.py",
    "application/buyer/shopping.py",
    "application/buyer/simulator.py",
)
"""Modules in which every text is a sentence for people."""
COMMAND = re.compile(r"(gateway|chmod|chown|export|getent|install|mkdir|ssh-keyscan|timedatectl) \S")
"""What begins like this is typed, and the same in every language."""
NOT_KEPT = ('"POT-Creation', '"PO-Revision', '"Generated-By', '"Report-', '"Last-', '"Language-Team')
"""Lines of a catalogue's head that change by the clock or say nothing."""
GAP = re.compile(r"\{(\w+)\}")
NAMED = re.compile(r"%\((\w+)\)s|\{(\w+)\}")


def gathered() -> Catalog:
    """Return everything that is said, untranslated, in an order that does not depend on the machine."""
    found = Catalog(project="order-gateway", fuzzy=False)
    for source in (_of_templates(), _of_console(), _of_tables(), _of_refusals()):
        for where, said, context in source:
            found.add(said, locations=[(where, 0)], context=context)
    return found


def write() -> None:
    """Write the template anew and bring every catalogue up to it."""
    said = gathered()
    _put(TEMPLATE, said)
    for path in catalogues():
        _put(path, brought_up(read(path), said))


def catalogues() -> list[Path]:
    """Return the files of the languages there are."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/console.po"))


def read(path: Path) -> Catalog:
    """Return a catalogue."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def brought_up(known: Catalog, said: Catalog) -> Catalog:
    """Return a catalogue with all that is said, and nothing else, in the words it had."""
    made = Catalog(
        locale=known.locale, project=said.project, fuzzy=False, header_comment=known.header_comment
    )
    for one in _messages(said):
        before = known.get(one.id, one.context)
        made.add(one.id, before.string if before else None, locations=one.locations, context=one.context)
    return made


def faults(known: Catalog, said: Catalog) -> Iterator[str]:
    """Yield what a catalogue lacks, has too much or says with other gaps, each with the sentence it is about."""
    for one in _messages(said):
        found = known.get(one.id, one.context)
        texts = _texts(found.string) if found else []
        if not all(texts) or not texts:
            yield f"not translated: {_name(one)}"
        elif found and found.fuzzy:
            yield f"only guessed: {_name(one)}"
        for text in filter(None, texts):
            if gaps(text) != gaps(_texts(one.id)[-1]):
                yield f"other gaps than {_name(one)}: {text!r}"
    for one in _messages(known):
        if said.get(one.id, one.context) is None:
            yield f"said nowhere any more: {_name(one)}"


def gaps(text: str) -> set[str]:
    """Return the names of the gaps of a sentence."""
    return {first or second for first, second in NAMED.findall(text)}


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (one for one in catalogue if one.id)


def _texts(said: str | Iterable[str] | None) -> list[str]:
    return [said] if isinstance(said, str) else list(said or [])


def _name(one: Message) -> str:
    told = repr(_texts(one.id)[0])
    return f"{told} ({one.context})" if one.context else told


Said = tuple[str, str | tuple[str, ...], str | None]


def _of_templates() -> Iterator[Said]:
    for path in sorted((CONSOLE / "templates").glob("*.html")):
        yield from _extracted("jinja2.ext:babel_extract", path, IN_TEMPLATES, JINJA)


def _of_console() -> Iterator[Said]:
    for path in sorted(CONSOLE.glob("*.py")):
        yield from _extracted("python", path, IN_PYTHON, {})


def _extracted(
    method: str, path: Path, keywords: Mapping[str, object], options: Mapping[str, str]
) -> Iterator[Said]:
    where = path.relative_to(PACKAGE.parent).as_posix()
    with path.open("rb") as file:
        for _, said, _, context in extract(method, file, keywords=keywords, options=options):  # type: ignore[arg-type]  # its own types are narrower than what it takes
            yield where, said, context


def _of_tables() -> Iterator[Said]:
    for where, table in told_tables.TABLES:
        for text in _sentences(table):
            yield where, text, None


def _sentences(value: object) -> Iterator[str]:
    """Yield the texts of a table that a person reads, however deep they lie."""
    if isinstance(value, str):
        if value and not value.isspace():
            yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _sentences(one)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            if field.name in told_tables.READ:
                yield from _sentences(getattr(value, field.name))
    elif isinstance(value, Iterable):
        for one in value:
            yield from _sentences(one)


def _of_refusals() -> Iterator[Said]:
    for part in TELLING:
        root = PACKAGE / part
        for path in [root] if root.is_file() else sorted(root.rglob("*.py")):
            where = path.relative_to(PACKAGE.parent).as_posix()
            tree = ast.parse(path.read_text(encoding="utf-8"))
            texts = every_text(tree) if where.endswith(WHOLE) else told_in(tree)
            for text in dict.fromkeys(texts):
                yield where, text, None


def told_in(tree: ast.AST) -> Iterator[str]:
    """Yield the sentences errors are raised with and reasons are given by, what is filled in as a gap: `no user {name}`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            said = list(node.exc.args)
        elif isinstance(node, ast.Call):
            said = [one.value for one in node.keywords if one.arg in TELLING_FIELDS]
        else:
            continue
        yield from filter(_is_sentence, (sentence_of(part) for one in said for part in _choices(one)))


def every_text(tree: ast.AST) -> Iterator[str]:
    """Yield every text of a module but its docstrings."""
    within = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.expr) and id(node) not in within | told:
            text = sentence_of(node)
            if _is_sentence(text):
                yield text


def _choices(node: ast.expr) -> Iterator[ast.expr]:
    """Yield a text, or both of which one is chosen."""
    if isinstance(node, ast.IfExp):
        yield from _choices(node.body)
        yield from _choices(node.orelse)
    else:
        yield node


def _is_sentence(text: str) -> bool:
    said = GAP.sub("", text).strip()
    return " " in said and re.search(r"[a-z]{2,}", said) is not None and not COMMAND.match(text)


def sentence_of(node: ast.expr) -> str:
    """Return a text of Python as a sentence with gaps, empty where it is none."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if not isinstance(node, ast.JoinedStr):
        return ""
    names: dict[str, str] = {}
    return "".join(_part(one, names) for one in node.values)


def _part(node: ast.expr, names: dict[str, str]) -> str:
    """Return a piece of a sentence; a gap is named after the last word of what fills it."""
    if not isinstance(node, ast.FormattedValue):
        return sentence_of(node)
    source = ast.unparse(node.value)
    words = re.findall(r"[A-Za-z]\w*", re.sub(r"'[^']*'|\"[^\"]*\"", "", source)) or ["what"]
    name = words[-1]
    while names.setdefault(name, source) != source:
        name += "_"
    return f"{{{name}}}"


def _put(path: Path, catalogue: Catalog) -> None:
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, omit_header=False, include_lineno=False, ignore_obsolete=True)
    text = path.read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if not line.startswith(NOT_KEPT)]
    path.write_text("\n".join(kept).strip("\n") + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
