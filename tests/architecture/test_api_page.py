"""The page of the API is true. GOLDEN_UPDATE=1 writes it anew; the difference is then reviewed."""

from pathlib import Path

from gateway.bootstrap import build
from gateway.entrypoints.api.app import create_app
from gateway.settings import Settings
from tests.architecture.api_page import PAGE, render
from tests.golden import UPDATE


def test_the_page_says_what_the_api_says_of_itself(tmp_path: Path) -> None:
    """Problems, operations, needs and events."""
    gateway = build(Settings(data_dir=tmp_path))
    page = render(create_app(gateway).openapi())
    gateway.engine.dispose()
    if UPDATE:
        PAGE.write_text(page, encoding="utf-8")

    assert page == PAGE.read_text(encoding="utf-8")
