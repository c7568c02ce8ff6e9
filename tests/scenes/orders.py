"""Pages about orders: changed, short of supply, sent by a warehouse, billed and paid."""

import csv
from dataclasses import replace
from io import StringIO
from typing import Any

import yaml

from gateway.application.ports import PackedShipment
from gateway.application.stocking import load
from gateway.settings import shipped
from tests.house import CHAIRS, DESKS, LAMPS, House, interchange, order
from tests.integration.application.test_changes import change
from tests.integration.application.test_fulfilment import packed
from tests.integration.application.test_shipments import say
from tests.scenes.scene import Scene
from tests.typed import PROJECT

DOUBTFUL = "POC*001*PC*24**EA*7.10**IN*445566"
CARTONS = "code,length_mm,width_mm,height_mm,max_kg,own_kg\nC1,400,300,200,20,0.5\n"
ITEMS = (
    "sku,description,base_unit,weight_kg,length_mm,width_mm,height_mm\nLAMP,Desk lamp,EA,1.2,200,100,100\n"
)


def profile(partner: str) -> dict[str, Any]:
    """Return what a profile we ship says."""
    text = shipped("partners").joinpath(f"{partner}.yaml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - the loader that makes nothing but text
    return read


def stock(house: House, kind: str, *rows: str) -> None:
    """Load rows of a table, the names of the columns first."""
    with house.gateway.store.begin() as work:
        load(house.gateway.services, work, kind, csv.DictReader(StringIO("\n".join(rows))))
        work.commit()


def invoice_of(house: House, number: str) -> str:
    """Return the number of the invoice of an order."""
    with house.gateway.store.read() as work:
        return work.invoices.of_order(house.order(number).id)[0].number


def changes(scene: Scene) -> None:
    """Two changes wait, each of an order of its own; five orders more are changed by us, each in one way."""
    house = scene.build()
    for at in (1, 2):
        house.take(interchange(order(f"PO-{at}", LAMPS), number=100 + at))
        house.take(change(f"PO-{at}", DOUBTFUL, number=200 + at))
    edits = ("--line 1", "--line 2 --price", "--line 2 --cancel", "--ship-to", "--cancel")
    for at, _ in enumerate(edits, 3):
        house.take(interchange(order(f"PO-{at}", LAMPS, CHAIRS.replace("60*", "6*")), number=100 + at))
    first, second = house.documents("860")
    scene.words = {
        "accept ID": f"accept {first.id}",
        "refuse ID": f"refuse {second.id}",
        **{f"ID {said}": f"{house.order(f'PO-{at}').id} {said}" for at, said in enumerate(edits, 3)},
        "history ID": f"history {house.order('PO-3').id}",
    }


def backorders(scene: Scene) -> None:
    """More is wanted than there is, by two orders, and then more comes."""
    house = scene.build()
    house.take(interchange(order("PO-1", CHAIRS), number=101))
    house.take(interchange(order("PO-2", DESKS, DESKS, DESKS), number=102))
    stock(house, "supply", "sku,location,quantity,available_on,kind", "CHAIR,MAIN,500,2026-03-03,on-hand")
    stock(house, "supply", "sku,location,quantity,available_on,kind", "LAMP,MAIN,60,2026-05-04,purchase")
    _supply(scene)


def _supply(scene: Scene) -> None:
    scene.file("supply.csv", "sku,location,quantity,available_on,kind\nLAMP,MAIN,5,2026-03-01,on-hand\n")
    scene.words["gateway load supply"] = "gateway load supply supply.csv"


def pricing(scene: Scene) -> None:
    """A list of prices is loaded."""
    scene.build()
    scene.file("prices.csv", "price_list,sku,unit,price,currency\nstandard,LAMP,EA,9.25,USD\n")
    scene.words = {"KIND FILE": "prices prices", "FILE": "prices"}


def promising(scene: Scene) -> None:
    """An order whose second line waits for chairs."""
    house = scene.build()
    house.take(interchange(order("PO-1", LAMPS, CHAIRS.replace("60*", "500*"))))
    stock(house, "supply", "sku,location,quantity,available_on,kind", "CHAIR,MAIN,500,2026-03-02,on-hand")
    scene.words = {
        "ORDER LINE PLACE QUANTITY DAY": lambda: f"{house.order('PO-1').id} 2 MAIN 30 2026-03-02",
        "ORDER": lambda: house.order("PO-1").id,
        "0197...": lambda: house.order("PO-1").id,
        "KIND FILE": "lanes lanes.csv",
    }


def policies(scene: Scene) -> None:
    """The tables are those the page shows."""
    promising(scene)
    page = (PROJECT / "docs/how-to/set-supply-policies.md").read_text(encoding="utf-8")
    heads = {
        "safety.csv": "sku,location,quantity,open_to",
        "protections.csv": "sku,location,class,quantity,from_on,until_on,kind",
        "places.csv": "location,closed_weekdays,closed_on,cutoff,zone",
        "lanes.csv": "location,region,transit_days,cost",
    }
    for name, head in heads.items():
        scene.file(name, page[page.index(f"\n{head}\n") + 1 :].partition("```")[0])


def warehouse(scene: Scene) -> None:
    """Four orders left and were billed; of two more the warehouse reported more than was asked for, of one a part has left."""
    house = scene.build({"acme": {"fulfilment": {"invoice": "order"}}})
    for at, number in enumerate(("PO-1001", "PO-2", "PO-3", "PO-4", "PO-5")):
        second = DESKS if number == "PO-5" else CHAIRS.replace("60*", "6*")
        house.take(interchange(order(number, LAMPS, second), number=101 + at))
        say(house, packed(house, f"W{at}", number))
    for at, number in enumerate(("PO-8", "PO-9")):
        house.take(interchange(order(number, LAMPS), number=121 + at))
        say(house, _too_much(house, number))
    scene.file("cartons.csv", CARTONS)
    scene.file("items.csv", ITEMS)
    scene.words = {
        "credit INV00000007 --line": lambda: f"credit {invoice_of(house, 'PO-2')} --line",
        "credit INV00000007 --amount": lambda: f"credit {invoice_of(house, 'PO-3')} --amount",
        "correct INV00000007": lambda: f"correct {invoice_of(house, 'PO-4')}",
        "bill ORDER": lambda: f"bill {house.order('PO-5').id}",
        "retry ID": lambda: f"retry {_held(house)[0]}",
        "discard ID": lambda: f"discard {_held(house)[-1]}",
    }
    scene.ends |= {"gateway shipments held": {1}}


def _too_much(house: House, number: str) -> PackedShipment:
    asked = packed(house, f"W-{number}", number)
    (carton,) = asked.cartons
    (line,) = carton.lines
    return replace(asked, cartons=(replace(carton, lines=(replace(line, quantity=99),)),))


def _held(house: House) -> list[str]:
    with house.gateway.store.read() as work:
        return [one.id for one in work.shipments.held()]


def accounts(scene: Scene) -> None:
    """One order left and was billed; another waits."""
    house = scene.build()
    house.take(interchange(order("PO-7", LAMPS), number=107))
    say(house, packed(house, "W7", "PO-7"))
    house.take(interchange(order("PO-1", LAMPS), number=101))
    scene.words = {"INV00000007": lambda: invoice_of(house, "PO-7")}
