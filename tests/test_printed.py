"""Pages to print: the opening check is one sheet to fill in, a routine a card to follow."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from coach.plan import outline
from coach.printed import card, sheet
from coach.script import read_routine
from coach.script.reader import parse_routine
from tests.conftest import ROOT, Coach, require

CHROMIUM = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--no-pdf-header-footer")  # fmt: skip


def test_the_intake_sheet_is_one_page(tmp_path: Path, coach: Coach) -> None:
    """A browser prints the opening check on one sheet, with every question to be answered yes or no."""
    chromium = shutil.which("chromium")
    require(chromium, "Chromium is not installed")
    assert coach("show", "opening-check", "--print", "-o", "intake.html").code == 0
    page = (tmp_path / "intake.html").read_text("utf-8")
    routine = read_routine(ROOT / "scripts" / "parts" / "opening-check.md")
    lines = [line.text for step in routine.sections[0].steps for line in step.lines]
    assert page.count("☐ yes") == sum("?" in line for line in lines) > 10
    target = tmp_path / "intake.pdf"
    subprocess.run(
        [str(chromium), *CHROMIUM, f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={target}",
         (tmp_path / "intake.html").as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert len(re.findall(rb"/Type\s*/Page\b", target.read_bytes())) == 1


def test_a_card_has_every_step_with_its_time() -> None:
    """Each line of a routine stands on its card, with how often and how long; cautions are marked."""
    text = "## Hip (each side)\n\n> [!CAUTION]\n> Sore? Stop.\n\n- Press. (x2, 20s)\n- Breathe. (1 breath)"
    routine = parse_routine(f"---\nfor: self\n---\n{text}")
    page = card(outline(routine))
    assert re.findall(r"<h2>(.*?)</h2>", page) == ["Hip, left side", "Hip, right side"]
    assert page.count('<td class="careful">Sore? Stop.</td>') == 2
    assert page.count('<tr><td>Press.</td><td class="quiet">2 × 20 s</td></tr>') == 2
    assert page.count('<td class="quiet">1 breath</td>') == 2


@given(st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="{}()[]"), min_size=1, max_size=30))
def test_a_script_with_markup_in_it_is_text(words: str) -> None:
    """Whatever stands in a script, the page has no tags but its own."""
    routine = parse_routine(f"- Press <b>here</b> & a{words}? (5s)".replace("\\", ""))
    for page in (sheet(routine), card(outline(routine))):
        tags = set(re.findall(r"<(/?\w+)", page.split("</head>")[1]))
        known = ("body", "html", "main", "h1", "p", "span", "table", "tr", "td", "small", "br")
        assert {tag.removeprefix("/") for tag in tags} <= set(known)
