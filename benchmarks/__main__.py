"""Measures every promise beside the obvious alternative, on the same session, and prints a table."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import machine, run, side_by_side
from coach.output.mp3 import QUALITY
from coach.plan import Plan
from coach.session import Session, open_session, open_voicer, voiced
from coach.settings import Settings
from coach.units import MINUTE, SAMPLE_RATE, SECOND

ROUTINE = "deep-hip-release"
HOUR = 60
ROUNDS = 5
BITRATE = 64
COACH = [sys.executable, "-m", "coach"]
OBVIOUS = [sys.executable, "-m", "benchmarks.obvious"]


@dataclass(frozen=True, slots=True)
class Row:
    """One promise and what came of it."""

    promise: str
    measured: str
    beside: str


def main() -> None:
    """Run all benchmarks and print them as a Markdown table."""
    folder = Path(tempfile.mkdtemp(prefix="coach-benchmark-"))
    try:
        rows: list[Row] = []
        for bench in (exporting, assembling, voicing, first_word, memory, editing, timing):
            print(f"{bench.__doc__} …", file=sys.stderr)
            rows.extend(bench(folder))
    finally:
        shutil.rmtree(folder)
    print(f"\nMeasured on {machine()}; median of {ROUNDS} runs in turns.\n")
    print("| Promise | Measured | Beside it |\n|---|---|---|")
    for row in rows:
        print(f"| {row.promise} | {row.measured} | {row.beside} |")


def _settings(folder: Path) -> Settings:
    return Settings(cache_dir=folder / "cache")


def _options(folder: Path) -> list[str]:
    return ["--cache-dir", str(folder / "cache")]


def _hour(folder: Path) -> tuple[Session, Plan]:
    """The session fitted to an hour, voiced."""
    settings = _settings(folder)
    session = open_session(ROUTINE, settings, target=HOUR * MINUTE)
    with open_voicer(session, settings) as voicer:
        return session, voiced(session, voicer, lambda *_: None)


def _export(folder: Path, target: Path, minutes: int = HOUR, routine: str = ROUTINE) -> list[str]:
    return [*COACH, "export", routine, "--minutes", str(minutes), "-o", str(target), *_options(folder)]


def exporting(folder: Path) -> Iterator[Row]:
    """An hour with a full cache against ffmpeg encoding the same samples."""
    _hour(folder)
    wav, ours, theirs = folder / "hour.wav", folder / "ours.mp3", folder / "theirs.mp3"
    run(_export(folder, wav))
    ffmpeg = ["ffmpeg", "-y", "-loglevel", "error", "-i", str(wav), "-c:a", "libmp3lame", "-b:a", f"{BITRATE}k",
              "-compression_level", str(QUALITY), str(theirs)]  # fmt: skip
    mine, other = side_by_side(ROUNDS, lambda: run(_export(folder, ours)).seconds, lambda: run(ffmpeg).seconds)
    yield Row(
        "export an hour, full cache, end to end",
        f"{mine:.1f} s",
        f"ffmpeg, encoding alone: {other:.1f} s, {other / mine:.2f}x ours",
    )


def assembling(folder: Path) -> Iterator[Row]:
    """An hour put together as WAV against pydub."""
    session, plan = _hour(folder)
    clips, sheet = folder / "clips", folder / "plan.json"
    clips.mkdir()
    cues = []
    with open_voicer(session, _settings(folder)) as voicer:
        for number, cue in enumerate(plan.cues):
            name = f"{number}.wav" if cue.utterance else ""
            if cue.utterance and (clip := voicer.get(cue.utterance)) is not None:
                with wave.open(str(clips / name), "wb") as file:
                    file.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))
                    file.writeframes(clip.tobytes())
            cues.append({"length": cue.end - cue.start, "clip": name})
    sheet.write_text(json.dumps(cues))
    target = folder / "joined.wav"
    arguments = [str(clips), str(sheet), str(target)]
    mine = [run(_export(folder, folder / "hour.wav")) for _ in range(3)]
    append = [run([*OBVIOUS, "pydub_append", *arguments]) for _ in range(3)]
    overlay = run([*OBVIOUS, "pydub_overlay", *arguments])
    ours, theirs = sorted(mine, key=lambda r: r.seconds)[1], sorted(append, key=lambda r: r.seconds)[1]
    yield Row(
        "put the same hour together as WAV, breaths and chimes included",
        f"{ours.seconds:.1f} s, {ours.megabytes:.0f} MB",
        f"pydub `+=`, words only: {theirs.seconds / ours.seconds:.0f}x, {theirs.megabytes:.0f} MB; "
        f"pydub overlay: {overlay.seconds / ours.seconds:.0f}x, {overlay.megabytes:.0f} MB",
    )


def voicing(folder: Path) -> Iterator[Row]:
    """An empty cache, against the engines writing the same lines to files and nothing else."""
    session, _ = _hour(folder)
    lines = folder / "lines.json"
    texts = [utterance.words for utterance in session.outline.utterances()]
    lines.write_text(json.dumps(texts))
    for voice, way in (("piper", "piper_files"), ("system", "pyttsx3_files")):
        cache, out = folder / voice, folder / way
        out.mkdir()
        command = [*COACH, "export", ROUTINE, "--minutes", str(HOUR), "--voice", voice, "--cache-dir", str(cache),
                   "-o", str(folder / "fresh.mp3")]  # fmt: skip
        mine = run(command).seconds
        other = run([*OBVIOUS, way, str(lines), str(out)]).seconds
        good = sum(path.stat().st_size > 1000 for path in out.glob("*.wav"))
        yield Row(
            f"export an hour, empty cache, {voice} voice, one run",
            f"{mine:.0f} s for {len(texts)} lines",
            f"{way.replace('_', ' to ')}, the lines alone at the engine's own pace: {other:.0f} s, "
            f"{good} of {len(texts)} written",
        )


def first_word(folder: Path) -> Iterator[Row]:
    """From the command to the first word leaving for the loudspeaker."""
    bare = [sys.executable, "-c", "import click, numpy"]
    command = [sys.executable, "-m", "benchmarks.first_word", ROUTINE, str(HOUR)]

    def empty() -> float:
        cache = Path(tempfile.mkdtemp(dir=folder))
        return float(run([*command, str(cache)]).output)

    full, none, floor = side_by_side(
        ROUNDS,
        lambda: float(run([*command, str(folder / "cache")]).output),
        empty,
        lambda: run(bare).seconds,
    )
    yield Row(
        "first word, full cache",
        f"{full:.2f} s",
        f"Python with click and numpy: {floor:.2f} s, we {full - floor:.2f} s more",
    )
    yield Row("first word, empty cache", f"{none:.2f} s", "voicing the whole routine first: the rows above")


def memory(folder: Path) -> Iterator[Row]:
    """The most memory an export holds, for a short and a long session."""
    script = folder / "long.md"
    line = "- Long strokes, out over the hips, and back. (60s)\n"
    sizes = []
    for minutes in (30, 240):
        script.write_text("---\ntitle: Long\n---\n" + line * minutes)
        command = [*COACH, "export", str(script), "-o", str(folder / "long.mp3"), *_options(folder)]
        run(command)
        sizes.append(run(command).megabytes)
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
        told = run(command).output
        made = told.split(" clips voiced")[0].split()[-1]
        if version != text:
            line = "a line that says {side}" if "Kneel" in version else "a line"
            yield Row(f"{line} edited", f"clips made: {made}", "all of them, without a cache")


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


if __name__ == "__main__":
    main()
