"""Pages about goods: the catalogue, stock, and what is asked for in a buyer's own sheet."""

import csv
import re
from io import BytesIO, StringIO

import openpyxl

from tests.house import CHAIRS, LAMPS, interchange, order
from tests.integration.application.test_changing_verbs import caught_up
from tests.quoting_house import acme, requests
from tests.scenes.orders import stock
from tests.scenes.scene import Scene
from tests.typed import PROJECT

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="4" height="4"/></svg>'
HERE = "http://127.0.0.1:8000"
ASKED = ("Pos", "Part no", "Description", "Quantity", "Unit")
CSV_BLOCK = re.compile(r"^```csv\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def tables(page: str) -> list[str]:
    """Return the tables a page shows."""
    return CSV_BLOCK.findall((PROJECT / page).read_text(encoding="utf-8"))


def workbook(*rows: tuple[object, ...]) -> bytes:
    """Return a workbook of one sheet."""
    made, written = openpyxl.Workbook(), BytesIO()
    assert made.active is not None
    for row in rows:
        made.active.append(row)
    made.save(written)
    return written.getvalue()


def bid() -> bytes:
    """Return a buyer's sheet of eight lines: some we know, one that is like something, and two nobody can tell."""
    parts = [("445566", "Desk lamp"), ("445567", "Task chair"), ("445568", "Writing desk")]
    lines = [(at, part, text, 10 + at, "EA") for at, (part, text) in enumerate(parts * 2, 1)]
    return workbook(ASKED, *lines, (7, "X-17", "A lamp", 5, "EA"), (8, "X-18", "Espresso machine", 2, "EA"))


def catalogue(scene: Scene) -> None:
    """The lists are those the page shows, with the pictures they name."""
    house = scene.build()
    items, categories, rules = tables("docs/how-to/catalogue.md")
    for name, table in (("items", items), ("categories", categories), ("rules", rules)):
        scene.file(f"{name}.csv", table)
    for picture in ("drawings/bolt.svg", "drawings/washer.svg", "bolt.svg"):
        scene.file(picture, SVG)
    scene.file(
        "items.xlsx", workbook(*csv.reader(StringIO(items.replace("bolt.svg", "").replace("washer.svg", ""))))
    )
    scene.file("catalogue.edi", _832())
    scene.environment["TOKEN"] = scene.user("ann")
    scene.words = {HERE: scene.serve()}
    stock(house, "prices", "price_list,sku,unit,price,currency", "standard,LAMP,EA,9.25,USD")


def _832() -> str:
    body = (
        "ST*832*0001~", "BCT*PS*7**1~", "DTM*007*20260301~", "LIN**VN*LAMP~", "PID*F*08***Desk lamp~",
        "CTT*1~", "SE*7*0001~",
    )  # fmt: skip
    return interchange("".join(body)).replace("GS*PO", "GS*SC")


def keeping_stock(scene: Scene) -> None:
    """A count, a change and levels as tables; the partner is told of stock at once."""
    tells = {"documents": [*acme()["documents"], {"send": "846", "map": "base/x12/004010/846"}]}  # type: ignore[misc] # a list of what is agreed
    house = scene.build({"acme": tells})
    stock(house, "places", "location,closed_weekdays,zone", "EAST,,America/New_York")
    stock(house, "lanes", "location,region,transit_days,cost", "MAIN,EAST,3,0.20")
    more = ("sku,location,quantity,available_on,kind", "CHAIR,MAIN,200,2026-03-01,on-hand")
    scene.first = {"gateway stock transfer": lambda: stock(house, "supply", *more)}
    house.take(interchange(order("PO-1", LAMPS, CHAIRS.replace("60*", "6*"))))
    count, levels = tables("docs/how-to/keep-stock.md")
    scene.file("stock.csv", count)
    scene.file("delivery.csv", "sku,location,quantity\nLAMP,MAIN,20\n")
    scene.file("supply.csv", "sku,location,quantity,available_on,kind\nLAMP,MAIN,5,2026-03-01,on-hand\n")
    scene.file("levels.csv", levels)
    scene.environment["TOKEN"] = scene.user("ann")
    scene.words = {
        HERE: scene.serve(),
        "count FILE": "count stock.csv",
        "change FILE": "change delivery.csv",
        "supply FILE": "supply supply.csv",
        "tell PARTNER": "tell acme",
    }


def quoting(scene: Scene) -> None:
    """A buyer's sheet of eight lines, taken by the command the page says."""
    house = scene.build({"acme": acme()})
    scene.file(
        "costs.csv", "price_list,sku,unit,price,currency\ncost,LAMP,EA,6.00,USD\ncost,CHAIR,EA,40,USD\n"
    )
    scene.file("bid.xlsx", bid())

    def request() -> str:
        return requests(house)[0].id

    def quote() -> str:
        with house.gateway.store.read() as work:
            return next((one.number for one in reversed(work.quotes.of_request(request()))), "none")

    scene.words = {
        "operator:PASSWORD": "operator:sesame",
        "https://gateway.example": scene.serve("sesame"),
        "REQUEST": request,
        "QUOTE": quote,
        "Q00000012": quote,
    }
    scene.ends |= {"gateway rfp take": {1}}
    scene.first = {"gateway quote take": lambda: caught_up(house)}


def sheets(scene: Scene) -> None:
    """A workbook, a list in an old encoding, and a table whose headings say nothing."""
    scene.file("bid.xlsx", bid())
    scene.file("list.txt", "Part;Description;Quantity;Unit\n445566;Lampe für Büro;12;EA\n".encode("cp850"))
    scene.file("odd.csv", "one,two,three,four,five,six\n445566,x,Desk lamp,y,z,12\n")
