"""Importing a document while writing."""

from __future__ import annotations

import pytest

from coach.app.editing.importing import import_document
from coach.errors import IntakeError
from coach.script.reader import parse_routine

HANDOUT = """\
Calf protocol

The client lies face down.
1. Warm some oil in your hands.
2. Long strokes from heel to knee, 90 seconds per leg. (Never behind the knee!)
3. Knead the calf slowly.
4. Sink both thumbs in and hold 30 seconds each side.

Do NOT press hard on the tendon itself.

Like and subscribe for more!
"""


def test_each_guess_is_marked() -> None:
    """Each guess says what it is about, why it was made, and at which line of the script it stands."""
    draft = import_document(HANDOUT.encode(), "calf.txt")
    lines = draft.text.split("\n")
    for guess in draft.guesses:
        assert guess.why
        first = guess.words.split()[0].strip("*_")
        assert first in lines[guess.line - 1], guess
    kinds = {guess.kind for guess in draft.guesses}
    assert kinds >= {"title", "listener", "caution", "time", "sides", "left out"}
    cautions = [lines[guess.line - 1] for guess in draft.guesses if guess.kind == "caution"]
    assert sorted(cautions) == ["> Do NOT press hard on the tendon itself.", "> Never behind the knee!"]
    assert all("chosen: " in lines[guess.line - 1] for guess in draft.guesses if guess.kind == "time")


def test_the_draft_can_be_played() -> None:
    """The text is a script, and its title is that of the document."""
    draft = import_document(HANDOUT.encode(), "C:\\handouts\\calf.txt")
    assert parse_routine(draft.text).title == draft.title == "Calf protocol"
    assert "steps" in draft.summary[0]


def test_who_it_is_for() -> None:
    """Who it is for is judged by its words, unless a person says so."""
    assert "for: self" in import_document(HANDOUT.encode(), "calf.txt", "self").text


def test_no_document() -> None:
    """What is no document is refused with a sentence, whatever it is called."""
    with pytest.raises(IntakeError, match="is a picture"):
        import_document(b"\x89PNG\r\n", "../../x\0\n.png")
