"""Where goods go and come from, and whom to ask."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from gateway.domain.parties import Party
from gateway.profiles.values import Country, Spec, Text


def _lines(text: object) -> object:
    return (text,) if isinstance(text, str) else text


Street = Annotated[tuple[Text, ...], BeforeValidator(_lines, json_schema_input_type=Text | tuple[Text, ...])]


class Place(Spec):
    """A name and where to find it; `street` is one line or several."""

    name: Text
    street: Street = ()
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: Country | None = None

    def party(self, role: str, code: str = "", code_kind: str = "") -> Party:
        """Return it as somebody in a role, known by a code if there is one."""
        return Party(
            role=role,
            name=self.name,
            code_kind=code_kind if code else "",
            code=code,
            street=self.street,
            city=self.city,
            region=self.region,
            postal_code=self.postal_code,
            country=self.country or "",
        )


class Location(Place):
    """A place of the partner's; its key is the partner's code for it, `code_kind` whose code that is.

    `bill_to` are the codes of those who may be billed for what goes there; anybody if there are none.
    """

    code_kind: Text = "buyer-assigned"
    bill_to: tuple[Text, ...] = ()


class Company(Place):
    """Somebody on paper, with a code where there is one."""

    code_kind: str = ""
    code: str = ""

    def named(self, role: str) -> Party:
        """Return the company in a role."""
        return self.party(role, self.code, self.code_kind)


class ContactPoint(Spec):
    """Whom to ask about what."""

    concerning: Text = Field(alias="for")
    name: str = ""
    email: str = ""
    telephone: str = ""
