"""A stream of server-sent events: what is new, as soon as it is known, until the browser goes."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from starlette.responses import StreamingResponse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    from starlette.requests import Request

    News = Callable[[], Iterable[tuple[str, Any]]]

TICK = 0.05
"""Seconds between two looks for news."""


class EventStream(StreamingResponse):
    """Sends what `news` returns, called twenty times a second: the names of events and their data."""

    def __init__(self, request: Request, news: News) -> None:
        super().__init__(_events(request, news), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def _events(request: Request, news: News) -> AsyncIterator[str]:
    yield "retry: 1000\n\n"
    while not await request.is_disconnected():
        for name, data in news():
            yield f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n"
        await asyncio.sleep(TICK)
