"""Kinds of faults in envelopes: ISA and IEA, GS and GE, ST and SE, and what stands where nothing may."""

from collections.abc import Callable
from random import Random

from tests.laws.mutants import Kind, Mutant, Mutate, Specimen, Told

ISA_NUMBER, GS_NUMBER = "000000007", "7"
GE, IEA = f"GE*1*{GS_NUMBER}~", f"IEA*1*{ISA_NUMBER}~"


def said(code: str, segment: str = "", position: int = 0, element: str = "") -> Told:
    return (code, segment, position, element, 0)


def whole(
    one: Specimen, *, isa: str | None = None, gs: str | None = None, inside: str | None = None, ge: str = GE, iea: str = IEA
) -> str:  # fmt: skip
    """Return an interchange with any of its parts replaced."""
    parts = (one.isa if isa is None else isa, one.gs if gs is None else gs, inside, ge, iea)
    return "".join(one.inside if part is None else part for part in parts)


def fault(
    build: Callable[[Specimen], str], shown: Callable[[Specimen], str], *says: Callable[[Specimen], Told]
) -> Mutate:
    """Return what builds a damaged interchange; the first told is the fault, the others follow from it."""

    def mutate(one: Specimen, _random: Random) -> Mutant | None:
        first, *besides = (one_said(one) for one_said in says)
        content = build(one).encode("latin-1")
        return Mutant(content=content, says=(first,), besides=tuple(besides), shown=shown(one).strip("~\n"))

    return mutate


def without_components(mutate: Mutate) -> Mutate:
    """Return the fault for documents that need no component separator."""
    return lambda one, random: None if ">" in one.inside else mutate(one, random)


def at(code: str, segment: str = "", element: str = "") -> Callable[[Specimen], Told]:
    return lambda _: said(code, segment, 0, element)


def in_se(code: str, element: str = "") -> Callable[[Specimen], Told]:
    return lambda one: said(code, "SE", len(one.rows), element)


def in_st(code: str, element: str) -> Callable[[Specimen], Told]:
    return lambda _: said(code, "ST", 1, element)


def last(one: Specimen, *, count: str | None = None, number: str = "0001") -> str:
    return f"SE*{len(one.rows) if count is None else count}*{number}~"


def resealed(one: Specimen, trailer: str, header: str = "") -> str:
    """Return the set between another header and another trailer."""
    rows = one.text(one.rows[1:-1])
    return (header or one.text(one.rows[:1])) + rows + trailer


def group(one: Specimen, inside: str, number: str = GS_NUMBER, sets: int = 1) -> str:
    return f"{one.gs.replace('*7*X*', f'*{number}*X*')}{inside}GE*{sets}*{number}~"


def kind(words: str, code: str, mutate: Mutate) -> Kind:
    return Kind(words=words, code=code, mutate=mutate)


def set_kind(words: str, code: str, element: str, trailer: Callable[[Specimen], str]) -> Kind:
    """Return a kind of fault in SE."""
    build = lambda one: whole(one, inside=resealed(one, trailer(one)))  # noqa: E731 - one expression of its neighbour
    return kind(words, code, fault(build, trailer, in_se(code, element)))


def group_kind(words: str, code: str, element: str, trailer: str) -> Kind:
    """Return a kind of fault in GE."""
    return kind(words, code, fault(lambda one: whole(one, ge=trailer), lambda _: trailer, at(code, "GE", element)))  # fmt: skip


def interchange_kind(words: str, code: str, element: str, trailer: str) -> Kind:
    """Return a kind of fault in IEA."""
    return kind(words, code, fault(lambda one: whole(one, iea=trailer), lambda _: trailer, at(code, "IEA", element)))  # fmt: skip


def header_kind(words: str, code: str, element: str, right: str, wrong: str) -> Kind:
    """Return a kind of fault in GS."""
    gs: Callable[[Specimen], str] = lambda one: one.gs.replace(right, wrong)  # noqa: E731 - one expression
    return kind(words, code, fault(lambda one: whole(one, gs=gs(one)), gs, at(code, "GS", element)))


def isa_kind(words: str, code: str, element: str, right: str, wrong: str) -> Kind:
    """Return a kind of fault in ISA."""
    isa: Callable[[Specimen], str] = lambda one: one.isa.replace(right, wrong, 1)  # noqa: E731 - one expression
    return kind(words, code, fault(lambda one: whole(one, isa=isa(one)), isa, at(code, "ISA", element)))


def _without_se(one: Specimen) -> str:
    return whole(one, inside=one.text(one.rows[:-1]))


def _twice(one: Specimen) -> str:
    return whole(one, inside=one.inside * 2, ge=f"GE*2*{GS_NUMBER}~")


def _two_groups(one: Specimen) -> str:
    return one.isa + group(one, one.inside) * 2 + f"IEA*2*{ISA_NUMBER}~"


def _cut_short(one: Specimen) -> str:
    return one.isa[:-5] + "~" + whole(one, isa="")


def _other_group(one: Specimen) -> str:
    return "SC" if one.plan.functional_group != "SC" else "PO"


def _gs_of_another(one: Specimen) -> str:
    return one.gs.replace(f"GS*{one.plan.functional_group}*", f"GS*{_other_group(one)}*")


KINDS: tuple[Kind, ...] = (
    set_kind("segments counted wrong (SE01)", "x12.se-count", "SE01", lambda one: last(one, count=str(len(one.rows) + 1))),
    set_kind("no number of segments (SE01)", "x12.se-invalid", "SE01", lambda one: last(one, count="many")),
    set_kind("another number in SE than in ST", "x12.se-control-number", "SE02", lambda one: last(one, number="0002")),
    set_kind("no control number in SE", "x12.se-invalid", "SE02", lambda one: f"SE*{len(one.rows)}~"),
    kind("a set without its SE", "x12.se-missing", fault(_without_se, lambda _: "without SE", in_se("x12.se-missing"))),
    kind("a control number below four characters (ST02)", "x12.st-invalid", fault(
        lambda one: whole(one, inside=resealed(one, last(one, number="1"), f"ST*{one.plan.set_id}*1~")),
        lambda one: f"ST*{one.plan.set_id}*1", in_st("x12.st-invalid", "ST02"))),
    kind("no control number (ST02)", "x12.st-invalid", fault(
        lambda one: whole(one, inside=resealed(one, f"SE*{len(one.rows)}~", f"ST*{one.plan.set_id}~")),
        lambda one: f"ST*{one.plan.set_id}", in_st("x12.st-invalid", "ST02"), in_se("x12.se-invalid", "SE02"))),
    kind("two sets of one number in a group", "x12.duplicate-set", fault(
        _twice, lambda one: one.text(one.rows[:1]), in_st("x12.duplicate-set", "ST02"))),
    kind("a set of no known kind", "x12.set-unknown", fault(
        lambda one: whole(one, inside=resealed(one, last(one), "ST*998*0001~")),
        lambda _: "ST*998*0001", in_st("x12.set-unknown", "ST01"))),
    kind("a set in a group of another kind", "x12.set-not-in-group", fault(
        lambda one: whole(one, gs=_gs_of_another(one)), _gs_of_another, in_st("x12.set-not-in-group", "ST01"))),
    group_kind("sets counted wrong (GE01)", "x12.ge-count", "GE01", f"GE*2*{GS_NUMBER}~"),
    group_kind("no number of sets (GE01)", "x12.ge-invalid", "GE01", f"GE**{GS_NUMBER}~"),
    group_kind("another number in GE than in GS", "x12.ge-control-number", "GE02", "GE*1*8~"),
    group_kind("a group without its GE", "x12.ge-missing", "", ""),
    kind("a control number that is none (GS06)", "x12.gs-invalid", fault(
        lambda one: whole(one, gs=one.gs.replace("*7*X*", "*SEVEN*X*"), ge="GE*1*SEVEN~"),
        lambda one: one.gs.replace("*7*X*", "*SEVEN*X*"), at("x12.gs-invalid", "GS", "GS06"))),
    header_kind("a day that is none (GS04)", "x12.gs-invalid", "GS04", "*20260102*", "*20261302*"),
    header_kind("a time that is none (GS05)", "x12.gs-invalid", "GS05", "*1530*", "*2530*"),
    kind("two groups of one number in an interchange", "x12.duplicate-group", fault(
        _two_groups, lambda one: one.gs, at("x12.duplicate-group", "GS", "GS06"))),
    kind("a segment between GS and ST", "x12.st-missing", fault(
        lambda one: whole(one, inside=f"NTE**A~{one.inside}"), lambda _: "NTE**A", at("x12.st-missing", "NTE"))),
    kind("a segment outside any group", "x12.gs-missing", fault(
        lambda one: whole(one, gs=f"NTE**A~{one.gs}"), lambda _: "NTE**A", at("x12.gs-missing", "NTE"))),
    interchange_kind("groups counted wrong (IEA01)", "x12.iea-count", "IEA01", f"IEA*2*{ISA_NUMBER}~"),
    interchange_kind("no number of groups (IEA01)", "x12.iea-invalid", "IEA01", f"IEA*one*{ISA_NUMBER}~"),
    interchange_kind("another number in IEA than in ISA", "x12.iea-control-number", "IEA02", "IEA*1*000000008~"),
    interchange_kind("an interchange without its IEA", "x12.iea-missing", "", ""),
    kind("an interchange that came before", "x12.duplicate-interchange", fault(
        lambda one: whole(one) * 2, lambda one: one.isa, at("x12.duplicate-interchange", "ISA", "ISA13"))),
    isa_kind("an identifier without its padding (ISA06)", "x12.isa-not-padded", "ISA06", f"{'SENDER':<15}", "SENDER"),
    isa_kind("a day that is none (ISA09)", "x12.isa-invalid", "ISA09", "*260102*", "*261302*"),
    isa_kind("a time that is none (ISA10)", "x12.isa-invalid", "ISA10", "*1530*", "*2530*"),
    isa_kind("a test indicator that is none (ISA15)", "x12.isa-invalid", "ISA15", "*0*P*", "*0*X*"),
    kind("an ISA that breaks off", "x12.isa-truncated", without_components(fault(
        _cut_short, lambda one: one.isa[:-5], at("x12.isa-truncated", "ISA")))),
    kind("a release character (ISX)", "x12.release-character", fault(
        lambda one: whole(one, gs=f"ISX*?~{one.gs}"), lambda _: "ISX*?", at("x12.release-character", "ISX", "ISX01"))),
    kind("something after the interchange", "x12.garbage", fault(
        lambda one: whole(one) + "END OF FILE", lambda _: "END OF FILE", at("x12.garbage"))),
    kind("a segment without any character", "x12.empty-segment", fault(
        lambda one: whole(one, inside=one.text(one.rows[:2]) + "~" + one.text(one.rows[2:])),
        lambda one: one.text(one.rows[1:2]) + "~ ", at("x12.empty-segment"))),
    kind("no terminator at the end", "x12.terminator-missing", fault(
        lambda one: whole(one)[:-1], lambda _: IEA, at("x12.terminator-missing"))),
    kind("line breaks between segments", "x12.line-breaks", fault(
        lambda one: whole(one).replace("~", "~\n"), lambda one: one.text(one.rows[1:2]), at("x12.line-breaks"))),
    kind("a byte order mark", "x12.byte-order-mark", fault(
        lambda one: "\xef\xbb\xbf" + whole(one), lambda _: "the bytes EF BB BF before ISA", at("x12.byte-order-mark"))),
    kind("a file without anything", "x12.empty", fault(lambda _: "\n", lambda _: "", at("x12.empty"))),
    kind("a file that is no X12", "x12.not-x12", fault(
        lambda _: "Dear customer,", lambda _: "Dear customer,", at("x12.not-x12"))),
    kind("a set without an interchange around it", "x12.interchange-missing", fault(
        lambda one: one.inside, lambda one: one.text(one.rows[:1]), at("x12.interchange-missing", "ST"))),
)  # fmt: skip
