"""From bytes to a tree, or to why not: nothing is resolved, nothing fetched, and what is too large ends early."""

import re
from dataclasses import dataclass, field
from pyexpat import XML_PARAM_ENTITY_PARSING_NEVER, ExpatError, ParserCreate

from lxml import etree

from gateway.cxml.charsets import decode
from gateway.cxml.limits import LIMITS, Limits
from gateway.cxml.nodes import Element
from gateway.domain.findings import Finding, find

ROOT = "cXML"
_WRAPPERS = (("Combined", "Payload"), ("Payload",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A tree whose root is cXML, or none and the findings that say why; `system` is what its DOCTYPE points at."""

    root: Element | None = None
    system: str = ""
    findings: tuple[Finding, ...] = ()
    content: bytes = field(default=b"", repr=False)


class _Refused(Exception):
    def __init__(self, code: str, line: int = 0) -> None:
        super().__init__(code)
        self.code, self.line = code, line


def parse(raw: bytes, *, charset: str = "", limits: Limits = LIMITS) -> Parsed:
    """Return the tree of a document."""
    if not raw.strip():
        return Parsed(findings=(find("cxml.empty"),))
    if len(raw) > limits.document_bytes:
        return Parsed(findings=(find("cxml.too-large"),))
    text, findings = decode(raw, charset)
    if text is None:
        return Parsed(findings=findings)
    content = text.encode("utf-8", "replace")
    if content.count(b"<") > 2 * limits.elements + 1000:
        return Parsed(findings=(*findings, find("cxml.too-many-elements")))
    try:
        system = _Prescan(limits).over(content)
        root, more = _unwrapped(_tree(content))
    except _Refused as refused:
        return Parsed(findings=(*findings, find(refused.code, position=refused.line)))
    return Parsed(root=root, system=system, findings=(*findings, *more), content=content)


class _Prescan:
    """One pass over the bytes that resolves nothing and stops at the first thing no cXML document has."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._depth = self._count = 0
        self._system = ""
        self._parser = ParserCreate("utf-8")

    def over(self, content: bytes) -> str:
        """Return the system identifier of the DOCTYPE; raises _Refused."""
        parser = self._parser
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = parser.UnparsedEntityDeclHandler = self._entity
        parser.ExternalEntityRefHandler = parser.SkippedEntityHandler = self._entity
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.SetParamEntityParsing(XML_PARAM_ENTITY_PARSING_NEVER)
        try:
            parser.Parse(content, True)  # noqa: FBT003 - expat's own way to say that this is all
        except ExpatError as wrong:
            raise _Refused("cxml.not-well-formed", wrong.lineno) from None
        return self._system

    def _doctype(self, _name: str, system: str | None, _public: str | None, has_internal: int) -> None:
        if has_internal:
            raise self._refused("cxml.entity")
        self._system = system or ""

    def _entity(self, *_: object) -> int:
        raise self._refused("cxml.entity")

    def _start(self, _name: str, _attributes: object) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > self._limits.depth:
            raise self._refused("cxml.too-deep")
        if self._count > self._limits.elements:
            raise self._refused("cxml.too-many-elements")

    def _end(self, _name: str) -> None:
        self._depth -= 1

    def _refused(self, code: str) -> _Refused:
        return _Refused(code, self._parser.CurrentLineNumber)


def _tree(content: bytes) -> Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        no_network=True,
        huge_tree=False,
        recover=False,
        remove_pis=True,
        remove_comments=True,
        strip_cdata=True,
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as wrong:
        raise _Refused("cxml.not-well-formed", wrong.lineno or 0) from None


def _unwrapped(root: Element) -> tuple[Element, tuple[Finding, ...]]:
    findings = []
    if _has_namespace(root):
        _strip_namespaces(root)
        findings.append(find("cxml.namespace"))
    for tags in _WRAPPERS:
        if root.tag == tags[0]:
            inner = root.find("/".join((*tags[1:], ROOT)))
            if inner is not None:
                findings.append(
                    find("cxml.wrapped", path=f"/{'/'.join(tags)}", position=inner.sourceline or 0)
                )
                return etree.ElementTree(inner).getroot(), tuple(findings)
    if root.tag != ROOT:
        raise _Refused("cxml.not-cxml", root.sourceline or 0)
    return root, tuple(findings)


def _has_namespace(root: Element) -> bool:
    return re.match(r"\{[^}]*\}", str(root.tag)) is not None


def _strip_namespaces(root: Element) -> None:
    own = str(root.tag).partition("}")[0] + "}"
    for one in root.iter(f"{own}*"):
        one.tag = str(one.tag).removeprefix(own)
