"""A part: what one file of Markdown holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.script.routine import Diagnostic, Section, Unspoken


@dataclass
class Part:
    """A parsed file: its title (the first `#` heading), sections, diagnostics, and text that is not spoken."""

    title: str = ""
    sections: list[Section] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    unspoken: list[Unspoken] = field(default_factory=list)


def is_part(file: str) -> bool:
    """Whether a script is in a folder `parts`, and so only included by others."""
    return Path(file).absolute().parent.name == "parts"
