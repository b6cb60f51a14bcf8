"""Writes the picture of the house into `docs/architecture.md`: python docs/make_architecture.py."""

from __future__ import annotations

import ast
import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "coach"
PAGE = ROOT / "docs" / "architecture.md"

FLOORS = [
    "errors", "units", "cores", "extras", "session_commands", "settings", "program", "icon", "storage", "audio",
    "script", "plan", "intake", "speech", "sound", "output", "session_request", "export", "live", "session", "send",
    "remind", "app", "printed", "web", "cli",
]  # fmt: skip
"""Lowest first: no file imports from a floor above its own."""

_WIDTH = 118


def picture() -> str:
    """The floors, lowest first: what each is for, by its own docstring, and its files."""
    return "\n".join(["coach/", *(line for floor in FLOORS for line in _floor(floor))])


def page() -> str:
    """The whole page, with the picture as it is now."""
    return re.sub(
        r"```text\ncoach/\n.*?```", lambda _: f"```text\n{picture()}\n```", PAGE.read_text("utf-8"), flags=re.S
    )


def _floor(name: str) -> Iterator[str]:
    file = PACKAGE / f"{name}.py"
    if file.is_file():
        yield _told(f"{name}.py", file)
        return
    folder = PACKAGE / name
    yield _told(f"{name}/", folder / "__init__.py")
    yield from _files(folder, "")
    for room in sorted(path.parent for path in folder.glob("*/__init__.py")):
        yield from _files(room, f"{room.name}/")


def _files(folder: Path, label: str) -> Iterator[str]:
    names = sorted(path.name for path in folder.glob("*.py") if path.name != "__init__.py")
    yield from textwrap.wrap(
        " ".join(names),
        _WIDTH,
        initial_indent=f"      {label:<11} ",
        subsequent_indent=" " * 18,
        break_on_hyphens=False,
    )


def _told(label: str, file: Path) -> str:
    purpose = (ast.get_docstring(ast.parse(file.read_text("utf-8"))) or "").split("\n\n")[0]
    return textwrap.fill(
        " ".join(purpose.split()), _WIDTH, initial_indent=f"  {label:<20}", subsequent_indent=" " * 22,
    )  # fmt: skip


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
