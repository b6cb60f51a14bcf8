"""Documents of each format become blocks; what cannot be read is refused with what to do."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pypdf
import pytest

from coach.errors import IntakeError
from coach.intake import make_draft, read_document, write_script
from coach.intake.block import TextBlock
from coach.intake.readers import missing, pdf
from coach.intake.readers.pdf import read_pdf
from coach.intake.readers.readers import MOST_BYTES, MOST_TEXT

DATA = Path(__file__).parent / "data"


def blocks(raw: bytes, name: str) -> list[tuple[str, str]]:
    """The kinds and words of the blocks that belong to the text."""
    return [(block.kind, block.text) for block in read_document(raw, name).blocks if not block.furniture]


def archive(parts: dict[str, str]) -> bytes:
    """A zip archive of these parts."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return raw.getvalue()


def pdf_of(lines: list[str]) -> bytes:
    """A PDF of one page with these lines, written by hand."""
    shown = "".join(f"({line}) Tj 0 -14 Td " for line in lines)
    stream = f"BT /F1 12 Tf 50 750 Td {shown}ET".encode("latin-1")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    raw = b"%PDF-1.4\n"
    places = []
    for number, each in enumerate(objects, start=1):
        places.append(len(raw))
        raw += b"%d 0 obj%s endobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        raw
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(raw)
    )


def test_word() -> None:
    """A Word document gives its title, headings, items and rows; its running heads are of the page."""
    document = read_document((DATA / "knee-programme.docx").read_bytes(), "knee.docx")
    assert document.blocks[0] == TextBlock("title", "Your knee programme, weeks 1 to 3", 1)
    assert ("heading", "Stop and call the clinic if") in [(block.kind, block.text) for block in document.blocks]
    assert [block.cells for block in document.blocks if block.kind == "row"][-1] == (
        "Quad stretch, lying face down",
        "3 x 30s",
        "each leg",
    )
    assert any("K-12" in block.text for block in document.blocks if block.furniture)


def test_pdf() -> None:
    """A PDF gives its lines: titles and items."""
    found = blocks(pdf_of(["Calf stretch", "", "1. Stand at a wall.", "2. Lean in for 30 seconds."]), "a.pdf")
    assert ("item", "Stand at a wall.") in found
    assert ("item", "Lean in for 30 seconds.") in found


def _cell(text: str) -> str:
    return f"<table:table-cell><text:p>{text}</text:p></table:table-cell>"


def open_document(body: str) -> bytes:
    """An OpenDocument text with this body."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table")
    )
    text = f"<office:body><office:text>{body}</office:text></office:body>"
    return archive({"content.xml": f"<office:document-content {spaces}>{text}</office:document-content>"})


def test_open_document() -> None:
    """An OpenDocument text gives headings, paragraphs, nested items and tables."""
    rows = "".join(
        f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>"
        for row in (("Pose", "Hold"), ("Twist", "30 s"))
    )
    inner = "<text:list><text:list-item><text:p>Slowly.</text:p></text:list-item></text:list>"
    content = (
        '<text:h text:outline-level="1">Neck</text:h><text:p>Sit tall.</text:p>'
        f"<text:list><text:list-item><text:p>Turn the<text:s/>head.</text:p>{inner}</text:list-item></text:list>"
        f"<table:table>{rows}</table:table>"
    )
    assert blocks(open_document(content), "a.odt") == [
        ("heading", "Neck"),
        ("paragraph", "Sit tall."),
        ("item", "Turn the head."),
        ("item", "Slowly."),
        ("row", "Twist | 30 s"),
    ]


def test_rich_text() -> None:
    """Rich text gives its lines."""
    raw = rb"{\rtf1\ansi{\fonttbl\f0 Arial;}\f0 Lie on your back.\par Hold for 30 seconds.\par}"
    assert blocks(raw, "a.rtf") == [("paragraph", "Lie on your back."), ("paragraph", "Hold for 30 seconds.")]


def test_tables() -> None:
    """CSV and Excel give rows that know their columns, and the script their times and sides."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["Exercise", "Sets", "Reps", "Side"], ["Bridge", 3, 10, ""], ["Clam", 2, 8, "both"]):
        book.active.append(row)
    raw = io.BytesIO()
    book.save(raw)
    for document in (
        read_document(raw.getvalue(), "a.xlsx"),
        read_document(b"Exercise;Sets;Reps;Side\nBridge;3;10;\nClam;2;8;both\n", "a.csv"),
    ):
        script = write_script(make_draft(document))
        assert "- Bridge (x3, 40s)" in script
        assert "- Clam (x2, 32s, each side)" in script


def test_a_page_of_the_web() -> None:
    """Navigation, buttons and comments of a page are furniture; a warning set apart is a caution."""
    page = (
        b'<html><body><nav><a>Home</a></nav><h1>Hips</h1><div class="warning">Recent surgery.</div>'
        b"<ol><li><b>Lunge</b><ul><li>Step back.</li></ul></li></ol>"
        b'<div class="comments">Nice!</div></body></html>'
    )
    document = read_document(page, "a.html")
    assert [block.text for block in document.blocks if block.furniture] == ["Home", "Nice!"]
    script = write_script(make_draft(document))
    assert "> Recent surgery." in script
    assert "- Step back." in script


def test_a_warning_beside_the_text_is_not_lost() -> None:
    """What a caption or a box at the side warns of is a caution; its other words are left out."""
    page = (
        b'<html><body><h1>Thigh</h1><p>Roll the thigh.</p><div class="sidebar"><p>Our shop</p></div>'
        b"<figure><figcaption>Never roll the kneecap.</figcaption></figure></body></html>"
    )
    script = write_script(make_draft(read_document(page, "a.html")))
    assert "> Never roll the kneecap." in script
    assert "Our shop" in script.partition("<!-- Left out")[2]


@pytest.mark.parametrize(
    "beginning",
    ["<p>" + "<span>" * 5000, "<span>" * 5000 + "<p>", "<div>" * 5000, "<b>" * 5000, "<table><tr><td>" * 5000],
    ids=["words", "a block", "blocks", "bold", "tables"],
)
def test_a_page_of_any_depth_is_read(beginning: str) -> None:
    """However deep its words lie in other elements, they are read, and once."""
    page = f"<html><body><p>Lie down.</p>{beginning}Press the heel.".encode()
    assert [text for _, text in blocks(page, "a.html")] == ["Lie down.", "Press the heel."]


def test_an_open_document_of_any_depth_is_read() -> None:
    """However deep its words lie in spans and sections, they are read, and in order."""
    spans = "<text:span>to " * 3000 + "the mat" + "</text:span>" * 3000
    sections = "<text:section>" * 3000 + "<text:p>Rest.</text:p>" + "</text:section>" * 3000
    raw = open_document(f"<text:p>Press {spans}.</text:p>{sections}")
    assert [text for _, text in blocks(raw, "a.odt")] == [f"Press {'to ' * 3000}the mat.", "Rest."]


def test_lists_nest() -> None:
    """Nested bullets and numbers keep their depth, boxes to tick are no words."""
    document = read_document(b"- One\n  - Two\n    1. Three\n- [ ] Four\n", "a.md")
    assert [(block.text, block.level) for block in document.blocks] == [
        ("One", 0),
        ("Two", 1),
        ("Three", 2),
        ("Four", 0),
    ]


@pytest.mark.parametrize(
    ("raw", "name", "words"),
    [
        (b"", "a.txt", "is empty"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "a.doc", r"Save it as \.docx"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "a.png", "is a picture"),
        (b"%PDF-1.7\nnothing", "a.pdf", "is damaged"),
        (b"PK\x03\x04nothing", "a.docx", "is damaged"),
        (archive({"notes.bin": "x"}), "a.zip", "is an archive"),
        (bytes(range(1, 32)) * 40, "a.bin", "is not text"),
        (b"x" * (MOST_BYTES + 1), "a.txt", "MB are the most"),
        (b"x " * (MOST_TEXT // 2 + 1), "a.txt", "MB are the most"),
        (b"word " * 70_000, "a.txt", "hours of speech"),
        (archive({"word/document.xml": "0" * 30_000_000}), "a.docx", "unpacks to more"),
        (pdf_of([""]), "a.pdf", "text recognition"),
    ],
)
def test_what_cannot_be_read_is_refused(raw: bytes, name: str, words: str) -> None:
    """The sentence says what is wrong with the document, and what to do."""
    with pytest.raises(IntakeError, match=words):
        read_document(raw, name)


def test_a_book_is_refused() -> None:
    """A PDF of more pages than any session has is refused before they are read."""
    writer = pypdf.PdfWriter()
    for _ in range(pdf.MOST_PAGES + 1):
        writer.add_blank_page(72, 72)
    raw = io.BytesIO()
    writer.write(raw)
    with pytest.raises(IntakeError, match="401 pages"):
        read_document(raw.getvalue(), "book.pdf")


def test_a_slow_document_is_refused() -> None:
    """Reading a PDF ends when its time is over."""
    times = iter([0.0, 100.0])
    with pytest.raises(IntakeError, match="takes too long"):
        read_pdf(pdf_of(["Lie down."]), "a.pdf", clock=lambda: next(times))


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a library of the extra is not installed, the sentence is the command that installs it."""
    with pytest.raises(IntakeError, match=r"pip install .*mammoth.* .*openpyxl.* .*pypdf.* .*striprtf"):
        missing.library("no_such_library", "a.docx")
