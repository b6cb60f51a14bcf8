"""A studio of many scripts, to see how long its list takes.

python -m benchmarks.listing FOLDER COUNT: write COUNT scripts into FOLDER.
"""

from __future__ import annotations

import sys
from pathlib import Path

from coach.settings import builtin_scripts


def fill(folder: Path, count: int) -> None:
    """Write `count` different scripts, made from those that come with Coach, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = sorted(builtin_scripts().glob("*.md"))
    for number in range(count):
        source = sources[number % len(sources)]
        text = source.read_text("utf-8") + f"\n<!-- number {number} -->\n"
        (folder / f"{source.stem}-{number:04}.md").write_text(text, "utf-8")


if __name__ == "__main__":
    fill(Path(sys.argv[1]), int(sys.argv[2]))
