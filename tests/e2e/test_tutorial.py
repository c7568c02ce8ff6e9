"""The tutorial is true: its commands, run one after the other, take a partner from its first order to a closed chain."""

import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.processes import BIN, Program, Web, address_of, environment, run, started, until
from tests.forking import Forking

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial" / "first-partner.md"
FENCED = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SERVING = "gateway up\n"
SETTLED_S = 60
BLOCK_S = 90


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, forking: Forking) -> Iterator["Desk"]:
    """A folder that looks like a checkout after `make setup`, and a shell in it."""
    folder = tmp_path_factory.mktemp("tutorial")
    there = folder / ".venv" / "bin"
    there.mkdir(parents=True)
    (there / "gateway").symlink_to(forking.program)
    (there / "python3").symlink_to(BIN / "python3")
    yield Desk(folder)
    shutil.rmtree(folder / "my-gateway", ignore_errors=True)


class Desk:
    """Who follows the tutorial: two terminals in one folder, with the same variables set."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.blocks = FENCED.findall(TUTORIAL.read_text(encoding="utf-8"))
        self.variables = self.blocks[0]

    @property
    def out(self) -> Path:
        """Return where the partner finds what we sent."""
        return self.folder / "my-gateway" / "data" / "wayne" / "out"

    def types(self, block: str) -> str:
        """Run a block to its end; return what it printed."""
        done = run("bash", "-eu", "-c", self.script(block), env=environment(), seconds=BLOCK_S)
        assert 0 == done.returncode, f"{block}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def script(self, block: str) -> str:
        """Return a block as a terminal of its own would run it."""
        variables = "" if block == self.variables else self.variables
        return f"cd '{self.folder}'\n{variables}{block}"

    def sent(self, *sets: str) -> list[Path]:
        """Return the files of these sets, or nothing while one is missing."""
        found = [sorted(self.out.glob(f"wayne-{one}-*.edi")) for one in sets]
        return [file for files in found for file in files] if all(found) else []


def test_its_commands_close_the_chain_of_a_first_order(desk: Desk) -> None:
    """As written, in order: nothing is left out, and the one change is a port that nobody else uses."""
    at = desk.blocks.index(SERVING)
    printed = "".join(desk.types(block) for block in desk.blocks[:at])
    assert "4 maps and 1 partner are right\n" in printed
    assert "850 0001: accepted\n" in printed

    serve = desk.script("exec gateway up --port 0")
    with started("bash", "-c", serve, env=environment(), log=desk.folder / "up.log") as gateway:
        address = address_of(gateway)
        desk.types(desk.blocks[at + 1])
        answers = _waited(desk, gateway, "997", "855", "856", "810")
        desk.types(desk.blocks[at + 2])
        with closing((web := Web(address)).client):
            until(lambda: _closed(web), seconds=SETTLED_S, what=f"closed chain:\n{gateway.said}")

    assert "1 of 1 scenarios passed" in desk.types(desk.blocks[at + 3])
    assert len(desk.blocks) == at + 4
    functional, response, *_ = (file.read_text(encoding="ascii") for file in answers)
    assert "~AK5*A~" in functional
    assert "~PO1*1*4*CA*189**IN*88213~ACK*IA*4*CA*" in response


def _waited(desk: Desk, gateway: Program, *sets: str) -> list[Path]:
    return until(
        lambda: desk.sent(*sets), seconds=SETTLED_S, what=f"files of {', '.join(sets)}:\n{gateway.said}"
    )


def _closed(web: Web) -> bool:
    (order,) = web.json("/api/v1/orders")["items"]
    return order["state"] == "closed" and order["chain_complete_at"] is not None
