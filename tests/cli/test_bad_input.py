"""What cannot be done, asked of the commands: one sentence, a non-zero exit, and nothing lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import soundfile

from tests.conftest import ROOT, Coach

Script = Callable[..., Path]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "x.md:1:1: the script is empty."),
        ("Just a note.", "x.md:1:1: there is nothing to say"),
        ("- a (5 fortnights)", "x.md:1:6: 'fortnights' is not a unit of time"),
        ("- 😀", "x.md:1:3: there is nothing here that can be spoken"),
        ("---\ntitel: x\n---\n- a", "x.md:2:1: unknown key 'titel'. Did you mean 'title'?"),
        ("[x](x.md)\n\n- a", "x.md:1:1: these scripts include one another"),
    ],
)
@pytest.mark.parametrize("command", ["play", "export", "show", "check"])
def test_a_bad_script_is_one_line(coach: Coach, script: Script, command: str, text: str, complaint: str) -> None:
    """Every command answers a bad script with one line and exits with 1."""
    result = coach(command, script(text))
    said = result.out if command == "check" else result.err
    assert result.code == 1
    assert complaint in said
    assert "Traceback" not in result.err
    assert len(result.err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["play", "deep-hip-relaese"], "There is no routine 'deep-hip-relaese'. Did you mean 'deep-hip-release'?"),
        (
            ["play", "breath-break", "childs-pose"],
            "Name one routine. To do several in a row, write a script with a link",
        ),
        (["export", "breath-break", "childs-pose", "--out", "x.mp3"], "Name one routine."),
        (["export", "breath-break", "-o", "nowhere/x.mp3"], "the folder nowhere does not exist"),
        (["export", "breath-break", "-o", "x.aac"], "its name must end in .mp3, .m4b, .opus, .ogg, .flac or .wav"),
        (
            ["export", "breath-break", "-o", "."],
            "Cannot write .: it is a folder. Add a file name, such as session.mp3.",
        ),
        (["new", "Neck", "-o", "."], ". is a folder: add a file name."),
        (["play", "./home"], "./home is a folder: name a script in it"),
        (["import", "."], ". cannot be read (it is a folder, where a file is wanted)."),
        (["remind", "import", "."], ". cannot be read (it is a folder, where a file is wanted)."),
        (["list", "--scripts-dir", sys.executable], f"{sys.executable} is no folder, where the folder of scripts is"),
        (["export", "breath-break", "--bitrate", "65"], "cannot have 65 kbit/s"),
        (["export", "breath-break", "--voice", "nobody"], "There is no voice 'nobody'"),
        (["play", "breath-break", "--player", "minaudio"], "Did you mean 'miniaudio'"),
        (["play", "breath-break", "--with", "legs"], "has no optional section 'legs'"),
        (["play", "breath-break", "--bed", "whales"], "'whales' is not one of 'none', 'air', 'pad', 'rain'"),
        (["export", "breath-break", "--minutes", "-3"], "'-3' is not a length of time"),
    ],
)
def test_bad_wishes_are_one_sentence(coach: Coach, arguments: list[str], complaint: str) -> None:
    """What cannot be done is told in a sentence, with a non-zero exit and without a traceback."""
    result = coach(*arguments)
    assert result.code in (1, 2)
    assert complaint in result.err
    assert "Traceback" not in result.err


def test_ctrl_c_leaves_nothing_half_done(coach: Coach, tmp_path: Path) -> None:
    """Interrupted in the middle of an export, the program says so, exits with 130, and the old file is whole."""
    target = tmp_path / "x.mp3"
    target.write_bytes(b"the old one")
    environ = {**os.environ, "COACH_CACHE_DIR": str(tmp_path / "cache"), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "coach", "export", "deep-hip-release", "-o", str(target)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ) as process:
        deadline = time.monotonic() + 60
        while not list((tmp_path / "cache").glob("*.wav")) and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert err.strip().splitlines()[-1] == "Stopped."
    assert "Traceback" not in err
    assert target.read_bytes() == b"the old one"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    assert (
        json.loads(coach("cache", "info", "--json", env={"COACH_CACHE_DIR": str(tmp_path / "cache")}).out)["clips"] > 0
    )


def test_piped_output_may_be_cut(coach: Coach) -> None:
    """A reader that closes its end early, such as `head`, is no error."""
    command = f"{sys.executable} -m coach show deep-hip-release | head -n 1"
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "-c", command], env=environ, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_a_cache_that_cannot_be_written_is_one_line(coach: Coach, script: Script, tmp_path: Path) -> None:
    """Without a cache the session is made all the same, and one line says why nothing was kept."""
    (tmp_path / "file").write_text("")
    path = script("- One. (2s)")
    result = coach("export", path, "-o", "x.wav", env={"COACH_CACHE_DIR": str(tmp_path / "file")})
    assert result.code == 0
    assert len(result.err.strip().splitlines()) == 1
    assert "cannot be written" in result.err
    assert soundfile.info(tmp_path / "x.wav").duration > 2
