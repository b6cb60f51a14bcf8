"""The stage: one session for all screens, here or in another process."""

from __future__ import annotations

import json
import os
import platform
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from coach.app.stage.announcement import FOLDER, Announcement, announcements
from coach.app.stage.following import FollowedSession, find_session
from coach.app.stage.openings import new_session, resumed_session
from coach.app.stage.shown_session import ShownSession
from coach.app.stage.stage import Stage
from coach.errors import PlayerError, SessionConflict, UnknownRoutine
from coach.settings import Settings
from tests.conftest import ROOT

TEXT = """
## Neck

> [!CAUTION]
> Mind the throat.

- Hold it. (40s)

## Back

- Press. (40s)
- Wait for me. (wait, 30s)
"""


@pytest.fixture
def settings(tmp_path: Path, shared_cache: Path) -> Settings:
    """A person with one script, and a loudspeaker that is silent."""
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    (scripts / "evening.md").write_text(TEXT, "utf-8")
    return Settings(scripts_dir=scripts, cache_dir=shared_cache, data_dir=tmp_path / "data", player="silent")


@contextmanager
def staged(settings: Settings) -> Iterator[Stage]:
    """A stage, and afterwards none."""
    stage = Stage(settings)
    try:
        yield stage
    finally:
        stage.close()


@contextmanager
def terminal(settings: Settings, *more: str) -> Iterator[subprocess.Popen[bytes]]:
    """`coach play` in another process."""
    command = [sys.executable, "-m", "coach", "play", str(settings.scripts_dir / "evening.md"), *more]  # type: ignore[operator]
    options = ["--player", "silent", "--data-dir", str(settings.data_dir), "--cache-dir", str(settings.cache_dir)]
    with subprocess.Popen(
        [*command, *options], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:  # fmt: skip
        try:
            until(lambda: announcements(settings.data_path()))
            yield process
        finally:
            process.kill()


def until(what: Callable[[], object], seconds: float = 40) -> None:
    """Wait for something, but not for ever."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def area(shown: ShownSession | None) -> int:
    """The area that is heard."""
    assert shown is not None
    return int(shown.session["timeline"]["steps"][shown.clock["segment"]]["area"])


def test_a_session_is_begun_steered_left_and_resumed(settings: Settings) -> None:
    """What a page does: begin, see the place, jump, wait, close; the next program goes on where this one was closed."""
    with staged(settings) as stage:
        assert stage.current is None
        with pytest.raises(SessionConflict):
            stage.send("next")
        stage.begin(new_session(settings, "evening"))
        shown = stage.current
        assert shown is not None
        assert (stage.is_here, shown.session["title"], shown.session["for"]) == (True, "evening", "therapist")
        assert [each["title"] for each in shown.session["timeline"]["areas"]] == ["Neck", "Back"]
        until(lambda: shown.clock["state"] == "playing")
        stage.send("pause")
        until(lambda: shown.clock["state"] == "paused")
        stage.jump(1)
        until(lambda: area(stage.current) == 1)
        stage.send("resume")
        last = len(shown.session["timeline"]["steps"]) - 1
        until(lambda: shown.clock["segment"] == last - 1)  # a long one: "next" is about no other
        stage.send("next")
        until(lambda: shown.clock["segment"] == last)
        length = shown.session["timeline"]["length"]
        stage.send("more")
        until(lambda: {"code": "more time", "value": 30_000} in shown.clock["notices"])
        until(lambda: shown.session["timeline"]["length"] == length + 30_000)
        until(lambda: shown.clock["state"] == "waiting")
        with pytest.raises(SessionConflict, match="no such area"):
            stage.jump(2)
        with pytest.raises(SessionConflict, match="'evening' is playing already"):
            stage.begin(new_session(settings, "evening"))
    assert (shown.session["outcome"], shown.session["left_at"]) == ("left", "Back")
    assert announcements(settings.data_path()) == []
    with staged(settings) as stage:
        stage.begin(resumed_session(settings))
        assert area(stage.current) == 1
        stage.begin(new_session(settings, "evening"), instead=True)
        assert area(stage.current) == 0


@pytest.mark.alone
def test_the_clock_is_told_before_a_screen_is_wrong(settings: Settings) -> None:
    """Between two tellings a screen that lets its clock run is never off by more than 30 ms, and is told twice a
    second."""
    with staged(settings) as stage:
        stage.begin(new_session(settings, "evening"))
        shown = stage.current
        assert shown is not None
        until(lambda: shown.clock["state"] == "playing")
        told = set()
        for _ in range(60):
            clock, before = shown.clock, time.monotonic() * 1000
            position, after = shown.view.position, time.monotonic() * 1000
            told.add(clock["at"])
            begun = clock["at"] - clock["position"]
            assert before - begun - 30 < position < after - begun + 30
            time.sleep(0.02)
        assert len(told) >= 3


def test_what_cannot_begin_says_why(settings: Settings) -> None:
    """A name that is not there, even if it is a path, and a missing loudspeaker are sentences; then nothing plays."""
    with staged(settings) as stage:
        for name in ("nobody", "../evening", str(settings.scripts_path()[0] / "evening.md")):
            with pytest.raises(UnknownRoutine):
                stage.begin(new_session(settings, name))
        deaf = Settings(
            scripts_dir=settings.scripts_dir, cache_dir=settings.cache_dir, data_dir=settings.data_dir, player="aplay",
            device="none there",
        )  # fmt: skip
    with staged(deaf) as stage, pytest.raises(PlayerError, match="no sound device"):
        stage.begin(new_session(deaf, "evening"))


def test_a_terminal_and_a_page_share_one_session(settings: Settings) -> None:
    """What `coach play` plays is found, shown and steered by another process, and not doubled; its end is seen."""
    with terminal(settings) as process, staged(settings) as stage:
        file = next((settings.data_path() / FOLDER).iterdir())
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        until(lambda: stage.current)
        shown = stage.current
        assert shown is not None
        assert not stage.is_here
        stage.jump(1)
        until(lambda: area(shown) == 1)
        assert shown.view.area == "Back"
        with pytest.raises(SessionConflict, match="already in another window"):
            stage.begin(new_session(settings, "evening"))
        stage.send("quit")
        assert process.wait(20) == 0
        until(lambda: shown.over)
        assert (shown.session["outcome"], shown.session["left_at"], shown.clock["state"]) == ("left", "Back", "ended")


def test_a_killed_program_is_noticed(settings: Settings) -> None:
    """When the program that plays is killed, its session is lost at once, and its announcement is deleted."""
    with terminal(settings) as process:
        found: list[FollowedSession | None] = []
        until(lambda: found.append(find_session(settings.data_path())) or found[-1])  # type: ignore[func-returns-value]
        shown = found[-1]
        assert shown is not None
        process.kill()
        until(lambda: shown.over)
        assert shown.session["outcome"] == "lost"
        shown.close()
        assert len(announcements(settings.data_path())) == 1
        assert find_session(settings.data_path()) is None
        assert announcements(settings.data_path()) == []


def test_only_what_we_wrote_is_an_announcement(tmp_path: Path) -> None:
    """Files that are damaged, foreign, named otherwise, or of another computer are passed over."""
    folder = tmp_path / FOLDER
    folder.mkdir()
    good = {"id": "good", "port": 4000, "key": "k", "computer": platform.node()}
    (folder / "good.json").write_text(json.dumps(good))
    for name, text in {
        "empty": "", "list": "[]", "other": json.dumps(good), "port": json.dumps(good | {"id": "port", "port": 0}),
        "away": json.dumps(good | {"id": "away", "computer": "another"}), "old": '{"id": "old", "port": 1, "key": "k"}',
        "deep": "[" * 4000, "large": " " * 9000,
    }.items():  # fmt: skip
        (folder / f"{name}.json").write_text(text)
    assert announcements(tmp_path) == [Announcement("good", 4000, "k")]
    assert announcements(tmp_path / "nowhere") == []
