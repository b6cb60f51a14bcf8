"""`coach follow`: the session of another window."""

from __future__ import annotations

from pathlib import Path

from tests.cli.test_play import QUESTIONS, Script, seated
from tests.cli.test_terminal import TEXT
from tests.conftest import Coach


def test_one_session_in_two_terminals(coach: Coach, script: Script, shared_cache: Path, tmp_path: Path) -> None:
    """The second terminal shows what the first plays, each steers it, q leaves only the second, and its end is seen."""
    assert coach("follow").err == "No session is playing now. `coach play` begins one.\n"
    with seated(tmp_path, shared_cache, script(TEXT)) as seat:
        seat.until("One step with a few words.")
        with seated(tmp_path, shared_cache, command="follow") as other:
            other.until("One step with a few words.")
            other.press(b"n")
            other.until("Another step.")
            seat.until("Another step.")
            seat.press(b" ")
            other.until("Paused. Space goes on.")
            other.press(b"q")
            assert "The session goes on." in other.end()
        with seated(tmp_path, shared_cache, command="follow") as other:
            other.until("Paused.")
            other.press(b"s")
            seat.until("A third one.")
            seat.press(b"q")
            seat.end()
            assert "Left at Feet. `coach play --resume` goes on." in other.end()
            assert other.run.returncode == 0


def test_a_window_closes_also_right_after_a_restart(script: Script, shared_cache: Path, tmp_path: Path) -> None:
    """A session that begins again with all questions is shown again, and then q closes the window for good."""
    with seated(tmp_path, shared_cache, script(QUESTIONS), "--opening", "brief") as seat:
        seat.until("Ask what is new.")
        with seated(tmp_path, shared_cache, command="follow") as other:
            other.until("Ask what is new.")
            other.press(b"o")
            other.until("Ask about every illness.")
            other.press(b"q")
            assert "Ask about every illness." not in other.end().split("The session goes on.")[1]
            assert seat.run.poll() is None
