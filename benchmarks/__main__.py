# mypy: allow-untyped-calls
"""Measures every promise beside the obvious alternative, on the same session, and prints a table."""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.analysing import LINES
from benchmarks.listing import fill
from benchmarks.measure import machine, run, side_by_side
from coach.output.formats.lame import QUALITY
from coach.plan import Plan
from coach.session import Session, open_session
from coach.session_request import SessionRequest
from coach.settings import Settings
from coach.speech.voicing import voiced
from coach.units import MINUTE, SAMPLE_RATE, SECOND

ROUTINE = "deep-hip-release"
HOUR = 60
ROUNDS = 5
EXPORTS = 3
"""Rounds of what takes longer."""
MANY = 1000
"""Scripts in a large studio."""
CACHE = "natural"
"""The folder of the clips that whoever installs the extras `natural` and `piper` hears unasked."""
COACH = [sys.executable, "-m", "coach"]
OBVIOUS = [sys.executable, "-m", "benchmarks.obvious"]


@dataclass(frozen=True, slots=True)
class Row:
    """One promise and what came of it."""

    promise: str
    measured: str
    beside: str


def main() -> None:
    """Run all benchmarks, or those named on the command line, and print them as a Markdown table."""
    folder = Path(tempfile.mkdtemp(prefix="coach-benchmark-"))
    print(f"Measured on {machine()}; median of {EXPORTS} exports and {ROUNDS} first words, in turns.\n")
    print("| Promise | Measured | Beside it |\n|---|---|---|")
    try:
        for bench in (
            voicing,
            exporting,
            assembling,
            first_word,
            memory,
            editing,
            analysing,
            timing,
            listing,
            home,
            live,
            pausing,
        ):
            if len(sys.argv) > 1 and bench.__name__ not in sys.argv:
                continue
            print(f"{bench.__doc__} …", file=sys.stderr)
            for row in bench(folder):  # told at once: should a later one fail, these are not lost
                print(f"| {row.promise} | {row.measured} | {row.beside} |", flush=True)
    finally:
        shutil.rmtree(folder)


def _settings(folder: Path) -> Settings:
    return Settings(cache_dir=folder / CACHE)


def _options(folder: Path) -> list[str]:
    return ["--cache-dir", str(folder / CACHE)]


def _hour(folder: Path) -> tuple[Session, Plan]:
    """The session fitted to an hour, voiced."""
    settings = _settings(folder)
    session = open_session(ROUTINE, settings, SessionRequest(target=HOUR * MINUTE))
    with session.voicer() as voicer:
        return session, voiced(session.planner, voicer, lambda *_: None)


def _export(folder: Path, target: Path, *options: str) -> list[str]:
    return [*COACH, "export", ROUTINE, "--minutes", str(HOUR), "-o", str(target), *_options(folder), *options]


def voicing(folder: Path) -> Iterator[Row]:
    """An empty cache, against the engines writing the same lines to files and nothing else."""
    session = open_session(ROUTINE, _settings(folder), SessionRequest(target=HOUR * MINUTE))
    lines = folder / "lines.json"
    texts = [utterance.words for utterance in session.planner.outline.utterances()]
    lines.write_text(json.dumps(texts))
    # The natural voices are those of the rows below: hibari guides, Piper speaks to the client.
    ways: list[tuple[str, list[str], str]] = [
        ("natural", [], "hibari_files"),
        ("piper", ["--voice", "piper"], "piper_files"),
        ("system", ["--voice", "system"], "pyttsx3_files"),
    ]
    for name, voice, way in ways:
        out = folder / way
        out.mkdir()
        command = [*COACH, "export", ROUTINE, "--minutes", str(HOUR), "-o", str(folder / "fresh.mp3"), *voice]
        command += ["--cache-dir", str(folder / name)]
        mine = run(command)
        other = run([*OBVIOUS, way, str(lines), str(out)])
        again = run(command)
        good = sum(path.stat().st_size > 1000 for path in out.glob("*.wav"))
        yield Row(
            f"export an hour, empty cache, {name} voice, one run",
            f"{mine.seconds:.0f} s for {len(texts)} lines, {mine.seconds / again.seconds:.1f}x that with a full cache",
            f"{way.replace('_', ' to ')}, the lines alone at the engine's own pace: {other.seconds:.0f} s, "
            f"{good} of {len(texts)} written",
        )


def exporting(folder: Path) -> Iterator[Row]:
    """An hour with a full cache, against encoding the same samples and nothing else."""
    for name, bitrate, options in (("one channel", 64, ()), ("two channels", 128, ("--ears", "split"))):
        wav, ours, theirs = folder / f"{bitrate}.wav", folder / "ours.mp3", folder / "theirs.mp3"
        run(_export(folder, wav, *options))
        export = _export(folder, ours, "--bitrate", str(bitrate), *options)
        ffmpeg = ["ffmpeg", "-y", "-loglevel", "error", "-i", "-", "-c:a", "libmp3lame", "-b:a", f"{bitrate}k",
                  "-compression_level", str(QUALITY), str(theirs)]  # fmt: skip
        mine, other = side_by_side(EXPORTS, partial(_seconds, export), partial(_seconds, ffmpeg, wav))
        _check(ours, wav, bitrate)
        yield Row(
            f"export an hour, full cache, {name}, {bitrate} kbit/s, end to end",
            f"{mine:.1f} s",
            f"ffmpeg, encoding alone: {other:.1f} s, {other / mine:.2f}x ours",
        )
    soundfile = [*OBVIOUS, "soundfile_mp3", str(folder / "64.wav"), str(theirs), "64"]
    mine, other = side_by_side(1, partial(_seconds, _export(folder, ours)), partial(_seconds, soundfile))
    yield Row(
        "the same, one channel, one run",
        f"{mine:.1f} s",
        f"soundfile, encoding alone, at a quality of its own: {other:.1f} s, {other / mine:.1f}x",
    )


def _seconds(command: list[str], feed: Path | None = None) -> float:
    return run(command, feed).seconds


def _check(mp3: Path, wav: Path, bitrate: int) -> None:
    """What is compared must be the same: the length to the sample, the channels and the bit rate."""
    import mutagen.mp3
    import soundfile

    told: Any = mutagen.mp3.MP3(mp3).info
    written, asked = soundfile.info(mp3), soundfile.info(wav)
    if (written.frames, written.channels) != (asked.frames, asked.channels) or told.bitrate != bitrate * 1000:
        raise SystemExit(f"{mp3} is not what was asked for: {written}, {told.bitrate} bit/s")


def assembling(folder: Path) -> Iterator[Row]:
    """An hour put together, as WAV and as MP3, against the obvious script with pydub."""
    session, plan = _hour(folder)
    clips, sheet = folder / "clips", folder / "plan.json"
    clips.mkdir()
    cues = []
    with session.voicer() as voicer:
        for number, cue in enumerate(plan.cues):
            name = f"{number}.wav" if cue.utterance else ""
            if cue.utterance and (clip := voicer.get(cue.utterance)) is not None:
                with wave.open(str(clips / name), "wb") as file:
                    file.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))
                    file.writeframes(clip.tobytes())
            cues.append({"length": cue.end - cue.start, "clip": name})
    sheet.write_text(json.dumps(cues))
    for suffix in (".wav", ".mp3"):
        ours = run(_export(folder, folder / f"hour{suffix}"))
        theirs = run([*OBVIOUS, "pydub_append", str(clips), str(sheet), str(folder / f"joined{suffix}")])
        yield Row(
            f"put the hour together as {suffix[1:].upper()}, breaths and chimes included, one run",
            f"{ours.seconds:.1f} s, {ours.megabytes:.0f} MB",
            f"pydub `+=`, words only: {theirs.seconds:.0f} s, {theirs.seconds / ours.seconds:.1f}x, "
            f"{theirs.megabytes:.0f} MB",
        )


def first_word(folder: Path) -> Iterator[Row]:
    """From the command to the first word leaving for the loudspeaker."""
    bare = [sys.executable, "-c", "import click, numpy"]
    command = [sys.executable, "-m", "benchmarks.first_word", ROUTINE, str(HOUR)]

    def empty() -> float:
        cache = Path(tempfile.mkdtemp(dir=folder))
        return float(run([*command, str(cache)]).output)

    engine = [sys.executable, "-c", "import numpy, onnxruntime"]
    full, none, floor, engine_floor = side_by_side(
        ROUNDS,
        lambda: float(run([*command, str(folder / CACHE)]).output),
        empty,
        lambda: run(bare).seconds,
        lambda: run(engine).seconds,
    )
    yield Row(
        "first word, full cache",
        f"{full:.2f} s",
        f"Python with click and numpy: {floor:.2f} s, we {full - floor:.2f} s more",
    )
    yield Row(
        "first word, empty cache",
        f"{none:.2f} s",
        f"Python with numpy and onnxruntime: {engine_floor:.2f} s, we {none - engine_floor:.2f} s more",
    )


def memory(folder: Path) -> Iterator[Row]:
    """The most memory an export holds, for a short and a long session."""
    script = folder / "long.md"
    line = "- Long strokes, out over the hips, and back. (60s)\n"
    sizes = []
    for minutes in (30, 240):
        script.write_text("---\ntitle: Long\n---\n" + line * minutes)
        voiced, measured = ([*COACH, "export", str(script), "-o", str(folder / name), *_options(folder)]
                            for name in ("long.wav", "long.mp3"))  # fmt: skip
        run(voiced)
        sizes.append(run(measured).megabytes)
    yield Row(
        "memory, export with a full cache", f"{sizes[0]:.0f} MB for half an hour", f"{sizes[1]:.0f} MB for four hours"
    )


def editing(folder: Path) -> Iterator[Row]:
    """Clips made after one line was edited."""
    script = folder / "edited.md"
    text = "## Hips (each side)\n- Stand at the {side} hip. (10s)\n- Press. (20s)\n- Ease off. (20s)\n"
    command = [*COACH, "export", str(script), "-o", str(folder / "edited.mp3"), *_options(folder)]
    for version in (text, text.replace("Ease off.", "Ease off slowly now."), text.replace("Stand at", "Kneel at")):
        script.write_text(version)
        made = _voiced(run(command).output)
        if version != text:
            line = "a line that says {side}" if "Kneel" in version else "a line"
            yield Row(f"{line} edited", f"clips made: {made}", "all of them, without a cache")


def _voiced(told: str) -> int:
    """How many clips an export says it voiced."""
    found = re.search(r"(\d+) clips? voiced", told)
    return int(found[1]) if found else 0


def analysing(_folder: Path) -> Iterator[Row]:
    """A change to a long script, until an editor knows its errors, its doubts and its clock."""
    mine, markdown = map(float, run([sys.executable, "-m", "benchmarks.analysing"]).output.split())
    yield Row(
        f"errors, doubts and clock of a script of {LINES} lines, at each change",
        f"{mine * 1000:.0f} ms of processor time",
        f"reading it as Markdown and nothing else: {markdown * 1000:.0f} ms",
    )


def timing(folder: Path) -> Iterator[Row]:
    """The clock of a file against `show --json`."""
    target = folder / "timed.wav"
    run(_export(folder, target))
    shown = json.loads(run([*COACH, "show", ROUTINE, "--minutes", str(HOUR), "--json", *_options(folder)]).output)
    with wave.open(str(target)) as file:
        frames = file.getnframes()
    off = abs(frames - round(shown["seconds"] * SAMPLE_RATE))
    asked = abs(shown["seconds"] - HOUR * MINUTE / SECOND)
    yield Row("total length", f"{off} samples from `show --json`", f"{asked * 1000:.0f} ms from the hour asked for")


def listing(folder: Path) -> Iterator[Row]:
    """The list of a studio of 1,000 scripts: never read before, and read before."""
    scripts = folder / "many"
    fill(scripts, MANY)
    command = [*COACH, "list", "--scripts-dir", str(scripts), "--cache-dir", str(folder / "many-cache")]
    first = run(command)
    bare = [sys.executable, "-c", "import click"]
    again, floor = side_by_side(ROUNDS, lambda: run(command).seconds, lambda: run(bare).seconds)
    yield Row(
        f"list {MANY} scripts, read before",
        f"{again:.2f} s, of which Python with click: {floor:.2f} s",
        f"reading them all, one run: {first.seconds:.1f} s, {first.seconds / again:.0f}x",
    )


def home(folder: Path) -> Iterator[Row]:
    """The page of a studio of 1,000 scripts in a browser, and the slider over its longest session."""
    scripts = folder / "many"
    fill(scripts, MANY)
    command = [sys.executable, "-m", "benchmarks.home", str(scripts), str(folder / "many-cache")]
    told = json.loads(run(command).output)
    yield Row(f"the page of {MANY} scripts, from the request until its cards stand", f"{told['cards']:.2f} s",
              "promised: 1 s")  # fmt: skip
    yield Row(
        "the ring after the slider has moved, a session of two hours",
        f"{told['ring'] * 1000:.0f} ms, at most {told['slowest'] * 1000:.0f} ms; "
        f"the exact figures {told['figures'] * 1000:.0f} ms",
        "promised: 100 ms",
    )


def live(folder: Path) -> Iterator[Row]:
    """Three minutes to a sound server, beside four busy processes."""
    command = [sys.executable, "-m", "benchmarks.live", "scalp-rub", "0", str(folder / CACHE), "4"]
    yield Row("live, to a sound server", run(command).output.strip(), "the wall clock")


def pausing(_folder: Path) -> Iterator[Row]:
    """From the key to the quiet, beside four busy processes."""
    for player in ("pulse", "miniaudio"):
        told = run([sys.executable, "-m", "benchmarks.pause", player, "4"]).output.strip()
        yield Row("pause, seconds of sound being rendered ahead", told, "promised: 100 ms")


if __name__ == "__main__":
    main()
