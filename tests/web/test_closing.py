"""Whoever opened Coach from an icon, without a terminal, can close it from the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.web.conftest import check_accessible, device, opened


def test_the_page_closes_from_the_page(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, shared_cache: Path
) -> None:
    """After a question the program ends by itself, says so, and leaves no note that it is open."""
    with (
        opened(tmp_path_factory.mktemp("closing"), shared_cache) as page,
        device(browser, page, color_scheme="light") as window,
    ):
        window.goto(f"{page.address}#/devices")
        window.get_by_role("button", name="Close Coach").click()
        check_accessible(window)
        window.get_by_role("dialog").get_by_role("button", name="Cancel").click()
        assert page.process.poll() is None
        window.get_by_role("button", name="Close Coach").click()
        window.get_by_role("dialog").get_by_role("button", name="Close", exact=True).click()
        expect(window.get_by_role("heading", name="Coach is closed")).to_be_visible()
        assert page.process.wait(timeout=60) == 0
        assert page.process.stdout is not None
        assert "closed from the page" in page.process.stdout.read()
        assert not (page.data / "page.json").exists()
