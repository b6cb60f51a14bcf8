"""Help from a language model, from outside: a program gets text and schema, and its answer is checked word by word.

The plain import always comes first and stands on its own. The program may only arrange: it gives back sections, and
steps in the writer's words. A step whose words do not stand in one place of the document is refused, and so is one
made of a caution's words. Cautions are never taken from it.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from coach.errors import IntakeError, reason
from coach.intake.danger_signs import danger
from coach.intake.draft import DraftSection
from coach.intake.timed_line import TimedLine, words_take

if TYPE_CHECKING:
    from coach.intake.block import Document
    from coach.intake.draft import Draft

PATIENCE = 300
"""Seconds the program may take."""
MOST_ANSWERED = 2_000_000
"""Letters of an answer."""

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "sections": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "title": {"type": "string"},
                    "each_side": {"type": "boolean"},
                    "steps": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {
                                "text": {"type": "string", "description": "words of the text, unchanged and in order"},
                                "seconds": {"type": "integer", "minimum": 1, "maximum": 3600},
                                "breaths": {"type": "integer", "minimum": 1, "maximum": 100},
                                "repeats": {"type": "integer", "minimum": 1, "maximum": 200},
                                "each_side": {"type": "boolean"},
                            },
                            "required": ["text"],
                        },
                    },
                },
                "required": ["title", "steps"],
            },
        }
    },
    "required": ["sections"],
}
_TASK = (
    "Arrange the text as a spoken session. Answer with JSON that fits the schema, and nothing else. Each step is one "
    "short instruction in the words of the text, unchanged. Leave out what is no instruction, and every warning."
)


def ask(command: str, document: Document) -> Any:
    """What the program answers. Raises IntakeError if it does not run, or does not answer with JSON."""
    request = json.dumps({"task": _TASK, "schema": SCHEMA, "text": "\n".join(document.pieces())}, ensure_ascii=False)
    try:
        arguments = shlex.split(command)
    except ValueError as error:
        raise IntakeError(f"'{command}' is not a valid command: {error}.") from error
    if not arguments:
        raise IntakeError("The command is empty: give the program that is to help, such as --with llm.")
    try:
        done = subprocess.run(arguments, input=request.encode(), capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired as error:
        raise IntakeError(f"'{arguments[0]}' gave no answer within {PATIENCE // 60} minutes.") from error
    except OSError as error:
        raise IntakeError(f"'{arguments[0]}' cannot be run ({reason(error)}).") from error
    if done.returncode:
        said = " ".join(done.stderr.decode("utf-8", "replace").split())[-200:]
        raise IntakeError(f"'{arguments[0]}' failed with exit code {done.returncode}{f': {said}' if said else ''}.")
    return _json(done.stdout.decode("utf-8", "replace")[:MOST_ANSWERED], arguments[0])


def _json(text: str, program: str) -> Any:
    """JSON, also if the program wrapped it in a Markdown fence."""
    fenced = re.search(r"```(?:json)?\s*(.*?)```", text, re.DOTALL)
    try:
        return json.loads(fenced[1] if fenced else text)
    except (ValueError, RecursionError) as error:
        raise IntakeError(f"'{program}' did not answer with JSON.") from error


def arranged(draft: Draft, answer: Any) -> tuple[Draft, list[str]]:
    """The draft as the answer arranges it, and a sentence for each step that was refused.

    Raises IntakeError where the answer has another form, or no step of it holds.
    """
    sections, refused = [], list[str]()
    for section in _list(answer, "sections"):
        title, sided = _text(section, "title"), section.get("each_side") is True
        made = DraftSection(title if _place(title, draft.source) is not None else "", 2, sided, [], [])
        for step in _list(section, "steps"):
            text = " ".join(_text(step, "text").split())
            why = _refusal(text, draft)
            if why:
                refused.append(f"Refused: '{text[:60]}': {why}.")
            else:
                made.steps.append(([], [_line(step, text, sided, draft)]))
        if made.steps:
            sections.append(made)
    if not sections:
        raise IntakeError("No step of the answer uses the document's own words.")
    return replace(
        draft,
        sections=sections,
        # Before all steps, since it is not known which of the new ones they govern.
        cautions=sorted(draft.all_cautions(), key=lambda piece: piece.block),
        notes=[*draft.notes, *(note for section in draft.sections for note in section.notes)],
    ), refused


def _refusal(text: str, draft: Draft) -> str:
    words = _words(text)
    if not words or len(text) > 400:
        return "it has no words, or too many"
    if danger(text) is not None:
        return "it is a warning, and warnings are never taken from a program"
    if _place(text, draft.source) is None:
        return "its words do not stand in the document"
    for piece in draft.pieces:
        if piece.kind == "caution" and _contains(_words(piece.text), words):
            return "it is a part of a warning"
    return ""


def _place(text: str, source: tuple[str, ...]) -> int | None:
    """Where all words of `text` stand in a row, over at most two lines that follow one another."""
    words = _words(text)
    if not words:
        return None
    for index in range(len(source)):
        if _contains(_words(" ".join(source[index : index + 2])), words):
            return index
    return None


def _contains(whole: list[str], words: list[str]) -> bool:
    return any(whole[at : at + len(words)] == words for at in range(len(whole) - len(words) + 1))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _line(step: dict[str, Any], text: str, sided: bool, draft: Draft) -> TimedLine:
    seconds, breaths, repeats = (
        _number(step, "seconds", 3600),
        _number(step, "breaths", 100),
        _number(step, "repeats", 200),
    )
    each_side = step.get("each_side") is True and not sided
    if breaths is not None:
        return TimedLine(text, breaths=breaths, repeats=repeats or 1, each_side=each_side)
    need = int(words_take(text, draft.speaker)) + (5 if (repeats or 1) > 1 else 1)
    if repeats is not None and repeats > 1:
        return TimedLine(text, max(seconds or 0, need), repeats=repeats, each_side=each_side)
    return TimedLine(text, max(seconds, need) if seconds is not None else None, each_side=each_side)


def _list(value: Any, name: str) -> list[dict[str, Any]]:
    inner = value.get(name) if isinstance(value, dict) else None
    if not isinstance(inner, list) or not all(isinstance(each, dict) for each in inner):
        raise IntakeError(f"The answer does not fit the schema: '{name}' must be a list of objects.")
    return inner


def _text(value: dict[str, Any], name: str) -> str:
    text = value.get(name)
    if not isinstance(text, str):
        raise IntakeError(f"The answer does not fit the schema: '{name}' must be text.")
    return text


def _number(value: dict[str, Any], name: str, most: int) -> int | None:
    number = value.get(name)
    if number is None:
        return None
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= most:
        raise IntakeError(f"The answer does not fit the schema: '{name}' must be a whole number from 1 to {most}.")
    return number
