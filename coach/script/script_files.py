"""Script files: reading a script, and those it includes."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

from coach.errors import ScriptError, reason
from coach.script.encoding import clean_text, decode
from coach.script.routine import Diagnostic, Location
from coach.settings import builtin_scripts
from coach.storage.remembered import digest


class ScriptFiles:
    """Reads scripts from files, collects doubts about their encodings, and keeps account of what was read."""

    def __init__(self) -> None:
        self.doubts: list[Diagnostic] = []
        self.digests: dict[str, str] = {}
        """The digest of each file that was read; empty for one that was looked for and is not there."""

    def text(self, path: Path) -> str:
        """The text of a script. Raises ScriptError."""
        name = str(path)
        try:
            data = path.read_bytes()
            self.digests[name] = digest(data)
            text, guessed = decode(data)
        except OSError as error:
            raise ScriptError(f"the script cannot be read ({reason(error)}).", name) from error
        except ValueError as error:
            raise ScriptError(f"{error}.", name) from error
        text = clean_text(text)
        if guessed is not None:
            line = next((number for number, line in enumerate(text.split("\n"), 1) if not line.isascii()), 1)
            message = f"the script is not UTF-8 text: it is read as {guessed}, a guess; save it as UTF-8"
            self.doubts.append(Diagnostic(Location(name, line), message, "doubt", "encoding"))
        if not text.strip():
            raise ScriptError("the script is empty.", name)
        return text

    def include(self, address: str, name: str) -> tuple[str, str]:
        """The script that the link `address` in the script `name` means: a file beside it, or a built-in one."""
        beside = normal_path(Path(name).parent / unquote(address))
        shipped = builtin_scripts()
        ours = normal_path(shipped / re.sub(r"^(?:\.\.?/)+", "", unquote(address)))
        for path in (beside, ours):
            try:
                if path.is_file() and (path is beside or ours.is_relative_to(shipped)):
                    return str(path), self.text(path)
                self.digests[str(path)] = ""
            except (OSError, ValueError):  # an invalid file name
                continue
        raise FileNotFoundError(str(beside))


def normal_path(path: Path) -> Path:
    """A path without `..`, so that each file has one name."""
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and parts and parts[-1] not in ("..", path.anchor):
            parts.pop()
        else:
            parts.append(part)
    return Path(*parts)
