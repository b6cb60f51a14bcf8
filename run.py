"""Sets Coach up in `.venv` beside this file, the first time, and runs it. Needs nothing but Python 3.11 or later.

python3 run.py play deep-hip-release     any `coach` command, with the natural voice
python3 run.py test                      the tests
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
    """All tests side by side, then those that measure time and need the machine for themselves."""
    passes = [options] if options else [["-n", "auto", "-m", "not alone"], ["-m", "alone"]]
    return max(subprocess.call([PYTHON, "-m", "pytest", *part], cwd=HERE) for part in passes)


def _set_up(testing: bool) -> None:
    import tomllib

    project = (HERE / "pyproject.toml").read_bytes()
    wanted = hashlib.sha256(project + sys.version.encode() + bytes(testing)).hexdigest()
    stamp = VENV / ("ready-to-test" if testing else "ready-to-run")
    if stamp.is_file() and stamp.read_text() == wanted and PYTHON.is_file():
        return
    print("Setting up, once; this fetches about 150 MB …", file=sys.stderr)
    subprocess.check_call([sys.executable, "-m", "venv", VENV])
    dev = tomllib.loads(project.decode())["dependency-groups"]["dev"] if testing else []
    try:
        _install("-e", f"{HERE}[natural]", *dev)
    except subprocess.CalledProcessError:
        _tell("The natural voice cannot be installed on this system; the computer's own voice will speak.")
        _install("-e", str(HERE), *dev)
    stamp.write_text(wanted)


def _install(*what: str) -> None:
    subprocess.check_call(
        [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--prefer-binary", *what],
        stdout=sys.stderr,
    )


def _tell(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
