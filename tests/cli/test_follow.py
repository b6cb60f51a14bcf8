"""`coach follow`: the session of another window."""

from __future__ import annotations

from pathlib import Path

from tests.cli.test_play import Script, seated
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
