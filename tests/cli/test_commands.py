"""The commands, run as a person runs them, with the natural voice."""

from __future__ import annotations

import itertools
import json
import re
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from mutagen.id3 import ID3

from coach.remind.do_not_disturb import GUIDED, why_quiet
from coach.speech import hibari
from tests.conftest import ROOT, Coach, SoundServer, lag, require

Script = Callable[..., Path]

SMALL = """---
title: Evening hips
for: self
---
## Figure four (each side)
> [!CAUTION]
> Hip replacement? Skip unless cleared.

- Cross the {side} ankle over the other knee. (8s)
- Draw the thigh toward you. (10s, 6-30s)
## Rest
- Let it soften. (1 breath)
"""


def data(text: str) -> Any:
    """Printed JSON."""
    return json.loads(text)


def test_list(coach: Coach) -> None:
    """The built-in routines are listed, for people in two groups, and as the promised data."""
    sessions, self_care = coach("list").out.split("\n\n")
    assert re.search(
        r"^  deep-hip-release +1 h \d+ min +Deep hip release +face down, then face up$", sessions, re.MULTILINE
    )
    assert re.search(r"^  breath-break +\d min ", self_care, re.MULTILINE)
    rows = data(coach("list", "--json").out)
    assert {"deep-hip-release", "spine-legs-neck", "breath-break"} <= {row["routine"] for row in rows}
    assert all({"routine", "title", "seconds", "for", "tags"} <= set(row) for row in rows)


def test_list_finds_by_word_and_tag(coach: Coach, tmp_path: Path) -> None:
    """Words are looked for in titles and headings, and where nothing is about them, in what is said; tags in tags."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "audio_cache").mkdir()
    (tmp_path / "scripts" / "a.md").write_text("---\ntags: [Hips, floor]\n---\n# Bend\n\n## Knee hug\n\n- Hug. (9s)")
    (tmp_path / "scripts" / "b.md").write_text("---\ntags: [hips]\n---\n# Stretch\n\n- Bend the knees. (9s)")

    def found(*arguments: str) -> set[str]:
        rows = data(coach("list", *arguments, "--scripts-dir", tmp_path / "scripts", "--json").out)
        return {row["routine"] for row in rows} & {"a", "b"}

    assert found("knee") == {"a"}
    assert found("knees") == {"b"}
    assert found("BEND", "hug") == {"a"}
    assert found("--tag", "hips") == {"a", "b"}
    assert found("--tag", "hips", "--tag", "floor") == {"a"}
    nothing = coach("list", "xylophone", "--tag", "floor")
    assert (nothing.code, nothing.out) == (0, "")
    assert "No routine has xylophone and the tag 'floor'. The tags are " in nothing.err


def test_list_survives_a_broken_script(coach: Coach, tmp_path: Path) -> None:
    """One script that cannot be read is told, and the others are listed."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "bad.md").write_text("- a (5 fortnights)")
    result = coach("list", "--scripts-dir", tmp_path / "mine")
    assert result.code == 0
    assert "bad.md:1:6" in result.err
    assert "breath-break" in result.out


def test_show(coach: Coach, script: Script) -> None:
    """A routine is a page on the clock: what is said, cautions and client lines marked, and how long each lasts."""
    page = coach("show", script(SMALL)).out
    assert "Figure four, left side" in page
    assert re.search(r"0:\d\d  ! Hip replacement\? Skip unless cleared\.", page)
    assert re.search(r"0:\d\d  Cross the right ankle.* \(\d+ s\)", page)
    other = "- Lean. (x3, 45s, 30-90s)\n  > Breathe.\n- Rest. (2 breaths)\n- Turn. (wait)\n- (60s)"
    page = coach("show", script(f"{other}\n## Belly (optional)\n- Ask. (5s)"), "--client-voice", "same").out
    for line in (
        'Lean. (3 x 45 s)\n         "Breathe."',
        "Rest. (2 breaths)",
        "Turn. (wait, 30 s in a file)",
        "  1 min\n",
        '--with "Belly"',
        "; --minutes 3.5 to 6.4.",
    ):
        assert line in page  # fmt: skip


def test_show_is_exact_after_export_and_the_file_keeps_its_clock(coach: Coach, script: Script, tmp_path: Path) -> None:
    """After an export `show --json` is exact; the file's length is its, and every cue begins on its sample."""
    path = script(SMALL)
    assert data(coach("show", path, "--json").out)["exact"] is False
    result = coach("export", path, "-o", tmp_path / "x.wav")
    assert result.code == 0, result.err
    shown = data(coach("show", path, "--json").out)
    assert shown["exact"] is True
    sound, rate = soundfile.read(tmp_path / "x.wav", dtype="int16")
    assert len(sound) == round(shown["seconds"] * rate)
    for cue in shown["cues"]:
        piece = np.abs(sound[round(cue["start"] * rate) : round(cue["end"] * rate)].astype(int))
        if cue["kind"] == "rest":
            assert piece.max() < 100
        else:
            # The first 30 ms of a clip lead in, and the words reach to its end but for the tail.
            assert piece[: rate // 5].max() > 150, cue
            assert piece.max() > 1000, cue


def test_mp3_has_the_same_sound_chapters_and_length(coach: Coach, script: Script, tmp_path: Path) -> None:
    """An MP3 decodes to the length and place of the WAV, and its chapters are the sections, in order of time."""
    path = script(SMALL)
    for name in ("x.wav", "x.mp3", "x.flac"):
        assert coach("export", path, "-o", tmp_path / name).code == 0
    wav, rate = soundfile.read(tmp_path / "x.wav", dtype="float32")
    mp3, _ = soundfile.read(tmp_path / "x.mp3", dtype="float32")
    flac, _ = soundfile.read(tmp_path / "x.flac", dtype="float32")
    assert len(wav) == len(mp3)
    assert np.array_equal(wav, flac)
    assert lag(mp3[rate : 21 * rate], wav[5 * rate : 15 * rate]) == 4 * rate
    tags = ID3(tmp_path / "x.mp3")
    names = [str(tags[f"CHAP:{child}"].sub_frames["TIT2"]) for child in tags.getall("CTOC")[0].child_element_ids]
    assert names == ["Figure four, left side", "Figure four, right side", "Rest"]
    shown = data(coach("show", path, "--json").out)["sections"]
    starts = [tags[f"CHAP:{child}"].start_time for child in tags.getall("CTOC")[0].child_element_ids]
    assert starts == [round(section["start"] * 1000) for section in shown]


def test_an_edit_voices_only_what_it_changed(coach: Coach, script: Script, tmp_path: Path) -> None:
    """After one line is edited, one clip is made for each distinct text it speaks, and the output says so."""
    target = tmp_path / "x.mp3"
    coach("export", script(SMALL), "-o", target)
    assert ", 0 clips voiced and" in coach("export", script(SMALL), "-o", target).out
    edited = script(SMALL.replace("Draw the thigh", "Pull the thigh"))
    assert ", 1 clip voiced and" in coach("export", edited, "-o", target).out
    edited = script(SMALL.replace("Cross the {side}", "Lay the {side}"))
    assert ", 2 clips voiced and" in coach("export", edited, "-o", target).out


def test_what_is_left_out_is_told(coach: Coach, script: Script) -> None:
    """An export says which optional sections it leaves out, and nothing once they are asked for."""
    path = script("- Begin. (2s)\n## Belly (optional)\n- Ask. (2s)")
    assert 'Left out until asked for: --with "Belly".' in coach("export", path, "-o", "x.wav").err
    assert "Left out" not in coach("export", path, "-o", "x.wav", "--with", "belly").err


def test_part_of_a_routine(coach: Coach, script: Script) -> None:
    """A part of a routine, one side of it, or the right side first can be asked for; a wrong name or both is told."""
    path = script(SMALL)
    sections = data(coach("show", path, "--from", "figure", "--right-first", "--rate", "0.9", "--json").out)["sections"]
    assert [(section["title"], section["side"]) for section in sections][:2] == [
        ("Figure four", "right"), ("Figure four", "left"),
    ]  # fmt: skip
    only = data(coach("show", path, "--only", "figure", "--side", "left", "--json").out)["sections"]
    assert [(section["title"], section["side"]) for section in only] == [("Figure four", "left")]
    wrong = coach("show", path, "--from", "figur for")
    assert (wrong.code, wrong.err.count("\n")) == (1, 1)
    assert "Did you mean 'Figure four'" in wrong.err
    assert coach("show", path, "--side", "left", "--right-first").code == 2
    for option, value in (("--with", " "), ("--only", ""), ("--from", ""), ("--rate", "nan"), ("--rate", "9")):
        refused = coach("show", path, option, value)
        assert (refused.code, refused.out) == (2, ""), option


def test_minutes(coach: Coach, script: Script, tmp_path: Path) -> None:
    """A fit is exact in the file; out of reach, the range is told and nothing is written."""
    path = script(SMALL)
    assert coach("export", path, "--minutes", "1.5", "-o", tmp_path / "x.wav").code == 0
    assert soundfile.info(tmp_path / "x.wav").frames == pytest.approx(90 * 24_000, abs=48)
    result = coach("export", path, "--minutes", "30", "-o", tmp_path / "y.mp3")
    assert result.code == 1
    assert re.fullmatch(r"'x' cannot be made 30 min: it can last from .* to .*\.\n", result.err)
    assert not (tmp_path / "y.mp3").exists()


def test_without_a_device_play_writes_a_file(coach: Coach, tmp_path: Path) -> None:
    """Where there is no sound device, one line says so and names the MP3 that is written instead."""
    nothing = tmp_path / "asound.conf"
    nothing.write_text("pcm.!default { type nosuch }\n")
    environ = {"PULSE_SERVER": f"unix:{tmp_path}/none", "ALSA_CONFIG_PATH": str(nothing)}
    result = coach("play", "breath-break", env=environ)
    assert result.code == 0
    assert re.fullmatch(r"There is no sound device.* Writing the session to breath-break.mp3 instead.\n", result.err)
    assert "Wrote breath-break.mp3: 1 min 25 s" in result.out
    assert soundfile.info(tmp_path / "breath-break.mp3").duration == pytest.approx(85, abs=1)


@pytest.mark.alone
def test_play_sounds_like_the_export(coach: Coach, sound_server: SoundServer, script: Script, tmp_path: Path) -> None:
    """Played to a real sound server, every cue is heard where the file has it, within 20 ms, without drift."""
    require(sys.platform == "linux", "this needs PulseAudio")
    lines = "".join(
        f"- Line {word} is said here. (3s)\n" for word in ["one", "two", "three", "four", "five", "six", "seven"]
    )
    path = script(f"## Figure four\n\n{lines}")
    coach("export", path, "-o", tmp_path / "x.wav")
    file, _ = soundfile.read(tmp_path / "x.wav", dtype="float32")
    recording = sound_server.record(tmp_path / "heard.raw")
    result = coach("play", path, env=sound_server.env)
    recording.terminate()
    recording.wait()
    assert result.code == 0, result.err
    assert "Figure four" in result.out
    heard = np.fromfile(tmp_path / "heard.raw", "<i2").reshape(-1, 2)[::2, 0].astype(np.float32)
    offsets = []
    for cue in data(coach("show", path, "--json").out)["cues"]:
        if cue["kind"] == "say":
            start, end = round(cue["start"] * 24_000), round(cue["end"] * 24_000)
            near = heard[max(start - 24_000, 0) : end + 3 * 24_000]
            offsets.append(lag(near, file[start:end]) + max(start - 24_000, 0) - start)
    assert len(offsets) >= 6
    assert max(offsets) - min(offsets) <= 0.020 * 24_000


def test_a_session_that_plays_keeps_reminders_quiet(coach: Coach, script: Script, tmp_path: Path) -> None:
    """While a session plays, whoever asks is told so; when it has ended, no more."""
    path = script("- One. (2s)")
    with ThreadPoolExecutor() as pool:
        playing = pool.submit(coach, "play", path, "--player", "silent", "--voice", "system", "--data-dir", tmp_path)
        reasons = []
        while not playing.done():
            reasons.append(why_quiet(tmp_path, lambda _command: None))
            time.sleep(0.2)
    assert playing.result().code == 0, playing.result().err
    assert reasons.count(GUIDED) > 10
    assert why_quiet(tmp_path, lambda _command: None) is None


def test_cache_commands(coach: Coach, script: Script, tmp_path: Path) -> None:
    """The cache tells what it holds, finds what is broken, and is trimmed and cleared."""
    env = {"COACH_CACHE_DIR": str(tmp_path / "cache")}
    coach("export", script("- One. (2s)\n- Two. (2s)"), "-o", "x.wav", env=env)
    info = data(coach("cache", "info", "--json", env=env).out)
    assert info["clips"] == 3
    assert str(info["clips"]) in coach("cache", "info", env=env).out
    victim = next((tmp_path / "cache").glob("*.wav"))
    victim.write_bytes(victim.read_bytes()[:-9])
    assert "1 damaged" in coach("cache", "verify", env=env).out
    assert "2 clips deleted" in coach("cache", "prune", "--max-size", "0", env=env).out
    (tmp_path / "cache" / "music").mkdir()
    (tmp_path / "cache" / "music" / f"music-{'0f' * 20}.json").touch()
    assert "Music files measured: 1." in coach("cache", "info", env=env).out
    assert coach("cache", "clear", env=env).out == "0 clips deleted. Measurements of music deleted: 1.\n"
    assert data(coach("cache", "info", "--json", env=env).out)["measured"] == 0


def test_voices_and_a_sample(coach: Coach, tmp_path: Path) -> None:
    """The voices are listed, and each engine speaks the words asked for to a file, in a voice of its own."""
    names = [voice["name"] for voice in data(coach("voices", "--json").out) if voice["usable"]]
    assert names[:2] == ["hibari:heart", "piper:en_US-joe-medium"]
    assert any(name.startswith("system:en") for name in names)
    sounds = []
    for engine in ("hibari", "piper", "system"):
        result = coach("voices", "--sample", engine, "--words", "Breathe in.", "-o", tmp_path / f"{engine}.wav")
        assert result.code == 0, result.err
        sound, rate = soundfile.read(tmp_path / f"{engine}.wav")
        heard = np.flatnonzero(np.abs(sound) > 0.05)
        assert 0.4 < (heard[-1] - heard[0]) / rate < 2  # two words
        sounds.append(sound)
    assert not any(np.array_equal(one, other) for one, other in itertools.combinations(sounds, 2))


def test_doctor(coach: Coach) -> None:
    """The doctor looks at voice, sound, folders and routines, and ends with what to do next."""
    result = coach("doctor")
    assert result.code == 0, result.out
    assert re.search("^✓ Voice: +hibari:heart speaks", result.out, re.MULTILINE)
    assert result.out.strip().splitlines()[-1].startswith("Next: coach ")
    findings = data(coach("doctor", "--json").out)
    assert {
        "Python",
        "Natural voice",
        "Piper's voice",
        "Voices folder",
        "Voice",
        "Sound device",
        "Cache folder",
        "Routines",
        "Audiobooks (.m4b)",
        "Spoken commands",
    } <= {finding["what"] for finding in findings}


def test_the_routines_are_clean(coach: Coach) -> None:
    """`coach check` finds nothing wrong with the scripts that come with the program."""
    result = coach("check", ROOT / "scripts")
    assert result.code == 0, result.out
    assert result.out == ""


def test_check_says_where_text_is_not_spoken(coach: Coach, script: Script) -> None:
    """What is not spoken is told by its line, and by its file where that is a script that is included."""
    script("A note on the part.\n\n- Rest. (5s)\n", "part.md")
    path = script("A note.\n\n- One. (5s)\n\n[Part](part.md)\n", "whole.md")
    said = coach("check", path).err
    assert "2 paragraphs are not spoken (lines 1, 1 of part.md). --unspoken lists what." in said


def test_check_tells_overruns_and_warnings(coach: Coach, script: Script) -> None:
    """Words that do not fit their time are told with by how much, and a probable slip as a warning."""
    result = coach(
        "check", script("- These are far too many words for so short a time as this. (2s)\n- Press (eech side)")
    )
    assert result.code == 1
    assert re.search(r"too long: .*x.md:1:3: the words are [\d.]+ s longer than their time", result.out)
    assert "warning: " in result.out
    assert "did you mean (each side)?" in result.out


def test_check_names_words_the_voice_may_not_know(coach: Coach, script: Script) -> None:
    """With the voice at hand, a word in no dictionary is a warning with its place, once, unless `say` settles it."""
    require(hibari.is_available(), "the natural voice is not installed: pip install '.[natural]'")
    steps = "- Rest on the xyzzy, beside the psoas. (20s)\n- The Xyzzy, again. (20s)\n> Softly, kwyjibo."
    result = coach("check", script(f"---\nsay: {{kwyjibo: quee-jibo}}\n---\n{steps}"), "--speak", "--voice", "system")
    assert result.code == 0
    (warning,) = result.out.splitlines()
    assert re.match(r"warning: .*x.md:4:3: the voice may not know 'xyzzy': .*`say:`$", warning)


def test_settings_by_option_variable_and_file(coach: Coach, script: Script, tmp_path: Path) -> None:
    """An option wins over the environment, that over the settings file; an unknown setting is told."""
    folder = tmp_path / "home" / ".config" / "coach"
    folder.mkdir(parents=True)
    (folder / "settings.toml").write_text('cache_dir = "/from/file"\n')
    assert "/from/file" in coach("cache", "info", env={"COACH_CACHE_DIR": ""}).out
    assert "/from/env" in coach("cache", "info", env={"COACH_CACHE_DIR": "/from/env"}).out
    assert "/from/option" in coach("cache", "info", "--cache-dir", "/from/option").out
    (folder / "settings.toml").write_text('cache_dri = "x"\n')
    result = coach("cache", "info")
    assert result.code == 1
    assert "unknown setting 'cache_dri'. Did you mean 'cache_dir'?" in result.err


def test_a_studio_is_found_from_inside(coach: Coach, tmp_path: Path) -> None:
    """In a folder with `scripts` and `audio_cache`, routines are found by name and speech is kept there."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "audio_cache").mkdir()
    (tmp_path / "scripts" / "mine.md").write_text("- One. (2s)")
    assert coach("export", "mine", "-o", "x.wav", env={"COACH_CACHE_DIR": ""}).code == 0
    assert list((tmp_path / "audio_cache").glob("*.wav"))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(coach: Coach, shell: str) -> None:
    """Each shell gets its completion, and it completes the names of routines."""
    assert "_COACH_COMPLETE" in coach("completion", shell).out
    env = {"_COACH_COMPLETE": "bash_complete", "COMP_WORDS": "coach play breath", "COMP_CWORD": "2"}
    assert "breath-break" in coach(env=env).out
