"""What holds for any text whatever."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import IntakeError
from coach.intake import make_draft, read_document, write_script
from coach.intake.tidy import words_in
from coach.script.reader import parse_routine

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

DATA = Path(__file__).parent / "data"
LINES = [
    line
    for name in ("hip-guide.txt", "calf-protocol.txt", "foam-roller-guide.md", "hip-flow.md", "quiet-body-scan.md")
    for line in (DATA / name).read_text("utf-8").split("\n")
]
MARKS = [
    "# ",
    "- ",
    "1. ",
    "> ",
    "| a | b |",
    "|---|---|",
    "---",
    "(30s)",
    "(x3)",
    "{side}",
    "-->",
    "<!--",
    "[!CAUTION]",
    "*",
    "_",
    "`",
    "\\",
    "&amp;",
    "[a](b.md)",
    "(each side)",
    "(3 fingers)",
    "\t",
    "\x00",
    "\u2028",
    "\u200b",
    "💆",
    "½",
    "never",
    "5 breaths",
    "Do not:",
    "\r\n",
]

texts = st.one_of(
    st.text(max_size=300),
    st.lists(st.one_of(st.sampled_from(LINES), st.sampled_from(MARKS), st.text(max_size=20)), max_size=25).map(
        "\n".join
    ),
    st.lists(st.one_of(st.sampled_from(MARKS), st.sampled_from(" ".join(LINES).split())), max_size=60).map(" ".join),
)


@given(texts, st.sampled_from(["a.txt", "a.md", "a.csv", ""]))
@settings(max_examples=150)
def test_no_word_is_lost_and_the_script_can_be_read(text: str, name: str) -> None:
    """Import never crashes; all words of the text stand in the script, and the script can be read.

    A text in which nothing can be said is refused with a sentence.
    """
    try:
        document = read_document(text.encode("utf-8", "surrogatepass"), name)
        script = write_script(make_draft(document))
    except IntakeError as error:
        assert str(error).endswith(".")
        return
    routine = parse_routine(script, Path("a.md"))
    assert routine.sections
    assert not Counter(words_in("\n".join(document.pieces()))) - Counter(words_in(script))


@given(
    st.binary(max_size=400),
    st.sampled_from(["a.docx", "a.pdf", "a.odt", "a.rtf", "a.xlsx", "a.html", "a"]),
    st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.7\n", b"{\\rtf1 "]),
)
@settings(max_examples=60)
def test_any_bytes_are_read_or_refused(raw: bytes, name: str, beginning: bytes) -> None:
    """Damaged documents of every kind end in a script or in a sentence."""
    try:
        script = write_script(make_draft(read_document(beginning + raw, name)))
    except IntakeError as error:
        assert str(error).endswith(".")
        return
    assert parse_routine(script, Path("a.md")).sections


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman", "latin-1"]
)
def test_encodings(encoding: str) -> None:
    """A text reads the same in every encoding people's programs write, with a mark or without."""
    lines = [
        "• Hold for 30 seconds – and don’t bounce.",
        "• Crème on the “trigger” points, 20°.",
        "• Über die Schulter, naïve.",
    ]
    text = "\n".join(["Café stretch", "", *lines, ""])
    if encoding == "latin-1":
        text = text.replace("•", "-").replace("–", "-").replace("’", "'").replace("“", '"').replace("”", '"')
    document = read_document(text.encode(encoding), "a.txt")
    read = "\n".join(block.text for block in document.blocks)
    assert "Café stretch" in read
    assert "Crème on the" in read
    assert "20°" in read
    assert "Über die Schulter, naïve" in read
    assert "\ufffd" not in read


def captions(first: int, count: int) -> str:
    """A transcript with so many captions; its words are its own, by the first number."""
    stamps = range(first, first + count)
    return "\n".join(f"{at // 60 % 60:02}:{at % 60:02}\nPress the heel on point {at}." for at in stamps)


def clauses(first: int, count: int) -> str:
    """One sentence of so many clauses."""
    return "Press your heel" + "".join(f", and then on point {at}" for at in range(first, first + count))


def paragraph(first: int, count: int) -> str:
    """One paragraph of so many exercises that are repeated on the other side."""
    return " ".join(f"Press on point {at}. Repeat on the other side." for at in range(first, first + count))


@pytest.mark.parametrize("made", [captions, clauses, paragraph])
def test_a_document_eight_times_as_long_is_eight_times_the_work(made: Callable[[int, int], str]) -> None:
    """Neither many lines, nor a sentence or a paragraph that does not end, are looked at again for each of their parts.

    Work is counted in calls, which do not depend on the machine.
    """

    def work(text: str) -> int:
        calls = 0

        def count(_frame: FrameType, event: str, _argument: object) -> None:
            nonlocal calls
            calls += event in ("call", "c_call")

        before = sys.getprofile()
        sys.setprofile(count)
        try:
            write_script(make_draft(read_document(text.encode(), "a.txt")))
        finally:
            sys.setprofile(before)
        return calls

    work(made(0, 10))  # patterns are compiled when they are first needed
    assert work(made(2000, 800)) < 10 * work(made(1000, 100))


def test_a_text_without_a_full_stop_is_read() -> None:
    """Words that no stop, comma or conjunction divides become lines, however many they are."""
    script = write_script(make_draft(read_document(b"Press the heel " + b"down " * 25_000, "a.txt")))
    assert script.casefold().count("down") == 25_000
