"""Builds the wheel, installs it alone into a bare virtual environment, and runs it outside the checkout.

python .ci/wheel.py

What works only in the checkout, or only with an optional package, fails here. It takes half a minute, and
leaves nothing behind.
"""

from __future__ import annotations

import array
import json
import os
import subprocess
import sys
import tempfile
import venv
import wave
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUTINE = "breath-break"
"""A minute and a half, so that it is quickly exported."""


def main() -> None:
    """Raises AssertionError or CalledProcessError where the wheel does not do what it must."""
    # The old folder of a wheel may still be open on Windows when it is removed.
    with tempfile.TemporaryDirectory(prefix="coach-wheel-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        build = [sys.executable, "-m", "pip", "wheel", "-qq", "--no-deps", str(ROOT), "--wheel-dir", name]
        subprocess.run(build, check=True)
        (wheel,) = folder.glob("*.whl")
        bare = folder / "bare"
        venv.create(bare, with_pip=True)
        bin_folder = bare / ("Scripts" if os.name == "nt" else "bin")
        python = bin_folder / ("python.exe" if os.name == "nt" else "python")
        subprocess.run([python, "-m", "pip", "install", "-qq", "--prefer-binary", wheel], check=True)
        outside = folder / "outside"
        outside.mkdir()
        use(Installed(bin_folder / "coach", outside))
    print(f"{wheel.name} lists, shows, exports and reminds, outside the checkout.")


class Installed:
    """The command `coach` of an installation, run in an empty folder and home of its own."""

    def __init__(self, command: Path, folder: Path) -> None:
        """`folder` is where it runs, and where all it keeps goes."""
        self.folder = folder
        self._command = command
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("COACH_", "PYTHON"))}
        here = str(folder)
        self._environ = kept | {
            "HOME": here, "USERPROFILE": here, "PYTHONUTF8": "1",
            "COACH_CACHE_DIR": str(folder / "cache"), "COACH_DATA_DIR": str(folder / "data"),
        }  # fmt: skip

    def __call__(self, *arguments: str) -> str:
        """What it wrote to standard output."""
        print("coach", *arguments, flush=True)
        done = subprocess.run(
            [self._command, *arguments], cwd=self.folder, env=self._environ, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, encoding="utf-8", timeout=600, check=True,
        )  # fmt: skip
        return done.stdout


def use(coach: Installed) -> None:
    """Do what the README's first pages do, and check what comes of it."""
    routines = {row["routine"]: row for row in json.loads(coach("list", "--json"))}
    shipped = {path.stem for path in (ROOT / "scripts").glob("*.md")}
    assert set(routines) == shipped, f"the wheel has {sorted(routines)}, the checkout {sorted(shipped)}"
    away = [row["file"] for row in routines.values() if ROOT in Path(row["file"]).resolve().parents]
    assert not away, f"these are the checkout's, not the wheel's: {away}"
    assert "Deep hip release" in coach("list", "--tag", "hips")
    assert "Six slow breaths" in coach("show", ROUTINE)

    coach("export", ROUTINE, "-o", "breath.wav")
    plan = json.loads(coach("show", ROUTINE, "--json"))
    assert plan["exact"], "the clips that were voiced are not found again"
    with wave.open(str(coach.folder / "breath.wav")) as sound:
        seconds = sound.getnframes() / sound.getframerate()
        samples = array.array("h", sound.readframes(sound.getnframes()))
    assert abs(seconds - plan["seconds"]) < 0.001, f"{seconds} s in the file, {plan['seconds']} s in the plan"
    assert max(samples) > 3000, "nothing is heard in it"
    coach("export", ROUTINE, "-o", "breath.mp3")
    written = (coach.folder / "breath.mp3").read_bytes()
    assert written.startswith(b"ID3"), "the MP3 has no tags"
    assert b"CHAP" in written, "the MP3 has no chapters"

    coach("remind", "add", ROUTINE, "--at", "11:00", "--days", "mon-fri", "--nudge")
    (first, *_) = json.loads(coach("remind", "next", "--json"))
    assert first["reminder"] == ROUTINE
    assert "T11:00" in first["at"]
    coach("remind", "calendar", "-o", "coach.ics")
    assert "BEGIN:VALARM" in (coach.folder / "coach.ics").read_text("utf-8")
    coach("remind", "test", ROUTINE, "--player", "silent")


if __name__ == "__main__":
    main()
