"""Home in a real browser: what is seen first, and how a session is found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from coach.session_request import SessionRequest
from coach.settings import builtin_scripts
from coach.storage import session_records
from coach.storage.database import Database
from tests.web.conftest import OpenPage, check_accessible, device, opened, run_coach

SIZES = [(360, 640), (390, 844), (1280, 800), (1920, 1080)]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Iterator[OpenPage]:
    """A studio in which a session was left, and one finished; with a reminder, and a script with an error."""
    home = tmp_path_factory.mktemp("home")
    with opened(home, shared_cache, env={"COACH_PLAYER": "silent"}) as page:
        now = datetime.now(UTC)
        with Database(page.data / "coach.db") as db:
            for name, title, section, played in (
                ("scalp-rub", "<b>Scalp</b> rub", "Temples", 180.0),
                ("deep-hip-release", "Deep hip release", "Glutes, left side", 1200.0),
            ):
                number = session_records.begin(
                    db, name, str(builtin_scripts() / f"{name}.md"), title, now - timedelta(hours=1),
                    options=SessionRequest().as_values(), alone=True, length=4000.0,
                )  # fmt: skip
                session_records.keep(
                    db, number, now, segment=40, words="x", past=0, section=section, edits={}, played=played,
                    length=4000.0,
                )  # fmt: skip
                end = session_records.finish if name == "scalp-rub" else session_records.leave
                end(db, number, now)
        run_coach(page.env, "remind", "add", "breath-break", "--at", "11:00")
        (page.scripts / "broken.md").write_text("- Press. (-20s)\n")
        run_coach(page.env, "list")  # all is read
        yield page


@pytest.fixture(scope="module")
def page(let_in: Callable[..., Page]) -> Page:
    """A desk."""
    return let_in(viewport={"width": 1280, "height": 800}, color_scheme="dark")


def go_home(page: Page, served: OpenPage) -> None:
    """Load home anew."""
    page.goto("about:blank")
    page.goto(served.address)
    page.wait_for_selector("coach-card svg")


def shown(page: Page) -> list[str]:
    """The titles of the cards that can be seen."""
    return page.locator("coach-card:visible strong").all_text_contents()


def listed(served: OpenPage, *words: str) -> list[str]:
    """The titles that the terminal lists, those for a therapist first."""
    rows = json.loads(run_coach(served.env, "list", "--json", *words))
    return [row["title"] for who in ("therapist", "self") for row in rows if row["for"] == who]


def test_what_is_seen_first(page: Page, served: OpenPage) -> None:
    """The session that was left comes first, with its place; then the search, the next reminder, the cards, and the
    last sessions; a script with an error is told; on a desk the search has the focus."""
    go_home(page, served)
    expect(page.get_by_role("heading", level=2).first).to_have_text("Go on with Deep hip release")
    expect(page.locator(".place .left")).to_have_text("at Glutes, left side")
    expect(page.locator(".next")).to_contain_text("Breath break")
    assert page.evaluate("document.activeElement.id") == "search"
    assert shown(page) == listed(served)
    last = page.locator(".last li").all_inner_texts()
    assert "Deep hip release" in last[0]
    assert "<b>Scalp</b> rub" in last[1], "what a script has in its title is text"
    page.get_by_text("1 problem was found").click()
    expect(page.locator(".troubles li")).to_contain_text("broken.md:1:")
    expect(page.get_by_text("No sessions of your own yet")).to_be_visible()
    check_accessible(page)


def test_search_and_tags_as_in_the_terminal(page: Page, served: OpenPage) -> None:
    """Words and tags find what `coach list` finds, as they are typed; where nothing is found, one press shows all."""
    go_home(page, served)
    search = page.get_by_label("Search the sessions")
    search.press_sequentially("pirif")
    expected = listed(served, "pirif")
    expect(page.locator("#found")).to_have_text(f"{len(expected)} found")
    assert shown(page) == expected
    expect(page.locator(".go-on")).to_be_hidden()
    search.fill("")
    page.get_by_role("button", name="hips", exact=True).click()
    page.get_by_role("button", name="gentle", exact=True).click()
    expected = listed(served, "--tag", "hips", "--tag", "gentle")
    expect(page.locator("#found")).to_have_text(f"{len(expected)} found")
    assert shown(page) == expected
    search.fill("zebra")
    expect(page.get_by_text("Nothing is about")).to_be_visible()
    check_accessible(page)
    page.get_by_role("button", name="Show all").click()
    expect(page.locator(".go-on")).to_be_visible()
    assert shown(page) == listed(served)


def test_it_is_small_and_asks_nobody_else(browser: Browser, page: Page, served: OpenPage) -> None:
    """All that home sends over the network is under 100 kB, and comes from the computer that serves it."""
    context = browser.new_context(storage_state=page.context.storage_state())  # with an empty cache
    try:
        fresh = context.new_page()
        answers: list[Response] = []
        fresh.on("response", lambda answer: answers.append(answer))
        go_home(fresh, served)
        fresh.wait_for_timeout(500)
        loaded = {
            answer.url: answer.request.sizes()["responseBodySize"]
            for answer in answers
            if "/api/events" not in answer.url
        }
    finally:
        context.close()
    assert all(url.startswith(served.address) for url in loaded)
    assert any("api/home" in url for url in loaded)
    assert any("home.css" in url for url in loaded)
    assert sum(loaded.values()) < 100_000, loaded


def test_every_size_and_both_schemes(page: Page, served: OpenPage) -> None:
    """At four sizes nothing runs over the side, and what can be pressed is large enough; light is as accessible as
    dark."""
    page.emulate_media(color_scheme="light")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        go_home(page, served)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        small = page.evaluate(
            "[...document.querySelectorAll('main button, main .button, main input, .card')]"
            ".filter((e) => e.offsetParent && e.getBoundingClientRect().height < 47.5).map((e) => e.outerHTML)"
        )
        assert small == []
        if width == 360:
            assert "light" in page.evaluate("document.documentElement.className")
            check_accessible(page)


def test_an_empty_studio_says_what_to_do(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, shared_cache: Path
) -> None:
    """Without a session to go on with there is no empty frame; rings are drawn when they come near the screen."""
    with opened(tmp_path_factory.mktemp("new"), shared_cache) as new, device(browser, new) as page:
        page.wait_for_selector("coach-card path")
        expect(page.get_by_role("heading", level=1)).to_have_text("Choose a session")
        expect(page.get_by_role("link", name="Write your own")).to_be_visible()
        expect(page.locator(".next")).to_be_hidden()
        assert page.locator(".last li, .go-on").count() == 0
        cards = page.locator("coach-card").count()
        assert 0 < page.locator("coach-card:has(path)").count() < cards
        page.locator("coach-card").last.scroll_into_view_if_needed()
        page.locator("coach-card").last.locator("path").first.wait_for(state="attached")
