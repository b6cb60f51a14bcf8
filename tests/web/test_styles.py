"""The style sheets: each room has its own, and they stay in the page once they were loaded."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, Request

from tests.web.conftest import OpenPage, device, enter

ROOMS = ("", "prepare/deep-hip-release", "write", "write/deep-hip-release", "reminders", "history", "devices")
DRAFT = """localStorage.setItem('coach.draft.?1',
  JSON.stringify({text: '- Rest. (5s)', version: '', title: 'Hips', at: 0}))"""
"""Keeps a new script that is not saved, of which the room for writing tells."""
PROPERTIES = [
    "align-items", "background-color", "border-bottom-color", "border-bottom-width", "border-top-left-radius",
    "color", "content", "display", "fill", "fill-opacity", "flex-grow", "flex-wrap", "font-size", "font-weight",
    "justify-content", "line-height", "list-style-type", "margin-bottom", "margin-left", "margin-top", "min-height",
    "min-width", "opacity", "outline-offset", "padding-bottom", "padding-left", "padding-top", "position", "row-gap",
    "stroke", "text-align", "text-decoration-line", "text-transform", "white-space-collapse",
]  # fmt: skip
"""What is compared: what rules of a room set, and not where an element came to lie for it."""
LOOK = """(properties) => [...document.querySelectorAll('main, main *')].flatMap((element, index) =>
  [null, '::before', '::after'].map((part) => {
    const style = getComputedStyle(element, part);
    const called = `${index} ${element.tagName} .${element.getAttribute('class') ?? ''} ${part ?? ''}`;
    if (part && style.content === 'none') return called;
    return `${called} ${properties.map((name) => `${name}: ${style.getPropertyValue(name)}`).join('; ')}`;
  }))"""
"""How every element of a room is styled, and what stands before and after it."""


def look(page: Page) -> list[str]:
    """How the room looks that is shown."""
    styles: list[str] = page.evaluate(LOOK, PROPERTIES)
    return styles


def asking(page: Page) -> set[Request]:
    """What the page has asked for and not got yet, from now on; the events, which never end, aside."""
    asked: set[Request] = set()
    page.on("request", lambda request: None if "/api/events" in request.url else asked.add(request))
    for end in ("requestfinished", "requestfailed"):
        page.on(end, lambda request: asked.discard(request))
    return asked


def settled(page: Page, served: OpenPage, room: str, asked: set[Request]) -> list[str]:
    """How a room looks once its lists are there: nothing is asked for, and it does not change any more."""
    enter(page, served, room)
    page.wait_for_selector("main h1", state="attached")
    styles: list[str] = []
    while asked or styles != (styles := look(page)):
        page.wait_for_timeout(500)
    assert len(styles) > 30
    return styles


def test_a_room_looks_alike_whichever_were_visited_before(browser: Browser, served: OpenPage) -> None:
    """In a page that has visited all rooms, each is styled as in a page that goes straight to it."""
    with device(browser, served, color_scheme="light", reduced_motion="reduce") as visitor:
        visitor.evaluate(DRAFT)
        straight = {}
        for room in ROOMS:
            page = visitor.context.new_page()
            straight[room] = settled(page, served, room, asking(page))
            page.close()
        for room in reversed(ROOMS):
            enter(visitor, served, room)
        asked = asking(visitor)
        for room in ROOMS:
            assert settled(visitor, served, room, asked) == straight[room]
