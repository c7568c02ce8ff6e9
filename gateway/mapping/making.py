"""From the words of a map file to a plan."""

from collections.abc import Mapping
from difflib import get_close_matches

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from gateway.mapping.binding import Binder
from gateway.mapping.complaints import Complaints, Path
from gateway.mapping.faults import MapFault
from gateway.mapping.files import Entries, where
from gateway.mapping.plan import Plan
from gateway.mapping.spec import WORDS, MapSpec, OverlaySpec
from gateway.x12.definitions import Dictionary
from gateway.x12.structure import Structure


def understand(data: Entries) -> MapSpec:
    """Return a whole map's words as values; raises MapFault with a line for each that is odd."""
    try:
        return MapSpec.model_validate(data)
    except ValidationError as invalid:
        raise MapFault(_sentences(data, invalid)) from invalid


def understand_overlay(data: Entries) -> OverlaySpec:
    """Return an overlay's words as values; raises MapFault with a line for each that is odd."""
    try:
        return OverlaySpec.model_validate(data)
    except ValidationError as invalid:
        raise MapFault(_sentences(data, invalid)) from invalid


def make(
    name: str,
    data: Entries,
    *,
    base: str,
    digest: str,
    dictionary: Dictionary,
    documents: Mapping[str, type],
) -> Plan:
    """Return the plan of a whole map; raises MapFault with a line for each thing that does not fit."""
    spec = understand(data)
    definition = dictionary.sets.get(spec.transaction_set)
    if definition is None:
        raise MapFault(
            f"{where(data, ('transaction_set',))}: {dictionary.version} has no set {spec.transaction_set}"
        )
    kind = documents.get(spec.document)
    if kind is None:
        raise MapFault(f"{where(data, ('document',))}: there is no document {spec.document}")
    structure = Structure(definition)
    complaints = Complaints()
    rows = Binder(structure, complaints).document(spec.rows, kind)
    if complaints.said:
        raise MapFault("\n".join(f"{where(data, path)}: {text}" for path, text in complaints.said))
    return Plan(
        name=name,
        title=spec.title,
        note=spec.note,
        base=base,
        digest=digest,
        document=spec.document,
        kind=kind,
        definition=definition,
        dictionary=dictionary,
        structure=structure,
        rows=rows,
    )


def _sentences(data: Entries, invalid: ValidationError) -> str:
    return "\n".join(
        f"{where(data, error['loc'])}: {_place(error['loc'])}{_said(error)}" for error in invalid.errors()
    )


def _said(error: ErrorDetails) -> str:
    """Return what is wrong; of a word that has no place where it stands, also which one may be meant."""
    if error["type"] != "extra_forbidden":
        return error["msg"]
    near = get_close_matches(str(error["loc"][-1]), WORDS, n=1)
    return "is no word here" + (f"; did you mean {near[0]}?" if near and near[0] != error["loc"][-1] else "")


def _place(path: Path) -> str:
    words = [step for step in path if isinstance(step, str) and " " not in step]
    return f"{words[-1]}: " if words else ""
