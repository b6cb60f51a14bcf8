"""Following a session of another process."""

from __future__ import annotations

import socket
import threading
from dataclasses import asdict
from pathlib import Path

import pytest

from coach.app.stage.following import FollowedSession
from coach.app.stage.line_channel import LineChannel
from coach.live.view import snapshot
from coach.plan.planner import Planner
from coach.script.reader import parse_routine

KEY = "a" * 64


@pytest.mark.parametrize("outcome", ["left", None])
def test_the_last_view_stands_when_the_session_ends(outcome: str | None) -> None:
    """A session that ends, or is killed, just when its view is asked for: the last view is shown, and then how it
    ended."""
    plan = Planner.of_routine(parse_routine("- Press. (20s)", Path("x.md"))).plan()
    view = snapshot(plan, 0, 0, "playing")
    here, there = socket.socketpair()

    def play() -> None:
        with LineChannel(there, KEY, "session") as channel:
            channel.send({"session": {"outcome": None}})
            channel.send({"clock": {"state": "playing"}})
            channel.receive()
            channel.send({"view": asdict(view)})
            channel.receive()
            if outcome is not None:
                channel.send({"session": {"outcome": outcome}})

    thread = threading.Thread(target=play)
    thread.start()
    with FollowedSession(LineChannel(here, KEY, "follower")) as followed:
        assert (followed.view, followed.over) == (view, False)
        assert (followed.view, followed.over) == (view, True)
        assert followed.session["outcome"] == (outcome or "lost")
    thread.join()
