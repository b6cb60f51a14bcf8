"""Included scripts: a script is parsed together with those that it includes."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import ScriptError
from coach.script.encoding import clean_text
from coach.script.front_matter import split_front_matter
from coach.script.markdown import parse_markdown
from coach.script.routine import Diagnostic, Location
from coach.script.script_files import normal_path

if TYPE_CHECKING:
    from coach.script.part import Part
    from coach.script.routine import Header, Speaker

_DEEPEST = 20
"""The most nested includes."""

Include = Callable[[str, str], tuple[str, str]]
"""Given a link's address and the name of the script that contains it, returns the name and text of the linked script.

Raises FileNotFoundError if there is none, ScriptError if it cannot be read.
"""


def parse_with_includes(text: str, name: str, include: Include) -> tuple[Header, Part]:
    """The front matter of a script, and its content with that of the scripts it includes."""
    return _Includes(include).parse(text, name)


class _Includes:
    """Parses a script and its includes, and detects circular includes."""

    def __init__(self, include: Include) -> None:
        self.include = include
        self.open: list[Path] = []
        self.header: Header | None = None

    def parse(self, text: str, name: str) -> tuple[Header, Part]:
        header, body, diagnostics = split_front_matter(text, name)
        # An included part speaks to the listener of the script that includes it.
        self.header = self.header or header
        self.open.append(normal_path(Path(name)))
        part = parse_markdown(body, name, self.header.speaker, self._included)
        self.open.pop()
        part.diagnostics[:0] = diagnostics
        return header, part

    def _included(self, address: str, link: Location) -> Part | Diagnostic:
        try:
            name, text = self.include(address, link.file)
        except FileNotFoundError as error:
            return Diagnostic(link, f"the script it includes is not there: {error}.", "error", "include")
        except ScriptError as error:
            return Diagnostic(Location(error.file, error.line, error.column), error.message, "error", "include")
        if normal_path(Path(name)) in self.open or len(self.open) > _DEEPEST:
            chain = " includes ".join(file.name for file in [*self.open, Path(name)])
            return Diagnostic(link, f"these scripts include one another: {chain}.", "error", "include")
        text = clean_text(text)
        if self.header is not None and Path(name).is_absolute():  # another name depends on the current folder
            alone = _parsed_alone(text, name, self.header.speaker)
            if alone is not None:
                return alone
        return self.parse(text, name)[1]


class _IncludesAnother(Exception):
    """A script that was to be parsed alone includes another one."""


@lru_cache(maxsize=512)
def _parsed_alone(text: str, name: str, speaker: Speaker) -> Part | None:
    """The part in `text`, which nobody may change; None if it includes another one.

    An editor parses a script at each change of it, but what it includes stays, and is often longer than the script.
    """

    def refuse(*_: object) -> Part:
        raise _IncludesAnother

    _, body, diagnostics = split_front_matter(text, name)
    try:
        part = parse_markdown(body, name, speaker, refuse)
    except _IncludesAnother:
        return None
    part.diagnostics[:0] = diagnostics
    return part
