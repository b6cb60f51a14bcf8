"""`coach import`, run as a person runs it."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.conftest import Coach

DATA = Path(__file__).parent.parent / "intake" / "data"


def test_a_document_becomes_a_script_that_checks(coach: Coach, tmp_path: Path) -> None:
    """The draft is written where it is asked for, its summary told, and `check` finds nothing wrong with it."""
    done = coach("import", DATA / "knee-programme.docx", "-o", "knee.md")
    assert done.code == 0
    assert done.out == ""
    assert "cautions" in done.err
    assert "Wrote knee.md." in done.err
    checked = coach("check", tmp_path / "knee.md")
    assert (checked.code, checked.out) == (0, "")


def test_without_a_place_it_is_printed(coach: Coach) -> None:
    """Without -o the draft goes to standard output and the summary to standard error."""
    done = coach("import", DATA / "calf-protocol.txt", "--for", "self", "--explain")
    assert done.out.startswith("---\ntitle: Calf protocol\nfor: self\n")
    assert "times found" in done.err
    assert "item + length + each-side" in done.err


def test_a_script_is_never_overwritten_without_a_word(coach: Coach, tmp_path: Path) -> None:
    """What is there stays, unless --force says so."""
    (tmp_path / "a.md").write_text("mine")
    refused = coach("import", DATA / "calf-protocol.txt", "-o", "a.md")
    assert refused.code == 1
    assert "--force" in refused.err
    assert (tmp_path / "a.md").read_text() == "mine"
    assert coach("import", DATA / "calf-protocol.txt", "-o", "a.md", "--force").code == 0
    assert "## Warm-Up" in (tmp_path / "a.md").read_text()


def test_what_cannot_be_read_is_one_sentence(coach: Coach, tmp_path: Path) -> None:
    """A document that is not there, and one of a kind nobody reads, end in a sentence, and nothing is written."""
    (tmp_path / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    for name, words in (("nowhere.txt", "cannot be read"), ("old.doc", "Save it as .docx")):
        done = coach("import", name, "-o", "a.md")
        assert done.code == 1
        assert words in done.err
        assert done.err.count("\n") == 1
    assert not (tmp_path / "a.md").exists()


def test_a_program_that_fails_leaves_the_plain_import(coach: Coach) -> None:
    """Where the helping program fails, a sentence says so, and the import is as without it."""
    plain = coach("import", DATA / "calf-protocol.txt")
    helped = coach("import", DATA / "calf-protocol.txt", "--with", f"{sys.executable} -c 'raise SystemExit(2)'")
    assert helped.code == 0
    assert "exit code 2. This is the plain import." in helped.err
    assert helped.out == plain.out
