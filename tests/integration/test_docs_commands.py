"""Every command of a page is one: what the documents tell people to type is run here, in this process.

Pages that are a story are played as written elsewhere (`PLAYED`). Of all others each command has to be understood as
it stands, option by option; and what needs nothing but a house with an order in it is run in one.
"""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from gateway.entrypoints.cli import app
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.house import LAMPS, House, built, interchange, order

PROJECT = Path(__file__).parents[2]
PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("[!g]*/*.md"))]
FENCED = re.compile(r"^ *```(sh|bash|console)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
PLAYED = {"first-partner.md", "make-a-partners-map.md", "partners-as-files.md"}
"""Played as written by tests/e2e/test_tutorial.py, test_how_to.py and test_how_to_partners.py."""
OPERATORS = re.compile(r"^(\|\|?|&&|;|[12]?>.*|<.*)$")
FILES = {
    "items.csv": "sku,description,base_unit,units,identifiers\nHX-8-40,Hex bolt,EA,,\n",
    "levels.csv": "sku,location,lead_days,minimum,multiple,up_to,supplier\nLAMP,MAIN,5,10,1,20,Lights Ltd\n",
    "stock.csv": "sku,location,quantity\nLAMP,MAIN,480\n",
    "delivery.csv": "sku,location,quantity\nLAMP,MAIN,20\n",
    "categories.csv": "code,name,name_vi,name_zh_hant\n31,Fasteners and parts,,\n",
    "rules.csv": "partner,what,value,shown\nacme,category,31,yes\n",
    "cartons.csv": "code,length_mm,width_mm,height_mm,max_kg,own_kg\nC1,400,300,200,20,0.5\n",
}
ALONE = [
    "gateway explain order.edi",
    "gateway validate order.edi --json",
    "gateway sample base/x12/004010/850",
    "gateway catalogue categories categories.csv",
    "gateway catalogue assortment rules.csv",
    "gateway change list",
    "gateway change history ID",
    'gateway change edit ID --line 1 --quantity 6 --on 2026-03-09 --reason "they rang"',
    "gateway shipments asked",
    "gateway shipments held",
    "gateway load carton-types cartons.csv",
    "gateway load items items.csv",
    "gateway accounts show",
    "gateway stock count stock.csv --counted-at 2026-03-02T08:00",
    "gateway stock change delivery.csv",
    "gateway stock list --location MAIN",
    "gateway load levels levels.csv",
    "gateway replenish",
    "gateway stock reserved",
    "gateway user add bob --role order-desk",
    'gateway token create bob --name "nightly export" --scope look --days 90',
    "gateway user disable bob",
    "gateway rfp list --state review",
    "gateway measures --json",
    "gateway measures --from 2026-03-01 --to 2026-03-31 --partner acme",
    "gateway promise why 0197...",
]
"""In this order, as they stand on a page; what they name is an order of a house, or a file of `FILES`."""


def commands(page: Path) -> Iterator[list[str]]:
    """Yield the words of each command of ours on a page, without what a shell makes of its output."""
    for language, block in FENCED.findall(page.read_text(encoding="utf-8")):
        for line in re.sub(r"\\\n\s*", " ", block).splitlines():
            text = line.strip()
            if language == "console":
                text = text.removeprefix("$ ") if text.startswith("$ ") else ""
            yield from _ours(text)


def _ours(text: str) -> Iterator[list[str]]:
    if not re.search(r"(^|[ =/])gateway ", text) or text.startswith(("curl", "#")):
        return
    words = shlex.split(text, comments=True)
    while words and re.match(r"^[A-Z_]+=", words[0]):
        words = words[1:]
    if not words or words[0].rpartition("/")[2] != "gateway":
        return
    end = next((at for at, word in enumerate(words) if OPERATORS.match(word)), len(words))
    yield words[1:end]


@cache
def entry() -> Any:
    """Return the command line as one command."""
    return get_command(app)


def understood(words: list[str]) -> Any:
    """Return what the command line makes of words, down to the verb; raises what it says of wrong ones."""
    command = entry()
    context = command.make_context("gateway", list(words))
    while hasattr(context.command, "resolve_command"):
        rest = [*context._protected_args, *context.args]
        name, verb, rest = context.command.resolve_command(context, rest)
        context = verb.make_context(name, rest, parent=context)
    return context


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if page.name not in PLAYED and any(commands(page))],
    ids=lambda page: page.stem,
)
def test_each_command_of_a_page_is_understood(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its verb is there, and so is each option it is given."""
    monkeypatch.chdir(tmp_path)
    Path("drawings").mkdir()
    for told in commands(page):
        words = [f"{tmp_path}" if word.startswith("/backups") else word for word in told]
        for word in words:
            if re.fullmatch(r"[\w./-]+\.(csv|edi|xml|xlsx|bin|crt|key)", word) and not word.startswith("/"):
                Path(word).write_text("", encoding="utf-8")
        assert understood(words).command.name, words


def test_a_command_that_is_none_is_noticed() -> None:
    """Else the test above would say nothing."""
    for words in (["shimpents", "held"], ["shipments", "held", "--no-such-option"]):
        with pytest.raises(Exception, match=r"No such|no such"):
            understood(words)
    assert [["load", "items", "a.csv"]] == list(_ours("X=1 .venv/bin/gateway load items a.csv > out  # said"))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A gateway with stock and one order."""
    clock = FixedClock()
    house = built(tmp_path / "house", fresh("sqlite", tmp_path), clock)
    house.take(interchange(order("PO-1", LAMPS)))
    yield house
    house.gateway.engine.dispose()


def test_commands_do_what_pages_say_in_a_house_with_an_order(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One after the other, each on some page, none with anything wrong."""
    monkeypatch.chdir(tmp_path)
    on_pages = {shlex.join(words) for page in PAGES for words in commands(page)}
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "order.edi").write_text(interchange(order("PO-2", LAMPS), number=102), encoding="utf-8")
    settings = house.gateway.settings
    env = {
        "GATEWAY_CONFIG_DIR": str(settings.config_dir or ""),
        "GATEWAY_DATA_DIR": str(settings.data_dir),
        "GATEWAY_DATABASE_URL": str(settings.database_url),
        "GATEWAY_GS1_COMPANY_PREFIX": settings.gs1_company_prefix,
    }
    known = house.order("PO-1").id
    failed = {}
    for text in ALONE:
        words = shlex.split(text)[1:]
        assert shlex.join(words) in on_pages, f"{text} is on no page any more"
        words = [known if word in {"ID", "0197..."} else word for word in words]
        ran = CliRunner().invoke(app, words, env=env, input="correct horse battery staple\n")
        if ran.exit_code != 0:
            failed[text] = (ran.exit_code, ran.output[-300:], repr(ran.exception))

    assert {} == failed
