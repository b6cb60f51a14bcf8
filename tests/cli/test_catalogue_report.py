"""What is told while a catalogue is made."""

from __future__ import annotations

import itertools

import pytest
from click.exceptions import Exit

from coach.app.catalogue.job import CatalogueEntry, ExportSummary
from coach.cli.catalogue_report import CatalogueReport

MADE = ExportSummary(90_000, 1_500_000, 1, -19.0, 1, 2, ("A note.",))


def test_the_pace_and_the_time_left_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    """After three sessions each line says how fast it goes, and how long the rest takes at that pace."""
    clock = itertools.count(0, 20)
    report = CatalogueReport(10, lambda: float(next(clock)))
    for number in range(4):
        report.add(CatalogueEntry(f"x{number}", "made", f"out/x{number}.mp3", MADE))
    told, noted = capsys.readouterr()
    summary = "1 min 30 s, 1.5 MB, 1 chapter, words at -19.0 LUFS, 1 clip voiced and 2 reused."
    assert told.splitlines()[:3] == [
        f"1 of 10: wrote out/x0.mp3: {summary}",
        f"2 of 10: wrote out/x1.mp3: {summary}",
        f"3 of 10: wrote out/x2.mp3: {summary} 3.0 sessions a minute, about 2 min 20 s left.",
    ]
    assert noted.splitlines()[0] == "x0: A note."


def test_the_end_tells_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    """What was there, left out or failed is counted and named, and a failure makes the exit code 1."""
    report = CatalogueReport(4)
    report.unreadable(CatalogueEntry("bad", "failed", reason="bad.md:1:1: it is wrong."))
    report.add(CatalogueEntry("a", "there"))
    report.add(CatalogueEntry("b", "out of reach", reason="'b' cannot be made 1 min."))
    report.add(CatalogueEntry("c", "failed", reason="The voice is missing."))
    with pytest.raises(Exit) as ended:
        report.end()
    assert ended.value.exit_code == 1
    told, noted = capsys.readouterr()
    assert told.splitlines() == ["1 of 4 were there already."]
    assert noted.splitlines() == [
        "bad.md:1:1: it is wrong.", "c: The voice is missing.",
        "1 of 4 were left out, because the routine cannot be that long or short: b. `coach show` says how long "
        "each can be.", "Not written: bad, c.",
    ]  # fmt: skip
