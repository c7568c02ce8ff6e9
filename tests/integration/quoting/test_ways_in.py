"""A request comes by each way a partner has: its folder, its room on our SFTP server, a server of its own, its mail."""

from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import paramiko
import pytest

from gateway.application.ports import RequestRecord
from gateway.entrypoints.sftp.server import SftpServer, host_key
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.fakes.openssh import key_pair
from tests.fakes.peers import A_MINUTE_AGO, age, sftp_peer
from tests.fakes.sheets import SheetsHere
from tests.house import House, built, later, rebuilt
from tests.integration.quoting.test_by_file import LAMP, workbook
from tests.quoting_house import acme, lines_of, requests

MAIL = {
    "kind": "mail",
    "inbox": "post/in",
    "outbox": "post/out",
    "us": "us@ours.example",
    "them": "them@acme.example",
}
IN_WORDS = """Please quote

Part no    Description    Qty    Unit
LAMP       Desk lamp      24     EA
CHAIR      Task chair     60     EA
DESK       Writing desk   4      EA
"""


@pytest.fixture
def opened(tmp_path: Path, clock: FixedClock) -> Callable[..., House]:
    """Open a house whose partner asks for prices by the way given; its files are read in this process."""

    def house_by(transport: dict[str, object], **changes: object) -> House:
        agreed = acme() | {"transport": transport, **changes}
        house = built(tmp_path / "house", fresh("sqlite", tmp_path), clock, {"acme": agreed})
        object.__setattr__(house.gateway.quoting, "sheets", SheetsHere())
        return house

    return house_by


def left(house: House, place: str, content: bytes) -> None:
    """Leave a file in one of the partner's folders, a minute ago."""
    file = house.gateway.settings.data_dir / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    age(file, A_MINUTE_AGO)


def asked_for(house: House) -> list[tuple[RequestRecord, list[str]]]:
    """Return the requests there are with the items of their lines."""
    return [(one, [line.sku for line in lines_of(house, one.id)]) for one in requests(house)]


def letter(*files: tuple[str, bytes], words: str = "See the sheet.") -> bytes:
    """Return a letter of the buyer's, with the logo every letter of it has."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "them@acme.example", "us@ours.example", "RFQ 9"
    made.set_content(words)
    for name, content in files:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    made.add_attachment(
        b"\x89PNG", maintype="image", subtype="png", filename="logo.png", disposition="inline"
    )
    return made.as_bytes()


def test_a_workbook_left_in_the_folder_is_a_request_at_once(opened: Callable[..., House]) -> None:
    """And a CSV once nothing more can be expected of it, for nothing in it says that it is whole."""
    house = opened({"kind": "folder", "inbox": "acme/in", "outbox": "acme/out", "create": "true"})
    left(house, "acme/in/bid.xlsx", workbook(LAMP))
    left(house, "acme/in/bid.csv", b"Part no;Description;Qty;Unit\nCHAIR;Task chair;60;EA\n")
    house.ask("poll", "acme")
    first = asked_for(house)
    later(house, hours=2)
    house.ask("poll", "acme")
    both = asked_for(house)

    assert [("bid.xlsx", "approved", ["LAMP"])] == [(one.name, one.state, skus) for one, skus in first]
    assert [["CHAIR"], ["LAMP"]] == [skus for _, skus in both]
    assert "bid.csv" == both[0][0].name


def test_a_letter_dropped_by_the_mail_server_is_a_request(opened: Callable[..., House]) -> None:
    """The sheet attached to one, the words of another; a logo is no request, nor does it hide the words."""
    house = opened({**MAIL, "create": "true"})
    left(house, "post/in/1.eml", letter(("bid.xlsx", workbook(LAMP))))
    left(house, "post/in/2.eml", letter(words=IN_WORDS))
    house.ask("poll", "acme")
    house.ask("poll", "acme")

    assert [("2.eml", ["LAMP", "CHAIR", "DESK"]), ("bid.xlsx", ["LAMP"])] == sorted(
        (one.name, skus) for one, skus in asked_for(house)
    )
    assert ["approved", "approved"] == [one.state for one in requests(house)]


def test_a_workbook_on_the_partners_own_server_is_fetched(
    opened: Callable[..., House], tmp_path: Path
) -> None:
    """From an OpenSSH server, where it is archived after that."""
    (tmp_path / "peer").mkdir()
    with sftp_peer(tmp_path / "peer") as peer:
        said = peer.settings.model_dump(mode="json", exclude_unset=True)
        house = opened({"kind": "sftp", **said})
        secrets = tmp_path / "secrets"
        secrets.mkdir()
        for name, secret in peer.secrets.items():
            (secrets / name).write_text(secret, encoding="utf-8")
        house.gateway.engine.dispose()
        house = rebuilt(house, secrets="file", secrets_dir=secrets)
        object.__setattr__(house.gateway.quoting, "sheets", SheetsHere())
        peer.drop("bid.xlsx", workbook(LAMP))
        house.ask("poll", "acme")
        waiting = [one.name for one in peer.inbox.iterdir() if one.is_file()]

    assert ([], [("bid.xlsx", ["LAMP"])]) == (waiting, [(one.name, skus) for one, skus in asked_for(house)])


def test_a_workbook_brought_to_our_server_is_a_request(opened: Callable[..., House], tmp_path: Path) -> None:
    """The moment the partner has put it into its room."""
    key = key_pair("client", "ed25519")
    public = key.with_suffix(".pub").read_text(encoding="utf-8").strip()
    house = opened({"kind": "hosted"}, sftp={"user": "acme-edi", "keys": [public]})
    server = SftpServer(
        gateway=house.gateway,
        host="127.0.0.1",
        port=0,
        host_keys=[host_key(tmp_path / "key")],
        most_connections=5,
    )
    with server.running(), paramiko.SSHClient() as ssh:
        ssh.get_host_keys().clear()
        ssh.set_missing_host_key_policy(paramiko.AutoAddPolicy())
        ssh.connect(
            *server.address[:1], server.address[1], "acme-edi", key_filename=str(key), look_for_keys=False
        )
        with ssh.open_sftp() as room, room.open("inbox/bid.xlsx", "wb") as file:
            file.write(workbook(LAMP))
    house.work()

    assert [("bid.xlsx", "approved", ["LAMP"])] == [
        (one.name, one.state, skus) for one, skus in asked_for(house)
    ]
