"""One rule for every list: `limit` of them, and `next`, which is the `cursor` of the page that follows."""

from collections.abc import Callable, Iterable
from typing import Annotated, Any, TypeVar

from fastapi import Query

from gateway.entrypoints.api.schemas import MOST, Page, Shape

Cursor = Annotated[str, Query(max_length=400, description="The `next` of the page before; empty: the first.")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="How many there may be on the page.")]
R = TypeVar("R")
S = TypeVar("S", bound=Shape)


def cut(
    kind: type[S],
    records: Iterable[R],
    *,
    cursor: str,
    limit: int,
    key: Callable[[R], str],
    newest: bool = False,
    shape: Callable[[R], S] | None = None,
) -> Page[S]:
    """Return a page of a list that was read whole, in the order of its keys, each of which is one record's only.

    What comes or goes between two pages moves nothing: the next page begins after a key, not at a number.
    """
    said = sorted(((key(one), one) for one in records), key=lambda pair: pair[0], reverse=newest)
    rest = [pair for pair in said if not cursor or (pair[0] < cursor if newest else pair[0] > cursor)]
    made = shape or kind.model_validate
    items = [made(one) for _, one in rest[:limit]]
    return Page[S](items=items, next=rest[limit - 1][0] if len(rest) > limit else "")


def ranked(kind: type[S], records: Iterable[Any], *, cursor: str, limit: int) -> Page[S]:
    """Return a page of a list whose order is its own and seldom changes; a page begins after a place in it."""
    told = [(f"{at:08}", one) for at, one in enumerate(records)]
    return cut(
        kind,
        told,
        cursor=cursor,
        limit=limit,
        key=lambda pair: pair[0],
        shape=lambda pair: kind.model_validate(pair[1]),
    )
