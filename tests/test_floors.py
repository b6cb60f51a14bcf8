"""The house keeps its shape: imports run down the floors only."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "coach"
sys.path.insert(0, str(ROOT / "docs"))
import make_architecture  # noqa: E402
from make_architecture import FLOORS  # noqa: E402

CAREFUL = {"charset_normalizer", "numpy",
           "markdown_it", "yaml", "miniaudio", "pydub", "pyttsx3", "piper", "soundfile", "soxr", "lameenc",
           "mutagen", "blessed", "simpleaudio", "onnxruntime", "icalendar", "desktop_notifier",
           "dbus_fast", "wakepy", "rich", "pyfiglet", "PIL", "segno", "ifaddr", "av", "ctranslate2", "starlette",
           "uvicorn", "msgspec", "dask", "distributed", "obstore"}  # fmt: skip
"""Libraries that `coach --help` must not wait for."""


def floor(module: str) -> str:
    """The floor a dotted module lies on."""
    return module.split(".")[1] if "." in module else ""


def module(path: Path) -> str:
    """The dotted name of a file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> set[str]:
    """Every module of ours that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            for name in node.names:
                part = f"{node.module}.{name.name}"
                found.add(part if part in MODULES else node.module)
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return {name for name in found if name.startswith("coach.")}


MODULES = {module(path) for path in PACKAGE.rglob("*.py")}
FILES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or path.stem in FLOORS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_down(path: Path) -> None:
    """No file imports from a floor above its own."""
    here = FLOORS.index(path.relative_to(PACKAGE).parts[0].removesuffix(".py"))
    above = {name for name in imports(path) if floor(name) in FLOORS and FLOORS.index(floor(name)) > here}
    assert not above


def test_no_circles() -> None:
    """No file imports, by way of whatever others, itself: each can be read, tested and moved after those it needs.

    An import within a function counts as one at the top, and so does one for types alone: it needs the other file as
    much, and no circle was ever needed.
    """
    names = {module(path): path for path in FILES}
    graph = {name: {one for one in imports(path) if one in names} - {name} for name, path in names.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" is imported by ".join(error.args[1]))


def test_the_two_faces_know_nothing_of_each_other() -> None:
    """Of the commands only those that open or publish the page import it; the page imports no command."""
    openers = {path.name for path in (PACKAGE / "cli").rglob("*.py") if "coach.web" in {n[:9] for n in imports(path)}}
    assert openers <= {"open.py", "publish.py", "offer_page.py"}


def test_one_name_for_one_thing() -> None:
    """No two files in different folders, and no two public types, have the same name.

    The file of a command is called as people call the command, which is often the thing that it shows; and so is the
    file of a room of the page.
    """
    named: dict[str, set[str]] = defaultdict(set)
    for path in FILES:
        text = path.read_text("utf-8")
        if path.stem != "__init__" and not re.search(r"^(@click\.(command|group)\b|routes: )", text, re.MULTILINE):
            named[f"{path.stem}.py"].add(str(path))
        for name in public_types(ast.parse(text)):
            named[name].add(str(path))
    assert {name: places for name, places in named.items() if len(places) > 1} == {}


def public_types(tree: ast.Module) -> set[str]:
    """The classes and the names given to types at the top of a file; what is for type checkers alone is its own."""
    found = {line.name for line in tree.body if isinstance(line, ast.ClassDef)}
    targets = [target for line in tree.body if isinstance(line, ast.Assign) for target in line.targets]
    found |= {target.id for target in targets if isinstance(target, ast.Name) and not target.id.isupper()}
    return {name for name in found if name[0].isupper()}


def test_every_folder_is_a_floor() -> None:
    """There is no room in the house that the floors do not name."""
    rooms = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in PACKAGE.rglob("*.py")}
    assert rooms - {"__init__", "__main__"} == set(FLOORS)


def test_the_picture_is_the_folder_list() -> None:
    """The architecture page draws the floors and files there are."""
    assert make_architecture.PAGE.read_text("utf-8") == make_architecture.page()


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
