"""A whole gateway whose partner ACME asks for prices: by 840 and by file."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from gateway.application.ports import QuoteRecord, RequestLineRecord, RequestRecord
from gateway.application.quoting.taking import Upload, take_upload
from gateway.settings import shipped
from tests.fakes.clocks import FixedClock
from tests.fakes.sheets import SheetsHere
from tests.house import House, built

REQUESTS: Mapping[str, object] = {"valid_days": "30", "cost_list": "cost"}


def acme(**requests: object) -> dict[str, object]:
    """Return the changes to ACME's profile that let it ask for prices."""
    text = shipped("partners").joinpath("acme.yaml").read_text(encoding="utf-8")
    profile = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - the loader that makes nothing but text
    documents = [
        *profile["documents"],
        {"receive": "840", "map": "base/x12/004010/840"},
        {"send": "843", "map": "base/x12/004010/843"},
    ]
    return {"documents": documents, "requests": {**REQUESTS, **requests}}


def quoting_house(folder: Path, database_url: str, clock: FixedClock, **requests: object) -> House:
    """Return a house whose partner ACME asks for prices; its files are read in this process, for they are ours."""
    house = built(folder, database_url, clock, {"acme": acme(**requests)})
    object.__setattr__(house.gateway.quoting, "sheets", SheetsHere())
    return house


def request_840(number: str, *lines: str, control: int = 301) -> str:
    """Return an interchange of ACME's with an 840; lines are PO1 elements after its number, then PID texts after `|`."""
    body = [
        "ST*840*0001~\n",
        f"BQT*00*{number}*20260302*036*20260331~\n",
        "CUR*BY*USD~\n",
        "N1*ST**92*0042~\n",
    ]
    for at, line in enumerate(lines, 1):
        said, _, text = line.partition("|")
        body.append(f"PO1*{at:03d}*{said}~\n")
        if text:
            body.append(f"PID*F****{text}~\n")
    body.append(f"CTT*{len(lines)}~\n")
    segments = "".join((*body, f"SE*{len(body) + 1}*0001~\n"))
    return (
        f"ISA*00*          *00*          *12*5555551234     *ZZ*OURCO          *260302*0900*U*00401*{control:09d}*0*T*>~\n"
        f"GS*RQ*ACME*OURCO*20260302*0900*{control}*X*004010~\n{segments}GE*1*{control}~\nIEA*1*{control:09d}~\n"
    )


def upload(house: House, name: str, content: bytes, partner: str = "acme") -> RequestRecord:
    """Hand a file in for a partner and do everything that follows; return the request as it is then."""
    taken = Upload(partner=partner, channel="console", name=name, content=content)
    record, _ = take_upload(house.gateway.quoting, taken, actor="Ann")
    house.work()
    return request_of(house, record.id)


def requests(house: House) -> Sequence[RequestRecord]:
    """Return the requests there are, newest first."""
    with house.gateway.store.read() as work:
        return work.requests.recent(100)


def request_of(house: House, request: str) -> RequestRecord:
    """Return a request."""
    with house.gateway.store.read() as work:
        return work.requests.get(request)


def lines_of(house: House, request: str) -> Sequence[RequestLineRecord]:
    """Return the lines of a request."""
    with house.gateway.store.read() as work:
        return work.requests.lines(request)


def quote_of(house: House, request: str) -> QuoteRecord:
    """Return the latest quote for a request."""
    with house.gateway.store.read() as work:
        return work.quotes.of_request(request)[-1]
