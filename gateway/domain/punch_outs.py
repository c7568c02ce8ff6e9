"""PunchOut: a buyer asks to come into our shop, and where the browser is to go."""

from dataclasses import dataclass

from gateway.domain.carts import AUXILIARY, CartLine
from gateway.domain.items import ItemIdentifier
from gateway.domain.parties import Contact, Party
from gateway.domain.references import Reference

USER_EMAIL = ("useremail", "email", "user_email", "emailaddress")
USER_NAME = ("uniquename", "user", "userprintablename", "userid", "username", "unique_name")
"""Names of extrinsics by which buyers' systems tell who comes, letters small; the first that is there counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PunchOutSetup:
    """Somebody wants to shop: `create`, come back to change (`edit`), look (`inspect`), or `source`.

    `buyer_cookie` is only ever given back. `return_url` is where the browser posts the cart; `supplier_url` is our
    own address as the buyer has it. `selected` names the one item or aisle the buyer came for, and `lines` are what
    the buyer has in the requisition now. Extrinsics are references of the kind `extrinsic:<name>`.
    """

    buyer_cookie: str
    operation: str = "create"
    return_url: str = ""
    supplier_url: str = ""
    currency: str = ""
    references: tuple[Reference, ...] = ()
    contacts: tuple[Contact, ...] = ()
    parties: tuple[Party, ...] = ()
    selected: tuple[ItemIdentifier, ...] = ()
    lines: tuple[CartLine, ...] = ()

    def extrinsic(self, *names: str) -> str:
        """Return what the first of these extrinsics says that is there, whatever the size of its letters."""
        given = {one.kind.partition(":")[2].casefold(): one.value for one in self.references}
        return next((given[name.casefold()] for name in names if given.get(name.casefold())), "")

    @property
    def user_email(self) -> str:
        """Return the shopper's address, from an extrinsic or a contact."""
        found = (one.number for who in self.contacts for one in who.communications if one.kind == "e-mail")
        return self.extrinsic(*USER_EMAIL) or next(found, "")

    @property
    def user(self) -> str:
        """Return who shops, as the buyer's system names them; the address where it has no other name."""
        return self.extrinsic(*USER_NAME) or self.user_email

    @property
    def selected_part(self) -> str:
        """Return our name of the item or aisle the buyer came for."""
        return next((one.value for one in self.selected if one.kind != AUXILIARY), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class PunchOutStart:
    """Where the buyer's browser goes: good for one visit."""

    start_page: str
