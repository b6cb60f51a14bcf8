"""The page in another language: one more file of words."""

from __future__ import annotations

import json

from playwright.sync_api import Browser, Route

from tests.web.conftest import OpenPage, device

WORDS = {"nav.write": "Skribi", "nav.history": "Historio", "devices.title": "Aparatoj"}


def test_a_language_is_one_more_file(browser: Browser, served: OpenPage) -> None:
    """With a file of words in the person's language the page speaks it, and English for what that file lacks."""

    def made_up(route: Route) -> None:
        route.fulfill(content_type="text/javascript", body=f"export default {json.dumps(WORDS)};")

    with device(browser, served, locale="eo", routes={"**/words/eo.js": made_up}) as page:
        page.goto(served.address + "#/devices")
        page.get_by_role("heading", name="Aparatoj").wait_for()
        assert page.get_by_role("link", name="Skribi").count() == 1
        assert page.get_by_role("link", name="Reminders").count() == 1
        assert page.locator("html").get_attribute("lang") == "eo"
    with device(browser, served, locale="fr-CA") as page:
        page.get_by_role("link", name="Write", exact=True).wait_for()
