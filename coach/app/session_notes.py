"""Checks of what a person notes of a session: free text, and how it was from 0 to 10."""

from __future__ import annotations

import re
import unicodedata

from coach.errors import NoteError

LONGEST = 5000
"""Letters of a note; about two pages."""
BEST = 10
"""The best rating; the worst is 0."""


def fit_note(text: str) -> str:
    """A note as it is kept: lines without spaces at their ends, at most one empty line in a row. Raises NoteError."""
    lines = [
        " ".join(line.split(" ")).rstrip() for line in re.split(r"\r\n?|\n|\u2028|\u2029", text.replace("\t", " "))
    ]
    note = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in note.replace("\n", "")):
        raise NoteError("The note has characters in it that cannot be seen. Type it again.")
    if len(note) > LONGEST:
        raise NoteError(f"The note has {len(note)} letters; {LONGEST} is the most. Shorten it.")
    return note


def fit_rating(rating: int | str) -> int | None:
    """A rating from 0 to 10; an empty text for none. Raises NoteError."""
    text = str(rating).strip()
    if not text:
        return None
    if isinstance(rating, bool) or not re.fullmatch(r"\d{1,2}", text, re.ASCII) or int(text) > BEST:
        raise NoteError(f"How it was is a whole number from 0 to {BEST}, not {text!r}.")
    return int(text)
