"""A program with a language model may arrange the steps, in the writer's words alone."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Any

import pytest

from coach.errors import IntakeError
from coach.intake import make_draft, read_document, write_script
from coach.intake.assistant import arranged, ask

TEXT = b"""Calf release

Knead the calf for 2 minutes. Do not press hard on the tendon itself.

Rock the foot up and down.
"""


def answer(*steps: dict[str, Any]) -> dict[str, Any]:
    """An answer of one section."""
    return {"sections": [{"title": "Calf", "steps": list(steps)}]}


def test_words_of_the_document_are_taken() -> None:
    """A step whose words stand in the document is taken, with its time; the cautions stay those of the plain import."""
    draft = make_draft(read_document(TEXT, "calf.txt"))
    helped, refused = arranged(draft, answer({"text": "Rock the foot up and down", "repeats": 10, "seconds": 6}))
    assert refused == []
    script = write_script(helped)
    assert "- Rock the foot up and down (x10, " in script
    assert script.index("> Do not press hard on the tendon itself.") < script.index("- Rock")
    assert "Knead the calf" in script.partition("<!-- Left out")[2]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Bounce the foot hard", "do not stand in the document"),
        ("press hard on the tendon itself", "part of a warning"),
        ("Do not press hard on the tendon itself", "never taken from a program"),
        ("Knead the foot", "do not stand in the document"),
    ],
)
def test_other_words_are_refused(text: str, why: str) -> None:
    """Invented words, words torn from a warning, and warnings themselves are refused, each with a sentence."""
    draft = make_draft(read_document(TEXT, "calf.txt"))
    _, refused = arranged(draft, answer({"text": "Knead the calf for 2 minutes"}, {"text": text}))
    assert len(refused) == 1
    assert why in refused[0]


@pytest.mark.parametrize(
    "given",
    [
        None,
        [],
        {"sections": 3},
        {"sections": [{"title": "a"}]},
        answer({"text": 5}),
        answer({"text": "Knead the calf", "seconds": -1}),
        answer({"text": "Fly"}),
    ],
)
def test_an_answer_of_another_form_is_an_error(given: Any) -> None:
    """What does not fit the schema, or holds no step, is told in a sentence."""
    with pytest.raises(IntakeError):
        arranged(make_draft(read_document(TEXT, "calf.txt")), given)


def test_a_program_is_asked(tmp_path: Path) -> None:
    """The program gets the text and the schema as JSON, and may wrap its JSON in a fence."""
    program = tmp_path / "helper.py"
    shown = "json.dumps({'keys': sorted(q), 'first': q['text'][:12]})"
    program.write_text(f"import json, sys\nq = json.load(sys.stdin)\nprint('```json', {shown}, '```', sep='\\n')\n")
    found = ask(shlex.join([sys.executable, str(program)]), read_document(TEXT, "calf.txt"))
    assert found == {"keys": ["schema", "task", "text"], "first": "Calf release"}


@pytest.mark.parametrize(
    ("code", "words"),
    [("raise SystemExit(3)", "exit code 3"), ("print('sorry')", "did not answer with JSON"), (None, "cannot be run")],
)
def test_a_program_that_fails_is_told_of(tmp_path: Path, code: str | None, words: str) -> None:
    """A program that is not there, fails, or answers no JSON, is a sentence."""
    command = shlex.join([sys.executable, "-c", code]) if code else str(tmp_path / "nowhere")
    with pytest.raises(IntakeError, match=words):
        ask(command, read_document(TEXT, "calf.txt"))
