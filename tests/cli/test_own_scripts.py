"""Scripts of one's own: begun, copied, found, and completed in the shell."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import click
import pytest

from coach.cli.export import export
from coach.cli.play import play
from coach.cli.send import send
from coach.cli.show import show
from coach.remind.when import parse_until
from tests.conftest import Coach


@pytest.mark.parametrize("speaker", ["therapist", "self"])
@pytest.mark.parametrize("template", ["steps", "session", "breath"])
def test_a_new_script_is_one(coach: Coach, tmp_path: Path, speaker: str, template: str) -> None:
    """Each template makes a script in which check finds nothing, with the title that was given."""
    made = coach("new", "Neck: deep & 'slow'", "--for", speaker, "--template", template, "-o", "x.md")
    assert made.code == 0, made.err
    checked = coach("check", "x.md")
    assert (checked.code, checked.out) == (0, "")
    shown = json.loads(coach("show", "x", "--json").out)
    assert shown["title"] == "Neck: deep & 'slow'"


def test_a_new_script_goes_into_ones_own_folder(coach: Coach, tmp_path: Path) -> None:
    """In no studio that is the folder in the home; from there it is found by its name, and never overwritten."""
    result = coach("new", "My neck")
    assert result.code == 0, result.err
    (path,) = (tmp_path / "home").rglob("my-neck.md")
    assert str(path) in result.out
    path.write_text("- Mine. (5s)")
    again = coach("new", "My neck")
    assert again.code == 1
    assert "is there already" in again.err
    assert path.read_text() == "- Mine. (5s)"
    assert "Mine." in coach("show", "my-neck").out


@pytest.mark.parametrize(("title", "complaint"), [((), "Give the new script a title"), (("!?",), "makes no file name")])
def test_a_new_script_needs_a_title(coach: Coach, title: tuple[str, ...], complaint: str) -> None:
    """Where nobody can be asked, a title must be given, and it must make a name."""
    result = coach("new", *title)
    assert result.code != 0
    assert complaint in result.err


def test_a_copy_comes_with_its_parts(coach: Coach, tmp_path: Path) -> None:
    """A shipped routine and all it includes come into the studio, whose copy is then found first; nothing is lost."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "audio_cache").mkdir()
    part = tmp_path / "scripts" / "parts" / "glutes.md"
    part.parent.mkdir()
    part.write_text("- My glutes. (5s)")
    result = coach("copy", "deep-hip-release")
    assert result.code == 0, result.err
    assert "scripts/deep-hip-release.md" in result.out
    assert "left as they are: parts/glutes.md." in result.out
    assert (tmp_path / "scripts" / "parts" / "opening-check.md").is_file()
    assert "My glutes." in coach("show", "deep-hip-release").out
    again = coach("copy", "deep-hip-release")
    assert again.code == 1
    assert "give another name with --as" in again.err
    assert coach("copy", "deep-hip-release", "--as", "My hips").code == 0
    assert (tmp_path / "scripts" / "my-hips.md").is_file()


def test_a_copy_comes_with_its_pictures(coach: Coach, tmp_path: Path) -> None:
    """The pictures of steps, also of those in parts, come along to their places; what is not beside the script does
    not."""
    source = tmp_path / "theirs"
    for name in ("theirs/parts/pictures", "theirs/hip", "scripts", "audio_cache"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "private.png").write_bytes(b"private")
    (source / "hip" / "left.png").write_bytes(b"left")
    (source / "parts" / "pictures" / "sit.png").write_bytes(b"sit")
    (source / "parts" / "part.md").write_text("- Sit. (5s) ![Sitting](pictures/sit.png)\n")
    (source / "hips.md").write_text(
        "- Press. (5s) ![Left](hip/../hip/left.png)\n- Rest. (5s) ![None](../private.png)\n\n[Part](parts/part.md)\n"
    )
    result = coach("copy", str(source / "hips.md"))
    assert result.code == 0, result.err
    assert "With it: parts/part.md, hip/left.png, parts/pictures/sit.png." in result.out
    mine = tmp_path / "scripts"
    assert (mine / "hip" / "left.png").read_bytes() == b"left"
    assert (mine / "parts" / "pictures" / "sit.png").read_bytes() == b"sit"
    assert not list(tmp_path.glob("**/scripts/**/private.png"))


def test_a_script_in_this_folder_is_found_by_its_name(coach: Coach, tmp_path: Path) -> None:
    """Its bare name is enough, also where a shipped routine has the same."""
    (tmp_path / "breath-break.md").write_text("- From here. (5s)")
    assert "From here." in coach("show", "breath-break").out
    assert "1 script checked, nothing wrong." in coach("check", "breath-break").err


def test_sections_and_conditions_are_completed(coach: Coach, tmp_path: Path) -> None:
    """The shell completes sections, optional sections and conditions of the routine that stands before."""
    (tmp_path / "x.md").write_text("## Belly work (optional)\n- a\n\n## Back (unless flu)\n- b\n\n### Side\n- c")

    def completed(*words: str) -> list[str]:
        env = {
            "_COACH_COMPLETE": "bash_complete",
            "COMP_WORDS": " ".join(["coach", *words]),
            "COMP_CWORD": str(len(words)),
        }
        return [line.removeprefix("plain,") for line in coach(env=env).out.splitlines() if line]

    assert completed("play", "x", "--from", "b") == ["Belly\\ work", "Back"]
    assert completed("show", "x", "--minutes", "5", "--only", "S") == ["Side"]
    assert completed("export", "x", "--with", "B") == ["Belly\\ work"]
    assert completed("play", "x", "--client", "f") == ["flu"]
    assert completed("play", "nothing-like-it", "--from", "b") == []


@pytest.mark.parametrize(
    ("minutes", "seconds"), [("1", 60), ("1:30", 90), ("1.5", 90), ("75s", 75), ("1m30s", 90), ("½ min", 30)]
)
def test_lengths_are_read_alike(coach: Coach, tmp_path: Path, minutes: str, seconds: int) -> None:
    """`--minutes` takes what a script takes; a bare number is minutes."""
    (tmp_path / "x.md").write_text("- Hold. (60s, 5-120s)")
    assert json.loads(coach("show", "x", "--json", "--minutes", minutes).out)["seconds"] == seconds


@pytest.mark.parametrize("minutes", ["0", "-5", "nan", "25h", "5 fortnights", ""])
def test_what_is_no_length_is_refused(coach: Coach, tmp_path: Path, minutes: str) -> None:
    """Nothing else is a length."""
    (tmp_path / "x.md").write_text("- Hold. (60s, 5-120s)")
    result = coach("show", "x", "--minutes", minutes)
    assert result.code == 2
    assert "--minutes" in result.err


def test_a_time_of_day_is_read_as_for_reminders(coach: Coach, tmp_path: Path) -> None:
    """`--finish-by` takes 3pm as well as 15:00, and says what it takes."""
    (tmp_path / "x.md").write_text("- Hold. (60s, 5s-24h)")
    for given in ("3pm", "noon"):
        assert coach("play", "x", "--dry-run", "--finish-by", given).code == 0
    result = coach("play", "x", "--dry-run", "--finish-by", "in 20 min")
    assert result.code == 2
    assert "'in 20 min' is not a time of day. Write it like" in result.err


def test_every_length_of_time_is_read_alike() -> None:
    """Each option for a length takes the same spellings; the reminders' words take them too, and tell hours apart."""
    spelled = {"90 s": 90, "90s": 90, "1:30": 90, "1.5": 90, "2": 120, "1 h 15 min": 4500, "0:01:30": 90, "½ h": 1800}
    for command, name in ((play, "target"), (play, "start_in"), (show, "target"), (send, "length")):
        option = next(each for each in command.params if each.name == name)
        for text, seconds in spelled.items():
            assert option.process_value(click.Context(command), text) == seconds * 1000, (name, text)
        with pytest.raises(click.BadParameter, match=r"3pm.* is not a length of time"):
            option.process_value(click.Context(command), "3pm")
    several = next(each for each in export.params if each.name == "targets")
    assert several.process_value(click.Context(export), ("90 s", "2")) == (90_000, 120_000)
    lead_in = next(each for each in play.params if each.name == "lead_in")
    for text, ms in {"1500": 1500, "1.5s": 1500, "2 s": 2000}.items():
        assert lead_in.process_value(click.Context(play), text) == ms
    now = datetime(2026, 7, 1, 13)
    for text in ("90 s", "90s", "1 h 15 min", "2", "½ h"):
        assert parse_until(text, now) == now + timedelta(seconds=spelled[text]), text
