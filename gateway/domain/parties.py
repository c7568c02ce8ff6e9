"""Who takes part in a trade, where they are and how to reach them."""

from dataclasses import dataclass

from gateway.domain.references import Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Communication:
    """One way to reach somebody: `kind` is `telephone`, `e-mail`, `fax` or a code kept as it came."""

    kind: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person or a desk."""

    kind: str = ""
    name: str = ""
    communications: tuple[Communication, ...] = ()
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody in a role (`ship-to`, `bill-to`, `buyer`, ...): by name, by code, or by both."""

    role: str
    name: str = ""
    code_kind: str = ""
    code: str = ""
    more_names: tuple[str, ...] = ()
    street: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    location_kind: str = ""
    location: str = ""
    references: tuple[Reference, ...] = ()
    contacts: tuple[Contact, ...] = ()
    relation: str = ""
    related_role: str = ""
