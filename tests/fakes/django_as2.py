"""A partner who runs django-pyas2: this file runs in that partner's own Python, and is told what to do over HTTP.

`POST /told` with JSON: {"partner": {...}} changes what it agreed with us, {"send": {"name": ..., "content": hex}} makes
it send, {"receipts": true} makes it send the receipts that wait; the answer is what it remembers of its messages.
"""

import json
import sys
from importlib import import_module
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

FOLDER, PORT, US_URL = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]


def settled() -> None:
    """Configure the framework in this process, with a database of its own."""
    (FOLDER / "data").mkdir(exist_ok=True)
    import_module("django.conf").settings.configure(
        SECRET_KEY="tests only",
        ALLOWED_HOSTS=["*"],
        DATA_UPLOAD_MAX_MEMORY_SIZE=None,
        ROOT_URLCONF=__name__,
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        MEDIA_ROOT=str(FOLDER / "data"),
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(FOLDER / "db.sqlite3"),
                "OPTIONS": {"timeout": 30},
            }
        },
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "pyas2"],
        PYAS2={"MDN_URL": f"http://127.0.0.1:{PORT}/pyas2/as2receive"},
    )
    import_module("django").setup()
    import_module("django.core.management").call_command("migrate", verbosity=0)


def agreed() -> None:
    """Write down what was agreed with us."""
    models = import_module("pyas2.models")
    key = models.PrivateKey(name="peer.pem", key=(FOLDER / "peer.pem").read_bytes(), key_pass="x")
    key.save()
    certificate = models.PublicCertificate(name="us", certificate=(FOLDER / "us.crt").read_bytes())
    certificate.save()
    models.Organization(as2_name="peer", name="peer", encryption_key=key, signature_key=key).save()
    models.Partner(
        as2_name="us",
        name="us",
        target_url=US_URL,
        encryption="aes_256_cbc",
        encryption_cert=certificate,
        signature="sha256",
        signature_cert=certificate,
        mdn=True,
        mdn_mode="SYNC",
        mdn_sign="sha256",
        keep_filename=True,
    ).save()


def told(asked: dict[str, Any]) -> list[dict[str, Any]]:
    """Do as asked; return what is remembered of messages, the oldest first."""
    models, run = import_module("pyas2.models"), import_module("django.core.management").call_command
    if "partner" in asked:
        models.Partner.objects.update(**asked["partner"])
    if "send" in asked:
        (FOLDER / "data" / asked["send"]["name"]).write_bytes(bytes.fromhex(asked["send"]["content"]))
        run("sendas2message", "peer", "us", asked["send"]["name"])
    if "receipts" in asked:
        run("manageas2server", "--async-mdns")
    return [
        {
            "direction": one.direction,
            "status": one.status,
            "said": one.detailed_status,
            "id": one.message_id,
            "content": one.payload.read().hex() if one.payload else "",
            "name": Path(one.payload.name).name if one.payload else "",
        }
        for one in models.Message.objects.order_by("pk")
    ]


def listening(request: Any) -> Any:
    """Answer the tests."""
    response = import_module("django.http").JsonResponse
    return response(told(json.loads(request.body)), safe=False)


listening.csrf_exempt = True  # type: ignore[attr-defined] # a mark the framework looks for


class Threading(ThreadingMixIn, WSGIServer):
    """Takes a message while it sends one."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Logs nothing."""

    def log_message(self, format: str, *words: Any) -> None:  # noqa: A002 - the base class's name for it
        """Say nothing."""


def main() -> None:
    """Serve until killed."""
    settled()
    agreed()
    paths = import_module("django.urls")
    globals()["urlpatterns"] = [
        paths.path("told", listening),
        paths.path("pyas2/", paths.include("pyas2.urls")),
    ]
    application = import_module("django.core.wsgi").get_wsgi_application()
    server = make_server("127.0.0.1", PORT, application, server_class=Threading, handler_class=Quiet)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
