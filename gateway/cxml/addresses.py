"""People and places: addresses, contacts, telephones."""

import re
from collections.abc import Iterable, Mapping

from gateway.cxml.nodes import Element, Node, Writing
from gateway.domain.parties import Communication, Contact, Party

ROLES: Mapping[str, str] = {
    "shipFrom": "ship-from",
    "shipTo": "ship-to",
    "billTo": "bill-to",
    "billFrom": "invoice-issuer",
    "soldTo": "sold-to",
    "remitTo": "remit-to",
    "from": "seller",
    "supplierCorporate": "supplier",
    "buyerCorporate": "buyer",
    "carrierCorporate": "carrier",
    "payer": "payer",
    "receivingCorrespondentBank": "bank",
}
"""Contacts that are parties, by their role."""
PEOPLE: Mapping[str, str] = {
    "buyer": "buyer",
    "endUser": "end-user",
    "administrator": "administrator",
    "purchasingAgent": "order-contact",
    "technicalSupport": "technical-support",
    "customerService": "customer-relations",
    "sales": "sales",
    "": "information",
}
"""Contacts that are people, by their role."""
DOMAINS: Mapping[str, str] = {
    "DUNS": "duns",
    "GLN": "gln",
    "EAN": "gln",
    "SCAC": "scac",
    "supplierAssigned": "seller-assigned",
}
KEPT = "cxml:"
_NUMBER = re.compile(r"\+(\d{1,3}) (\d{1,6}) (\S.*)")


def read_party(node: Node, role: str) -> Party | None:
    """Return the party an Address or a Contact describes, None where it says nothing."""
    postal = node.first("PostalAddress")
    code, domain = node.get("addressID"), node.get("addressIDDomain")
    party = Party(
        role=role,
        name=_text(node, "Name"),
        code_kind=_code_kind(code, domain),
        code=code,
        contacts=_reached_by(node),
        **({} if postal is None else _postal(postal)),  # type: ignore[arg-type] # the fields of an address
    )
    node.forget("@isoCountryCode")
    return None if party == Party(role=role) else party


def _code_kind(code: str, domain: str) -> str:
    if not code:
        return ""
    return DOMAINS.get(domain, f"{KEPT}{domain}" if domain else "buyer-assigned")


def _postal(node: Node) -> dict[str, object]:
    node.forget("@name", "Municipality")
    country = node.first("Country")
    state = node.first("State")
    named = "" if country is None else country.text
    return {
        "more_names": tuple(one.text for one in node.all("DeliverTo") if one.text),
        "street": tuple(one.text for one in node.all("Street") if one.text),
        "city": _text(node, "City"),
        "region": "" if state is None else _state(state),
        "postal_code": _text(node, "PostalCode"),
        "country": "" if country is None else country.get("isoCountryCode") or named,
    }


def _state(node: Node) -> str:
    code, words = node.get("isoStateCode"), " ".join(node.text.split())
    return code.rpartition("-")[2] or words


def _text(node: Node, *steps: str) -> str:
    found = node.first(*steps)
    return "" if found is None else " ".join(found.text.split())


def _reached_by(node: Node) -> tuple[Contact, ...]:
    found = communications(node)
    return (Contact(communications=found),) if found else ()


def communications(node: Node) -> tuple[Communication, ...]:
    """Return the ways to reach somebody."""
    found = []
    for tag, kind in (("Email", "e-mail"), ("Phone", "telephone"), ("Fax", "fax"), ("URL", "web")):
        for one in node.all(tag):
            one.forget("@name", "@preferredLang")
            number = _telephone(one) if tag in ("Phone", "Fax") else one.text
            if number:
                found.append(Communication(kind=kind, number=number))
    return tuple(found)


def _telephone(node: Node) -> str:
    number = node.first("TelephoneNumber")
    if number is None:
        return _text(node, "Email") or _text(node, "URL")
    country = number.first("CountryCode")
    if country is not None:
        country.forget("@isoCountryCode")
    code = _text(number, "CountryCode")
    parts = (
        f"+{code.removeprefix('+')}" if code else "",
        _text(number, "AreaOrCityCode"),
        _text(number, "Number"),
    )
    extension = _text(number, "Extension")
    return " ".join(part for part in (*parts, f"x{extension}" if extension else "") if part)


def write_party(party: Party, element: Element, writing: Writing) -> None:
    """Write a party as an Address, or as a Contact."""
    writing.set(element, "addressID", party.code)
    domain = next((name for name, kind in DOMAINS.items() if kind == party.code_kind), "")
    if party.code_kind.startswith(KEPT):
        domain = party.code_kind.removeprefix(KEPT)
    writing.set(element, "addressIDDomain", domain if party.code else "")
    writing.say(element, "Name", party.name)
    if party.street or party.city or party.postal_code or party.country or party.region or party.more_names:
        _write_postal(party, element, writing)
    ways = (one for contact in party.contacts for one in contact.communications)
    write_communications(ways, element, writing, party.country)


def _write_postal(party: Party, element: Element, writing: Writing) -> None:
    postal = writing.put(element, "PostalAddress")
    for name in party.more_names:
        writing.put(postal, "DeliverTo", name)
    for street in party.street or ("",):
        writing.put(postal, "Street", street)
    writing.put(postal, "City", party.city)
    if party.region:
        writing.put(postal, "State", party.region)
    if party.postal_code:
        writing.put(postal, "PostalCode", party.postal_code)
    writing.put(postal, "Country", party.country).set("isoCountryCode", party.country)


def write_communications(
    found: Iterable[Communication], element: Element, writing: Writing, country: str = ""
) -> None:
    """Write the ways to reach somebody, in the order of the DTD."""
    ways = list(found)
    for tag, kind in (("Email", "e-mail"), ("Phone", "telephone"), ("Fax", "fax"), ("URL", "web")):
        for one in ways:
            if one.kind == kind:
                if tag in ("Phone", "Fax"):
                    _write_telephone(one.number, writing.put(element, tag), writing, country)
                else:
                    writing.put(element, tag, one.number)


def _write_telephone(text: str, element: Element, writing: Writing, country: str) -> None:
    number = writing.put(element, "TelephoneNumber")
    split = _NUMBER.fullmatch(text)
    code, area, rest = split.groups() if split else ("", "", text)
    writing.put(number, "CountryCode", code).set("isoCountryCode", country)
    writing.put(number, "AreaOrCityCode", area)
    writing.put(number, "Number", rest)


def read_contacts(node: Node) -> tuple[list[Party], list[Contact]]:
    """Return the Contacts under an element: those with a party's role, and people."""
    parties, people = [], []
    for one in node.all("Contact"):
        role = one.get("role")
        one.forget("IdReference", "Extrinsic")
        if role in ROLES:
            party = read_party(one, ROLES[role])
            parties += [] if party is None else [party]
        else:
            people.append(_person(one, role))
    return parties, people


def _person(node: Node, role: str) -> Contact:
    node.forget("PostalAddress", "@addressIDDomain")
    return Contact(
        kind=PEOPLE.get(role, f"{KEPT}{role}"),
        name=_text(node, "Name"),
        communications=communications(node),
        reference=node.get("addressID"),
    )


def write_contacts(
    parties: Iterable[Party], people: Iterable[Contact], element: Element, writing: Writing
) -> None:
    """Write parties and people as Contacts."""
    for party in parties:
        role = next((name for name, word in ROLES.items() if word == party.role), "")
        if role:
            write_party(party, writing.put(element, "Contact", role=role), writing)
        else:
            writing.note("cxml.not-said", element, value=party.role)
    for one in people:
        role = next((name for name, word in PEOPLE.items() if word == one.kind), "")
        if one.kind.startswith(KEPT):
            role = one.kind.removeprefix(KEPT)
        contact = writing.put(element, "Contact", role=role, addressID=one.reference)
        writing.say(contact, "Name", one.name)
        write_communications(one.communications, contact, writing)
