"""`coach export`, `coach send`: what a person gets for the phone."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile
from click.exceptions import Exit
from mutagen.id3 import ID3

from coach.app.catalogue.catalogue import Catalogue
from coach.app.catalogue.job import Workplace
from coach.cli.export import export_routines
from coach.settings import Settings
from tests.conftest import ROOT, Coach

Script = Callable[..., Path]

TEXT = """---
title: Evening hips
summary: A short one.
---

- Settle down. (6s)

## Hip (each side)

> [!CAUTION]
> Tingling means the nerve.

- Press on the {side}. (6s)
  > Let it grow heavy.
- Breathe. (1 breath)
"""


def test_an_export_carries_chapters_words_and_cover(coach: Coach, script: Script, tmp_path: Path) -> None:
    """The file says what it is, shows a picture, and its words stand where `show` has them; so do those beside it."""
    path = script(TEXT)
    result = coach("export", path, "-o", "x.mp3", "--captions")
    assert result.code == 0, result.err
    assert re.search(r"Wrote x.mp3: 3 files, .* MB, 3 chapters, words at -\d\d\.\d LUFS, \d+ clips voiced", result.out)
    plan = json.loads(coach("show", path, "--json").out)
    tags = ID3(tmp_path / "x.mp3")
    assert [frame.start_time for frame in tags.getall("CHAP")] == [round(s["start"] * 1000) for s in plan["sections"]]
    assert "General education, not medical advice." in str(tags.getall("COMM")[0])
    assert tags.getall("APIC")[0].data[:2] == b"\xff\xd8"
    starts = {cue["text"]: round(cue["start"] * 1000) for cue in plan["cues"] if cue["text"]}
    shown = dict(tags.getall("SYLT")[0].text)
    assert any("Press on the right" in words and at == starts["Press on the right."] for words, at in shown.items())
    seconds, hundredths = divmod(starts["Press on the right."] // 10, 100)
    assert f"[{seconds // 60:02}:{seconds % 60:02}.{hundredths:02}]" in (tmp_path / "x.lrc").read_text("utf-8")
    assert (tmp_path / "x.vtt").read_text("utf-8").startswith("WEBVTT")


def test_areas_are_files_that_add_up(coach: Coach, script: Script, tmp_path: Path) -> None:
    """Split, each area is a file, numbered in order and listed; together they are the samples of the one file."""
    path = script(TEXT)
    assert coach("export", path, "-o", "x.wav").code == 0
    result = coach("export", path, "--split", "-o", "areas", "--format", "wav")
    assert result.code == 0, result.err
    names = [
        line for line in (tmp_path / "areas" / "x.m3u8").read_text("utf-8").splitlines() if not line.startswith("#")
    ]
    assert names == ["01 Evening hips.wav", "02 Hip, left side.wav", "03 Hip, right side.wav"]
    parts = [soundfile.read(tmp_path / "areas" / name, dtype="int16")[0] for name in names]
    assert np.array_equal(np.concatenate(parts), soundfile.read(tmp_path / "x.wav", dtype="int16")[0])


@pytest.mark.parametrize("suffix", ["mp3", "m4b", "opus", "ogg", "flac"])
def test_areas_are_tracks(coach: Coach, script: Script, tmp_path: Path, suffix: str) -> None:
    """Split, each file says which track of how many it is, in every format that says anything."""
    if suffix == "m4b":
        pytest.importorskip("av")
    result = coach("export", script(TEXT), "--split", "-o", "areas", "--format", suffix)
    assert result.code == 0, result.err
    told = {}
    for path in sorted((tmp_path / "areas").glob(f"*.{suffix}")):
        file = mutagen.File(path, easy=True)
        total = file.get("tracktotal")
        told[path.name[:2]] = f"{file['tracknumber'][0]}/{total[0]}" if total else file["tracknumber"][0]
    assert told == {"01": "1/3", "02": "2/3", "03": "3/3"}


def test_what_an_earlier_split_left_is_named(coach: Coach, script: Script, tmp_path: Path) -> None:
    """Areas that are gone since are told at each export into the folder, and stay; a person's own files are not."""
    areas = ["export", script(TEXT), "--split", "-o", "areas", "--format", "flac"]
    assert "also has files" not in coach(*areas, "--captions").err
    (tmp_path / "areas" / "notes.flac").write_bytes(b"mine")
    script(TEXT.replace(" (each side)", "").replace("{side}", "hip"))
    for _ in range(2):
        result = coach(*areas)
        assert result.code == 0, result.err
        told = result.err.partition("not part of this session: ")[2].strip()
        assert told == (
            "01 Evening hips.lrc, 01 Evening hips.vtt, 02 Hip, left side.flac, 02 Hip, left side.lrc, 02 Hip, left "
            "side.vtt, and 3 more. Delete them if an earlier export left them."
        )
    assert (tmp_path / "areas" / "03 Hip, right side.flac").exists()


def test_ears_and_music_are_those_of_the_player(coach: Coach, script: Script, tmp_path: Path) -> None:
    """Split by ears, the client's lines are right alone; music is there in the quiet, the same each time."""
    path = script(TEXT)
    tune = 0.3 * np.sin(np.arange(24_000 * 20) * 0.05) * np.sin(np.arange(24_000 * 20) * 0.0001)
    soundfile.write(tmp_path / "tune.wav", tune, 24_000)
    wanted = ["--ears", "split", "--music", tmp_path / "tune.wav"]
    assert coach("export", path, "-o", "x.wav", *wanted).code == 0
    assert coach("export", path, "-o", "y.wav", *wanted).code == 0
    sound = soundfile.read(tmp_path / "x.wav", dtype="int16")[0]
    assert np.array_equal(sound, soundfile.read(tmp_path / "y.wav", dtype="int16")[0])
    cues = json.loads(coach("show", path, "--json").out)["cues"]
    for words, side in (("Press on the left.", 0), ("Let it grow heavy.", 1)):
        cue = next(cue for cue in cues if cue["text"] == words)
        piece = np.abs(sound[round(cue["start"] * 24_000) : round(cue["end"] * 24_000)].astype(int)).max(axis=0)
        assert piece[side] > 4 * piece[1 - side]
    quiet = max((cue for cue in cues if cue["kind"] == "rest"), key=lambda cue: cue["end"] - cue["start"])
    level = np.abs(sound[round(quiet["start"] * 24_000) : round(quiet["end"] * 24_000)].astype(int)).mean(axis=0)
    assert level[1] > 5 * level[0]


def test_the_bed_is_that_of_the_script_unless_another_is_wanted(coach: Coach, script: Script, tmp_path: Path) -> None:
    """`--bed` wins over `COACH_BED`, which wins over the script; a bed that there is not is a sentence, and writes
    nothing."""
    plain, rainy = script("- Hold. (9s)", "plain.md"), script("---\nbed: rain\n---\n- Hold. (9s)", "rainy.md")

    def quiet(path: Path, *wanted: str, **env: str) -> np.ndarray:
        assert coach("export", path, "-o", "heard.wav", *wanted, env=env).code == 0
        return np.asarray(soundfile.read(tmp_path / "heard.wav", dtype="int16")[0][-24_000:])

    rain = quiet(plain, "--bed", "rain", COACH_BED="none")
    assert np.abs(rain).max() > 200
    for same in (quiet(plain, COACH_BED="rain"), quiet(rainy), quiet(rainy, "--bed", "rain", COACH_BED="pad")):
        assert np.array_equal(same, rain)
    for silent in (quiet(plain, COACH_BED="none"), quiet(rainy, COACH_BED="none"), quiet(rainy, "--bed", "none")):
        assert not silent.any()
    refused = coach("export", plain, "-o", "d.wav", env={"COACH_BED": "rian"})
    assert (refused.code, refused.err.strip()) == (1, "The setting 'bed' holds 'rian'. Did you mean 'rain'?")
    unknown = coach("export", script("---\nbed: storm\n---\n- Hold. (9s)", "stormy.md"), "-o", "d.wav")
    assert "stormy.md:2:6: 'bed' is the background sound: none, air, pad or rain, not 'storm'." in unknown.err
    assert not (tmp_path / "d.wav").exists()


def test_the_catalogue_goes_on_where_it_was_cut(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is there already is not made again; what changed, or is gone, is; a broken script keeps no other out."""

    class OnlyThese(Settings):
        def scripts_path(self) -> list[Path]:
            return [tmp_path]

    for name in ("one", "two"):
        (tmp_path / f"{name}.md").write_text(f"- Step {name}. (2s)\n", "utf-8")
    (tmp_path / "broken.md").write_text("---\ntitle: [\n---\n", "utf-8")
    settings, out = OnlyThese(cache_dir=tmp_path / "cache", voice="system"), tmp_path / "out"
    catalogue = Catalogue(Workplace(str(out), "flac"))
    with pytest.raises(Exit):
        export_routines(catalogue, settings)
    assert "broken.md:" in capsys.readouterr().err
    (tmp_path / "broken.md").unlink()
    (out / "two.flac").unlink()
    before = (out / "one.flac").stat().st_mtime_ns
    export_routines(catalogue, settings)
    told = capsys.readouterr().out
    assert "two.flac" in told
    assert "1 of 2 were there already." in told
    assert (out / "one.flac").stat().st_mtime_ns == before
    (tmp_path / "one.md").write_text("- Step one, changed. (2s)\n", "utf-8")
    export_routines(catalogue, settings)
    assert (out / "one.flac").stat().st_mtime_ns != before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--all", "--only", "x"], "--all writes every whole routine"),
        (["--all", "--shard", "9/8"], "is not a share"),
        (["--all", "--voice", "nobody"], "There is no voice 'nobody'"),
        (["x.md", "--minutes", "3", "--minutes", "4"], "make a catalogue: add --all"),
        (["x.md", "--store", "clips"], "add --all"),
        (["x.md", "-o", "x.mp3", "--format", "opus"], "does not end in .opus"),
        (["x.md", "-o", "x.txt"], "its name must end in"),
        (["x.md", "--split", "-o", "x.md"], "is a file, where a folder"),
        (["x.md", "--music", "x.md"], "x.md"),
        (["x.md", "--bitrate", "77"], "Choose one of"),
    ],
)
def test_bad_wishes_are_sentences(coach: Coach, script: Script, arguments: list[str], said: str) -> None:
    """What cannot be written is refused in a line, before anything is voiced."""
    script(TEXT)
    result = coach("export", *arguments)
    assert result.code != 0
    assert said in result.err
    assert "Traceback" not in result.err


def test_a_routine_is_sent(script: Script, shared_cache: Path, tmp_path: Path) -> None:
    """A routine named to `coach send` is exported, offered at a link, fetched whole, and then no more."""
    environ = {"PATH": "", "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "COACH_CACHE_DIR": str(shared_cache)}
    command = [sys.executable, "-m", "coach", "send", str(script(TEXT)), "--host", "127.0.0.1", "--voice", "system"]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as sending:
        assert sending.stdout is not None
        link = ""
        deadline = time.monotonic() + 60
        while not link.startswith("http") and time.monotonic() < deadline:
            link = sending.stdout.readline().strip()
        page = urllib.request.urlopen(link, timeout=30).read().decode()
        found = re.search(r'href="([^"]+)"[^>]*download', page) or re.search(r'download[^>]*href="([^"]+)"', page)
        assert found, page
        sound = urllib.request.urlopen(urllib.parse.urljoin(link, found[1]), timeout=30).read()
        assert sound[:3] == b"ID3"
        sending.send_signal(signal.SIGINT)
        assert sending.wait(60) in (0, 130)
