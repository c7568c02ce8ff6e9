"""A guide book as one HTML file: its own style, no script, nothing from the network, fit for print."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from gateway.application.guidebooks import GuideBook
from gateway.entrypoints.guides.words import DIRECTIONS, how_often, subtitle


def html(book: GuideBook) -> str:
    """Return the guide as an HTML document; whatever the map says is escaped."""
    return _template().render(book=book, subtitle=subtitle(book), direction=DIRECTIONS[book.direction])


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("gateway.entrypoints.guides"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["how_often"] = how_often
    return environment.get_template("guide.html")
