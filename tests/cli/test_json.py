"""The data that commands print is what the page of data says."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.conftest import ROOT, Coach

PAGE = (ROOT / "docs" / "json.md").read_text("utf-8")

NESTED = {"show": "cues", "remind history": "firings", "settings": "settings"}
"""Where a section has a second table: the list it is of."""


def sections() -> Iterator[tuple[str, list[set[str]]]]:
    """Each command of the page, with the keys of its tables."""
    for part in PAGE.split("\n## ")[1:]:
        tables = re.findall(r"\| key \| what \|\n\|---\|---\|\n((?:\|.*\n)+)", part + "\n")
        rows = [re.findall(r"^\| (.*?) \|", table, re.MULTILINE) for table in tables]
        yield part.split("`")[1], [{key for row in table for key in re.findall(r"`(\w+)`", row)} for table in rows]


def test_the_tables_are_the_keys(coach: Coach, tmp_path: Path) -> None:
    """In a home with something of everything, the page has every key that a command prints, and no other."""
    routine = tmp_path / "ROUTINE.md"
    routine.write_text("- Rest. (1s)\n- Hold (20s) on.\n", "utf-8")
    assert coach("remind", "add", routine, "--at", "11:00").code == 0
    assert coach("remind", "skip").code == 0
    assert coach("play", routine, "--player", "silent").code == 0
    for command, tables in sections():
        words = shlex.split(command.removeprefix("coach ").replace("ROUTINE", str(routine)))
        words += [str(tmp_path)] if words[0] == "check" else []
        data: Any = json.loads(coach(*words).out)
        first = data[0] if isinstance(data, list) else data
        assert set(first) == tables[0], command
        if len(tables) > 1:
            inner = NESTED[" ".join(word for word in words[:-1] if not word.startswith("/"))]
            assert set(first[inner][0]) == tables[1], command
