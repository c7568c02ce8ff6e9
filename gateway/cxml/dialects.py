"""What differs from buyer to buyer in the cXML they send and want: settings, never names."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How one buyer's system speaks cXML.

    `units` are pairs of our unit (as in X12) and the buyer's, tried before the table of standard units; `only_units`
    says that the buyer's system knows no others.
    `confirmations` are the types of confirmation the buyer takes; what it does not take is said by the next best.
    `description_bytes` and `part_bytes` cut texts by their length in UTF-8, 0 never cuts. `price_decimals` is how
    many decimals of a price the buyer keeps, -1 all of them; a price with more is given for 10, 100, ... units.
    `extrinsics` are names and values added to each line of a cart. `language` is what our texts are in, `version` and
    `dtd_host` are what our documents say they follow; an empty version leaves the DOCTYPE out. `completeness` is when a
    ship notice says whether it completes its orders: `always`, `never`, or `by-version`, where the DTD has a place for it.
    """

    units: tuple[tuple[str, str], ...] = ()
    only_units: bool = False
    confirmations: tuple[str, ...] = ("accept", "allDetail", "detail", "except", "reject")
    confirmation_statuses: tuple[str, ...] = ("accept", "detail", "backordered", "reject", "unknown")
    description_bytes: int = 0
    part_bytes: int = 0
    price_decimals: int = -1
    extrinsics: tuple[tuple[str, str], ...] = ()
    classification: str = "00000000"
    language: str = "en-US"
    version: str = "1.2.071"
    dtd_host: str = "http://xml.cxml.org/schemas/cXML"
    auxiliary_allowed: str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
    auxiliary_length: int = 50
    completeness: str = "by-version"

    @property
    def has_price_basis(self) -> bool:
        """Return whether the DTD our documents follow has a PriceBasisQuantity; without it a price is that of one unit."""
        return self.version == "" or self.version >= "1.2.036"

    @property
    def says_completeness(self) -> bool:
        """Return whether ship notices say if they complete their orders; 1.2.050 is the oldest DTD known to let them."""
        if self.completeness != "by-version":
            return self.completeness == "always"
        return self.version == "" or self.version >= "1.2.050"


PLAIN = Dialect()
"""What cXML itself says, and nothing more."""
