"""The list of routines, and what is remembered of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from coach.app.routine_summary import summarised, summary_from_values
from coach.app.routines import Routines, listed
from coach.script import read_routine
from coach.settings import Settings, builtin_scripts
from tests.conftest import ROOT

SCRIPT = (
    "---\ntitle: Hips\ntags: [hips, Quick]\n---\n## Glutes (each side)\n- Press the {side} piriformis. (20s, 10-40s)\n"
)


@pytest.fixture
def studio(tmp_path: Path) -> Settings:
    """A studio with two scripts, one of which includes a part."""
    scripts = tmp_path / "scripts"
    (scripts / "parts").mkdir(parents=True)
    (scripts / "hips.md").write_text(SCRIPT)
    (scripts / "neck.md").write_text("[More](parts/more.md)\n")
    (scripts / "parts" / "more.md").write_text("- Let the neck be long. (30s)\n")
    return Settings(studio=tmp_path)


def titles(settings: Settings) -> dict[str, int]:
    """The lengths of the studio's own routines, by name, and how many of all were not remembered."""
    unread = Routines(settings).unread
    _, summaries = listed(settings, lambda sentence: pytest.fail(sentence))
    return {s.name: s.length for s in summaries if s.name in ("hips", "neck")} | {"unread": unread}


def test_only_what_changed_is_read_again(studio: Settings, tmp_path: Path) -> None:
    """A second list reads nothing; a changed part has those read again that include it; a deleted script is gone."""
    first = titles(studio)
    assert first.pop("unread") == len(list(builtin_scripts().glob("*.md"))) + 2
    assert titles(studio) == {**first, "unread": 0}
    (tmp_path / "scripts" / "parts" / "more.md").write_text("- Let the neck be long. (60s)\n")
    second = titles(studio)
    assert second["unread"] == 1
    assert second["neck"] - first["neck"] == 30_000
    (tmp_path / "scripts" / "hips.md").unlink()
    assert "hips" not in titles(studio)


def test_a_script_with_an_error_is_told_each_time(studio: Settings, tmp_path: Path) -> None:
    """The sentence about a script that cannot be read is remembered too, until it is mended."""
    broken = tmp_path / "scripts" / "hips.md"
    broken.write_text("- Press. (-20s)\n")
    sentences: list[str] = []
    for _ in range(2):
        _, summaries = listed(studio, sentences.append)
        assert "hips" not in {summary.name for summary in summaries}
    assert len(sentences) == 2
    assert sentences[0] == sentences[1]
    assert sentences[0].startswith(f"{broken}:1:")
    broken.write_text(SCRIPT)
    assert "hips" in titles(studio)


def test_an_interrupted_reading_goes_on_where_it_stopped(studio: Settings) -> None:
    """What was read before an interruption is not read again."""
    routines = Routines(studio)
    before = routines.unread
    left = next(routines.read())
    assert 0 < left < before
    assert Routines(studio).unread == left


def test_two_processes_at_once(studio: Settings, tmp_path: Path) -> None:
    """Two processes that list an unread studio at once both list all of it, and a third reads nothing."""
    command = [sys.executable, "-m", "coach", "list", "--tag", "quick", "--cache-dir", str(studio.cache_path())]
    environ = {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "COACH_SCRIPTS_DIR": str(tmp_path / "scripts")}
    both = [subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True, cwd=tmp_path) for _ in range(2)]
    outputs = [process.communicate(timeout=120)[0] for process in both]
    assert outputs[0] == outputs[1]
    assert "hips" in outputs[0]
    assert Routines(studio).unread == 0


def test_searched_as_the_writer_named_it(studio: Settings) -> None:
    """What a routine is about comes first; words that are only spoken count where nothing is about them."""
    routines, every = listed(studio, lambda sentence: pytest.fail(sentence))
    own = [summary for summary in every if summary.path.is_relative_to(studio.own_scripts_path())]

    def found(*words: str, tags: tuple[str, ...] = ()) -> list[str]:
        return [summary.name for summary in routines.matching(own, words, tags)]

    assert found() == ["hips", "neck"]
    assert found("GLUT") == ["hips"]
    assert found("lutes") == []
    assert found("long") == ["neck"]  # spoken
    assert found("press", "hips") == ["hips"]
    assert found(tags=("quick", "HIPS")) == ["hips"]
    assert found(tags=("feet",)) == []


@pytest.mark.parametrize("name", ["deep-hip-release", "breath-break"])
def test_a_summary_is_the_same_when_remembered(name: str) -> None:
    """A summary as plain values and back is the same, and its areas last as long as the whole."""
    summary = summarised(read_routine(builtin_scripts() / f"{name}.md"))
    assert summary_from_values(summary.as_values()) == summary
    assert sum(area.length for area in summary.areas) == summary.length
    assert summary.shortest <= summary.length <= summary.longest
