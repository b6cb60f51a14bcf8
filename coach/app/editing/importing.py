"""Importing a document: the draft of a script, with each guess marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.intake import make_draft, read_document, summary, write_script
from coach.intake.guesses import guesses

if TYPE_CHECKING:
    from coach.intake.guesses import Guess
    from coach.script.routine import Speaker


@dataclass(frozen=True, slots=True)
class Imported:
    """The draft that a document became. It is not saved yet."""

    title: str
    text: str
    """The whole script."""
    summary: tuple[str, ...]
    """What was found in it, in sentences."""
    guesses: tuple[Guess, ...]


def import_document(raw: bytes, file: str, speaker: Speaker | None = None) -> Imported:
    """The draft of a document. `file`: its file's name; `speaker`: who it is for, by default judged by its words.

    Raises IntakeError.
    """
    draft = make_draft(read_document(raw, _plain(file)), speaker)
    script = write_script(draft)
    return Imported(draft.title, script, tuple(summary(draft)), tuple(guesses(draft, script)))


def _plain(file: str) -> str:
    """A file's name without folders and control characters."""
    name = file.replace("\\", "/").rpartition("/")[2]
    return "".join(each for each in name if each.isprintable())[-120:]
