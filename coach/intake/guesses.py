"""What a draft guesses, each with its place in the written script: for a person to accept or change."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import shorten
from typing import TYPE_CHECKING, Literal

from coach.intake.script import caution_texts, escaped, step_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.intake.draft import Draft
    from coach.intake.judgement import Judgement

GuessKind = Literal["listener", "title", "position", "caution", "time", "sides", "wait", "left out"]
"""`time`: chosen, because the words leave it open, or made longer so that they fit."""


@dataclass(frozen=True, slots=True)
class Guess:
    """One guess."""

    line: int
    """Where it stands in the script, from 1."""
    kind: GuessKind
    words: str
    """The words it is about, shortened."""
    why: str
    """The rule by which it was made, in words; may be empty."""


_MOST_WORDS = 80
_BEGINNING: tuple[tuple[GuessKind, str], ...] = (("title", "title:"), ("listener", "for:"), ("position", "position:"))
"""Guesses in the front matter, and how their lines begin."""


def guesses(draft: Draft, script: str) -> list[Guess]:
    """All guesses of a draft that was written down as `script`, in the order of its lines."""
    lines = script.split("\n")
    return sorted(_found(draft, lines), key=lambda guess: guess.line)


def _found(draft: Draft, lines: Sequence[str]) -> Iterator[Guess]:
    for kind, key in _BEGINNING:
        number = next((number for number, line in enumerate(lines[:8], 1) if line.startswith(key)), 0)
        if number:
            yield Guess(number, kind, lines[number - 1].removeprefix(key).strip().strip('"'), _beginning(draft, kind))
    place = _Place(lines)
    yield from _cautions(draft.cautions, place)
    for section in draft.sections:
        heading = place.next(f"{'#' * section.level} ") if section.title else 0
        if heading and section.each_side:
            yield Guess(heading, "sides", section.title, "the words say both sides")
        yield from _cautions(section.cautions, place)
        for cautions, timed in section.steps:
            yield from _cautions(cautions, place)
            for line in timed:
                number = place.next(step_line(line))
                words = _short(line.text)
                if line.chosen:
                    yield Guess(number, "time", words, f"no time in the text: the usual one for a {line.chosen}")
                if line.remark:
                    yield Guess(number, "time", words, line.remark)
                if line.each_side:
                    yield Guess(number, "sides", words, "the words say both sides")
                if line.wait:
                    yield Guess(number, "wait", words, "the next step begins when it is done, at a press")
    closing = next((number for number, line in enumerate(lines, 1) if line.startswith("<!-- Left out:")), 0)
    for index, piece in enumerate(each for each in draft.left_out if each.text.strip()):
        yield Guess(min(closing + 1 + index, len(lines)), "left out", _short(piece.text), piece.why)


def _beginning(draft: Draft, kind: str) -> str:
    if kind == "listener":
        return "the words speak of a client" if draft.speaker == "therapist" else "the words speak to the one who moves"
    if kind == "title":
        return "the first heading" if any(piece.rule == "title" for piece in draft.pieces) else "the name of the file"
    return "the first steps say so"


def _cautions(pieces: Sequence[Judgement], place: _Place) -> Iterator[Guess]:
    seen: set[str] = set()
    for piece in pieces:
        text = next(iter(caution_texts([piece])), "")
        if text and text not in seen:
            seen.add(text)
            yield Guess(place.next(f"> {escaped(text)[:200]}"), "caution", _short(piece.text), piece.why)


def _short(text: str) -> str:
    return shorten(text, _MOST_WORDS, placeholder=" …")


class _Place:
    """Finds lines one after another."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines, self._at = lines, 0

    def next(self, beginning: str) -> int:
        """The number of the next line that begins so; where there is none, that of the last one found."""
        for index in range(self._at, len(self._lines)):
            if self._lines[index].startswith(beginning):
                self._at = index + 1
                return index + 1
        return max(self._at, 1)
