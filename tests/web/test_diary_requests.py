"""What the rooms of reminders and history ask for: done as in the terminal, or refused in a sentence."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from playwright.sync_api import APIResponse, Page

from coach.remind.do_not_disturb import guided_session
from coach.storage.database import Database
from coach.storage.firings import claim, finish
from coach.storage.reminders import every_reminder
from coach.storage.session_records import begin, keep, leave
from tests.web.conftest import OpenPage

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def ask(served: OpenPage, let_in: Callable[..., Page]) -> Ask:
    """Asks for something as the page does; returns what came, or the sentence of an error with its status."""
    page = let_in()

    def asked(method: str, path: str, body: object = None) -> Any:
        answer: APIResponse = page.request.fetch(
            f"{served.address}api/{path}", method=method, data=None if body is None else json.dumps(body),
            headers={"Content-Type": "application/json", "Origin": served.address.rstrip("/")},
        )  # fmt: skip
        if "json" not in answer.headers["content-type"]:
            return answer.body()
        return answer.json() if answer.ok else (answer.status, answer.json()["error"])

    return asked


def sat(served: OpenPage, routine: str, ago: timedelta, played: float = 600.0) -> int:
    """Keep a session that was left."""
    with Database(served.data / "coach.db") as db:
        at = datetime.now(UTC) - ago
        number = begin(db, routine, f"/scripts/{routine}.md", routine.title(), at, options={}, alone=True)
        keep(db, number, at, segment=4, words="Lean in.", past=0, section="Piriformis, left side", edits={},
             played=played, length=1800.0)  # fmt: skip
        leave(db, number, at)
    return number


def test_reminders_are_kept_as_the_terminal_keeps_them(ask: Ask, served: OpenPage) -> None:
    """Added from a sentence, changed, paused, put off, skipped, resumed and removed; each time is told."""
    for each in ask("GET", "reminders")["reminders"]:
        ask("DELETE", f"reminders/{each['id']}")
    understood = ask("POST", "reminders/when", {"when": "11:00 and 15:30 on weekdays"})
    assert understood["rules"] == ["at 11:00, 15:30 on mon-fri"]
    assert len(understood["next"]) == 3
    assert not understood["all_day"]
    assert ask("POST", "reminders/when", {"when": "every 2h"})["all_day"]
    made = ask("POST", "reminders", {"routine": "breath-break", "when": "every 2 h between 9:00-18:00"})["id"]
    ask(
        "POST",
        "reminders",
        {"routine": "scalp-rub", "when": "tomorrow 8:00", "nudge": True, "name": "Scalp", "say": "Now"},
    )
    told = ask("GET", "reminders")
    one, other = told["reminders"]
    assert (one["name"], one["title"], one["when"]) == (
        "breath-break",
        "Breath break",
        ["every 2 h between 9:00-18:00"],
    )
    assert (other["name"], other["nudge"], other["say"], other["when"][0][:5]) == ("Scalp", True, "Now", "once ")
    assert len(told["coming"]) == 10
    assert (told["running"], told["trial"], told["zone_problem"]) == (False, None, "")
    first = one["next"]
    assert ask("POST", f"reminders/{made}/skip")["at"] == first
    assert ask("GET", "reminders")["reminders"][0]["next"] > first
    at = ask("POST", f"reminders/{made}/snooze", {"until": "10"})["at"]
    assert ask("GET", "reminders")["coming"][0] | {"at": at} == ask("GET", "reminders")["coming"][0]
    ask("POST", f"reminders/{made}/pause", {"until": "tomorrow"})
    assert ask("GET", "reminders")["reminders"][0]["paused_until"]
    assert ask("POST", f"reminders/{made}/snooze", {"until": "10"}) == (
        400,
        "'breath-break' is paused. Resume it first.",
    )
    ask("POST", "reminders/pause", {})
    assert [each["paused"] for each in ask("GET", "reminders")["reminders"]] == [True, True]
    ask("POST", "reminders/resume")
    assert [each["paused"] for each in ask("GET", "reminders")["reminders"]] == [False, False]
    ask("PUT", f"reminders/{made}", {"name": "Breath", "when": "at 7:00; noon on sat", "say": "Breathe."})
    with Database(served.data / "coach.db") as db:
        kept = {reminder.name: reminder for reminder in every_reminder(db)}
    assert kept["Breath"].rules == ("at 7:00", "at 12:00 on sat")
    assert ask("DELETE", f"reminders/{made}") == {}
    assert ask("DELETE", f"reminders/{made}") == (404, "This reminder was removed meanwhile.")


def test_reminders_leave_and_come_back_as_files(ask: Ask) -> None:
    """The calendar has an event for each time, the text file is what import takes; a wrong file changes nothing."""
    ask("POST", "reminders", {"routine": "breath-break", "when": "9:00, 10:00", "name": "Files"})
    events = Calendar.from_ical(ask("GET", "reminders/calendar")).walk("VEVENT")
    assert sum(str(event["UID"]).endswith("@bodywork-coach") for event in events) >= 2
    content = ask("GET", "reminders/file").decode()
    assert "Files" in {each["name"] for each in tomllib.loads(content)["reminder"]}
    status, sentence = ask("POST", "reminders/file", {"content": content})
    assert (status, "There is a reminder" in sentence) == (400, True)
    assert ask("POST", "reminders/file", {"content": content, "replace": True})["count"] >= 1
    status, sentence = ask("POST", "reminders/file", {"content": "[[reminder]]\nname = 'x'"})
    assert (status, sentence.startswith("The file, reminder 1: 'routine' is missing")) == (400, True)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "said"),
    [
        ("POST", "reminders", {"routine": "breath-break", "when": "lunch"}, 400, "'lunch' does not say when"),
        ("POST", "reminders", {"routine": "nonsense-x", "when": "9:00"}, 404, "nonsense-x"),
        ("POST", "reminders", {"routine": "breath-break", "when": "9:00", "name": "until 9"}, 400, "cannot be called"),
        ("POST", "reminders", {"when": "9:00"}, 400, "not understood"),
        ("PUT", "reminders/999", {"name": "x"}, 404, "was removed meanwhile"),
        ("POST", "reminders/999/trial", {}, 404, "was removed meanwhile"),
        ("POST", "history/forget", {}, 400, "Say which sessions"),
        ("POST", "history/forget", {"before": "soon"}, 400, "not understood"),
        ("PUT", "history/999", {"note": "x"}, 404, "no session 999"),
        ("GET", "history?older_than=x", None, 400, "not understood"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    ask: Ask, method: str, path: str, body: object, status: int, said: str
) -> None:
    """Wrong words, names and numbers are refused, each with its sentence."""
    assert (refused := ask(method, path, body))[0] == status
    assert said in refused[1]


def test_the_history_is_told_noted_and_forgotten(ask: Ask, served: OpenPage) -> None:
    """Sessions page by page, with their week; a note stays with its session; forgetting first counts."""
    ask("POST", "history/forget", {"everything": True})
    numbers = [sat(served, "hips" if number % 2 else "neck", timedelta(days=number)) for number in range(5, 0, -1)]
    told = ask("GET", "history?limit=3")
    assert ([each["id"] for each in told["sessions"]], told["more"]) == (numbers[:1:-1], True)
    rest = ask("GET", f"history?older_than={numbers[2]}")
    assert ([each["id"] for each in rest["sessions"]], rest["more"]) == (numbers[1::-1], False)
    assert (told["routines"], told["warnings"], len(told["weeks"])) == (["hips", "neck"], [], 8)
    assert sum(week["sessions"] for week in told["weeks"]) == 50
    noted = ask("PUT", f"history/{numbers[0]}", {"note": "<b>Softer</b>\n", "rating": 8})
    assert (noted["note"], noted["rating"]) == ("<b>Softer</b>", 8)
    assert ask("PUT", f"history/{numbers[0]}", {"rating": ""})["rating"] is None
    assert ask("PUT", f"history/{numbers[0]}", {"rating": 11})[0] == 400
    assert ask("POST", "history/forget", {"routine": "hips", "count": True}) == {"count": 3, "noted": 1}
    assert ask("POST", "history/forget", {"session": numbers[1]}) == {"count": 1, "noted": 0}
    assert ask("POST", "history/forget", {"everything": True}) == {"count": 4, "noted": 1}
    assert ask("GET", "history")["sessions"] == []


def test_the_week_counts_reminders_and_sessions(ask: Ask, served: OpenPage) -> None:
    """What reminders guided and what sessions played stands apart, in the week in which it was."""
    ask("POST", "history/forget", {"everything": True})
    ask("POST", "reminders", {"routine": "breath-break", "when": "9:00"})
    sat(served, "neck", timedelta(minutes=1), 300)
    with Database(served.data / "coach.db") as db:
        now = datetime.now(UTC)
        (reminder, *_) = every_reminder(db)
        assert claim(db, reminder, now, now)
        finish(db, reminder.id, now, now, "done", seconds=120)
    week = ask("GET", "history")["weeks"][-1]
    assert (week["sessions"], week["reminders"]) == (5.0, 2.0)


def test_the_state_of_the_waiting_process_is_told(ask: Ask, served: OpenPage) -> None:
    """What the system offers and what holds reminders back; a trial during a session fails with its reason."""
    number = ask("POST", "reminders", {"routine": "breath-break", "when": "9:00"})["id"]
    told = ask("GET", "reminders/service")
    assert (told["installed"], told["running"], told["held_back"]) == (False, False, None)
    assert "coach remind run" in told["by_hand"]
    with guided_session(served.data):
        assert ask("GET", "reminders/service")["held_back"] == "session"
        assert ask("POST", f"reminders/{number}/trial") == {}
        tried = ask("DELETE", "reminders/trial")["trial"]
    assert (tried["id"], tried["outcome"]) == (number, "failed")
    assert "A guided session is playing" in tried["note"]
