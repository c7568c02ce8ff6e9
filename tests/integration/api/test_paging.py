"""One rule for every list of the API, and that walking through pages meets each record once."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from fastapi.testclient import TestClient

from gateway.entrypoints.api.app import create_app
from gateway.entrypoints.api.paging import cut
from gateway.entrypoints.api.schemas import Shape
from tests.house import House

NO_LISTS = frozenset({"/api/v1/catalogue/columns"})
"""What holds the same few lines for everybody for ever."""
RULE = {"cursor", "limit"}


class Named(Shape):
    """Something with a name."""

    name: str


def lists_of(described: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every GET that answers a list, or an object with `items`, with its path."""
    for path, methods in described["paths"].items():
        content = methods.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        shape = content.get("application/json", {}).get("schema", {})
        named = shape.get("$ref", "").rpartition("/")[2]
        whole = described["components"]["schemas"].get(named, shape)
        is_list = whole.get("type") == "array" or {"items", "next"} & whole.get("properties", {}).keys()
        if path.startswith("/api/v1/") and path not in NO_LISTS and is_list:
            yield path, methods["get"] | {"shape": whole}


def test_every_list_is_paged_by_the_same_rule(house: House) -> None:
    """`cursor` and `limit` go in, `items` and `next` come out, and nothing else turns pages."""
    found = dict(lists_of(create_app(house.gateway).openapi()))
    wrong = {}
    for path, one in found.items():
        asked = {each["name"] for each in one.get("parameters", ()) if each["in"] == "query"}
        told = one["shape"].get("properties", {}).keys()
        if (
            not asked >= RULE
            or asked & {"before", "after", "offset", "page"}
            or not told >= {"items", "next"}
        ):
            wrong[path] = (sorted(asked), sorted(told))

    assert {} == wrong
    assert len(found) > 25


@pytest.mark.parametrize("newest", [False, True])
def test_each_record_is_met_once_whatever_comes_and_goes(*, newest: bool) -> None:
    """Pages of two: one that is taken away in between and one that comes move nothing."""
    names = ["a", "b", "c", "d", "e"]
    seen, cursor = [], ""
    while True:
        page = cut(
            Named,
            [Named(name=one) for one in names],
            cursor=cursor,
            limit=2,
            key=lambda one: one.name,
            newest=newest,
        )
        seen += [one.name for one in page.items]
        names = [one for one in names if one != cursor] if cursor else [*names, "z" if newest else "0"]
        cursor = page.next
        if not cursor:
            break

    assert (["e", "d", "c", "b", "a"] if newest else ["a", "b", "c", "d", "e"]) == seen


def test_a_small_list_turns_its_pages(client: TestClient) -> None:
    """Rules, one by one, come out as the whole list has them."""
    whole = [one["id"] for one in client.get("/api/v1/rules", params={"limit": 200}).json()["items"]]
    first = client.get("/api/v1/rules", params={"limit": 1}).json()
    rest = client.get("/api/v1/rules", params={"cursor": first["next"], "limit": 200}).json()

    assert whole[:1] == [one["id"] for one in first["items"]]
    assert whole[1:] == [one["id"] for one in rest["items"]]
    assert 422 == client.get("/api/v1/rules", params={"limit": 0}).status_code
