"""Rooms and routines on paper: what is printed is whole, legible, and has nothing to press."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.web.conftest import OpenPage, check_accessible, enter

pytestmark = pytest.mark.timeout(120)


def paper(page: Page) -> tuple[int, str]:
    """How many sheets the page takes, and what stands on them."""
    sheets = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    return len(sheets), "\n".join(sheet.extract_text() for sheet in sheets)


@pytest.fixture(scope="module")
def page(let_in: Callable[..., Page]) -> Page:
    """A device that was let in."""
    return let_in(viewport={"width": 390, "height": 844})


def test_a_routine_prints_as_it_was_prepared(page: Page, served: OpenPage) -> None:
    """The card has the chosen side alone and the fitted times, and the button is not on paper."""
    prepared = page.request.get(f"{served.address}api/prepare/childs-pose").json()
    request = prepared["request"]
    request["target"] = prepared["plan"]["longest"]
    headers = {"Content-Type": "application/json", "Origin": served.address.rstrip("/")}
    put = page.request.put(
        f"{served.address}api/prepare/childs-pose", data=json.dumps({"request": request}), headers=headers
    )
    assert put.ok
    page.goto(f"{served.address}print/childs-pose")
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    check_accessible(page)
    sheets, text = paper(page)
    assert sheets == 1
    assert "Child's pose" in text
    assert "General education, not medical advice." in text
    assert "PDF, from the same dialog" not in text


def test_the_intake_sheet_prints_on_one_page(page: Page, served: OpenPage) -> None:
    """Prepare leads to the sheet with all questions, which takes one page and can be signed."""
    enter(page, served, "prepare/deep-hip-release")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Intake sheet").click()
    sheet = opened.value
    expect(sheet.get_by_role("button", name="Print")).to_be_visible()
    check_accessible(sheet)
    sheets, text = paper(sheet)
    assert sheets == 1
    assert text.count("yes") > 10
    assert "Signature" in text
    sheet.close()


def test_a_room_prints_dark_on_white(page: Page, served: OpenPage) -> None:
    """On paper the words of a dark room are dark, and what can only be pressed is left out."""
    enter(page, served, "prepare/deep-hip-release")
    page.wait_for_selector("coach-prepare .plan li")
    page.emulate_media(media="print", color_scheme="dark")
    try:
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(29, 26, 20)"
        assert page.locator("button:visible").count() == 0
    finally:
        page.emulate_media(media="screen", color_scheme="light")


def test_what_is_not_there_is_a_sentence(page: Page, served: OpenPage) -> None:
    """A name that no routine has, or that is a path, is refused."""
    for name in ("nothing-of-this-name", "..%2F..%2Fetc%2Fpasswd", "opening-check.md"):
        answer = page.request.get(f"{served.address}print/{name}")
        assert answer.status == 404
        assert answer.json()["error"].startswith("There is no")
