"""A change to a long script: how long until an editor knows its errors, its doubts and its clock.

python -m benchmarks.analysing: print the seconds of processor time a change takes, and those of reading it as Markdown
and nothing else.
"""

from __future__ import annotations

import itertools
import statistics
import time
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from coach.app.editing.analysis import analyse
from coach.settings import builtin_scripts

if TYPE_CHECKING:
    from collections.abc import Callable

LINES = 200
_CHANGES = 15


def long_script() -> str:
    """A script of 200 lines: the parts of the sessions that come with Coach, one after another."""
    scripts = sorted(builtin_scripts().rglob("parts/*.md"))
    written = (line for path in scripts for line in path.read_text("utf-8").split("---\n", 2)[-1].split("\n"))
    kept = (line for line in written if not line.startswith(("# ", "[")))
    return "\n".join(["---", "title: Long", "---", *itertools.islice(kept, LINES - 3)])


def changed(text: str) -> list[str]:
    """The script again and again, each time with another of its steps changed."""
    lines = text.split("\n")
    steps = [number for number, line in enumerate(lines) if line.startswith("- ")]
    texts = []
    for change, number in enumerate(steps[:: len(steps) // _CHANGES]):
        again = list(lines)
        again[number] = again[number].replace("- ", f"- And {change} ", 1)
        texts.append("\n".join(again))
    return texts


def seconds(work: Callable[[str], object], texts: list[str]) -> float:
    """The median of the processor times that `work` takes for each text."""
    times = []
    for text in texts:
        start = time.process_time()
        work(text)
        times.append(time.process_time() - start)
    return statistics.median(times)


if __name__ == "__main__":
    texts = changed(long_script())
    name = str(builtin_scripts() / "long.md")
    folders = [builtin_scripts()]
    if any(analyse(text, name, folders).clock is None for text in texts[:1]):
        raise SystemExit("the script has errors")
    print(seconds(lambda text: analyse(text, name, folders), texts), seconds(MarkdownIt("commonmark").parse, texts))
