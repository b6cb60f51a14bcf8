"""The table of what can be asked of a session."""

from __future__ import annotations

import re
from collections import Counter
from typing import get_args

from coach.session_commands import COMMANDS, MOVES, REQUESTS, VOLUME_CHANGES, Restart
from tests.conftest import ROOT


def test_every_command_is_carried_out_by_one() -> None:
    """Each command of the table is a move, a change of volume, a request or a restart, and none is two of them."""
    assert Counter([*MOVES, *VOLUME_CHANGES, *REQUESTS, *get_args(Restart)]) == Counter(list(COMMANDS))


def test_no_key_word_or_button_means_two_things() -> None:
    """A key, a spoken phrase and a method of MPRIS belong to one command each."""
    for asked in ("keys", "said", "mpris"):
        found = Counter(each for command in COMMANDS.values() for each in getattr(command, asked))
        assert set(found.values()) == {1}


def test_what_ends_a_session_is_never_heard_or_pressed_in_a_pocket() -> None:
    """Only a key ends a session."""
    end = COMMANDS["quit"]
    assert (end.keys, end.said, end.mpris) == (("q", "escape"), (), ())


def test_the_page_for_hands_tells_every_word_and_what_it_does() -> None:
    """The table in `docs/hands-free.md` has what each command does, and every word that asks for it."""
    page = (ROOT / "docs" / "hands-free.md").read_text("utf-8")
    table = "\n".join(re.findall(r"^\|.*\|$", page, re.MULTILINE))
    for command in COMMANDS.values():
        assert command.does.split(";")[0] in table
        assert all(said in table for said in command.said)
