"""`gateway demo`: the whole gateway with simulated partners on this machine, playing its stories."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING

import typer

from gateway.entrypoints.cli.terminal import Exit, say

if TYPE_CHECKING:
    from gateway.entrypoints.demo.stories import Pause, Stage, Story
    from gateway.entrypoints.serving import Web

PORT = 8000
LOOK_S = 0.2
KEEP = typer.Option(None, "--keep", help="Keep everything in this folder, which must be empty or new.")


def add_to(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("demo", short_help="Play a few orders with simulated partners, in a browser page.")(demo)


def demo(
    no_browser: bool = typer.Option(False, "--no-browser", help="Do not open the page."),
    port: int = typer.Option(
        0,
        min=0,
        max=65535,
        show_default=False,
        help=f"The port of the page; {PORT} or any free one unless given.",
    ),
    keep: Path | None = KEEP,
    as_json: bool = typer.Option(False, "--json", help="Tell nothing but one JSON object at the end."),
    once: bool = typer.Option(False, "--once", help="End when the stories are told."),
) -> None:
    """Play the story of a few orders with simulated partners, and show every document in a browser page.

    Ends with 0 when every story came out as it should. Ctrl-C leaves nothing behind, unless --keep.
    """
    from time import monotonic

    from gateway.entrypoints.demo.stories import STORIES
    from gateway.entrypoints.demo.telling import Teller

    began = monotonic()
    pause = _pauses()
    with ExitStack() as stack:
        tell = _nothing if as_json else say
        stage, web = stack.enter_context(_stage(keep, port))
        if not as_json:
            stack.enter_context(Teller(stage.gateway, say))
        tell(f"gateway demo   sandbox   embedded SQLite   {web.address}\n")
        told, complete, first = 0, 0, None
        for story in STORIES:
            good = _play(stage, story, tell, pause)
            told += good
            if good and story.completes:
                complete += 1
                first = first if first is not None else monotonic() - began
        look = "" if once else f" Look: {web.address}/orders"
        tell(f"{told} of {len(STORIES)} stories came out as they should.{look}")
        if as_json:
            result = {
                "stories": len(STORIES),
                "as_expected": told,
                "chains_complete": complete,
                "seconds_to_first_chain": round(first, 2) if first is not None else None,
            }
            print(json.dumps(result))
        if not once:
            _wait(web, pause, browser=not no_browser, tell=tell)
    raise typer.Exit(Exit.CLEAN if told == len(STORIES) else Exit.FINDINGS)


def _pauses() -> "Pause":
    """Make Ctrl-C, a plain `kill` and a closed terminal end the demo, cleaned up, at its next pause; return how to pause.

    An exception raised wherever the program happened to be could be lost there, or leave a transaction open.
    """
    import signal

    came: list[int] = []

    def note(number: int, _: object) -> None:
        came.append(number)

    def pause(seconds: float) -> None:
        sleep(seconds)
        if came:
            raise KeyboardInterrupt

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if number := getattr(signal, name, None):
            signal.signal(number, note)
    return pause


def _nothing(_: str) -> None:
    """Tell nothing."""


def _play(stage: "Stage", story: "Story", tell: Callable[[str], None], pause: "Pause") -> bool:
    """Play a story; return whether all its facts hold."""
    from gateway.entrypoints.demo import telling
    from gateway.entrypoints.demo.stories import played

    pause(0)
    tell(story.title)
    facts = played(stage, story, pause)
    pause(2 * telling.LOOK_S)
    for fact, holds in facts.items():
        tell(f"    {'✓' if holds else '✗'} {fact}")
    tell("")
    return all(facts.values())


def _wait(web: "Web", pause: "Pause", *, browser: bool, tell: Callable[[str], None]) -> None:
    import webbrowser

    pause(0)
    if browser:
        webbrowser.open(f"{web.address}/orders")
    tell("Ctrl-C ends it.")
    try:
        while True:
            pause(LOOK_S)
    except KeyboardInterrupt:
        tell("")


@contextmanager
def _stage(keep: Path | None, port: int) -> Iterator[tuple["Stage", "Web"]]:
    """Set the stage in a folder of its own; it goes when the block ends, unless it is to be kept."""
    import logging

    from gateway.bootstrap import library
    from gateway.entrypoints import logs
    from gateway.entrypoints.demo import world
    from gateway.entrypoints.demo.partner import FolderPartner, HttpPartner
    from gateway.entrypoints.demo.shopper import CxmlPartner
    from gateway.entrypoints.demo.stories import Stage
    from gateway.entrypoints.serving import Web, working

    logs.configure(level=logging.WARNING)
    with ExitStack() as stack:
        folder = stack.enter_context(_folder(keep))
        maps = library(world.Alone())
        http = HttpPartner(maps, user=world.HTTP)
        shopper = CxmlPartner()
        made = world.make(folder, http_address=http.address, cxml_origin=shopper.origin)
        gateway = world.open_gateway(made)
        stack.callback(gateway.engine.dispose)
        web = Web(gateway, "127.0.0.1", _free(port))
        http.may_post(f"{web.address}/edi", made.http_password)
        shopper.may_come(web.address, made.cxml_secret)
        shared = folder / "data" / world.FOLDER
        by_folder = FolderPartner(maps, to_us=shared / "in", from_us=shared / "out")
        partners = (http.running(), by_folder.running(), shopper.running())
        for running in (*partners, web.running(), working(gateway)):
            stack.enter_context(running)
        offices = {world.HTTP: http.office, world.FOLDER: by_folder.office}
        yield Stage(gateway=gateway, offices=offices, shopper=shopper), web


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    from tempfile import TemporaryDirectory

    if keep is None:
        with TemporaryDirectory(prefix="gateway-demo-") as folder:
            yield Path(folder)
        return
    if keep.exists() and any(keep.iterdir()):
        raise typer.BadParameter("the folder is not empty", param_hint="--keep")
    keep.mkdir(parents=True, exist_ok=True)
    yield keep


def _free(port: int) -> int:
    """Return the port asked for; without a wish the usual one, or any that is free."""
    import socket

    if port:
        return port
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", PORT))
        except OSError:
            return 0
    return PORT
