"""Pages about running the gateway: files on a disk, processes, people, backups, what waits for somebody."""

from gateway.application.alerting.conditions import Surroundings
from gateway.application.alerting.watching import watch
from gateway.application.circuits import missed
from gateway.application.expecting import standing
from gateway.application.records import DeadJob, Job, NewJob
from gateway.errors import TransportUnavailable
from tests.cxml_house import order as cxml_order
from tests.house import LAMPS, House, interchange, order
from tests.integration.application.test_advices import STOCK, TAKES, framed
from tests.scenes.goods import bid
from tests.scenes.scene import Scene

WORD = "correct horse battery staple\n"


def on_file(scene: Scene) -> None:
    """An order of each kind on file, and no gateway at all."""
    scene.file("order.edi", interchange(order("PO-2", LAMPS), number=102))
    scene.file("order.xml", cxml_order("PO-1", ("LAMP", "24", "EA", "9.25")))
    scene.file("bid-sheet.xlsx", bid())
    scene.words = {
        "FILE...": "order.edi", "FILE": "order.edi", "BASE MAP": "base/x12/004010/850 acme/850",
        "VERB": "partner list", "| source": "| cat",
    }  # fmt: skip


def a_house(scene: Scene) -> None:
    """A gateway with an order in it."""
    on_file(scene)
    house = scene.build()
    house.take(interchange(order("PO-1", LAMPS)))
    came = house.documents("850")[0].transmission
    scene.words |= {"reprocess ID": f"reprocess {came}", "corner/850": "acme/850"}


def mapping(scene: Scene) -> None:
    """The same, where a guide is asked for without saying of which map."""
    a_house(scene)
    scene.words |= {"gateway map guide": "gateway map guide acme/850"}


def the_api(scene: Scene) -> None:
    """A gateway that is served, with people who have tokens."""
    a_house(scene)
    scene.file("token", scene.user("ann"))
    scene.user("prometheus")
    scene.words = {
        "webhook add URL": "webhook add https://erp.example.test/hook",
        "URL": scene.serve(),
        "FILE": "token",
        "VERB": "partner list",
    }


def the_trail(scene: Scene) -> None:
    """A trail that is sealed, and its head."""
    a_house(scene)
    assert scene.house is not None
    scene.house.ask("seal")
    with scene.gateway.store.read() as work:
        last = work.seals.last()
    assert last is not None
    scene.words = {"DIGEST": last.digest}


def alerts(scene: Scene) -> None:
    """A partner is out of reach and work was given up: two alerts; people are told of alerts by letter."""
    a_house(scene)
    assert scene.house is not None
    said = "alerts:\n  mail: {outbox: mail/out, us: gateway@ourco.example, them: [desk@ourco.example]}\n"
    (scene.house.folder / "config" / "gateway.yaml").write_text(said, encoding="utf-8")
    _troubled(scene.house)
    with scene.gateway.store.read() as work:
        first, second, *_ = (one.id for one in work.alerts.recent(9, states=("open",)))
    scene.words = {"ack ID": f"ack {first}", "snooze ID": f"snooze {second}"}
    scene.given = {"gateway config apply": "y\n"}


def _troubled(house: House) -> None:
    services, store = house.gateway.services, house.gateway.store
    with store.begin() as work:
        for _ in range(3):
            missed(services, work, "globex", TransportUnavailable("no route to host"))
        work.jobs.add(NewJob(kind="order", ref="none", dedupe="none", partner="acme"))
        work.commit()
    house.work()
    job = Job(id="", kind="alerts", ref="", dedupe="", lane="", attempts=0, run_at=house.clock.now())
    with store.begin() as work:
        list(watch(Surroundings(services=services, disk_free=lambda: 2 << 30), work, job))
        work.commit()


def operating(scene: Scene) -> None:
    """Everything the page says waits for a person, and what is old enough to be put away."""
    house = scene.build({"acme": {"retention": {"payload_days": 30}, "documents": TAKES}})
    letters = [_dead(house, at) for at in (1, 2)]
    house.take(framed("846", "IB", *STOCK))
    for at in (8, 9):
        house.take(interchange(order(f"PO-{at}", LAMPS), number=100 + at))
    _troubled(house)
    sent = house.documents("855")[-1]
    with scene.gateway.store.read() as work:
        expected = next(one.id for one in standing(work, 99) if one.ref != sent.id)
    scene.file("token", scene.user("root"))
    house.ask("seal")
    address = scene.serve()
    inside = {"/backups": "backups", "/archive": "archive", "/empty": "empty"}
    scene.words = {
        "postgresql://gateway@db.internal/gateway": f"sqlite:///{scene.folder / 'gateway.db'}",
        "/backups/backup-20260302T090000Z": lambda: str(next(scene.folder.glob("backups/backup-*"))),
        "GATEWAY_DATABASE_URL=...": f"GATEWAY_DATABASE_URL=sqlite:///{scene.folder / 'back.db'}",
        "gateway db downgrade --to REVISION": f"GATEWAY_DATABASE_URL=sqlite:///{scene.folder / 'd.db'} gateway db downgrade --to base",
        "gateway db upgrade": f"GATEWAY_DATABASE_URL=sqlite:///{scene.folder / 'd.db'} gateway db upgrade",
        "reprocess ID": f"reprocess {house.documents('850')[0].transmission}",
        "dead resend ID": f"dead resend {letters[0]}",
        "reissue ID": f"reissue {sent.id}",
        "resend ID": f"resend {sent.id}",
        "settle ID": f"settle {house.documents('846')[0].id}",
        "withdraw ID": f"withdraw {expected}",
        "close PARTNER": "close globex",
        "--partner PARTNER": "--partner acme",
        "gateway health": f"gateway health --url {address}",
        "https://gateway.example": address,
        "VERB": "partner list",
        "show FILE": lambda: f"show {next(scene.folder.glob('archive/**/*.zip'))}",
        **{f" {name}": f" {scene.folder / inner}" for name, inner in inside.items()},
        "GATEWAY_DATA_DIR=/empty": f"GATEWAY_DATA_DIR={scene.folder / 'empty'}",
    }
    scene.given = {"gateway user add": WORD, "gateway secret put": "s3cret\n"}


def _dead(house: House, at: int) -> str:
    """Let the partner refuse an answer of ours; return the dead letter."""
    box = house.folder / "data" / "acme" / "out"
    box.mkdir(parents=True, exist_ok=True)
    known = {one.id for one in _letters(house)}
    names = [box / f"acme-855-{number:09}.edi" for number in range(1, 30)]
    blocking = [one for one in names if not one.exists()]
    for one in blocking:
        one.write_bytes(b"something else")
    house.take(interchange(order(f"PO-{at}", LAMPS), number=100 + at))
    for one in blocking:
        one.unlink()
    (letter,) = (one.id for one in _letters(house) if one.id not in known)
    return letter


def _letters(house: House) -> list[DeadJob]:
    with house.gateway.store.read() as work:
        return list(work.jobs.dead())
