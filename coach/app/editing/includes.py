"""Included scripts while one is written: read from the folders of scripts alone, and found again in the text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from coach.errors import ScriptError
from coach.script.script_files import ScriptFiles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.script.routine import Location


class Includes:
    """Finds the scripts that a text includes, and remembers which of its lines include them.

    A text may come from another device. So only scripts in `folders` are read, also where a link leads elsewhere.
    """

    def __init__(self, text: str, name: str, folders: Sequence[Path]) -> None:
        """`name`: the path that the text has, or would have."""
        self._name, self._lines = name, text.split("\n")
        self._folders = [folder.resolve() for folder in folders]
        self._files = ScriptFiles()
        self._links: dict[str, int] = {}
        self.refused: list[str] = []
        """The addresses of scripts that lie elsewhere."""

    def include(self, address: str, name: str) -> tuple[str, str]:
        """As `coach.script.included_scripts.Include`."""
        path = Path(name).parent / unquote(address)
        line = self._line(address) if name == self._name else self._links.get(name, 1)
        try:
            real = path.resolve()
            inside = any(real.is_relative_to(folder) for folder in self._folders) or not real.exists()
        except (OSError, ValueError, RuntimeError):
            inside = True  # there is no such file, which is said below
        if not inside:
            self.refused.append(address)
            raise ScriptError("the script it includes is not in a folder of scripts.", self._name, line)
        found, text = self._files.include(address, name)
        if not any(Path(found).resolve().is_relative_to(folder) for folder in self._folders):
            self.refused.append(address)
            raise ScriptError("the script it includes is not in a folder of scripts.", self._name, line)
        self._links.setdefault(found, line)
        return found, text

    def place(self, location: Location) -> int:
        """The line of the text for a location in it, or in a script that it includes."""
        if location.file == self._name:
            return min(location.line, len(self._lines))
        return self._links.get(location.file, 1)

    def _line(self, address: str) -> int:
        mark = re.compile(re.escape(f"({address}") + r"|\(<?" + re.escape(unquote(address)))
        return next((number for number, line in enumerate(self._lines, 1) if mark.search(line)), 1)
