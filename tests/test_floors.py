"""The house keeps its shape: imports run down the floors only."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "coach"

FLOORS = [
    "errors", "units", "session_commands", "settings", "storage", "audio", "script", "plan", "speech", "sound",
    "output", "session", "export", "send", "live", "remind", "cli",
]  # fmt: skip
"""Lowest first."""

CAREFUL = {"numpy", "markdown_it", "yaml", "miniaudio", "pydub", "pyttsx3", "piper", "soundfile", "soxr", "lameenc",
           "mutagen", "blessed", "simpleaudio", "onnxruntime", "icalendar", "desktop_notifier",
           "dbus_fast", "rich", "pyfiglet", "PIL", "segno", "ifaddr", "av", "ctranslate2"}  # fmt: skip
"""Libraries that `coach --help` must not wait for."""


def floor(module: str) -> str:
    """The floor a dotted module lies on."""
    return module.split(".")[1] if "." in module else ""


def imports(path: Path) -> set[str]:
    """Every module of ours that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return {name for name in found if name.startswith("coach.")}


FILES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or path.stem in FLOORS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_down(path: Path) -> None:
    """No file imports from a floor above its own."""
    here = FLOORS.index(path.relative_to(PACKAGE).parts[0].removesuffix(".py"))
    above = {name for name in imports(path) if floor(name) in FLOORS and FLOORS.index(floor(name)) > here}
    assert not above


def test_every_folder_is_a_floor() -> None:
    """There is no room in the house that the floors do not name."""
    rooms = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in PACKAGE.rglob("*.py")}
    assert rooms - {"__init__", "__main__"} == set(FLOORS)


def test_the_picture_is_the_folder_list() -> None:
    """The architecture page draws the floors there are, in their order, and names every file."""
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    drawn = re.findall(r"^(?:coach/)?  ?(\w+)(?:\.py|/) ", page.split("```")[1], re.MULTILINE)
    assert [name for name in drawn if name in FLOORS] == FLOORS
    missing = [path.name for path in FILES if path.stem not in page and path.stem != "__init__"]
    assert not missing


def test_help_is_instant() -> None:
    """`coach --help` imports none of the libraries that take their time."""
    code = "import sys; import coach.cli.app; print(' '.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not CAREFUL & set(loaded)


def test_the_pure_floors_touch_nothing() -> None:
    """Planning imports no clock, device, network or file system; nor does parsing, but for finding and reading."""
    outside = {"os", "time", "socket", "subprocess", "threading", "click", "miniaudio", "shutil", "tempfile"}
    for path in [*(PACKAGE / "plan").glob("*.py"), *(PACKAGE / "script").glob("*.py")]:
        tree = ast.parse(path.read_text("utf-8"))
        names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not outside & names, path
